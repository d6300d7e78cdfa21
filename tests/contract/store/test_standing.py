"""Habitual complainers are known with the evidence, and get the card, not a worse service; on both engines."""

from __future__ import annotations

from datetime import timedelta

from mailbot.adapters.followup_texts import load_followup_texts
from mailbot.model.policy import FollowUpPolicy, HoursPolicy
from mailbot.store.customers import CustomerStore
from mailbot.store.database import Database
from mailbot.store.followups import FollowUpWatcher
from mailbot.store.standing import Cards
from mailbot.store.tables import customers, follow_ups
from tests.contract.store.house import ANNA, House, mail, raw


async def solved(house: House, times: int) -> None:
    """Let a customer complain as often, and solve it each time."""
    house.desk._watchers = (FollowUpWatcher(FollowUpPolicy(), HoursPolicy()),)
    for number in range(times):
        await house.receiving.receive(
            raw(number + 1, mail(number + 1, Subject=f"Trouble {number}"), at=house.clock.now())
        )
        house.clock.forward(minutes=31)
        await house.triage.triage_due()
        async with house.db.read() as tx:
            since = house.clock.now() - timedelta(days=1)
            [case] = await house.records.conversations.of_customer(tx, "support", "petra@home.example", since)
        await house.desk.resolve(ANNA, case.id)
        house.clock.forward(days=40)


async def test_four_complaints_in_a_year_make_a_card_with_evidence(db: Database) -> None:
    house = House(db)
    await solved(house, 4)
    [file] = await house.rows(customers)
    assert file.habitual
    assert file.evidence["sentences"][0].startswith("4 complaints within a year: MB-")
    cards = Cards(db, {name: texts.card for name, texts in load_followup_texts().items()})
    [task] = await cards.open("Anna")
    assert task.words.startswith("Dear Petra,") and task.words.endswith("Anna")
    assert task.evidence and task.reason == "habitual complainer"
    assert len([row for row in await house.rows(follow_ups) if row.kind == "question"]) == 4  # no worse service


async def test_three_are_not_habitual(db: Database) -> None:
    house = House(db)
    await solved(house, 3)
    assert await house.rows(customers) == []


async def test_a_valued_customer_gets_a_card_too(db: Database) -> None:
    house = House(db)
    async with db.write() as tx:
        await CustomerStore().write(tx, "petra@home.example", house.clock.now(), valued=True)
    await solved(house, 1)
    [task] = await Cards(db, {"en": "Dear {name} {agent}"}).open()
    assert task.reason == "valued customer"
