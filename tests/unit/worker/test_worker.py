"""One process at work: parts run, restart, and stop together."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from mailbot import worker
from mailbot.errors import LoginRefused, ServerUnreachable
from mailbot.worker import Part, Work, stopped_by_signals, work
from scheduler.ticker import Beat


async def test_parts_run_until_stopped() -> None:
    stop, began = asyncio.Event(), asyncio.Event()

    async def part(end: asyncio.Event) -> None:
        began.set()
        await end.wait()

    async with asyncio.timeout(20):
        running = asyncio.create_task(work(Work(parts=(Part(name="watch", run=part),)), stop))
        await began.wait()
        stop.set()
        await running


async def test_trouble_that_may_pass_restarts_the_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "REST_SECONDS", 0.01)
    stop, runs = asyncio.Event(), []

    async def part(_: asyncio.Event) -> None:
        runs.append(1)
        if len(runs) == 3:
            stop.set()
            return
        raise ServerUnreachable("The server is away.") if len(runs) == 1 else ValueError("a bug")

    async with asyncio.timeout(20):
        await work(Work(parts=(Part(name="watch", run=part),)), stop)
    assert len(runs) == 3


async def test_a_refused_login_stops_everything_and_is_told() -> None:
    began, others = asyncio.Event(), asyncio.Event()

    async def refused(_: asyncio.Event) -> None:
        await began.wait()
        raise LoginRefused("The server refuses the password.")

    async def other(end: asyncio.Event) -> None:
        began.set()
        await end.wait()
        others.set()

    async with asyncio.timeout(20):
        with pytest.raises(LoginRefused):
            await work(Work(parts=(Part(name="a", run=refused), Part(name="b", run=other))), asyncio.Event())
    assert others.is_set()


async def test_a_part_that_does_not_end_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "GRACE_SECONDS", 0.01)
    stop = asyncio.Event()

    async def deaf(_: asyncio.Event) -> None:
        stop.set()
        await asyncio.Event().wait()

    async with asyncio.timeout(20):
        await work(Work(parts=(Part(name="deaf", run=deaf),)), stop)


async def test_beats_go_on_after_a_failure() -> None:
    stop, beats = asyncio.Event(), []

    async def act() -> None:
        beats.append(1)
        if len(beats) == 3:
            stop.set()
        raise ValueError("a bug")

    async with asyncio.timeout(20):
        await work(Work(beats=(Beat(name="triage", seconds=0.02, act=act),)), stop)
    assert len(beats) >= 3


async def test_a_signal_stops() -> None:
    async with asyncio.timeout(20), stopped_by_signals() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        await stop.wait()
    assert stop.is_set()
