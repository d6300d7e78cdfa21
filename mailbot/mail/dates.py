"""The Date header, believed only when it is possible."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_EARLIEST = 1990
_LATEST = 2100


def sent_at(value: str) -> datetime | None:
    """Return an aware date-time, or None for an absent, unreadable or absurd Date header (RFC 5322 section 3.3).

    "-0000" means that the sender does not tell its zone: the time is taken as UTC.
    """
    try:
        moment = parsedate_to_datetime(value[:200])
        if not _EARLIEST <= moment.year < _LATEST:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment if moment.astimezone(UTC) else None
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
