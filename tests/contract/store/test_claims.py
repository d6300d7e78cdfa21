"""Leases and fencing tokens, the same on both engines."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import StaleError
from mailbot.store import claims
from mailbot.store.claims import Lease
from mailbot.store.database import Database, new_id
from mailbot.store.tables import outbox

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def fill(db: Database, count: int) -> None:
    async with db.write() as tx:
        for number in range(count):
            await tx.execute(
                insert(outbox).values(
                    id=new_id(), mailbox="support", message_id=f"<{number}@x>", sender="s@x", recipients=["c@x"],
                    payload=b"x", content={}, state="waiting", due_at=NOW, created_at=NOW,
                )
            )  # fmt: skip


async def take(db: Database, holder: str, *, limit: int = 1, now: datetime | None = None) -> list[Lease]:
    async with db.write() as tx:
        rows = await claims.claim(
            tx, outbox, where=outbox.c.state == "waiting", order_by=(outbox.c.due_at, outbox.c.id),
            holder=holder, seconds=60, limit=limit, now=now, values={"attempts": outbox.c.attempts + 1},
        )  # fmt: skip
    return [Lease(id=row.id, fence=row.fence) for row in rows]


async def test_eight_workers_share_two_hundred_rows_without_overlap(db: Database) -> None:
    await fill(db, 200)
    taken: Counter[str] = Counter()

    async def work(name: str) -> None:
        while leases := await take(db, name, limit=3):
            taken.update(lease.id for lease in leases)

    await asyncio.gather(*(work(f"worker {number}") for number in range(8)))
    assert len(taken) == 200 and set(taken.values()) == {1}


async def test_a_worker_past_its_lease_is_refused(db: Database) -> None:
    await fill(db, 1)
    [slow] = await take(db, "slow", now=NOW)
    assert await take(db, "early", now=NOW + timedelta(seconds=59)) == []
    [fast] = await take(db, "fast", now=NOW + timedelta(seconds=61))
    assert fast.fence == slow.fence + 1
    async with db.write() as tx:
        with pytest.raises(StaleError, match="took over"):
            await claims.renew(tx, outbox, slow, seconds=60)
        with pytest.raises(StaleError):
            await claims.release(tx, outbox, slow, {"state": "sent"})
        await claims.release(tx, outbox, fast, {"state": "sent"})
    async with db.read() as tx:
        row = (await tx.execute(select(outbox))).one()
    assert (row.state, row.lease_holder, row.attempts) == ("sent", None, 2)


async def test_a_renewed_lease_holds_on(db: Database) -> None:
    await fill(db, 1)
    [lease] = await take(db, "one", now=NOW)
    async with db.write() as tx:
        await claims.renew(tx, outbox, lease, seconds=60, now=NOW + timedelta(seconds=50))
    assert await take(db, "two", now=NOW + timedelta(seconds=100)) == []


async def test_the_database_clock_rules_by_default(db: Database) -> None:
    await fill(db, 1)
    [lease] = await take(db, "one")
    assert await take(db, "two") == []
    async with db.write() as tx:
        await claims.renew(tx, outbox, lease, seconds=-1)
    assert len(await take(db, "two")) == 1


async def _worst_plan(tx: AsyncConnection) -> None:
    """Make PostgreSQL join by nested loops, where a subquery in IN (…) may run once for each row of the table."""
    if tx.dialect.name != "postgresql":
        return
    for way in ("hashjoin", "mergejoin", "hashagg", "sort", "material"):
        await tx.execute(text(f"SET LOCAL enable_{way} = off"))


async def test_no_plan_claims_more_than_the_limit(db: Database) -> None:
    await fill(db, 60)
    async with db.write() as tx:
        await _worst_plan(tx)
        rows = await claims.claim(
            tx, outbox, where=outbox.c.state == "waiting", order_by=(outbox.c.due_at, outbox.c.id),
            holder="one", seconds=60, limit=10,
        )  # fmt: skip
    assert len(rows) == 10
    assert {row.message_id for row in rows} == {f"<{number}@x>" for number in range(10)}
