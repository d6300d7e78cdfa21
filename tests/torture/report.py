"""The page that says what was done, what came of it, and what was wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from tests.torture.checker import CHECKS, Fault
from tests.torture.evidence import Evidence

_HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Torture</title><style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1d2327}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}
td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #d9dde1;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}.good{color:#176639}.bad{color:#9b1c1c;font-weight:600}
</style></head><body>"""


def page(
    found: Evidence,
    faults: Sequence[Fault],
    *,
    figures: Mapping[str, object],
    diary: Sequence[tuple[float, str]],
    counts: Mapping[str, Mapping[str, int]],
) -> str:
    """Return the report as HTML."""
    verdict = (
        '<p class="good">Nothing is lost, nothing is doubled, nothing is forgotten.</p>'
        if not faults
        else f'<p class="bad">{len(faults)} faults.</p>'
    )
    kinds = Counter(fault.kind for fault in faults)
    parts = [
        _HEAD,
        "<h1>Torture</h1>",
        verdict,
        _table("What happened", ("", ""), figures.items()),
        _table("What was asked of the evidence", ("check", "what it demands"), _demands()),
        _table("Faults by kind", ("kind", "faults"), kinds.items()) if kinds else "",
        _table("Faults", ("kind", "about", "what is wrong"), [(f.kind, f.about, f.sentence) for f in faults[:300]]),
        _table("What was done to it", ("second", "act"), [(f"{at:.1f}", what) for at, what in diary]),
        *(_table(title, ("", "times"), sorted(rows.items())) for title, rows in counts.items()),
        _table("Cases at the end", ("state", "cases"), sorted(Counter(case.state for case in found.cases).items())),
        _table("Mails out at the end", ("state", "mails"), sorted(Counter(out.state for out in found.outbox).items())),
        _table("Follow-ups at the end", ("state", "rows"), sorted(Counter(f.state for f in found.follow_ups).items())),
        "</body></html>",
    ]
    return "".join(parts)


def _demands() -> list[tuple[str, str]]:
    return [(one.__name__.replace("_", " "), str(one.__doc__).strip()) for one in CHECKS]


def _table(title: str, heads: Sequence[str], rows: object) -> str:
    cells = [list(row) for row in rows]  # type: ignore[attr-defined]
    if not cells:
        return ""
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(_cell(one) for one in row) + "</tr>" for row in cells)
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>"


def _cell(value: object) -> str:
    return f"<td{' class=n' if isinstance(value, int | float) else ''}>{escape(str(value))}</td>"
