"""Time in the simulated network: stepped by a test without ever waiting, or running at a chosen speed for the demo."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from datetime import datetime, timedelta
from itertools import count
from typing import Any


class Signal:
    """Something that happens once (a hang-up); fires all who wait for it."""

    def __init__(self, clock: SimClock) -> None:
        self.fired = False
        self._clock = clock
        self._waiters: list[asyncio.Future[Signal | None]] = []

    def fire(self) -> None:
        """Let it happen; firing twice is harmless."""
        self.fired = True
        for waiter in self._waiters:
            self._clock.wake(waiter, self)
        self._waiters.clear()

    def watch(self, waiter: asyncio.Future[Signal | None]) -> None:
        """Wake a waiter when it happens."""
        self._waiters.append(waiter)

    def forget(self, waiter: asyncio.Future[Signal | None]) -> None:
        """Stop watching."""
        if waiter in self._waiters:
            self._waiters.remove(waiter)


class SimClock:
    """A discrete clock: it knows when all simulated parties are waiting, and only then lets time pass.

    With `speed` time runs by itself, `speed` simulated seconds a real second (the demo).
    """

    def __init__(self, start: datetime, speed: float | None = None) -> None:
        self._now = start
        self._speed = speed
        self._started = start
        self._timers: list[tuple[datetime, int, asyncio.Future[Signal | None]]] = []
        self._order = count()
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._origin: float | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    def now(self) -> datetime:
        """Return the simulated moment, aware, in UTC."""
        if self._speed is None:
            return self._now
        loop_time = asyncio.get_running_loop().time()
        self._origin = self._origin if self._origin is not None else loop_time
        return self._started + timedelta(seconds=(loop_time - self._origin) * self._speed)

    # -- for the simulated parties ----------------------------------------------------------------------------------

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a party's work; time stands still while it is not waiting."""
        self._hold()
        task = asyncio.get_running_loop().create_task(self._party(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def wait(self, seconds: float, *signals: Signal) -> Signal | None:
        """Wait for a time or a signal; return the signal that came first, None when the time ran out."""
        for signal in signals:
            if signal.fired:
                return signal
        waiter: asyncio.Future[Signal | None] = asyncio.get_running_loop().create_future()
        for signal in signals:
            signal.watch(waiter)
        self._set_timer(seconds, waiter)
        self._release()
        try:
            return await waiter
        except asyncio.CancelledError:
            self._hold()
            raise
        finally:
            for signal in signals:
                signal.forget(waiter)

    def wake(self, waiter: asyncio.Future[Signal | None], value: Signal | None) -> None:
        """Wake a waiter at once: from here on it counts as busy."""
        if not waiter.done():
            self._hold()
            waiter.set_result(value)

    # -- for the test -----------------------------------------------------------------------------------------------

    async def settle(self) -> None:
        """Let everybody act until all are waiting; no time passes."""
        await self._idle.wait()

    async def advance(self, seconds: float) -> None:
        """Let time pass, stopping at every moment at which something happens."""
        target = self._now + timedelta(seconds=seconds)
        await self.settle()
        while self._timers and self._timers[0][0] <= target:
            self._pop()
            await self.settle()
        self._now = max(self._now, target)

    async def run(self, limit_seconds: float = 86_400) -> None:
        """Let time pass until nobody waits for anything more."""
        target = self._now + timedelta(seconds=limit_seconds)
        await self.settle()
        while self._timers and self._timers[0][0] <= target:
            self._pop()
            await self.settle()

    async def finished(self) -> None:
        """Wait until no party has anything left to do (for a clock that runs by itself)."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Stop all parties."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def leap(self, seconds: float) -> None:
        """Move the wall time of a clock that runs by itself; whoever waits goes on waiting for as long as before."""
        self._started += timedelta(seconds=seconds)

    # -- inside -----------------------------------------------------------------------------------------------------

    async def _party(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            self._release()

    def _hold(self) -> None:
        self._busy += 1
        self._idle.clear()

    def _release(self) -> None:
        self._busy -= 1
        if self._busy == 0:
            self._idle.set()

    def _set_timer(self, seconds: float, waiter: asyncio.Future[Signal | None]) -> None:
        if self._speed is not None:
            asyncio.get_running_loop().call_later(seconds / self._speed, self.wake, waiter, None)
            return
        heapq.heappush(self._timers, (self._now + timedelta(seconds=seconds), next(self._order), waiter))

    def _pop(self) -> None:
        due, _, waiter = heapq.heappop(self._timers)
        if not waiter.done():
            self._now = max(self._now, due)
            self.wake(waiter, None)
