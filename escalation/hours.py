"""Calling hours on the callee's wall: when does the telephone ring at a decent time?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

_LOOK_AHEAD_DAYS = 40  # longer than any run of holidays


@dataclass(frozen=True, slots=True)
class Window:
    """Opening hours of a weekday on some wall."""

    opens: time
    closes: time
    days: frozenset[int]  # Monday is 0
    closed_on: frozenset[date]

    @classmethod
    def of(cls, opens: str, closes: str, days: Iterable[int], closed_on: Iterable[date]) -> Window:
        """Build a window from the policy's words ("09:00", "19:00", days, closing days)."""
        return cls(time.fromisoformat(opens), time.fromisoformat(closes), frozenset(days), frozenset(closed_on))

    def on(self, day: date) -> bool:
        """Tell whether this is a calling day."""
        return day.weekday() in self.days and day not in self.closed_on

    def contains(self, local: datetime) -> bool:
        """Tell whether a local wall time lies inside."""
        return self.on(local.date()) and self.opens <= local.time().replace(tzinfo=None) < self.closes


def offsets_span(zones: Sequence[str], now: datetime) -> timedelta:
    """Return how far apart the zones' clocks are at this moment."""
    offsets = [now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for zone in zones]
    return max(offsets) - min(offsets) if offsets else timedelta()


def next_opening(zone: tzinfo, after: datetime, window: Window) -> datetime:
    """Return `after` when the window is open then, else the next opening, in UTC.

    A window that never opens within forty days answers with `after` plus forty days.
    """
    local = after.astimezone(zone)
    if window.contains(local):
        return after
    for ahead in range(_LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        opening = datetime.combine(day, window.opens, tzinfo=zone).astimezone(UTC)
        if window.on(day) and opening > after:
            return opening
    return after + timedelta(days=_LOOK_AHEAD_DAYS)


def next_common_opening(zones: Sequence[tzinfo], after: datetime, window: Window) -> datetime:
    """Return the first moment from `after` on at which the window is open on all walls at once."""
    moment = after
    for _ in range(_LOOK_AHEAD_DAYS):
        later = max((next_opening(zone, moment, window) for zone in zones), default=moment)
        if later == moment:
            return moment
        moment = later
    return moment
