"""The search finds a case by any of its words, also the newest ones, and forgets what is erased."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from mailbot.model.view import InboxQuery, Tab
from mailbot.store.database import Database
from mailbot.store.tables import conversations, messages
from mailbot.store.views import Views
from tests.contract.store.house import START, House, mail, raw


async def found(db: Database, words: str) -> int:
    return len((await Views(db).inbox(InboxQuery(tab=Tab.ALL, words=words), START)).rows)


@pytest.mark.parametrize(
    ("words", "hits"),
    [("kettle", 1), ("KETTLE leaks", 1), ("ettl", 1), ("petra", 1), ("home.example", 1), ("kettle lamp", 0),
     ("to", 1), ("漏れて", 1), ("漏れ", 1), ('"', 0), ("100%", 0), ("a AND b", 0), ("'; DROP TABLE x", 0), ("   ", 1)],
)  # fmt: skip
async def test_words_are_found_wherever_they_stand(db: Database, words: str, hits: int) -> None:
    house = House(db)
    await house.receiving.receive(raw(1, mail(1, "My kettle leaks. Please write to me.")))
    async with db.write() as tx:
        await tx.execute(update(messages).values(new_text=messages.c.new_text + " やかんが漏れています"))
    assert await found(db, words) == hits


async def test_a_new_mail_is_found_at_once_and_an_erased_one_no_more(db: Database) -> None:
    house = House(db)
    await house.receiving.receive(raw(1))
    assert await found(db, "unobtainium") == 0
    await house.receiving.receive(raw(2, mail(2, "It is of unobtainium.", In_Reply_To="<m1@home.example>")))
    assert await found(db, "unobtainium") == 1
    async with db.write() as tx:
        await tx.execute(update(messages).values(new_text=""))
        await tx.execute(update(conversations).values(customer_name="Erased"))
    assert await found(db, "unobtainium") == 0
    assert await found(db, "erased") == 1
