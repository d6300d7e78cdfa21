"""When the line goes out as a mail, pure: set hours on a manager's own wall, and what the manager made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

#: A digest that could not leave within this time is not worth sending any more.
FRESH = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What a person changed about their digests; `slot` names an edition by its planned moment."""

    paused: bool = False
    skipped: str = ""  # the slot that is left out
    moved: str = ""  # the slot that comes at another time
    moved_to: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One digest that is to come."""

    slot: str  # "2026-03-10T08:00:00+00:00": used once
    at: datetime


def due_edition(zone: str, hours: Sequence[int], changes: Changes, now: datetime) -> Edition | None:
    """Return the edition whose hour has struck within the last hour, None when there is none or all are paused."""
    if changes.paused:
        return None
    struck = [one for one in _editions(zone, hours, changes, now) if one.at <= now < one.at + FRESH]
    return max(struck, key=lambda one: one.at, default=None)


def next_edition(zone: str, hours: Sequence[int], changes: Changes, now: datetime) -> Edition | None:
    """Return the edition that comes next, paused or not."""
    ahead = [one for one in _editions(zone, hours, changes, now) if one.at > now]
    return min(ahead, key=lambda one: one.at, default=None)


def _editions(zone: str, hours: Sequence[int], changes: Changes, now: datetime) -> Iterator[Edition]:
    local = now.astimezone(ZoneInfo(zone))
    for day in range(-1, 3):
        for hour in hours:
            wall = (local + timedelta(days=day)).replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
            slot = wall.isoformat()
            if slot == changes.skipped:
                continue
            if slot != changes.moved:
                yield Edition(slot=slot, at=wall.astimezone(UTC))
    if changes.moved and changes.moved_to is not None and changes.moved != changes.skipped:
        yield Edition(slot=changes.moved, at=changes.moved_to)
