"""Which steps agents rewrite, and an agent's words made into a variant: the customer's facts become slots again.

The proposed text is read with the playbook's own variants: where one of them stands, its slots tell what was filled in.
The same values, found in what was sent, are the slots of the new variant. Whatever still names a customer's fact
afterwards is no variant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from mailbot.model.draft import DraftText, Finding
from mailbot.model.draft_case import DraftCase
from mailbot.model.facts import Facts
from mailbot.model.heat import Span
from mailbot.model.phrases import Playbooks
from mailbot.model.playbook import Playbook, PlaybookStep
from mailbot.model.policy import ReplyPolicy
from mailbot.model.sentence import say
from mailbot.triage.drafting import draft
from mailbot.triage.edits import SentDraft
from mailbot.triage.wording import slots_in

_TOKEN = re.compile(r"\{(\w+)\}|\[|\]")
_WORDS = re.compile(r"[\u3040-\u9fff]|[^\s\u3040-\u9fff]+|\s+")
_SPARED = re.compile(r"\{\w+\}")
_LONGEST = 700  # characters of a variant
_ENDED = re.compile(r"(?:[.!?]\s|[。！？\n])$")
#: Values shorter than this stand everywhere.
_SHORTEST = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class StepEdit:
    """A step as it was proposed and as it left."""

    draft: str  # id of the draft
    step: str
    before: str
    after: str  # "" where it was taken out
    values: Mapping[str, str]  # slot -> what was filled in


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """An agent's words as a text of the playbook, with what speaks against it."""

    playbook: str
    language: str
    step: str
    text: str
    objections: tuple[str, ...] = ()  # each a sentence; empty: it may be taken up


def step_edits(sent: SentDraft, playbook: Playbook) -> tuple[StepEdit, ...]:
    """Return the steps of a draft that the agent changed, in the order of the playbook."""
    found = []
    moved = _moves(sent.proposed, sent.sent)
    for step in playbook.steps:
        match = standing(step, sent.language, sent.proposed)
        if match is None:
            continue
        start, end = _whole(sent.sent, _at(moved, match.start(), False), _at(moved, match.end(), True))
        after = " ".join(sent.sent[start:end].split())
        before = " ".join(match.group().split())
        if after != before:
            values = {_slot(name): value for name, value in match.groupdict().items() if value}
            found.append(StepEdit(draft=sent.id, step=step.id, before=before, after=after, values=values))
    return tuple(found)


def most_rewritten(edits: Iterable[StepEdit]) -> tuple[tuple[str, int], ...]:
    """Return step -> how often it was rewritten, most often first."""
    return tuple(Counter(edit.step for edit in edits).most_common())


def variant_of(edit: StepEdit, playbook: Playbook, language: str, facts: Facts) -> Variant:
    """Return an agent's words as a variant, the customer's facts replaced by slots, with objections."""
    text = _restored(edit.after, edit.values)
    return Variant(
        playbook=playbook.id,
        language=language,
        step=edit.step,
        text=text,
        objections=tuple(_objections(text, edit, playbook, language, facts)),
    )


def tried(
    variant: Variant, playbook: Playbook, playbooks: Playbooks, facts: Facts, case: DraftCase, policy: ReplyPolicy
) -> DraftText:
    """Return a draft that says a step in the new words, for the lint to read."""
    steps = tuple(
        replace(step, texts={**step.texts, variant.language: (variant.text,)}) if step.id == variant.step else step
        for step in playbook.steps
    )
    trial = replace(playbook, steps=steps)
    return draft(
        trial, facts, playbooks=playbooks, language=variant.language, case=case, policy=policy, seed="promotion"
    )


def with_findings(variant: Variant, findings: Iterable[Finding]) -> Variant:
    """Return the variant with the lint's findings among the objections."""
    found = tuple(f"{one.rule}: {one.message}" for one in findings)
    return replace(variant, objections=(*variant.objections, *found))


def standing(step: PlaybookStep, language: str, proposed: str) -> re.Match[str] | None:
    """Return where one of a step's variants stands in a text; the longest, for the short ones stand in others."""
    hits = (re.search(_pattern(text), proposed) for text in step.texts.get(language, ()) if _has_words(text))
    return max((hit for hit in hits if hit), key=lambda hit: hit.end() - hit.start(), default=None)


def _has_words(text: str) -> bool:
    return len(re.sub(r"[\W_]", "", _SPARED.sub("", text))) >= 6


