"""What cannot be undone waits when the clock leaps: a wrong date must not erase what has years to rest."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from mailbot.ports import Clock

log = structlog.get_logger("mailbot.work")

#: How far the wall clock may run ahead of the machine's own count between two turns.
LEAP = timedelta(hours=1)
#: How long we wait after a leap, by the machine's own count: time for a person, or for NTP, to put it right.
WAIT = timedelta(days=1)


class Steady:
    """Calls `act` with now, unless the clock leapt ahead within the last day."""

    def __init__(
        self, act: Callable[[datetime], Awaitable[object]], clock: Clock, count: Callable[[], float] = time.monotonic
    ) -> None:
        self._act, self._clock, self._count = act, clock, count
        self._last: tuple[datetime, float] | None = None
        self._until = 0.0

    async def __call__(self) -> object:
        """Take a turn; None while we wait."""
        now, count = self._clock.now(), self._count()
        if self._last is not None:
            ahead = now - self._last[0] - timedelta(seconds=count - self._last[1])
            if ahead > LEAP:
                self._until = count + WAIT.total_seconds()
                log.warning("clock_leapt", ahead=str(ahead), erasing="waits a day, or for a restart")
        self._last = (now, count)
        return await self._act(now) if count >= self._until else None
