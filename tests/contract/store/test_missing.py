"""Mails that the server announced and did not give: nothing is lost without a person seeing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from mailbot.errors import ServerUnreachable
from mailbot.intake.missing import TRIES, Missing
from mailbot.model.mailbox import Cursor, MailBatch, SkippedMail
from mailbot.model.message import RawMail
from mailbot.store.database import Database
from mailbot.store.tables import raw_mails
from mailbot.store.views import Views
from tests.contract.store.house import ANNA, House, raw, receive_batch

CURSOR = Cursor(mailbox="support", folder="INBOX", uidvalidity=1, uid=3)


@dataclass
class Folder:
    """Answers with `given`, or raises it; counts how often it was asked."""

    given: RawMail | SkippedMail | Exception
    asked: list[tuple[str, int, int]] = field(default_factory=list)
    marked: list[int] = field(default_factory=list)
    unwilling: bool = False

    async def fetch_again(self, folder: str, uidvalidity: int, uid: int) -> RawMail | SkippedMail:
        self.asked.append((folder, uidvalidity, uid))
        if isinstance(self.given, Exception):
            raise self.given
        return self.given

    async def acknowledge(self, mails: Sequence[RawMail]) -> None:
        if self.unwilling:
            raise ServerUnreachable("The line was lost.")
        self.marked += [mail.uid for mail in mails]


REFUSED = SkippedMail(uid=2, reason="The server does not give it: [SERVERBUG].", there=True)


@pytest.fixture
async def house(db: Database) -> House:
    house = House(db)
    gone = SkippedMail(uid=3, reason="It was moved.")
    await receive_batch(house.receiving, MailBatch(mails=(raw(1),), cursor=CURSOR, skipped=(REFUSED, gone)))
    return house


def missing(house: House, folder: Folder) -> Missing:
    return Missing(records=house.records, folders={"support": folder}, clock=house.clock, holder="me", seconds=60.0)


async def state_of(house: House, uid: int) -> str:
    return next(row.state for row in await house.rows(raw_mails) if row.uid == uid)


async def test_what_comes_after_all_is_recorded(house: House) -> None:
    folder = Folder(raw(2))
    work = missing(house, folder)
    assert await work.ask_again() == 0  # not before its time
    house.clock.forward(minutes=1)
    assert await work.ask_again(("other",)) == 0
    assert await work.ask_again(("support",)) == 1 and folder.asked == [("INBOX", 1, 2)]
    assert await house.receiving.work_off() == 1
    assert [row.state for row in await house.rows(raw_mails)] == ["recorded", "recorded"]


@pytest.mark.parametrize(
    ("from_sent", "unwilling", "marked"), [(False, False, [2]), (True, False, []), (False, True, [])]
)
async def test_what_comes_after_all_is_marked_like_any_other(
    house: House, from_sent: bool, unwilling: bool, marked: list[int]
) -> None:
    async with house.db.write() as tx:
        await tx.execute(raw_mails.update().values(from_sent=from_sent))
    folder = Folder(raw(2), unwilling=unwilling)
    house.clock.forward(minutes=1)
    await missing(house, folder).ask_again()
    assert folder.marked == marked
    assert await state_of(house, 2) == "new"


async def test_what_never_comes_is_put_before_a_person_with_its_place(house: House) -> None:
    folder = Folder(REFUSED)
    work, began = missing(house, folder), house.clock.now()
    while await state_of(house, 2) == "missed":
        house.clock.forward(minutes=10)
        await work.ask_again()
    assert len(folder.asked) == TRIES
    assert timedelta(hours=3) < house.clock.now() - began < timedelta(hours=12)
    [row] = await Views(house.db).quarantine()
    assert "UID 2 in the folder INBOX" in row.error and "SERVERBUG" in row.error and row.size == 0
    assert (await house.kinds())[-1] == "mail_quarantined"
    await house.desk.read_again(ANNA, row.id)  # a person may have it asked for once more
    folder.given = raw(2)
    await work.ask_again()
    await house.receiving.work_off()
    assert await state_of(house, 2) == "recorded"


async def test_a_server_that_is_away_uses_up_no_attempt(house: House) -> None:
    work = missing(house, Folder(ServerUnreachable("It is gone.")))
    for _ in range(TRIES + 3):
        house.clock.forward(days=1)
        assert await work.ask_again() == 1
    assert await state_of(house, 2) == "missed"


async def test_what_somebody_moved_meanwhile_is_let_go(house: House) -> None:
    house.clock.forward(minutes=1)
    await missing(house, Folder(SkippedMail(uid=2, reason="It was moved or deleted."))).ask_again()
    assert await state_of(house, 2) == "ignored"
