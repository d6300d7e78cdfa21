"""Pages: templates with the agent's language, zone and session at hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from mailbot.console.house import House
from mailbot.console.texts import LANGUAGES, labeller, translator
from mailbot.model.person import Role, Session

_environment = Environment(
    loader=PackageLoader("mailbot.console", "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def house_of(request: Request) -> House:
    """Return the house that the application was built for."""
    house: House = request.app.state.house
    return house


def language_of(request: Request) -> str:
    """Return the language to speak: the person's, else the browser's first one that we know, else English."""
    session: Session | None = getattr(request.state, "session", None)
    if session:
        return session.agent.language
    accepted = [
        part.split(";")[0].strip().lower()[:2] for part in request.headers.get("accept-language", "").split(",")
    ]
    return next((code for code in accepted if code in LANGUAGES), "en")


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """Render a page or a part of one."""
    return HTMLResponse(render(request, template, **values), status_code=status)


def render(request: Request, template: str, **values: Any) -> str:
    """Return the HTML of a template."""
    house = house_of(request)
    session: Session | None = getattr(request.state, "session", None)
    zone = ZoneInfo(session.agent.zone) if session else UTC
    language = language_of(request)
    now = house.clock.now()
    shared = {
        "t": translator(language),
        "label": labeller(language),
        "language": language,
        "options": house.options,
        "session": session,
        "me": session.agent if session else None,
        "Role": Role,
        "now": now,
        "path": request.url.path,
        "local": lambda at: at.astimezone(zone),
        "clock_time": lambda at: clock_time(at, now, zone),
        "ago": lambda at: ago(at, now),
    }
    return _environment.get_template(template).render(shared | values)


def clock_time(at: datetime, now: datetime, zone: Any) -> str:
    """Return a moment as people read it: "14:05" today, "12 Mar 14:05" this year, the ISO date before."""
    here, today = at.astimezone(zone), now.astimezone(zone)
    if here.date() == today.date():
        return f"{here:%H:%M}"
    return f"{here.day} {here:%b %H:%M}" if here.year == today.year else f"{here:%Y-%m-%d}"


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago, in the one unit that matters: "4 m", "3 h", "12 d"."""
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} m"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} d"
