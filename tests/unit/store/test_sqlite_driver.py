"""The SQLite driver: who leaves, and when."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mailbot.store.sqlite_driver import SqliteConnection

#: A read that would take minutes if nothing interrupted it.
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def connection(tmp_path: Path) -> SqliteConnection:
    return SqliteConnection(str(tmp_path / "store.sqlite"), busy_seconds=1)


async def turns(count: int) -> None:
    """Let everything that is ready run, some turns long."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_who_is_cancelled_again_and_again_waits_for_the_thread(connection: SqliteConnection) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait(60)

    caller = asyncio.create_task(connection.beside_the_loop(work))
    await asyncio.to_thread(begun.wait, 60)
    for _ in range(5):
        caller.cancel()
        await turns(3)
    assert not caller.done(), "the caller left while the thread still worked with the connection"
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await caller


async def test_a_cancelled_read_is_interrupted_and_the_file_can_be_closed(connection: SqliteConnection) -> None:
    cursor = connection.cursor()
    await cursor.execute("BEGIN")
    reading = asyncio.create_task(cursor.execute(ENDLESS))
    await turns(5)
    reading.cancel()
    await turns(1)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(reading, 60)
    await connection.close()
    with pytest.raises(sqlite3.ProgrammingError):
        await connection.cursor().execute("SELECT 1")


async def test_what_was_given_up_before_a_thread_was_free_is_not_done(connection: SqliteConnection) -> None:
    free, done = threading.Event(), list[str]()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(max_workers=1))
    busy = loop.run_in_executor(None, free.wait, 60)
    caller = asyncio.create_task(connection.beside_the_loop(lambda: done.append("read")))
    await turns(3)
    caller.cancel()
    await turns(3)
    free.set()
    await busy
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert done == []
