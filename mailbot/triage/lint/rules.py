"""The rules of the reply lint, each a line with its weight and its source (GUIDANCE section 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mailbot.model.draft import Severity
from mailbot.triage.lint.address import wrong_language
from mailbot.triage.lint.frames import framed
from mailbot.triage.lint.promises import low_amends, over_amends, unauthorised_promise
from mailbot.triage.lint.reading import Hit, Reply
from mailbot.triage.lint.steps import missing_step, step_order
from mailbot.triage.lint.structure import (
    ACTION,
    late_holding,
    no_follow_up,
    no_recap,
    vague_terms,
)
from mailbot.triage.lint.wording import (
    apology_first,
    arguing_in_text,
    emotional_hook,
    excuse,
    faultless,
    leftover_placeholder,
    outright,
    outside_invitation,
    over_apologising,
    passing_the_buck,
    patience_plea,
    war_of_words,
    worded,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A rule of the lint."""

    id: str
    severity: Severity  # what the built-in policy makes of it
    source: str  # the guidance it comes from
    find: Callable[[Reply], Iterator[Hit]]


def _only(playbook: str, find: Callable[[Reply], Iterator[Hit]]) -> Callable[[Reply], Iterator[Hit]]:
    """Restrict a rule to one playbook."""

    def narrowed(reply: Reply) -> Iterator[Hit]:
        if reply.case.playbook == playbook:
            yield from find(reply)

    return narrowed


_WARN, _MANAGER, _BLOCK = Severity.WARN, Severity.MANAGER, Severity.BLOCK

RULES: tuple[Rule, ...] = (
    Rule(id="leftover-placeholder", severity=_BLOCK, source="common sense", find=leftover_placeholder),
    Rule(id="wrong-language", severity=_WARN, source="all", find=wrong_language),
    Rule(id="war-of-words", severity=_BLOCK, source="003, 004", find=framed("war-of-words", war_of_words)),
    Rule(
        id="unauthorised-promise",
        severity=_MANAGER,
        source="000",
        find=framed("unauthorised-promise", unauthorised_promise),
    ),
    Rule(id="over-amends", severity=_MANAGER, source="002", find=over_amends),
    Rule(id="low-amends", severity=_WARN, source="002", find=low_amends),
    Rule(id="late-holding", severity=_WARN, source="003", find=late_holding),
    Rule(id="apology-first", severity=_WARN, source="000, 001", find=_only(ACTION, apology_first)),
    Rule(id="patience-plea", severity=_WARN, source="000, 001", find=framed("patience-plea", patience_plea)),
    Rule(id="had-to", severity=_WARN, source="000, 001", find=framed("had-to", outside_invitation(worded("had-to")))),
    Rule(id="interrupting", severity=_WARN, source="002", find=framed("interrupting", worded("interrupting"))),
    Rule(id="excuse", severity=_WARN, source="002, 003", find=framed("excuse", outside_invitation(excuse))),
    Rule(
        id="passing-the-buck",
        severity=_WARN,
        source="002",
        find=framed("passing-the-buck", outside_invitation(passing_the_buck)),
    ),
    Rule(id="faultless", severity=_WARN, source="004", find=framed("faultless", faultless)),
    Rule(
        id="blaming-the-customer",
        severity=_WARN,
        source="004",
        find=framed("blaming-the-customer", outright("blaming-the-customer")),
    ),
    Rule(
        id="conditional-apology",
        severity=_WARN,
        source="002, 003",
        find=framed("conditional-apology", worded("conditional-apology")),
    ),
    Rule(id="over-apologising", severity=_WARN, source="003", find=over_apologising),
    Rule(id="emotional-hook", severity=_WARN, source="000, 001", find=framed("emotional-hook", emotional_hook)),
    Rule(id="arguing-in-text", severity=_WARN, source="004", find=framed("arguing-in-text", arguing_in_text)),
    Rule(id="vague-terms", severity=_WARN, source="000, 001, 003", find=framed("vague-terms", vague_terms)),
    Rule(id="no-recap", severity=_WARN, source="002, 003", find=no_recap),
    Rule(id="step-order", severity=_WARN, source="all", find=step_order),
    Rule(id="missing-step", severity=_WARN, source="all", find=missing_step),
    Rule(id="no-follow-up", severity=_WARN, source="003", find=no_follow_up),
)
