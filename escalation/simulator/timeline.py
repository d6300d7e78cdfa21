"""The page that shows what happens on the simulated network, so that nobody takes it for a real one."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from escalation.simulator.exchange import Exchange

_HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2">
<title>SIMULATED telephone network</title><style>
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}
.banner{background:#7a1f1f;color:#fff;padding:.6rem 1rem;font-weight:700;letter-spacing:.04em}
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #ddd}
</style></head><body><p class="banner">SIMULATED telephone network. Nobody is being called.</p>"""


def page(exchange: Exchange) -> str:
    """Return the timeline as HTML, newest call first."""
    legs = sorted(exchange.legs.values(), key=lambda leg: leg.created, reverse=True)
    calls = "".join(
        f"<tr><td>{escape(leg.persona.name or leg.to)}</td><td>{escape(leg.direction)}</td>"
        f"<td>{escape(leg.status)}</td><td>{leg.seconds()} s</td></tr>"
        for leg in legs
    )
    lines = "".join(
        f"<tr><td>{line.at:%H:%M:%S}</td><td>{escape(line.who)}</td><td>{escape(line.what)}</td></tr>"
        for line in reversed(exchange.timeline[-300:])
    )
    return (
        f"{_HEAD}<h1>Calls (SIMULATED)</h1><table><tr><th>Party</th><th>Direction</th><th>Status</th><th>Length</th></tr>"
        f"{calls}</table><h2>Timeline (SIMULATED)</h2><table>{lines}</table></body></html>"
    )
