"""The ticker under a clock that leaps: beats go on, and go on once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, tzinfo

import apscheduler.schedulers.base
import pytest

import scheduler.ticker
from scheduler.ticker import Beat, Ticker

DEADLINE = 30.0


class Leaping(datetime):
    """The wall clock, as far away from the right time as `ahead` says."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.ahead


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Leaping]:
    monkeypatch.setattr(Leaping, "ahead", timedelta())
    for module in (apscheduler.schedulers.base, scheduler.ticker):
        monkeypatch.setattr(module, "datetime", Leaping, raising=False)
    monkeypatch.setattr(scheduler.ticker, "CLOCK_LOOK", 0.05, raising=False)
    return Leaping


@asynccontextmanager
async def beating() -> AsyncIterator[asyncio.Queue[None]]:
    beats, stop = asyncio.Queue[None](), asyncio.Event()

    async def act() -> None:
        beats.put_nowait(None)

    running = asyncio.create_task(Ticker((Beat(name="one", seconds=0.05, act=act),), lambda *_: None).run(stop))
    try:
        yield beats
    finally:
        stop.set()
        await running


async def test_beats_go_on_when_the_clock_is_put_back(clock: type[Leaping]) -> None:
    async with beating() as beats:
        await asyncio.wait_for(beats.get(), DEADLINE)
        clock.ahead = -timedelta(hours=1)
        while not beats.empty():
            beats.get_nowait()
        for _ in range(3):
            await asyncio.wait_for(beats.get(), DEADLINE)


async def test_beats_go_on_when_the_clock_leaps_ahead(clock: type[Leaping]) -> None:
    async with beating() as beats:
        await asyncio.wait_for(beats.get(), DEADLINE)
        clock.ahead = timedelta(hours=2)  # 144,000 turns
        for _ in range(3):
            await asyncio.wait_for(beats.get(), DEADLINE)


def test_turns_missed_in_decades_are_not_counted_one_by_one() -> None:
    """A machine without a battery begins in 1970 until somebody tells it the time."""
    long_ago, now = datetime(1970, 1, 1, tzinfo=UTC), datetime(2026, 3, 9, 10, tzinfo=UTC)
    every = scheduler.ticker._Every(seconds=1.0)
    assert every.get_next_fire_time(long_ago, now) == now + timedelta(seconds=1)
    assert every.get_next_fire_time(now, now) == now + timedelta(seconds=1)


async def stopped_in_a_beat(*, ends: bool) -> list[str]:
    """Stop the ticker while a beat is under way, one that comes to its end or one that waits for ever."""
    seen, begun, stop, going = list[str](), asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def act() -> None:
        begun.set()
        try:
            await going.wait()
            seen.append("ended")
        except asyncio.CancelledError:
            seen.append("broken off")
            raise

    running = asyncio.create_task(Ticker((Beat(name="one", seconds=0.05, act=act),), lambda *_: None).run(stop))
    await begun.wait()
    stop.set()
    if ends:
        asyncio.get_running_loop().call_later(0.1, going.set)
    await asyncio.wait_for(running, DEADLINE)
    return seen


async def test_a_stop_lets_the_beat_under_way_come_to_its_end(caplog: pytest.LogCaptureFixture) -> None:
    """APScheduler's executor cancels its jobs when it is shut down, and prints a traceback for each."""
    assert await stopped_in_a_beat(ends=True) == ["ended"]
    assert "raised an exception" not in caplog.text


async def test_a_beat_that_a_server_keeps_waiting_is_broken_off(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(scheduler.ticker, "GRACE", 0.1, raising=False)
    assert await stopped_in_a_beat(ends=False) == ["broken off"]
    assert "raised an exception" not in caplog.text
