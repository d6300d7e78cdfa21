"""Adapter: APScheduler as a ticker. It keeps no jobs; the rows hold the truth about what is due."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger


@dataclass(frozen=True, kw_only=True, slots=True)
class Beat:
    """Something that happens at an interval."""

    name: str
    seconds: float
    act: Callable[[], Awaitable[object]]
    woken: Callable[[], Awaitable[None]] | None = None  # returns when there is work before the next turn


#: Longest pause after failures that pass by themselves, in seconds.
LONGEST_REST = 30.0
#: Seconds that a beat may take to its end once we are told to stop.
GRACE = 8.0
#: Seconds between two looks whether the wall clock was put back.
CLOCK_LOOK = 5.0


class _Every(IntervalTrigger):  # type: ignore[misc]  # untyped
    """An interval whose missed turns are not counted one by one: after a leap of the clock they are millions."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the next turn, always later than now."""
        due: datetime = super().get_next_fire_time(previous_fire_time, now)
        return due if due > now else now + self.interval


class _Turns:
    """One beat's turns: never two at once, and rarer while its work fails."""

    def __init__(self, beat: Beat) -> None:
        self.beat = beat
        self.lock = asyncio.Lock()
        self._failures = 0
        self._rest_until = 0.0

    @property
    def resting(self) -> bool:
        return time.monotonic() < self._rest_until

    def succeeded(self) -> None:
        self._failures, self._rest_until = 0, 0.0

    def failed(self) -> None:
        """Rest longer after each failure: a server that comes back must not meet a crowd."""
        self._failures += 1
        wait = min(LONGEST_REST, self.beat.seconds * 2 ** min(self._failures - 1, 10))
        # Half of it is chance: nodes that failed together do not come back together.
        self._rest_until = time.monotonic() + (wait - self.beat.seconds) * (0.5 + random.random() / 2)  # noqa: S311


class Ticker:
    """Calls each beat at its interval; a slow beat is never started twice, a missed one is made up once."""

    def __init__(self, beats: tuple[Beat, ...], on_error: Callable[[str, BaseException], None]) -> None:
        self._beats = beats
        self._on_error = on_error

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set, then wait for the beats that are under way.

        Those that work has called for come to their end; those of the clock have `GRACE` seconds for it.
        """
        scheduler = AsyncIOScheduler(timezone="UTC")
        called, ticking = set[asyncio.Task[None]](), set[asyncio.Task[None]]()
        callers: list[asyncio.Task[None]] = []
        for turns in map(_Turns, self._beats):
            scheduler.add_job(
                self._ticked, _Every(seconds=turns.beat.seconds), args=(turns, ticking), id=turns.beat.name,
                coalesce=True, max_instances=1, misfire_grace_time=None,
            )  # fmt: skip
            if turns.beat.woken is not None:
                callers.append(asyncio.create_task(self._called(turns, turns.beat.woken, called)))
        scheduler.start()
        try:
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), CLOCK_LOOK)
                _follow_clock(scheduler)
        finally:
            scheduler.shutdown(wait=False)
            for caller in callers:
                caller.cancel()
            await _ended(ticking)
            await asyncio.gather(*called, return_exceptions=True)

    async def _ticked(self, turns: _Turns, ticking: set[asyncio.Task[None]]) -> None:
        """Take a turn by the clock. Told to stop, the scheduler cancels its jobs; the turn itself goes on."""
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(self._begun(turns, ticking))

    async def _called(
        self, turns: _Turns, woken: Callable[[], Awaitable[None]], called: set[asyncio.Task[None]]
    ) -> None:
        """Take a turn each time there is work: a mail that is leaving, say."""
        while True:
            await woken()
            await asyncio.shield(self._begun(turns, called))

    def _begun(self, turns: _Turns, under_way: set[asyncio.Task[None]]) -> asyncio.Task[None]:
        """Begin a turn in a task of its own, known to be under way from now on, so that a stop waits for its end."""
        turn = asyncio.create_task(self._guarded(turns))
        under_way.add(turn)
        turn.add_done_callback(under_way.discard)
        return turn

    async def _guarded(self, turns: _Turns) -> None:
        if turns.resting:
            return
        try:
            async with turns.lock:
                await turns.beat.act()
            turns.succeeded()
        except Exception as error:
            # One beat's trouble must not stop the others, nor its own next turn; the caller logs and alarms.
            turns.failed()
            self._on_error(turns.beat.name, error)


async def _ended(ticking: set[asyncio.Task[None]]) -> None:
    """Give beats under way a moment to end; what a server keeps waiting for longer is broken off and done again."""
    if ticking:
        _, late = await asyncio.wait(ticking, timeout=GRACE)
        for turn in late:
            turn.cancel()
        await asyncio.gather(*late, return_exceptions=True)


def _follow_clock(scheduler: AsyncIOScheduler) -> None:
    """Bring turns near again after the wall clock, which APScheduler goes by, was put back."""
    now = datetime.now(UTC)
    for job in scheduler.get_jobs():
        if job.next_run_time - now > job.trigger.interval:
            job.modify(next_run_time=now + job.trigger.interval)
