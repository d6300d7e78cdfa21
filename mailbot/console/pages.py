"""Pages: templates with the agent's language, zone and session at hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mailbot.console.house import House
from mailbot.console.texts import Translate, labeller, preferred_language, speaker, translator, words
from mailbot.model.person import Role, Session
from mailbot.model.switch import Switchboard

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
    known: str | None = getattr(request.state, "language", None)
    return known or preferred_language(request.headers.get("accept-language", ""))


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
        "spoken": speaker(language),
        "language": language,
        "options": house.options,
        "sign_on": house.sign_on.label if house.sign_on else "",
        "session": session,
        "me": session.agent if session else None,
        "Role": Role,
        "now": now,
        "path": request.url.path,
        "leaving": getattr(request.state, "leaving", ()),
        "called": getattr(request.state, "called", ()),
        "outages": getattr(request.state, "outages", ()),
        "switches": getattr(request.state, "switches", Switchboard()),
        "done": _done(request),
        "local": lambda at: at.astimezone(zone),
        "clock_time": lambda at: clock_time(at, now, zone, translator(language)),
        "due_time": lambda at: due_time(at, now, translator(language)),
        "told_day": lambda value: told_day(value, now.astimezone(zone).date(), translator(language)),
        "ago": lambda at: ago(at, now, translator(language)),
    }
    return _environment.get_template(template).render(shared | values)


def fragment(template: str, language: str, **values: Any) -> Markup:
    """Return the HTML of a part that is the same for everybody who reads a language."""
    shared = {"t": translator(language), "label": labeller(language)}
    return Markup(_environment.get_template(template).render(shared | values))  # noqa: S704 - autoescaped by the template


def _done(request: Request) -> str:
    """Return the text key of what was just done, "" for anything that we do not say."""
    key = f"done.{request.query_params.get('done', '')}"
    return key if key in words("en") else ""


def clock_time(at: datetime, now: datetime, zone: tzinfo, t: Translate) -> str:
    """Return a moment as people read it in a language: "14:05" today, "12 Mar 14:05" this year, else with the year."""
    here, today = at.astimezone(zone), now.astimezone(zone)
    time = f"{here:%H:%M}"
    if here.date() == today.date():
        return time
    month = t("date.months").split()[here.month - 1]
    form = "date.this_year" if here.year == today.year else "date.other_year"
    return t(form, day=here.day, month=month, time=time, year=here.year)


def told_day(value: str, today: date, t: Translate) -> str:
    """Return a day that a mail names as people read it, "30 Nov" or "30 Nov 2025"; what is no day (ISO 8601) stays as it is."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    form = "date.this_year" if day.year == today.year else "date.other_year"
    return t(form, day=day.day, month=t("date.months").split()[day.month - 1], time="", year=day.year).strip()


def due_time(at: datetime, now: datetime, t: Translate) -> str:
    """Return a moment to come with its day, on the wall it is given in: "16:40, today", "Friday, 13 Mar 09:00"."""
    today = now.astimezone(at.tzinfo).date()
    days = (at.date() - today).days
    if days in (0, 1):
        return f"{at:%H:%M}, {t('date.today' if days == 0 else 'date.tomorrow')}"
    weekday = t("date.weekdays").split()[at.weekday()]
    return f"{weekday}, {clock_time(at, now, at.tzinfo or UTC, t)}"


def ago(at: datetime, now: datetime, t: Translate) -> str:
    """Return how long ago, in the one unit that matters: "4 m", "3 h", "12 d"."""
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 60:
        return t("date.minutes", n=minutes)
    return t("date.hours", n=minutes // 60) if minutes < 48 * 60 else t("date.days", n=minutes // 1440)