def _pattern(text: str) -> str:
    """Return an expression for a variant: slots are groups, parts in brackets may be absent."""
    parts, last, seen = [], 0, set[str]()
    for match in _TOKEN.finditer(text):
        parts.append(_literal(text[last : match.start()]))
        last = match.end()
        if match.group() in "[]":
            parts.append("(?:" if match.group() == "[" else ")?")
        elif match.group(1) in seen:
            parts.append(r"[^\n]+?")
        else:
            seen.add(match.group(1))
            parts.append(rf"(?P<{match.group(1)}>[^\n]+?)")
    parts.append(_literal(text[last:]))
    return "".join(parts) + r"(?=\s|$|[^\x00-\u2fff])"


def _literal(text: str) -> str:
    return r"\s+".join(re.escape(part) for part in re.split(r"\s+", text))


def _slot(name: str) -> str:
    return name[:1].lower() + name[1:]


def _moves(before: str, after: str) -> list[tuple[Span, Span, bool]]:
    """Return (stretch before, stretch after, unchanged) word by word."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    starts_old, starts_new = _starts(old), _starts(new)
    opcodes = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    return [
        ((starts_old[a], starts_old[b]), (starts_new[c], starts_new[d]), kind == "equal")
        for kind, a, b, c, d in opcodes
    ]


def _whole(text: str, start: int, end: int) -> Span:
    """Widen a stretch to whole sentences: what was put before or behind its words belongs to it."""
    if start >= end:
        return (start, start)
    while start > 0 and not _ENDED.search(text[max(0, start - 3) : start]):
        start -= 1
    while end < len(text) and text[end - 1] not in ".!?。！？\n" and text[end] != "\n":
        end += 1
    return (start, end)


def _starts(words: list[str]) -> list[int]:
    places = [0]
    for word in words:
        places.append(places[-1] + len(word))
    return places


def _at(moves: list[tuple[Span, Span, bool]], place: int, is_end: bool) -> int:
    """Return where a place of the old text lies in the new one; inside a change it is the change's edge."""
    for (a, b), (c, d), same in moves:
        if a <= place < b or (is_end and a < place <= b):
            if same:
                return c + place - a
            return d if is_end else c
    return moves[-1][1][1] if moves else 0


def _restored(text: str, values: Mapping[str, str]) -> str:
    """Return a text with each filled value replaced by its slot, the longest first."""
    for slot, value in sorted(values.items(), key=lambda pair: -len(pair[1])):
        if len(value) < _SHORTEST:
            continue
        text = text.replace(value, f"{{{slot}}}")
        lowered, capital = value[0].lower() + value[1:], value[0].upper() + value[1:]
        text = text.replace(lowered, f"{{{slot}}}").replace(capital, f"{{{slot[0].upper()}{slot[1:]}}}")
    return text


def _objections(text: str, edit: StepEdit, playbook: Playbook, language: str, facts: Facts) -> Iterator[str]:
    step = next(one for one in playbook.steps if one.id == edit.step)
    plain = _SPARED.sub(" ", text)
    if not text.strip():
        yield say("variant_taken_out", "The step was taken out: there are no words to keep.")
    if len(text) > _LONGEST:
        yield say(
            "variant_too_long", "It is longer than {most} characters: one step says one thing.", most=str(_LONGEST)
        )
    if text in step.texts.get(language, ()):
        yield say("variant_known", "The playbook says this already.")
    if re.search(r"[{}\[\]]", edit.after):
        yield say("variant_braces", "It holds braces or brackets, which are the marks of slots.")
    if number := re.search(r"\d[\d.,:/-]*", plain):
        yield say(
            "variant_number",
            "It still names '{what}', which is this customer's and not every customer's.",
            what=number.group(),
        )
    if link := re.search(r"(?i)https?://\S+|www\.\S+|\S+@\S+", plain):
        yield say("variant_address", "It holds the address '{what}'.", what=link.group())
    told = {
        fact.value for fact in facts if fact.slot in ("customer_name", "order_ref", "given", "owner") and fact.value
    }
    for one in sorted(told):
        if len(one) >= _SHORTEST and one in plain:
            yield say("variant_names", "It still names '{what}'.", what=one)
    lost = frozenset().union(*map(slots_in, step.texts.get(language, ()))) & {"next_word"}
    if lost and not slots_in(text) & ({"next_word"} | {slot.name for slot in playbook.slots if not slot.ask_customer}):
        yield say(
            "variant_no_next_word",
            "It no longer says when our next word comes: keep {slot}.",
            slot="{next_word}",
        )
