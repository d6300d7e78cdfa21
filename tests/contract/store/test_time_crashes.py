"""SIGKILL at every step of the clock's work: each follow-up leaves once, each broken promise is told once.

A child process works off what is due and kills itself at its n-th step: before a transaction, before its commit,
after it. This process then does what the next one does once the lease is over.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from mailbot.model.policy import FollowUpPolicy, HoursPolicy, PromisePolicy
from mailbot.store import schema
from mailbot.store.database import Database, new_id
from mailbot.store.followups import FollowUpRows
from mailbot.store.promises import PromiseRows
from mailbot.store.tables import conversations, events, follow_ups, promises
from scheduler.due import DueFollowUps, DuePromises
from scheduler.ports import Claimed, Letter

MONDAY = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
ALWAYS = HoursPolicy(opens="00:00", closes="00:00", days=tuple(range(7)))
ROOT = Path(__file__).parents[3]


class BurningDatabase(Database):
    """A database whose every transaction may be the last thing that the process does."""

    left = 0

    def _step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Any]:
        self._step()
        async with super().write() as tx:
            yield tx
            self._step()
        self._step()


class Words:
    """Letters without templates."""

    async def follow_up(self, claimed: Claimed) -> Letter:
        return Letter(language="en", subject="s", body="b")


async def post(tx: Any, conversation_id: str, letter: Letter, now: datetime) -> str:
    """Put a letter where the outbox would: in the same transaction."""
    await tx.execute(insert(events).values(id=new_id(), at=now, conversation_id=conversation_id, kind="letter"))
    return new_id()


async def nothing(*_: Any) -> None:
    return None


async def quiet(conversation_id: str) -> bool:
    return False


async def work(db: Database) -> None:
    """Do what one tick of the worker does."""
    now = MONDAY + timedelta(hours=5)
    await DueFollowUps(FollowUpRows(db, post, "w"), Words(), FollowUpPolicy(), ALWAYS).run(now)
    rows = PromiseRows(db, nothing, lambda mailbox: "UTC", "w")
    await DuePromises(rows, quiet, PromisePolicy(), ALWAYS).run(now)


async def fill(db: Database) -> None:
    await schema.create(db)
    case = new_id()
    row = {"customer_email": "p@home.example", "state": "resolved", "is_open": False, "opened_at": MONDAY}
    async with db.write() as tx:
        await tx.execute(
            insert(conversations).values(
                id=case, reference="MB-1", mailbox="support", last_activity_at=MONDAY, resolved_at=MONDAY, **row
            )
        )
        for kind in ("question", "card"):
            await tx.execute(
                insert(follow_ups).values(
                    id=new_id(), conversation_id=case, kind=kind, state="planned", due_at=MONDAY, created_at=MONDAY
                )
            )
        await tx.execute(
            insert(promises).values(
                id=new_id(), conversation_id=case, words="by eleven", due_at=MONDAY + timedelta(hours=1), warn_at=MONDAY,
                state="running", created_at=MONDAY,
            )
        )  # fmt: skip


async def next_process(db: Database) -> dict[str, int]:
    """Let the dead one's leases end, work, and count what happened."""
    async with db.write() as tx:
        for table in (follow_ups, promises):
            await tx.execute(update(table).values(lease_until=None))
    await work(db)
    await work(db)
    async with db.read() as tx:
        counted = await tx.execute(select(events.c.kind, func.count()).group_by(events.c.kind))
        return {row[0]: row[1] for row in counted}


#: Transactions of a tick times three steps each, and one beyond: the child lives to the end.
STEPS = [pytest.param(step, marks=() if step in (2, 5, 8, 11) else pytest.mark.slow) for step in range(1, 17)]


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_each_thing_happens_once(step: int, tmp_path: Path) -> None:
    assert killed_at(step, f"sqlite:///{tmp_path / 'mailbot.db'}") == ONCE


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("step", range(1, 17))
def test_killed_at_any_step_on_postgresql_each_thing_happens_once(step: int, postgres_url: str) -> None:
    assert killed_at(step, postgres_url) == ONCE


#: What must have happened in the end: kind of event -> how often.
ONCE = {"letter": 1, "follow_up_done": 1, "follow_up_asked": 1, "promise_broken": 1}


def killed_at(step: int, url: str) -> dict[str, int]:
    """Let a child work until it kills itself at a step, then the next process; return what happened."""

    async def before() -> None:
        db = Database(url)
        await fill(db)
        await db.dispose()

    async def after() -> dict[str, int]:
        db = Database(url)
        counted = await next_process(db)
        await db.dispose()
        return counted

    asyncio.run(before())
    child = subprocess.run(
        [sys.executable, __file__, url, str(step)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        check=False,
    )
    assert child.returncode in (-signal.SIGKILL, 0), child.stderr.decode(errors="replace")
    return asyncio.run(after())


async def _child(url: str, step: int) -> None:
    db = BurningDatabase(url)
    db.left = step
    await work(db)
    await db.dispose()


if __name__ == "__main__":
    asyncio.run(_child(sys.argv[1], int(sys.argv[2])))
