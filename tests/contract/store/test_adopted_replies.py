"""A reply sent from another mail program is read by the lint after the fact, once."""

from __future__ import annotations

import pytest

from mailbot.intake.afterwards import Afterwards
from mailbot.store.database import Database
from mailbot.store.tables import events
from tests.contract.store.house import DESK, House, ScriptedLint, mail, raw


@pytest.fixture
def house(db: Database) -> House:
    return House(db)


def reading(house: House) -> Afterwards:
    return Afterwards(records=house.records, lint=ScriptedLint(), clock=house.clock)


async def sent_elsewhere(house: House, words: str) -> None:
    await house.open_draft()
    sent = mail(50, words, From=DESK, To="petra@home.example", In_Reply_To="<m1@home.example>")
    await house.receiving.receive(raw(50, sent, at=house.clock.now(), folder="Sent"), from_sent=True)


async def test_what_breaks_a_rule_asks_a_person_to_look(house: House) -> None:
    await sent_elsewhere(house, "Calm down, this is war-of-words, and we had-to.")
    assert await reading(house).read_adopted() == 1
    case = await house.case()
    assert case.attention == "Sent from another mail program, the reply breaks: war-of-words, had-to."
    assert case.attention.code == "broke_rules"
    assert await reading(house).read_adopted() == 0
    assert [row.kind for row in await house.rows(events)].count("adopted_reply_linted") == 1


async def test_a_good_reply_is_read_and_asks_nobody(house: House) -> None:
    await sent_elsewhere(house, "Hello Petra, the lamp is on its way.")
    assert await reading(house).read_adopted() == 1
    assert (await house.case()).attention is None
    assert (await house.rows(events))[-1].data["rules"] == []


async def test_the_customers_next_mail_changes_nothing_about_it(house: House) -> None:
    await sent_elsewhere(house, "So it had-to be.")
    await house.receiving.receive(raw(2, mail(2, "war-of-words", In_Reply_To="<m50@home.example>")))
    await reading(house).read_adopted()
    assert (await house.rows(events))[-1].data["rules"] == ["had-to"]
