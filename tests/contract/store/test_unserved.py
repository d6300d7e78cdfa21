"""Mails of a mailbox that is no longer configured are shown and ended with a reason; slow servers hold up their own."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from mailbot.delivery import Lookup
from mailbot.delivery.unserved import Unserved
from mailbot.store.database import Database, new_id
from mailbot.store.tables import outbox
from mailbot.store.watches import WatchStore
from mailbot.worker import Work, day, work
from tests.contract.store.house import START, House, Wire
from tests.servers.ledger import DEADLINE


@pytest.fixture
def house(db: Database) -> House:
    return House(db)


def unserved(house: House) -> Unserved:
    return Unserved(
        records=house.records,
        delivery=house.delivery,
        lookup=house.lookup,
        mailboxes=("support",),
        clock=house.clock,
    )


async def gone(house: House) -> None:
    """Take the mailbox out of the configuration: what is in the outbox keeps its name."""
    async with house.db.write() as tx:
        await tx.execute(update(outbox).values(mailbox="gone"))


async def row_of(house: House) -> Any:
    [row] = await house.rows(outbox)
    return row


async def test_what_cannot_be_filed_any_more_says_so(house: House) -> None:
    await house.approved()
    await house.delivery.deliver_due()
    await gone(house)
    await unserved(house).work_off()
    row = await row_of(house)
    assert (row.state, row.filed_at) == ("sent", None) and "No mailbox gone is configured." in row.last_error
    assert row.due_at > house.clock.now() + timedelta(hours=23)


async def test_what_cannot_leave_any_more_says_so_and_ends(house: House) -> None:
    await house.approved()
    await gone(house)
    assert await unserved(house).work_off() == 1
    row = await row_of(house)
    assert row.state == "waiting" and "No mailbox gone is configured." in row.last_error
    house.clock.forward(hours=house.policy.delivery.give_up_hours + 1)
    await unserved(house).work_off()
    assert (await row_of(house)).state == "failed"
    assert "No mailbox gone is configured." in (await house.case()).attention
    assert house.wire.taken == []


async def test_what_may_have_left_is_asked_about(house: House) -> None:
    await house.approved()
    house.wire.script = ["unknown"]
    await house.delivery.deliver_due()
    await gone(house)
    for _ in range(house.policy.delivery.lookups):
        house.clock.forward(hours=2)
        await unserved(house).work_off()
    assert (await house.case()).attention.startswith("Did our mail leave?")
    assert "No mailbox gone is configured." in (await row_of(house)).last_error


async def test_what_another_node_serves_is_left_to_it(house: House) -> None:
    await house.approved()
    await gone(house)
    async with house.db.write() as tx:
        assert await WatchStore().take(tx, "gone", holder="elsewhere:1", seconds=600) is not None
    assert await unserved(house).work_off() == 0
    assert (await row_of(house)).last_error is None


async def test_an_imap_server_that_does_not_answer_leaves_only_its_own_mails_in_doubt(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day, "LOOKUP", 0.05)
    await house.approved()
    house.wire.script = ["unknown"]
    await house.delivery.deliver_due()
    row = await row_of(house)
    other = {"id": new_id(), "message_id": "<2@shop.example>", "mailbox": "slow", "due_at": START - timedelta(days=1)}
    async with house.db.write() as tx:
        await tx.execute(outbox.insert().values({**row._mapping, **other, "draft_id": None}))
    house.clock.forward(hours=2)
    begun, go_on, looked = asyncio.Event(), asyncio.Event(), asyncio.Event()

    class Slow(Wire):
        async def find(self, message_id: str) -> bool:
            begun.set()
            await go_on.wait()
            return False

    class Quick(Wire):
        async def find(self, message_id: str) -> bool:
            looked.set()
            return True

    folders = {"support": Quick(), "slow": Slow()}
    lookup = Lookup(records=house.records, sent_folders=folders, clock=house.clock, policy=house.policy)
    working = asyncio.create_task(work(Work(beats=day.lookups(lookup, ("slow", "support"))), stop := asyncio.Event()))
    try:
        async with asyncio.timeout(DEADLINE):
            await begun.wait()
            await looked.wait()
    finally:
        go_on.set()
        stop.set()
        await working
