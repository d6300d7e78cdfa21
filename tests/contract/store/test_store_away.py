"""The store is away for a moment, or its answer to a commit gets lost: nothing is forgotten, nothing happens twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from mailbot.errors import StaleError, StoreBusy
from mailbot.ports import WatchLease
from mailbot.store.database import Database
from mailbot.store.tables import messages, outbox, raw_mails
from mailbot.store.types import new_id
from mailbot.store.watches import WatchStore
from tests.contract.store.house import House, raw


class Trouble:
    """Breaks transactions of a house: `before` nothing is written, `after` the commit happens and its answer is lost."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.script: list[str] = []
        self._write = house.db.write
        monkeypatch.setattr(house.db, "write", self._broken)
        monkeypatch.setattr("mailbot.ports.patience.asyncio.sleep", _no_time)

    @asynccontextmanager
    async def _broken(self) -> AsyncIterator[Any]:
        word = self.script.pop(0) if self.script else ""
        async with self._write() as tx:
            yield tx
            if word == "before":
                raise StoreBusy("The database server cannot be reached.")
        if word == "after":
            raise StoreBusy("The database server cannot be reached.")


async def _no_time(_: float) -> None:
    return


@pytest.mark.parametrize("word", ["before", "after"])
async def test_the_servers_answer_is_written_down_in_the_end_and_once(
    db: Database, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    house = House(db)
    await house.approved()
    trouble = Trouble(house, monkeypatch)
    trouble.script = ["", "", word]  # the claim, the note before the dot, the outcome
    assert await house.delivery.deliver_due() == 1
    assert [row.state for row in await house.rows(outbox)] == ["sent"]
    assert [row.direction for row in await house.rows(messages)] == ["in", "out"]
    assert len(house.wire.taken) == 1
    assert trouble.script == []


@pytest.mark.parametrize("word", ["before", "after"])
async def test_a_mail_is_recorded_once_and_keeps_its_bytes(
    db: Database, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    house = House(db)
    trouble = Trouble(house, monkeypatch)
    trouble.script = ["", word]  # the keeping, the recording
    await house.receiving.receive(raw(1))
    [row] = await house.rows(raw_mails)
    assert (row.state, bool(row.raw)) == ("recorded", True)
    assert len(await house.rows(messages)) == 1


@pytest.mark.parametrize("word", ["before", "after"])
async def test_a_store_that_is_away_is_no_failure_of_the_case(
    db: Database, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    house = House(db)
    await house.receiving.receive(raw(1))
    house.clock.forward(minutes=31)
    trouble = Trouble(house, monkeypatch)
    trouble.script = ["", word]  # the claim, the decision
    await house.triage.triage_due()
    assert (await house.case()).state == "drafted"
    assert (await house.kinds()).count("draft_proposed") == 1
    assert "triage_failed" not in await house.kinds()


async def test_what_the_last_watcher_kept_is_recorded_before_anything_newer(db: Database) -> None:
    house = House(db)
    async with db.write() as tx:
        old = await WatchStore().take(tx, "support", holder="old", seconds=-1)
        [kept] = await house.records.raw_mails.keep(
            tx, [raw(1)], holder="old", seconds=3600, now=house.clock.now(), from_sent=False
        )
        new = await WatchStore().take(tx, "support", holder="new", seconds=60)
    assert isinstance(new, WatchLease) and old is not None
    assert await house.receiving.inherit("support", "INBOX", new) == 1
    assert [row.state for row in await house.rows(raw_mails)] == ["recorded"]
    async with db.write() as tx:
        with pytest.raises(StaleError):  # the old watcher wakes up with the mail in hand
            await house.records.raw_mails.settle(tx, kept, "recorded")
    with pytest.raises(StaleError):
        await house.receiving.inherit("support", "INBOX", old)


async def test_what_is_taken_up_again_is_recorded_in_its_order(db: Database) -> None:
    house = House(db)
    async with db.write() as tx:
        await house.records.raw_mails.keep(
            tx, [raw(uid) for uid in range(1, 31)], holder="old", seconds=-1, now=house.clock.now(), from_sent=False
        )
    assert await house.receiving.work_off(mailboxes=("other",)) == 0
    assert await house.receiving.work_off(mailboxes=("support",)) == 30
    recorded = sorted(await house.rows(messages), key=lambda row: row.id)
    assert [row.message_id for row in recorded] == [f"<m{uid}@home.example>" for uid in range(1, 31)]


def test_ids_sort_in_the_order_of_their_making() -> None:
    made = [new_id() for _ in range(5000)]
    assert made == sorted(set(made))
