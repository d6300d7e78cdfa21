"""What the use cases need from the world, as small protocols in mail words."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Wall time for due dates; never for timeouts (those are monotonic)."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...
