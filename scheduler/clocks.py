"""Complaint clocks: what a rule demands by when, as dated data packs. Pure.

A pack is data (`templates/clocks/<id>.toml`) with the rule's words and source; a case has the steps of its mailbox's
pack, reckoned from the first mail of the complaint. What a step asks for ends it: any word of ours, or the solution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from mailbot.errors import TemplateError
from scheduler.calendar import Calendar, instant


class Unit(StrEnum):
    """What a term is counted in."""

    BUSINESS_DAYS = "business_days"
    DAYS = "days"
    WEEKS = "weeks"


class Until(StrEnum):
    """What ends a step."""

    ANY_WORD = "any_word"  # a mail of ours, or a call
    SOLVED = "solved"


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockStep:
    """One term of a pack."""

    id: str  # acknowledge, keep_informed, final
    within: int
    unit: Unit
    until: Until
    rule: str  # the rule's own words
    repeats: bool = False  # runs again from each word of ours until the case is solved


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockPack:
    """The terms of one rule book."""

    id: str
    title: str
    source: str
    since: date  # complaints from this day on
    steps: tuple[ClockStep, ...]
    default: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockCase:
    """What the clocks need to know of a case."""

    received_at: datetime
    first_word_at: datetime | None = None
    last_word_at: datetime | None = None
    solved_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A step of a pack as it stands in one case: still to be met."""

    pack: str
    step: str
    due_at: datetime  # UTC
    warn_at: datetime  # UTC
    rule: str
    source: str


def read_pack(data: Mapping[str, Any], where: str) -> ClockPack:
    """Return the pack that a TOML file describes.

    Raises:
        TemplateError: something is absent or makes no sense; says what and where.
    """
    try:
        steps = tuple(_step(one) for one in data["step"])
        since = data["since"]
        if not isinstance(since, date) or not steps:
            raise ValueError("`since` must be a date and there must be a step")
        return ClockPack(
            id=data["id"],
            title=data["title"],
            source=data["source"],
            since=since,
            steps=steps,
            default=bool(data.get("default", False)),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise TemplateError(
            f"{where} is no complaint clock: {error}.", hint="Compare it with a shipped one."
        ) from error


def _step(data: Mapping[str, Any]) -> ClockStep:
    within = int(data["within"])
    if within < 1 or not str(data["rule"]).strip():
        raise ValueError("`within` must be 1 or more, and `rule` must say what the rule says")
    return ClockStep(
        id=data["id"],
        within=within,
        unit=Unit(data["unit"]),
        until=Until(data["until"]),
        rule=data["rule"],
        repeats=bool(data.get("repeats", False)),
    )


def terms(case: ClockCase, pack: ClockPack, calendar: Calendar, *, warn_share: float = 0.2) -> tuple[Term, ...]:
    """Return what a pack still demands in a case, soonest first.

    Args:
        warn_share: share of the term that is left when somebody is warned.
    """
    if case.solved_at is not None or case.received_at.astimezone(calendar.zone).date() < pack.since:
        return ()
    open_steps = [(step, begun) for step in pack.steps if (begun := _begun(case, step)) is not None]
    found = [_term(pack, step, begun, calendar, warn_share) for step, begun in open_steps]
    return tuple(sorted(found, key=lambda term: (term.due_at, term.step)))


def _begun(case: ClockCase, step: ClockStep) -> datetime | None:
    """Return when a step's term began, None when it is met."""
    if step.repeats:
        return case.last_word_at or case.received_at
    if step.until is Until.ANY_WORD and case.first_word_at is not None:
        return None
    return case.received_at


def _term(pack: ClockPack, step: ClockStep, begun: datetime, calendar: Calendar, share: float) -> Term:
    due = due_at(begun, step.within, step.unit, calendar)
    warn = calendar.next_open(begun + (due - begun) * (1 - share))
    return Term(pack=pack.id, step=step.id, due_at=due, warn_at=min(warn, due), rule=step.rule, source=pack.source)


def due_at(begun: datetime, within: int, unit: Unit, calendar: Calendar) -> datetime:
    """Return when a term ends: at the close of its last day (the day of receipt does not count)."""
    day = begun.astimezone(calendar.zone).date()
    if unit is Unit.BUSINESS_DAYS:
        for _ in range(within):
            day = calendar.next_working_day(day)
    else:
        day += timedelta(days=within * (7 if unit is Unit.WEEKS else 1))
    closes = calendar.closes if calendar.closes > calendar.opens else time(23, 59)
    early = calendar.early_close(day)
    if early is not None and early > calendar.opens:
        closes = early
    return instant(day, closes, calendar.zone)
