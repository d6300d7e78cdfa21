"""A thread for blocking calls: in order, errors passed on, cancelled without waiting."""

from __future__ import annotations

import asyncio
import threading

import pytest

from mailbot.adapters.own_thread import OwnThread


async def test_calls_run_in_order_in_one_thread() -> None:
    thread, seen = OwnThread("one"), []

    def note(number: int) -> str:
        seen.append(number)
        return threading.current_thread().name

    names = await asyncio.gather(*(thread.run(note, number) for number in range(5)))
    assert seen == [0, 1, 2, 3, 4] and set(names) == {"one"}
    thread.run_last(lambda: None)


async def test_an_error_comes_back() -> None:
    thread = OwnThread("two")
    with pytest.raises(ZeroDivisionError):
        await thread.run(lambda: 1 // 0)
    thread.run_last(lambda: None)


async def test_cancelling_does_not_wait_for_the_call() -> None:
    thread, started, release = OwnThread("three"), threading.Event(), threading.Event()

    def block() -> None:
        started.set()
        release.wait(30)

    task = asyncio.create_task(thread.run(block))
    await asyncio.to_thread(started.wait, 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 5)
    ended = threading.Event()
    thread.run_last(ended.set)
    release.set()
    assert await asyncio.to_thread(ended.wait, 30)
