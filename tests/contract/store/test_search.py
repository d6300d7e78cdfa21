"""The search finds a case by any of its words, also the newest ones, and forgets what is erased."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from mailbot.model.view import InboxQuery, Tab
from mailbot.store.database import Database
from mailbot.store.tables import conversations, messages
from mailbot.store.tables.search import search_words
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


@pytest.mark.parametrize(
    ("words", "hits"),
    [("ÉÉ", 1), ("éé", 1), ("Éé", 1), ("đi", 1), ("ĐI", 1), ("Ø", 1), ("ø", 1), ("привет", 1), ("ПР", 1), ("ÖÄ", 0),
     ("%é", 0), ("_é", 0), ("é éé đi leaks", 1)],
)  # fmt: skip
async def test_short_words_are_found_in_any_case(db: Database, words: str, hits: int) -> None:
    house = House(db)
    await house.receiving.receive(raw(1, mail(1, "My kettle leaks.")))
    async with db.write() as tx:
        await tx.execute(update(messages).values(new_text=messages.c.new_text + " crÉée Đi về Køb Привет"))
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


async def test_a_case_is_found_by_what_is_changed_in_it(db: Database) -> None:
    house = House(db)
    await house.receiving.receive(raw(1, mail(1, "My order KT-4711 leaks.")))
    assert await found(db, "KT-4711") == 1  # by the customer's own words
    for values, words in (
        ({"order_ref": "ZZ-99"}, "zz-99"),
        ({"customer_name": "Ludmilla"}, "ludmilla"),
        ({"subject": "Samovar"}, "samovar"),
        ({"order_ref": None}, "ludmilla samovar"),
        ({"order_ref": "kt-4711"}, "KT-4711"),
    ):
        async with db.write() as tx:
            await tx.execute(update(conversations).values(**values))
        assert await found(db, words) == 1, values
    assert await found(db, "zz-99") == 0


async def test_words_are_indexed_once_when_nothing_in_them_changes(db: Database) -> None:
    house = House(db)
    await house.receiving.receive(raw(1, mail(1, "My order KT-4711 leaks.")))
    async with db.write() as tx:
        await tx.execute(update(search_words).values(words="as it was, with kt-4711"))
        await tx.execute(update(conversations).values(order_ref="KT-4711", customer_name=conversations.c.customer_name))
    async with db.read() as tx:
        assert (await tx.execute(select(search_words.c.words))).scalar_one() == "as it was, with kt-4711"
