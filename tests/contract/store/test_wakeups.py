"""Who records due work rings: heard in this process at once, in others by LISTEN, by nobody when rolled back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from mailbot.errors import StoreBusy
from mailbot.store.database import Database
from mailbot.store.listening import Listener
from mailbot.store.wakeups import Bell, ring
from tests.contract.store.house import House, raw


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> None:
    """Forget what tests before rang on the session's store."""
    if "db" in request.fixturenames:
        request.getfixturevalue("db").bell = Bell()


@contextlib.asynccontextmanager
async def other(db: Database) -> AsyncIterator[Database]:
    """Yield another process's view of the store, listening."""
    there, stop = Database(db.url.render_as_string(hide_password=False)), asyncio.Event()
    listener = Listener(there)
    listening = asyncio.create_task(listener.run(stop))
    try:
        async with asyncio.timeout(20):
            await there.bell.heard("ready")  # everybody is woken once the line is proved
        yield there
    finally:
        stop.set()
        await asyncio.gather(listening, return_exceptions=True)
        await there.dispose()


async def test_a_ring_is_heard_after_the_commit_and_never_of_what_was_rolled_back(db: Database) -> None:
    with contextlib.suppress(RuntimeError):
        async with db.write() as tx:
            ring(tx, "outbox")
            raise RuntimeError("rolled back")
    async with db.write() as tx:
        ring(tx, "triage")
    async with asyncio.timeout(20):
        await db.bell.heard("triage")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await db.bell.heard("outbox")


async def test_work_that_is_due_in_a_moment_rings_then() -> None:
    bell = Bell()
    bell.hear({"outbox": [(datetime.now(UTC) + timedelta(seconds=0.05)).timestamp()]})
    bell.hear({"outbox": [(datetime.now(UTC) + timedelta(days=3)).timestamp()]})  # left to polling
    async with asyncio.timeout(20):
        await bell.heard("outbox")


async def test_a_payload_that_makes_no_sense_wakes_everybody() -> None:
    bell = Bell()
    waiting = asyncio.create_task(bell.heard("triage"))
    await asyncio.sleep(0)
    bell.hear_payload("[1, 2")
    await asyncio.wait_for(waiting, 20)


async def test_a_new_mail_wakes_who_decides(db: Database) -> None:
    house = House(db)
    house.clock.at = datetime.now(UTC) - timedelta(hours=1)  # the silence has passed
    await house.receiving.receive(raw(1, at=house.clock.at))
    async with asyncio.timeout(20):
        await db.bell.heard("triage")
    await house.triage.triage_due()


async def test_other_processes_hear_it_and_a_cut_line_is_said(db: Database) -> None:
    if db.sqlite:
        return  # one process: SQLite's other processes poll
    async with other(db) as there:
        async with db.write() as tx:
            ring(tx, "outbox")
        async with asyncio.timeout(20):
            await there.bell.heard("outbox")
    stop = asyncio.Event()
    listener = Listener(db)
    listening = asyncio.create_task(listener.run(stop))
    async with asyncio.timeout(20):
        await db.bell.heard("ready")
    async with db.write() as tx:
        await tx.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query ILIKE 'listen %' AND pid <> pg_backend_pid()"
            )
        )
    with pytest.raises(StoreBusy, match="wake-ups"):
        await asyncio.wait_for(listening, 20)
