"""What a case's judgement rests on: the ledger of its heat, its facts, and the words they point at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from mailbot.console.marking import Marked, marked
from mailbot.mail.wrapping import unwrapped
from mailbot.model.case import ThreadMessage
from mailbot.model.heat import Flag, Signal
from mailbot.model.view import CaseView, MailView
from mailbot.triage.own_words import sentence_of

#: (group, name) -> the word for it in the agent's language.
Label = Callable[[str, str], str]

#: The trained part reads every sentence; marking them all would mark nothing. The hottest one is marked from these points on.
_WHOLE, _LOUD = "model", 0.08
#: Points below which an entry is not shown.
_SMALLEST = 0.005

#: Entries that are flags.
_FLAGS = frozenset(flag.value for flag in Flag)

#: Facts that a person wants to see, in their order on the page.
_TOLD = ("order_ref", "customer_name", "phone", "product", "problem", "wish", "amount", "date", "deadline")
#: Of these the value is a name of ours; the customer's own words say more.
_IN_THEIR_WORDS = frozenset({"product", "problem", "wish"})
_WHOLE_SENTENCES = frozenset({"problem", "wish"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One row of the ledger; entries of one name stand together."""

    name: str
    points: int  # of 100
    quotes: tuple[str, ...]
    without: int  # the heat, of 100, if these entries were not there
    wordless: bool = False  # a flag that rests on no words: the model sets it by the mail as a whole


def ledger(view: CaseView) -> list[Entry]:
    """Return the heat's entries by name, largest first."""
    groups: dict[str, list[Signal]] = {}
    for signal in view.heat.signals:
        groups.setdefault(signal.name, []).append(signal)
    entries = [
        Entry(
            name=name,
            points=round(100 * sum(signal.weight for signal in signals)),
            quotes=_quotes(signals),
            without=round(100 * view.heat.without(name)),
            wordless=name in _FLAGS and not any(signal.quote for signal in signals),
        )
        for name, signals in groups.items()
        if abs(sum(signal.weight for signal in signals)) >= _SMALLEST
    ]
    return sorted(entries, key=lambda entry: -abs(entry.points))


def _quotes(signals: list[Signal]) -> tuple[str, ...]:
    hottest = sorted(signals, key=lambda signal: -signal.weight)
    return tuple(dict.fromkeys(_short(signal.quote) for signal in hottest if signal.quote))[:6]


def fact_rows(view: CaseView) -> list[dict[str, Any]]:
    """Return what the customer told us, each slot once, the surest first; what drafting only reckons with is left out."""
    rows: dict[str, dict[str, Any]] = {}
    for fact in view.facts:
        slot = fact["slot"]
        if fact.get("value") and slot not in rows and slot in _TOLD:
            words = _their_words(view, fact) if slot in _IN_THEIR_WORDS else ""
            rows[slot] = {**fact, "value": words or fact["value"], "quoted": bool(fact.get("span"))}
    return sorted(rows.values(), key=lambda row: _TOLD.index(row["slot"]))


def _their_words(view: CaseView, fact: Mapping[str, Any]) -> str:
    """Return the words a fact rests on, with the rest of their sentence where a thing alone tells nothing."""
    words, span, position = str(fact.get("text") or ""), fact.get("span"), fact.get("message", 0)
    mail = next((one.message for one in view.mails if one.message.position == position), None)
    if fact["slot"] in _WHOLE_SENTENCES and span and mail is not None:
        return sentence_of(_read(mail), (span[0], span[1]))
    return _short(words, 80)


def _read(message: ThreadMessage) -> str:
    return message.new_text or message.text


def marked_words(view: CaseView, mail: MailView, label: Label) -> Markup:
    """Return a mail's new text with the words marked that the heat and the facts rest on."""
    text = unwrapped(_read(mail.message))
    position = mail.message.position
    return marked(text, [*_signal_marks(view, position, label), *_fact_marks(view, position)])


def _signal_marks(view: CaseView, position: int, label: Label) -> list[Marked]:
    here = [
        (signal, signal.evidence)
        for signal, place in zip(view.heat.signals, view.signal_messages, strict=False)
        if signal.evidence and place == position and abs(signal.weight) >= _SMALLEST
    ]
    hottest = max((signal.weight for signal, _ in here if signal.name == _WHOLE), default=0.0)
    return [
        Marked(
            span=span,
            title=f"{label('signal', signal.name)} {signal.weight * 100:+.0f}",
            quiet=signal.name == _WHOLE and not (signal.weight == hottest >= _LOUD),
        )
        for signal, span in here
    ]


def _fact_marks(view: CaseView, position: int) -> list[Marked]:
    return [
        Marked(span=(fact["span"][0], fact["span"][1]), fact=fact["slot"])
        for fact in view.facts
        if fact.get("span") and fact.get("message", 0) == position
    ]


def _short(words: str, most: int = 120) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"
