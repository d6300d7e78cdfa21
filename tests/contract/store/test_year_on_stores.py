"""A small year on real stores: SQLite with one node, PostgreSQL with three at once; nothing missed, nothing doubled.

The same clock as in `tests/unit/scheduler/test_year.py`, two looks a day: set back an hour now and then, a day ahead, a week
offline. Every case has its follow-ups and a promise; the rows of the store hold the truth.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from mailbot.model.policy import FollowUpPolicy, HoursPolicy, PromisePolicy
from mailbot.store import schema
from mailbot.store.database import Database, new_id
from mailbot.store.followups import FollowUpRows
from mailbot.store.promises import PromiseRows
from mailbot.store.tables import conversations, events, follow_ups, promises
from scheduler.due import DueFollowUps, DuePromises
from scheduler.followup import Resolution
from scheduler.ports import Claimed, Letter
from scheduler.rules import plan

START = datetime(2026, 1, 1, tzinfo=UTC)
POLICY, HOURS = FollowUpPolicy(), HoursPolicy(zone="Europe/Berlin", country="DE", half_days=("12-24 12:00",))
CASES = 150


class Words:
    """Letters that say whose they are."""

    async def follow_up(self, claimed: Claimed) -> Letter:
        return Letter(language="en", subject=claimed.item.id, body="b")


async def post(tx: Any, conversation_id: str, letter: Letter, now: datetime) -> str:
    """Put a letter where the outbox would: in the same transaction."""
    told = {"id": new_id(), "at": now, "conversation_id": conversation_id, "kind": "letter"}
    await tx.execute(insert(events).values(**told, data={"item": letter.subject}))
    return new_id()


async def nothing(*_: Any) -> None:
    return None


async def quiet(conversation_id: str) -> bool:
    return False


class Node:
    """One process: a connection pool and workers of its own."""

    def __init__(self, url: str, name: str) -> None:
        self.db = Database(url)
        self._follow_ups = DueFollowUps(FollowUpRows(self.db, post, name), Words(), POLICY, HOURS)
        rows = PromiseRows(self.db, nothing, lambda _: "Europe/Berlin", name)
        self._promises = DuePromises(rows, quiet, PromisePolicy(), HOURS)

    async def tick(self, now: datetime) -> None:
        while sum((await self._follow_ups.run(now)).values()) or sum((await self._promises.run(now)).values()):
            pass


def looks(dice: random.Random) -> list[datetime]:
    """Return the moments at which the nodes look: two a day, with jumps."""
    at, found = START, []
    while at < START + timedelta(days=430):
        found.append(at)
        at += timedelta(hours=12)
        if dice.random() < 0.02:
            at -= timedelta(hours=7)
        elif dice.random() < 0.005:
            at += timedelta(days=1)
        elif (at.month, at.day) == (8, 3):
            at += timedelta(days=7)
    return found


async def fill(db: Database, dice: random.Random) -> None:
    """Put the cases of a year into the store, with what follows them."""
    rows = FollowUpRows(db, post, "filler")
    for number in range(CASES):
        solved = START + timedelta(minutes=dice.randrange(365 * 24 * 60))
        case = new_id()
        row = {"reference": f"MB-{number}", "mailbox": "support", "customer_email": "p@home.example"}
        async with db.write() as tx:
            await tx.execute(
                insert(conversations).values(
                    id=case, state="resolved", is_open=False, opened_at=solved, resolved_at=solved,
                    last_activity_at=solved, **row,
                )
            )  # fmt: skip
            due = solved + timedelta(hours=dice.uniform(1, 90))
            await tx.execute(
                insert(promises).values(
                    id=new_id(), conversation_id=case, words="soon", due_at=due, warn_at=due - timedelta(minutes=30),
                    state="running", created_at=solved,
                )
            )  # fmt: skip
        await rows.plan(case, plan(Resolution(conversation_id=case, resolved_at=solved), POLICY, HOURS), solved)


async def lived(url: str, nodes: int) -> None:
    """Let the year pass and look at what the rows say then."""
    dice = random.Random(8)
    db = Database(url)
    await schema.create(db)
    await fill(db, dice)
    house = [Node(url, f"node{number}") for number in range(nodes)]
    for now in looks(dice):
        await asyncio.gather(*(node.tick(now) for node in house))
    await check(db)
    for node in house:
        await node.db.dispose()
    await db.dispose()


async def check(db: Database) -> None:
    async with db.read() as tx:
        left = (await tx.execute(select(func.count()).where(follow_ups.c.state == "planned"))).scalar_one()
        running = select(func.count()).where(promises.c.state.in_(("running", "warned")))
        still = (await tx.execute(running)).scalar_one()
        told = (await tx.execute(select(events.c.kind, events.c.conversation_id, events.c.data))).all()
        states = (await tx.execute(select(follow_ups.c.kind, follow_ups.c.state))).all()
    assert (left, still) == (0, 0), "missed"
    letters = Counter(row.data["item"] for row in told if row.kind == "letter")
    asked = sum(row.state == "asked" for row in states)
    sent = sum(row.kind in ("question", "reminder") and row.state == "done" for row in states)
    assert len(letters) == sent > CASES and set(letters.values()) == {1}, "doubled"
    broken = Counter(row.conversation_id for row in told if row.kind == "promise_broken")
    warned = Counter(row.conversation_id for row in told if row.kind == "promise_warned")
    assert len(broken) == CASES and set(broken.values()) == {1}
    assert set(warned.values()) == {1}
    assert asked < CASES / 10  # the week offline, and no more


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_year_on_sqlite_with_one_node(tmp_path: Path) -> None:
    asyncio.run(lived(f"sqlite:///{tmp_path / 'mailbot.db'}", nodes=1))


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(3600)
def test_a_year_on_postgresql_with_three_nodes(postgres_url: str) -> None:
    asyncio.run(lived(postgres_url, nodes=3))
