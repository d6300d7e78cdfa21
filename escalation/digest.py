"""The queue as a text mail for managers who live in their mail client, and agreed times as calendar files.

Pure: places in, text out. The calendar follows RFC 5545 (folded lines of at most 75 octets, CRLF, escaped text).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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


# --- agreed times -----------------------------------------------------------------------------------------------------


def appointment(callback: Callback, start: datetime, texts: CallTexts, now: datetime, *, minutes: int = 20) -> str:
    """Return an iCalendar file for an agreed call (RFC 5545); the description holds no more than one line of the case."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//mailbot//callbacks//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{callback.id}@callbacks.mailbot.invalid",
        f"DTSTAMP:{_stamp(now)}",
        f"DTSTART:{_stamp(start)}",
        f"DTEND:{_stamp(start + timedelta(minutes=minutes))}",
        "SUMMARY:" + _escape(texts.appointment["summary"].format(customer=_who(callback))),
        "DESCRIPTION:" + _escape(texts.appointment["description"].format(problem=speakable(callback.problem))),
        *((f"URL:tel:{callback.number}",) if callback.number else ()),
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT5M",
        "DESCRIPTION:" + _escape(texts.appointment["summary"].format(customer=_who(callback))),
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _fold(line: str) -> str:
    """Break a line so that none has more than 75 octets (RFC 5545 section 3.1), never inside a character."""
    pieces: list[str] = []
    piece = ""
    for char in line:
        if len((piece + char).encode()) > (75 if not pieces else 74):
            pieces.append(piece)
            piece = ""
        piece += char
    return "\r\n ".join([*pieces, piece])
