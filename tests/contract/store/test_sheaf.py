"""Many mails in one transaction: few statements, and never a picture that is not there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from mailbot.errors import StaleError
from mailbot.model.conversation import Conversation
from mailbot.store import conversations as cases
from mailbot.store.conversations import ConversationStore
from mailbot.store.database import Database
from mailbot.store.foresight import Foresight
from mailbot.store.sheaf import opened_sheaf
from mailbot.store.tables import conversations, message_ids, messages, raw_mails
from tests.contract.store.house import START, House, mail, raw


def new_case(number: int = 1, **more: Any) -> Conversation:
    values = {"mailbox": "support", "customer_email": f"c{number}@home.example", "opened_at": START, **more}
    return Conversation(id="", reference="", **values)


def letters(count: int, *, answers: int = 0) -> list[Any]:
    """Return mails of as many customers; the last ones answer the first ones."""
    plain = [
        mail(uid, f"The kettle {uid} broke.", Subject=f"Kettle {uid}", From=f"c{uid}@home.example")
        for uid in range(1, count + 1)
    ]
    replies = [
        mail(count + uid, f"And the lid {uid}.", Subject=f"Re: Kettle {uid}", From=f"c{uid}@home.example", References=f"<m{uid}@home.example>")
        for uid in range(1, answers + 1)
    ]  # fmt: skip
    return [raw(uid, body, at=START + timedelta(seconds=uid)) for uid, body in enumerate((*plain, *replies), 1)]


async def test_a_batch_is_recorded_with_few_statements_and_in_order(db: Database) -> None:
    house, statements, row_by_row = House(db), list[str](), set[str]()

    def hear(*words: Any) -> None:
        statements.append(words[2])
        if isinstance(words[3], list):  # the same statement again for each row
            row_by_row.add(" ".join(words[2].split()[:3]))

    event.listen(db.engine.sync_engine, "before_cursor_execute", hear)
    try:
        received = await house.receiving.receive_all(letters(30, answers=10))
    finally:
        event.remove(db.engine.sync_engine, "before_cursor_execute", hear)
    assert {one.fate for one in received} == {"recorded"}
    assert len(statements) <= 40, "more than one statement a mail"
    assert row_by_row and not row_by_row & {"INSERT INTO messages", "INSERT INTO conversations"}
    assert len({one.conversation_id for one in received}) == 30
    threads = await house.rows(messages)
    for reply, first in zip(received[30:], received[:10], strict=True):
        assert reply.conversation_id == first.conversation_id
        told = sorted((one.position, one.id) for one in threads if one.conversation_id == first.conversation_id)
        assert told == [(0, first.message_row), (1, reply.message_row)]
    kept = {row.id: (row.messages, row.version) for row in await house.rows(conversations)}
    assert [kept[one.conversation_id][0] for one in received[:11]] == [2] * 10 + [1]
    assert {one.message_row for one in received} == {row.message_id for row in await house.rows(raw_mails)}


async def test_an_answer_finds_a_case_of_an_earlier_batch_and_one_of_its_own(db: Database) -> None:
    house = House(db)
    mails = letters(4, answers=4)
    first = await house.receiving.receive_all(mails[:2])
    later = await house.receiving.receive_all(mails[2:])
    assert [one.conversation_id for one in later[2:4]] == [one.conversation_id for one in first]
    assert [one.conversation_id for one in later[4:]] == [one.conversation_id for one in later[:2]]
    assert len(await house.rows(message_ids)) == 8


async def test_what_is_laid_in_is_seen_by_every_statement_of_the_transaction(db: Database) -> None:
    store = ConversationStore()
    async with db.write() as tx:
        opened_sheaf(tx)
        case = await store.open(tx, new_case())
        case = await store.change(tx, case, snippet="before", messages=1)
        table = conversations.c
        seen = (await tx.execute(select(table.snippet, table.version).where(table.id == case.id))).one()
        assert tuple(seen) == ("before", 2)
        case = await store.change(tx, case, snippet="after")
        await store.change(tx, case, messages=2)
    async with db.read() as tx:
        row = (await tx.execute(select(conversations))).one()
    assert (row.snippet, row.messages, row.version) == ("after", 2, 4)


async def test_what_another_statement_changes_is_read_anew(db: Database) -> None:
    store = ConversationStore()
    async with db.write() as tx:
        case_id = (await store.open(tx, new_case())).id
    async with db.write() as tx:
        await Foresight().of_cases(tx, [case_id])
        case = await store.lock(tx, case_id)
        await tx.execute(update(conversations).values(version=7, subject="Another"))
        with pytest.raises(StaleError):
            await store.change(tx, case, snippet="on an old picture")
        assert (await store.lock(tx, case_id)).subject == "Another"


async def test_a_rolled_back_transaction_leaves_nothing_for_the_next(db: Database) -> None:
    with pytest.raises(RuntimeError, match="enough"):
        async with db.write() as tx:
            opened_sheaf(tx)
            await ConversationStore().open(tx, new_case())
            raise RuntimeError("enough")
    for _ in range(3):  # whichever connection the pool gives
        async with db.write() as tx:
            assert (await tx.execute(select(conversations.c.id))).all() == []


async def test_a_savepoint_takes_nothing_along_that_was_laid_in_before(db: Database) -> None:
    async with db.write() as tx:
        opened_sheaf(tx)
        await ConversationStore().open(tx, new_case())
        nested = await tx.begin_nested()
        await tx.execute(update(conversations).values(subject="never"))
        await nested.rollback()
    async with db.read() as tx:
        assert (await tx.execute(select(conversations.c.subject))).scalars().all() == [""]


async def test_cases_whose_references_are_taken_get_others(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    given = iter(["MB-AAAAAA", "MB-AAAAAA", "MB-BBBBBB", "MB-CCCCCCCC", "MB-DDDDDDDD"])
    monkeypatch.setattr(cases, "new_reference", lambda length=6: next(given))
    store = ConversationStore()
    async with db.write() as tx:
        await store.open(tx, new_case(1))
    async with db.write() as tx:
        opened_sheaf(tx)
        for number in (2, 3):
            await store.open(tx, new_case(number))
    async with db.read() as tx:
        found = (await tx.execute(select(conversations.c.reference))).scalars().all()
    assert sorted(found) == ["MB-AAAAAA", "MB-BBBBBB", "MB-CCCCCCCC"]


async def test_one_mail_that_cannot_be_recorded_hurts_no_other(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(db)
    record = house.receiving._recording.record

    async def poisoned(tx: Any, one: Any, message: Any, now: Any) -> Any:
        place = await record(tx, one, message, now)
        if one.mail.uid == 5:
            raise ValueError("a mail that no table takes")
        return place

    monkeypatch.setattr(house.receiving._recording, "record", poisoned)
    received = await house.receiving.receive_all(letters(9))
    assert [one.fate for one in received] == ["recorded"] * 4 + ["put_off"] + ["recorded"] * 4
    assert len(await house.rows(conversations)) == 8
    assert [row.uid for row in await house.rows(raw_mails) if row.state == "new"] == [5]
