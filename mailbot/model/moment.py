"""Moments that people name for what is to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailbot.errors import RefusedError

#: Nothing is planned further ahead: a slip of the hand, and near the end of all time no calendar reckons any more.
FARTHEST = timedelta(days=3660)


def to_come(at: datetime | None, now: datetime) -> datetime:
    """Return a moment that somebody named.

    Raises:
        RefusedError: it is missing, has passed, or lies more than ten years ahead.
    """
    if at is None or at <= now:
        raise RefusedError("That moment has passed.", hint="Choose a later one.")
    if at - now > FARTHEST:
        raise RefusedError("That moment is more than ten years ahead.", hint="Choose an earlier one.")
    return at
