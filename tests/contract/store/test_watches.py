"""One watcher a mailbox: taken, renewed, shared, taken over; and a batch fetched under an old fence is not recorded."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from mailbot.errors import StaleError
from mailbot.model.mailbox import Cursor, MailBatch
from mailbot.ports import WatchLease
from mailbot.store.database import Database
from mailbot.store.tables import cursors, nodes, raw_mails
from mailbot.store.watches import NodeRoll, WatchStore
from mailbot.worker.tenure import Rhythm, Tenures
from tests.contract.store.house import House, raw, receive_batch

QUICK = Rhythm(lease=0.5, renew=0.1, standby=0.1)


async def take(db: Database, holder: str, seconds: float = 60.0) -> WatchLease | None:
    async with db.write() as tx:
        return await WatchStore().take(tx, "support", holder=holder, seconds=seconds)


def batch(*uids: int) -> MailBatch:
    cursor = Cursor(mailbox="support", folder="INBOX", uidvalidity=1, uid=max(uids))
    return MailBatch(cursor=cursor, mails=tuple(raw(uid) for uid in uids))


async def test_one_of_many_nodes_watches(db: Database) -> None:
    taken = await asyncio.gather(*(take(db, f"node {number}") for number in range(8)))
    assert sum(lease is not None for lease in taken) == 1


async def test_a_released_watch_is_free_at_once_and_the_fence_grows(db: Database) -> None:
    first = await take(db, "one")
    assert first is not None
    async with db.write() as tx:
        await WatchStore().release(tx, first)
    second = await take(db, "two")
    assert second is not None and second.fence == first.fence + 1
    async with db.write() as tx:
        with pytest.raises(StaleError):
            await WatchStore().renew(tx, first, seconds=60)
        with pytest.raises(StaleError, match="Another node watches support"):
            await WatchStore().prove(tx, first)
        await WatchStore().prove(tx, second)


async def test_a_node_that_slept_past_its_watch_records_nothing(db: Database) -> None:
    house = House(db)
    slept = await take(db, "slept", seconds=-1)
    woke = await take(db, "took over")
    assert slept is not None and woke is not None
    with pytest.raises(StaleError):
        await receive_batch(house.receiving, batch(1, 2), under=slept)
    assert await house.rows(raw_mails) == [] and await house.rows(cursors) == []
    await receive_batch(house.receiving, batch(1, 2), under=woke)
    assert [row.state for row in await house.rows(raw_mails)] == ["recorded", "recorded"]
    assert [row.last_uid for row in await house.rows(cursors)] == [2]


async def test_a_lapsed_watch_that_nobody_took_still_counts(db: Database) -> None:
    house = House(db)
    lapsed = await take(db, "slow", seconds=-1)
    await receive_batch(house.receiving, batch(1), under=lapsed)
    assert len(await house.rows(raw_mails)) == 1


# -- the worker's side


@contextlib.asynccontextmanager
async def node(db: Database, name: str, *mailboxes: str, rhythm: Rhythm = QUICK) -> AsyncIterator[Tenures]:
    """Run a node's tenures for the length of the block, then stop it in good order."""
    tenures, stop = Tenures(db, WatchStore(), mailboxes, name, rhythm), asyncio.Event()
    tasks = [asyncio.create_task(tenures.run_roll(stop))]
    tasks += [asyncio.create_task(tenures.run(mailbox, stop)) for mailbox in mailboxes]
    try:
        yield tenures
    finally:
        stop.set()
        await asyncio.wait_for(asyncio.gather(*tasks), 20)


async def held_by(tenures: Tenures, mailbox: str = "support") -> WatchLease:
    return await asyncio.wait_for(tenures.of[mailbox].begun(), 20)


async def test_a_node_that_stops_hands_over(db: Database) -> None:
    async with node(db, "two") as _, contextlib.AsyncExitStack() as stack:
        one = await stack.enter_async_context(node(db, "one", "support"))
        first = await held_by(one)
        async with node(db, "three", "support") as three:
            assert three.held == ()
            await stack.aclose()
            second = await held_by(three)
    assert second.fence > first.fence


async def test_a_node_that_stands_still_is_taken_over_and_finds_out(db: Database) -> None:
    stands_still = Rhythm(lease=0.3, renew=3600, standby=0.1)
    async with node(db, "one", "support", rhythm=stands_still) as one:
        old = await held_by(one)
        async with node(db, "two", "support") as two:
            new = await held_by(two)
            assert new.fence > old.fence
            with pytest.raises(StaleError):
                async with db.write() as tx:
                    await one.prove(tx, old)
            await one.lost(old)
            assert one.held == () and two.held == ("support",)


async def test_a_restart_on_one_machine_waits_for_no_dead_process(db: Database) -> None:
    child = await asyncio.create_subprocess_exec("true")
    await child.wait()
    assert await take(db, f"{socket.gethostname()}:{child.pid}", seconds=3600) is not None
    async with node(db, f"{socket.gethostname()}:{os.getpid()}", "support") as one:
        if db.sqlite:
            assert (await held_by(one)).fence == 2
        else:  # hosts of one name may be many machines: only the lease counts
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(one.of["support"].begun(), 0.3)


async def test_nodes_share_the_mailboxes(db: Database) -> None:
    async with node(db, "one", "a", "b") as one:
        await held_by(one, "a")
        await held_by(one, "b")
        async with node(db, "two", "a", "b") as two:
            given = await asyncio.wait_for(_first_of(two), 20)
            assert given in ("a", "b")
            async with db.read() as tx:
                at_work = await NodeRoll().alive(tx)
            assert {name for one_node in at_work for name in one_node.watches} <= {"a", "b"}
            assert {one_node.holder for one_node in at_work} == {"one", "two"}
    async with db.read() as tx:
        assert (await tx.execute(select(nodes))).all() == []


async def _first_of(tenures: Tenures) -> str:
    begun: list[asyncio.Task[Any]] = [asyncio.create_task(one.begun()) for one in tenures.of.values()]
    done, waiting = await asyncio.wait(begun, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    return str(next(iter(done)).result().mailbox)
