"""The digest of the queue: morning and noon on each manager's own wall, once, and never about nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from escalation.bulletin import Bulletin, Press
from mailbot.mail.compose import compose
from mailbot.model.customer import Identity
from mailbot.model.message import Address
from mailbot.model.person import Agent, Role
from mailbot.store.records import records
from mailbot.store.reports import changes_key, to_changes
from mailbot.store.tables import outbox
from mailbot.store.types import new_id
from tests.contract.calls.house import MONA, NOAH, TEXTS, House

KEIKO = replace(MONA, id="keiko", email="keiko@desk.example", name="Keiko", language="ja", zone="Asia/Tokyo")
CLERK = replace(NOAH, id="clerk", role=Role.AGENT)


def bulletin(house: House, *people: Agent) -> Bulletin:
    async def managers() -> Sequence[Agent]:
        return people

    identity = Identity(mailbox="support", address=Address(name="Desk", email="support@desk.example"))
    press = Press(
        identity=identity,
        compose=compose,
        new_id=new_id,
        texts=TEXTS,
        hours=(8, 12),
        changes_key=changes_key,
        changes=to_changes,
    )
    return Bulletin(house.calls, managers, records(house.db), house.net.clock, press)


async def mails(house: House) -> list[object]:
    async with house.db.read() as tx:
        return list((await tx.execute(select(outbox.c.payload))).scalars())


async def test_the_queue_comes_by_mail_at_noon_and_only_once(house: House) -> None:
    paper = bulletin(house, MONA, CLERK, KEIKO)  # noon in London is 21:00 in Tokyo
    assert await paper.round() == 0  # nothing waits
    await house.open()
    assert await paper.round() == 1
    assert await paper.round() == 0
    (payload,) = await mails(house)
    text = bytes(payload).decode()  # type: ignore[call-overload]
    assert "To: Mona <mona@desk.example>" in text
    assert "Callbacks waiting: 1" in text
    assert "+442079460018" in text
    assert "Auto-Submitted: auto-generated" in text


async def test_morning_is_where_the_manager_is(house: House) -> None:
    await house.open()
    paper = bulletin(house, KEIKO)
    assert await paper.round() == 0
    await house.net.clock.advance(timedelta(hours=11, minutes=20).total_seconds())  # 8:20 in Tokyo
    assert await paper.round() == 1
    await house.net.clock.advance(3600)  # 9:20: too late to be news
    assert await bulletin(house, replace(KEIKO, id="other")).round() == 0
