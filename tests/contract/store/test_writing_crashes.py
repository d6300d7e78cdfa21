"""SIGKILL at every step of a language model's rewording: a draft is the template's or the model's, never half of each.

A child process asks about one draft and kills itself at its n-th step: before a transaction, before its commit, after
it, and before and after the model's answer. This process then does what others do once the lease has run out.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mailbot.delivery.writing import Writing
from mailbot.store import schema
from mailbot.store.database import Database
from mailbot.store.tables import drafts, writings
from mailbot.store.writings import WritingRows
from tests.contract.store.test_crashes import BurningDatabase, Fuse
from tests.contract.store.test_writing import Desk, judge

BETTER = "We should have done better, and I apologise."


class Model:
    """A model that words the apology anew; each question may be the last thing that the process does."""

    def __init__(self, fuse: Fuse) -> None:
        self.fuse = fuse

    async def write(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> str:
        self.fuse.step()
        steps = json.loads(messages[1]["content"])["steps"]
        self.fuse.step()
        return json.dumps({"steps": {**steps, "apology": BETTER}})


def opened(db: Database, fuse: Fuse) -> Desk:
    desk = Desk(db, "http://127.0.0.1:9")
    desk.writing = Writing(
        rows=WritingRows(db),
        writer=Model(fuse),
        lint=lambda mailbox, text: judge().lint(text, text.facts),
        playbook_of=lambda mailbox, name: judge().playbooks.items.get(name),
        clock=desk.house.clock,
        holder="node",
        budget=10,
        seconds=5.0,
    )
    return desk


async def prepared(url: str) -> None:
    db = Database(url)
    await schema.create(db)
    await opened(db, Fuse(10_000)).open()
    await db.dispose()


async def live(url: str, length: int) -> int:
    db = BurningDatabase(url)
    db.fuse = Fuse(length)
    desk = opened(db, db.fuse)
    desk.house.clock.forward(minutes=1)
    await desk.writing.write_due()
    await db.dispose()
    return length - db.fuse.left


def child(url: str, length: int) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(min(asyncio.run(live(url, length)), 200))
        except BaseException:
            os._exit(255)
    return os.waitpid(pid, 0)[1]


async def after(url: str, length: int) -> None:
    """Look at what stands, then let another process go on after the lease."""
    db = Database(url)
    desk = opened(db, Fuse(10_000))
    found = await desk.draft()
    whole = (BETTER in found.body, found.body == found.original_body, found.version, found.findings)
    assert (found.written_by, *whole) in [("playbook", False, True, 1, ()), ("llm", True, True, 2, ())], length
    desk.house.clock.forward(minutes=4)
    await desk.writing.write_due()
    found = await desk.draft()
    async with db.read() as tx:
        rows = (await tx.execute(select(writings))).all()
        count = len((await tx.execute(select(drafts.c.id))).all())
    assert (found.written_by, found.version, BETTER in found.body, count) == ("llm", 2, True, 1), length
    assert [row.state for row in rows] == ["done"] and rows[0].attempts <= 2, length
    assert await desk.writing.write_due() == 0
    await db.dispose()


def test_killed_anywhere_the_rewording_is_done_once(tmp_path: Path) -> None:
    judge()  # loaded once, before the forks
    whole = f"sqlite:///{tmp_path / 'whole.db'}"
    asyncio.run(prepared(whole))
    status = child(whole, 10_000)
    assert os.WIFEXITED(status)
    steps = os.WEXITSTATUS(status)
    assert 7 < steps < 30
    for length in range(1, steps + 1):
        url = f"sqlite:///{tmp_path / f'{length}.db'}"
        asyncio.run(prepared(url))
        status = child(url, length)
        assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, length
        asyncio.run(after(url, length))
