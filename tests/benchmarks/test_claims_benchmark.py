"""Claims a second: 1, 2, 4 and 8 workers take rows from one table, on SQLite and on PostgreSQL, in one run.

Each worker is a process of its own with its own connections, as nodes are; together they must take every row once.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.connection
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from mailbot.store import schema
from mailbot.store.claims import Lease, claim, release
from mailbot.store.database import Database, new_id
from mailbot.store.tables import outbox
from tests.benchmarks.results import Curve, Figure, Plot, record

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ROWS = 400
WORKERS = (1, 2, 4, 8)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def filled(url: str) -> None:
    database = Database(url)
    rows = [
        {
            "id": new_id(), "mailbox": "support", "message_id": f"<{number}@x>", "sender": "s@x", "recipients": ["c@x"],
            "payload": b"x", "content": {}, "state": "waiting", "due_at": NOW, "created_at": NOW,
        }
        for number in range(ROWS)
    ]  # fmt: skip
    async with database.write() as tx:
        await tx.execute(delete(outbox))
        await tx.execute(insert(outbox), rows)
    await database.dispose()


async def worked(url: str, name: str) -> list[str]:
    """Claim one row after the other, finish each in a second transaction, and return the rows' ids."""
    database, taken = Database(url, pool_size=1), []
    while True:
        async with database.write() as tx:
            rows = await claim(
                tx, outbox, where=outbox.c.state == "waiting", order_by=(outbox.c.due_at, outbox.c.id),
                holder=name, seconds=60, values={"attempts": outbox.c.attempts + 1},
            )  # fmt: skip
        if not rows:
            break
        async with database.write() as tx:
            await release(tx, outbox, Lease(id=rows[0].id, fence=rows[0].fence), {"state": "sent"})
        taken.append(rows[0].id)
    await database.dispose()
    return taken


def _process(url: str, name: str, pipe: multiprocessing.connection.Connection) -> None:
    pipe.send("up")
    pipe.recv()  # all start together, when everybody is up: what starting costs is not what claiming costs
    pipe.send(asyncio.run(worked(url, name)))


def rate(url: str, workers: int) -> tuple[float, list[str]]:
    """Return rows a second that so many processes claim and finish together, and all rows they took."""
    context = multiprocessing.get_context("spawn")
    ends = [context.Pipe() for _ in range(workers)]
    processes = [
        context.Process(target=_process, args=(url, f"worker {number}", far)) for number, (_, far) in enumerate(ends)
    ]
    for process in processes:
        process.start()
    assert all(near.recv() == "up" for near, _ in ends)
    for near, _ in ends:
        near.send("go")
    began = time.perf_counter()
    taken = [row for near, _ in ends for row in near.recv()]
    spent = time.perf_counter() - began
    for process in processes:
        process.join()
    return len(taken) / spent, taken


async def measured(url: str) -> list[float]:
    """Return the rates for each number of workers."""
    database = Database(url)
    await schema.create(database)
    await database.dispose()
    rates = []
    for workers in WORKERS:
        await filled(url)
        speed, taken = await asyncio.to_thread(rate, url, workers)
        assert len(taken) == ROWS and set(Counter(taken).values()) == {1}, "a row was taken twice or never"
        rates.append(speed)
    return rates


@pytest.mark.postgres
async def test_rows_claimed_and_finished_a_second(tmp_path: Path, postgres_url: str) -> None:
    curves = [
        Curve(name=name, xs=WORKERS, ys=await measured(url))
        for name, url in (("SQLite", f"sqlite:///{tmp_path / 'mailbot.db'}"), ("PostgreSQL", postgres_url))
    ]
    print()
    record("claims", list(figures(curves)), curves, Plot(across="workers", up="rows a second", logarithmic=False))
    for curve in curves:
        assert min(curve.ys) > 0.25 * curve.ys[0], f"{curve.name} slows down as workers are added"


def figures(curves: Sequence[Curve]) -> list[Figure]:
    """Return one line an engine and number of workers, compared with one worker of that engine."""
    return [
        Figure(what=f"{curve.name}, {int(workers)} workers", value=speed, unit="rows/s", ratio=speed / curve.ys[0])
        for curve in curves
        for workers, speed in zip(curve.xs, curve.ys, strict=True)
    ]
