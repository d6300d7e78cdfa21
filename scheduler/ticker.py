"""Adapter: APScheduler as a ticker. It keeps no jobs; the rows hold the truth about what is due."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger


@dataclass(frozen=True, kw_only=True, slots=True)
class Beat:
    """Something that happens at an interval."""

    name: str
    seconds: float
    act: Callable[[], Awaitable[object]]


class Ticker:
    """Calls each beat at its interval; a slow beat is never started twice, a missed one is made up once."""

    def __init__(self, beats: tuple[Beat, ...], on_error: Callable[[str, BaseException], None]) -> None:
        self._beats = beats
        self._on_error = on_error

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set, then wait for the beats that are under way."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        running: set[asyncio.Task[None]] = set()
        for beat in self._beats:
            scheduler.add_job(
                self._guarded, IntervalTrigger(seconds=beat.seconds), args=(beat, running), id=beat.name, coalesce=True,
                max_instances=1, misfire_grace_time=None,
            )  # fmt: skip
        scheduler.start()
        try:
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            if running:
                await asyncio.gather(*running, return_exceptions=True)

    async def _guarded(self, beat: Beat, running: set[asyncio.Task[None]]) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        try:
            await beat.act()
        except Exception as error:
            # One beat's trouble must not stop the others, nor its own next turn; the caller logs and alarms.
            self._on_error(beat.name, error)
        finally:
            running.discard(task)
