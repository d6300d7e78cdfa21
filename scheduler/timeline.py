"""The course of one case as a picture: its events on a line of time, as SVG. Pure: events in, text out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """One event of a case."""

    at: datetime
    kind: str  # of the event: "mail_recorded", "promise_made", …
    words: str = ""


#: (side, colour, kinds): whose turn an event was.
_SIDES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("customer", "#b3261e", ("mail_recorded", "follow_up_answered")),
    (
        "us",
        "#1f6f43",
        (
            "reply_sent",
            "reply_adopted",
            "draft_approved",
            "case_resolved",
            "case_reopened",
            "case_closed",
            "call_ended",
        ),
    ),
    ("clock", "#8a5a00", ("promise", "follow_up", "complaint_clock", "heat_aged")),
    ("mailbot", "#345a8a", ("",)),
)
_ROW, _TOP, _LINE, _TEXT, _WIDTH = 30, 64, 150, 172, 860
_MOST_WORDS, _MOST_TITLE = 84, 96
#: What XML 1.0 cannot hold (section 2.2), from a stranger's subject or words.
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def timeline_svg(title: str, moments: Sequence[Moment], zone: str) -> str:
    """Return the picture, oldest event at the top; a wait of a day and more is shown as a gap, a new year by its number."""
    ordered = sorted(moments, key=lambda moment: moment.at)
    rows: list[str] = []
    y, year = _TOP, 0
    before: datetime | None = None
    for moment in ordered:
        local = moment.at.astimezone(ZoneInfo(zone))
        if not year:
            rows.append(f'<text x="12" y="42" fill="#666">{local.year}</text>')
        if before is not None and moment.at - before >= timedelta(days=1):
            rows.append(_gap(y, moment.at - before))
            y += _ROW
        if year not in (0, local.year):
            rows.append(f'<text x="12" y="{y}" fill="#666">{local.year}</text>')
            y += _ROW
        rows.append(_row(moment, y, local))
        y, before, year = y + _ROW, moment.at, local.year
    line = f'<line x1="{_LINE}" y1="{_TOP - 12}" x2="{_LINE}" y2="{y - _ROW + 4}" stroke="#888" stroke-width="2"/>'
    return "\n".join((_head(title, y), line, *rows, "</svg>", ""))


def _head(title: str, height: int) -> str:
    title = _short(title, _MOST_TITLE)
    legend = "".join(
        f'<circle cx="{_LINE + 8 + 110 * place}" cy="38" r="5" fill="{colour}"/>'
        f'<text x="{_LINE + 18 + 110 * place}" y="42">{side}</text>'
        for place, (side, colour, _) in enumerate(_SIDES)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" font-family="sans-serif" font-size="13" fill="#222">\n<title>{escape(title)}</title>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n<text x="12" y="20" font-size="16">{escape(title)}</text>{legend}'
    )


def _row(moment: Moment, y: int, local: datetime) -> str:
    when = f"{local:%a %d %b %H:%M}"
    name = moment.kind.replace("_", " ")
    words = _short(moment.words, _MOST_WORDS)
    said = f'<tspan fill="#666"> {escape(words)}</tspan>' if words else ""
    return (
        f'<text x="12" y="{y}">{when}</text><circle cx="{_LINE}" cy="{y - 4}" r="6" fill="{_colour(moment.kind)}"/>'
        f'<text x="{_TEXT}" y="{y}">{escape(name)}{said}</text>'
    )


def _short(words: str, most: int) -> str:
    clean = _UNPRINTABLE.sub(" ", words)
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"


def _gap(y: int, wait: timedelta) -> str:
    return (
        f'<text x="{_TEXT}" y="{y}" fill="#999" font-style="italic">… {wait.days} d {wait.seconds // 3600} h …</text>'
    )


def _colour(kind: str) -> str:
    return next(colour for _, colour, kinds in _SIDES if kind.startswith(kinds))
