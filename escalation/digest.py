"""The queue as a text mail for managers who live in their mail client. Pure: places in, text out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from escalation.callback import Callback
from escalation.rules import Place
from escalation.script import CallTexts, shorten, speakable


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """Subject and body of the mail."""

    subject: str
    body: str


def queue_digest(places: Sequence[Place], texts: CallTexts, zone: str) -> Digest:
    """Return the queue as a mail: the callable first with reasons and numbers to dial by hand, then the blocked."""
    ready = [entry for entry in places if entry.eligible]
    blocked = [entry for entry in places if not entry.eligible]
    count = len(places)
    lines = [texts.digest["heading"].format(count=count) if count else texts.digest["none"], ""]
    for position, entry in enumerate(ready, 1):
        lines += [*_entry(position, entry, texts, zone), ""]
    if blocked:
        lines += [texts.digest["blocked"], *(_blocked(entry) for entry in blocked), ""]
    return Digest(subject=texts.digest["subject"].format(count=count), body="\n".join(lines).rstrip() + "\n")


def _who(callback: Callback) -> str:
    return shorten(speakable(callback.customer_name), 60) or speakable(callback.customer_email.replace("@", " at "))


def _entry(position: int, entry: Place, texts: CallTexts, zone: str) -> list[str]:
    callback = entry.callback
    line = texts.digest["line"].format(
        position=position,
        customer=_who(callback),
        language=texts.languages.get(callback.language, callback.language),
        heat=f"{callback.heat:.2f}",
        since=f"{callback.placed_in_line_at.astimezone(ZoneInfo(zone)):%d.%m. %H:%M}",
        problem=shorten(speakable(callback.problem), 120),
    )
    why = "; ".join(term.why for term in entry.terms)
    return [
        line,
        "   " + texts.digest["why"].format(why=why),
        "   " + texts.digest["dial"].format(number=callback.number),
    ]


def _blocked(entry: Place) -> str:
    return f" - {_who(entry.callback)}: {entry.obstacles[0]}"
