"""The wall clock of this machine."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """The Clock port on the operating system's time."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)
