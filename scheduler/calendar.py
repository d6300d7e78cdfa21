"""Business time: when the desk is open, in the zone where people look at a clock.

Wall times that a clock change makes impossible (a gap) move forward by the gap; wall times that happen twice (a
fold) mean the first time. Instants go in and come out aware, in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mailbot.errors import PolicyError
from mailbot.model.holidays import public_holidays
from mailbot.model.policy import HoursPolicy

#: A desk that is shut this long is a mistake in the policy, not a holiday.
_LONGEST_CLOSURE = timedelta(days=120)
_HALF_DAY = re.compile(r"(?:(?P<year>\d{4})-)?(?P<month>\d{2})-(?P<day>\d{2}) (?P<closes>\d{2}:\d{2})")
_LEAP_YEAR = 2000  # 29 February is a day of every year that has one
_MINUTES_OF_A_DAY = 24 * 60


@dataclass(frozen=True, kw_only=True, slots=True)
class HalfDay:
    """A day on which the desk closes early."""

    month: int
    day: int
    year: int | None  # None: every year
    closes: time

    def is_on(self, day: date) -> bool:
        """Tell whether a day is this one."""
        return (self.month, self.day) == (day.month, day.day) and self.year in (None, day.year)


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """Opening hours of a desk, or decent hours of a customer."""

    zone: ZoneInfo
    opens: time
    closes: time  # may be 00:00 for midnight at the day's end
    days: frozenset[int]  # Monday is 0
    country: str = ""  # public holidays of this country, ISO 3166-1 alpha-2
    subdivision: str = ""
    closed_on: frozenset[date] = frozenset()
    half_days: tuple[HalfDay, ...] = ()  # one that names a year comes before one of every year

    def is_working_day(self, day: date) -> bool:
        """Tell whether the desk opens on a day of its own zone; a day that the zone skipped (Apia, 2011-12-30) is none."""
        return (
            day.weekday() in self.days
            and day not in self.closed_on
            and day not in self.holidays(day.year)
            and _exists(day, self.zone)
        )

    def holidays(self, year: int) -> frozenset[date]:
        """Return the public holidays of a year."""
        return _holidays(self.country, self.subdivision, year)

    def opening(self, day: date) -> tuple[datetime, datetime]:
        """Return the instants at which a working day opens and closes; on a half day it closes early."""
        return _opening(day, self.opens, self.early_close(day) or self.closes, self.zone)

    def early_close(self, day: date) -> time | None:
        """Return when a half day closes, None for a day of usual length."""
        return next((half.closes for half in self.half_days if half.is_on(day)), None)

    def is_open(self, at: datetime) -> bool:
        """Tell whether the desk is open at an instant (the closing minute is shut)."""
        return any(opens <= at < closes for opens, closes in self._around(at))

    def next_open(self, at: datetime) -> datetime:
        """Return `at` when the desk is open, else the instant at which it opens next.

        Raises:
            PolicyError: it does not open within 120 days.
        """
        for opens, closes in self._openings(at):
            if at < closes:
                return max(at, opens).astimezone(UTC)
        raise self._never()

    def add_hours(self, at: datetime, duration: timedelta) -> datetime:
        """Return the instant after `duration` of open time from `at` on: hours that pass, not hours of the wall clock."""
        at, left = at.astimezone(UTC), duration
        for opens, closes in self._openings(at):
            start = max(at, opens)
            if start >= closes:
                continue
            if start + left <= closes:
                return (start + left).astimezone(UTC)
            left -= closes - start
        raise self._never()

    def add_days(self, at: datetime, days: int) -> datetime:
        """Return the same wall time `days` working days later, moved into opening hours.

        A half day counts as a working day; what would end after its early close ends with it.
        """
        local = at.astimezone(self.zone)
        day = local.date()
        for _ in range(days):
            day = self.next_working_day(day)
        later = instant(day, local.timetz().replace(tzinfo=None, fold=0), self.zone)
        if days and self.early_close(day) and (shut := self.opening(day)[1]) <= later:
            return shut
        return self.next_open(later)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after `day`.

        Raises:
            PolicyError: there is none within 120 days.
        """
        for ahead in range(1, _LONGEST_CLOSURE.days + 1):
            if self.is_working_day(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        raise self._never()

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """Return how long the desk is open between two instants."""
        start, end, total = start.astimezone(UTC), end.astimezone(UTC), timedelta()
        for opens, closes in self._openings(start):
            if opens >= end:
                break
            total += max(timedelta(), min(end, closes) - max(start, opens))
        return total

    def _around(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = at.astimezone(self.zone).date()
        return (self.opening(d) for d in (day - timedelta(days=1), day) if self.is_working_day(d))

    def _openings(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield openings from the day before `at` on; a gap longer than 120 days ends them."""
        day = at.astimezone(self.zone).date() - timedelta(days=1)
        shut = 0
        while shut < _LONGEST_CLOSURE.days:
            if self.is_working_day(day):
                shut = 0
                yield self.opening(day)
            else:
                shut += 1
            day += timedelta(days=1)

    def _never(self) -> PolicyError:
        return PolicyError(
            f"The desk's calendar ({self.zone.key}) does not open within {_LONGEST_CLOSURE.days} days.",
            hint="Look at [hours] days and closed_on in the policy.",
        )


def calendar_of(policy: HoursPolicy, *, zone: str | None = None) -> Calendar:
    """Return the calendar that a policy describes, optionally in a customer's own zone.

    Raises:
        PolicyError: a zone, country, day or time that does not exist.
    """
    name = zone or policy.zone
    try:
        return Calendar(
            zone=ZoneInfo(name),
            opens=time.fromisoformat(policy.opens),
            closes=time.fromisoformat(policy.closes),
            days=frozenset(_days(policy.days)),
            country=_country(policy.country, policy.subdivision),
            subdivision=policy.subdivision,
            closed_on=frozenset(date.fromisoformat(day) for day in policy.closed_on),
            half_days=_half_days(policy),
        )
    except (ZoneInfoNotFoundError, OSError) as error:  # OSError: a folder of the database
        raise PolicyError(
            f"[hours] zone: there is no time zone {name!r}.", hint='Use a name like "Europe/Paris".'
        ) from error
    except ValueError as error:
        raise PolicyError(f"[hours]: {error}.") from error


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a wall time; a gap shifts forward, a fold means the first.

    Python maps 02:30 in a gap to 03:30 by itself when the naive time is read with fold=0 and converted (PEP 495).
    """
    return datetime.combine(day, wall.replace(fold=0), tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def _opening(day: date, opens: time, closes: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    closing_day = day if closes > opens else day + timedelta(days=1)
    return instant(day, opens, zone), instant(closing_day, closes, zone)


@lru_cache(maxsize=4096)
def _exists(day: date, zone: ZoneInfo) -> bool:
    """Tell whether a zone had a day at all: crossing the date line skips one."""
    return instant(day, time(12), zone).astimezone(zone).date() == day


def _days(days: Iterable[int]) -> Iterable[int]:
    chosen = tuple(days)
    if not chosen or any(day not in range(7) for day in chosen):
        raise ValueError("days must name at least one weekday, 0 (Monday) to 6 (Sunday)")
    return chosen


def _half_days(policy: HoursPolicy) -> tuple[HalfDay, ...]:
    halves = (_half_day(words, policy) for words in policy.half_days)
    return tuple(sorted(halves, key=lambda half: half.year is None))


def _half_day(words: str, policy: HoursPolicy) -> HalfDay:
    """Read "12-24 12:00" or "2026-12-24 12:00"; the early close must lie within the usual hours."""
    match = _HALF_DAY.fullmatch(words)
    if match is None:
        raise ValueError(f'half_days: {words!r} is not like "12-24 12:00" or "2026-12-24 12:00"')
    year = int(match["year"]) if match["year"] else None
    day = date(year or _LEAP_YEAR, int(match["month"]), int(match["day"]))
    half = HalfDay(month=day.month, day=day.day, year=year, closes=time.fromisoformat(match["closes"]))
    opens, closes = time.fromisoformat(policy.opens), time.fromisoformat(policy.closes)
    if not 0 < _after(opens, half.closes) < (_after(opens, closes) or _MINUTES_OF_A_DAY):
        raise ValueError(
            f"half_days: {words!r} does not close between {policy.opens} and {policy.closes}; "
            "a day that stays shut belongs in closed_on"
        )
    return half


def _after(opens: time, closes: time) -> int:
    """Return how many minutes after the opening a wall time comes, over midnight too."""
    return ((closes.hour - opens.hour) * 60 + closes.minute - opens.minute) % _MINUTES_OF_A_DAY


def _country(country: str, subdivision: str) -> str:
    if country:
        _holidays(country, subdivision, 2026)  # refuses an unknown one at start, not on the day
    return country


def _holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    found = public_holidays(country, subdivision, year)
    if found is None:
        raise PolicyError(f"[hours] country: no holidays are known for {country} {subdivision}".strip() + ".")
    return found
