"""The reply lint: what a reply to a complaint may not do, by a machine or a person (GUIDANCE section 2)."""

from __future__ import annotations

from collections.abc import Iterator

from mailbot.model.draft import Finding
from mailbot.triage.lint.address import spoken
from mailbot.triage.lint.case import LintCase
from mailbot.triage.lint.lexicon import Lexicon
from mailbot.triage.lint.reading import Hit, Reply
from mailbot.triage.lint.rules import RULES, Rule

#: Rules that need no words of a language, and the one that judges it.
_LANGUAGE_FREE = frozenset({"wrong-language", "leftover-placeholder", "low-amends", "over-amends"})

__all__ = ["RULES", "Lexicon", "LintCase", "Rule", "check"]


def check(case: LintCase, lexicon: Lexicon, *, message_language: str = "en") -> tuple[Finding, ...]:
    """Return what a reply does wrong, in order of appearance; what is missing comes last.

    The reply may be half written: nothing here raises for any text. Messages are in `message_language`,
    suggestions in the reply's language.
    """
    if not case.reply.strip():
        return ()
    reply = Reply(case, lexicon)
    found = [(hit, rule) for rule, read in _readings(reply) for hit in rule.find(read)]
    found.sort(key=lambda pair: (pair[0].start, pair[0].end))
    return tuple(_finding(hit, rule, reply, message_language) for hit, rule in found)


def _readings(reply: Reply) -> Iterator[tuple[Rule, Reply]]:
    """Yield each rule with the reading it looks at.

    A reply in another language breaks `wrong-language`; whether the rest is well is read by that language's words, or
    not at all where we do not write it.
    """
    language = spoken(reply)
    known = language in reply.lexicon.languages
    read = reply if language == reply.words.code else Reply(reply.case, reply.lexicon, language=language)
    for rule in RULES:
        if rule.id in _LANGUAGE_FREE:
            yield rule, reply
        elif known:
            yield rule, read


def _finding(hit: Hit, rule: Rule, reply: Reply, language: str) -> Finding:
    why = reply.lexicon.words(language).why.get(rule.id) or reply.lexicon.words("en").why.get(rule.id, rule.id)
    span = (hit.start, hit.end) if hit.end > hit.start else None
    return Finding(rule=rule.id, message=why, span=span, suggestion=hit.suggestion or reply.words.rewrite.get(rule.id))
