"""Mails that were kept and not recorded, of a mailbox that no node is configured for any more: put before a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from mailbot.intake.unwatched import Unwatched
from mailbot.model.mailbox import Cursor, MailBatch, SkippedMail
from mailbot.store.database import Database
from mailbot.store.raw_mails import unread_counts
from mailbot.store.tables import events, raw_mails, watches
from mailbot.store.watches import WatchStore
from tests.contract.store.house import ANNA, House, raw, receive_batch


@pytest.fixture
async def house(db: Database) -> House:
    """Return a house that kept two mails of a mailbox, one of them without its bytes, and was stopped for good there."""
    house = House(db)
    cursor = Cursor(mailbox="support", folder="INBOX", uidvalidity=1, uid=2)
    missed = SkippedMail(uid=2, reason="The server does not give it.", there=True)
    await receive_batch(house.receiving, MailBatch(mails=(raw(1),), cursor=cursor, skipped=(missed,)))
    async with house.db.write() as tx:
        left = {"state": "new", "content_hash": None, "message_id": None, "lease_until": None}
        await tx.execute(update(raw_mails).where(raw_mails.c.uid == 1).values(**left))
        await tx.execute(update(raw_mails).values(mailbox="old"))
    return house


def unwatched(house: House, *mailboxes: str) -> Unwatched:
    return Unwatched(records=house.records, mailboxes=mailboxes or ("support",), clock=house.clock, holder="me")


async def a_day_passes(house: House) -> None:
    house.clock.forward(hours=25)
    async with house.db.write() as tx:
        await tx.execute(update(watches).values(lease_until=datetime.now(UTC) - timedelta(hours=25)))


async def rows(house: House) -> list[Any]:
    return sorted(await house.rows(raw_mails), key=lambda row: row.uid)


async def test_after_a_day_without_a_watcher_they_are_quarantined_with_the_mailboxs_name(house: House) -> None:
    work = unwatched(house)
    assert await work.put_before_a_person() == 0  # from now on the day counts
    assert await unread_counts(house.db) == {"old": (2, 0)}
    await a_day_passes(house)
    assert await work.put_before_a_person() == 2
    assert [row.state for row in await rows(house)] == ["quarantined"] * 2
    for row in await rows(house):
        assert "mailbox old" in row.error and "let this mail be read again" in row.error
    assert await unread_counts(house.db) == {"old": (0, 2)}
    quarantined = [row for row in await house.rows(events) if row.kind == "mail_quarantined"]
    assert [row.data["mailbox"] for row in quarantined] == ["old"] * 2
    assert await work.put_before_a_person() == 0


async def test_released_when_the_mailbox_is_back_they_are_read_and_before_they_come_back_at_once(house: House) -> None:
    work = unwatched(house)
    await work.put_before_a_person()
    await a_day_passes(house)
    await work.put_before_a_person()
    first = (await rows(house))[0]
    await house.desk.read_again(ANNA, first.id)
    assert await work.put_before_a_person() == 1
    assert (await rows(house))[0].state == "quarantined"
    async with house.db.write() as tx:  # the settings name it again, under its name of before
        await tx.execute(update(raw_mails).values(mailbox="support"))
    for row in await rows(house):
        await house.desk.read_again(ANNA, row.id)
    assert await unwatched(house, "support").put_before_a_person() == 0
    assert await house.receiving.work_off(mailboxes=("support",)) == 1
    assert [row.state for row in await rows(house)] == ["recorded", "missed"]  # the other is asked for again


async def test_what_a_node_watches_or_has_left_lately_is_left_alone(house: House) -> None:
    work, store = unwatched(house), WatchStore()
    async with house.db.write() as tx:
        lease = await store.take(tx, "old", holder="elsewhere:1", seconds=600)
    assert lease is not None
    assert await work.put_before_a_person() == 0
    async with house.db.write() as tx:
        await store.release(tx, lease)
        assert await store.take(tx, "old", holder="next:1", seconds=-3600) is not None  # free at once; then it dies
    assert await work.put_before_a_person() == 0
    async with house.db.write() as tx:
        await store.free_from(tx, "next:1")
        assert "old" not in await store.watched(tx)
    assert await work.put_before_a_person() == 0
    assert {row.state for row in await rows(house)} == {"new", "missed"}
    async with house.db.write() as tx:
        [until] = (await tx.execute(watches.select())).all()
    assert datetime.now(UTC) - until.lease_until < timedelta(minutes=5)


async def test_the_mailboxes_of_this_node_are_never_taken_for_gone(house: House) -> None:
    work = unwatched(house, "old")
    await work.put_before_a_person()
    await a_day_passes(house)
    assert await work.put_before_a_person() == 0
