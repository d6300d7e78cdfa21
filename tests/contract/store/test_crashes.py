"""SIGKILL at every point between a mail's arrival and its answer in Sent: nothing lost, nothing doubled.

A child process carries one mail through the house and kills itself at its n-th step: before a transaction, before
its commit, after it, and before and after each thing said to the SMTP server. This process then does what a fresh
start does.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mailbot.model.delivery import Outcome
from mailbot.model.policy import DeliveryPolicy, IntakePolicy, Policy
from mailbot.store import schema
from mailbot.store.database import Database
from mailbot.store.tables import conversations, drafts, messages, outbox
from tests.contract.store.house import ANNA, House, Wire, raw

#: Leases of the dead end at once, so that the test need not wait for them.
POLICY = Policy(intake=IntakePolicy(lease_seconds=0.0), delivery=DeliveryPolicy(lease_seconds=0.0, lookup_seconds=1.0))


class Fuse:
    """Kills this process at the n-th step."""

    def __init__(self, length: int) -> None:
        self.left = length

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class BurningDatabase(Database):
    """A database whose every transaction may be the last thing that the process does."""

    fuse: Fuse

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Any]:
        self.fuse.step()
        async with super().write() as tx:
            yield tx
            self.fuse.step()
        self.fuse.step()


class FileWire(Wire):
    """An SMTP server and a Sent folder that outlive the process."""

    def __init__(self, folder: Path, fuse: Fuse | None = None) -> None:
        super().__init__()
        self.folder, self.fuse = folder, fuse

    def _count(self, what: str) -> int:
        path = self.folder / what
        return len(path.read_bytes().splitlines()) if path.exists() else 0

    def _write(self, what: str, line: str) -> None:
        with (self.folder / what).open("a") as file:
            file.write(f"{line}\n")

    @property
    def copies(self) -> int:
        return self._count("taken")

    def _answer(self, word: str, payload: bytes, recipients: tuple[str, ...]) -> Outcome:
        self._step()
        self._write("taken", recipients[0])
        self._step()
        return super()._answer(word, payload, recipients)

    async def find(self, message_id: str) -> bool:
        path = self.folder / "sent"
        return path.exists() and message_id in path.read_text().splitlines()

    async def file(self, payload: bytes, message_id: str) -> None:
        if not await self.find(message_id):
            self._step()
            self._write("sent", message_id)
            self._step()

    def _step(self) -> None:
        if self.fuse:
            self.fuse.step()


def house_on(db: Database, wire: FileWire) -> House:
    house = House(db, policy=POLICY)
    house.wire = wire
    house.delivery._transports = {"support": wire}
    house.lookup._sent = {"support": wire}
    return house


async def carry(house: House) -> None:
    """Carry the mail as far as it has to go, from wherever it is."""
    await house.receiving.receive(raw(1))
    await house.receiving.work_off()
    house.clock.forward(hours=1)
    await house.triage.triage_due()
    for draft in [row for row in await house.rows(drafts) if row.status == "open"]:
        await house.desk.approve(ANNA, draft.id, draft.version)
    house.clock.forward(hours=1)
    await house.delivery.recover()
    await house.delivery.deliver_due()
    for _ in range(8):
        house.clock.forward(hours=1)
        await house.lookup.look_up()
    await house.lookup.file_sent()


async def live(url: str, folder: Path, length: int) -> int:
    db = BurningDatabase(url)
    db.fuse = Fuse(length)
    await carry(house_on(db, FileWire(folder, db.fuse)))
    await db.dispose()
    return length - db.fuse.left


def child(url: str, folder: Path, length: int) -> int:
    """Run the life in a forked process; return its wait status."""
    pid = os.fork()
    if pid == 0:
        try:
            steps = asyncio.run(live(url, folder, length))
            os._exit(min(steps, 200))
        except BaseException:
            os._exit(255)
    return os.waitpid(pid, 0)[1]


async def after(url: str, folder: Path, length: int) -> None:
    """Start afresh, then look whether all is as if nothing had happened."""
    db = Database(url)
    wire = FileWire(folder)
    house = house_on(db, wire)
    house.clock.forward(hours=3)
    await carry(house)
    [row] = await house.rows(outbox)
    if row.state == "unknown":  # the server had it or not; only somebody who can look knows
        case = await house.case()
        assert case.state == "attention" and case.attention.startswith("Did our mail leave?"), length
        await house.lookup.settle_unknown(ANNA, row.id, left=wire.copies > 0)
        await house.delivery.deliver_due()
        await house.lookup.file_sent()
    async with db.read() as tx:
        cases = (await tx.execute(select(conversations))).all()
        thread = (await tx.execute(select(messages.c.direction).order_by(messages.c.position))).scalars().all()
        states = (await tx.execute(select(outbox.c.state))).scalars().all()
        texts = (await tx.execute(select(drafts.c.status))).scalars().all()
    found = (len(cases), cases[0].state, list(thread), list(states), list(texts), wire.copies, wire._count("sent"))
    assert found == (1, "waiting", ["in", "out"], ["sent"], ["sent"], 1, 1), f"killed at step {length}"
    await db.dispose()


async def _create(url: str) -> None:
    db = Database(url)
    await schema.create(db)
    await db.dispose()


async def _empty(url: str) -> None:
    db = Database(url)
    async with db.write() as tx:
        for table in reversed(schema.metadata.sorted_tables):
            await tx.execute(table.delete())
    await db.dispose()


def whole_life(url: str, folder: Path) -> int:
    """Live without an accident; return how many steps it takes."""
    folder.mkdir()
    status = child(url, folder, 10_000)
    assert os.WIFEXITED(status)
    steps = os.WEXITSTATUS(status)
    assert 30 < steps < 200
    return steps


def killed_at(url: str, folder: Path, length: int) -> None:
    asyncio.run(_empty(url))
    folder.mkdir()
    status = child(url, folder, length)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL, length
    asyncio.run(after(url, folder, length))


def test_killed_here_and_there_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'mailbot.db'}"
    asyncio.run(_create(url))
    steps = whole_life(url, tmp_path / "whole")
    for length in range(2, steps + 1, 6):
        killed_at(url, tmp_path / str(length), length)


@pytest.mark.slow
def test_killed_anywhere_nothing_is_lost_or_doubled(store_url: str, tmp_path: Path) -> None:
    asyncio.run(_create(store_url))
    steps = whole_life(store_url, tmp_path / "whole")
    for length in range(1, steps + 1):
        killed_at(store_url, tmp_path / str(length), length)
