"""Forgetting a person, on both engines: nothing of them is left, and a later look at the mailbox brings nothing back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select

from mailbot.store.database import Database, new_id
from mailbot.store.erasure import forget, held_about
from mailbot.store.tables import conversations, customers, events, messages, metadata, raw_mails

NOW = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
WORDS = ("ann@example.com", "Ann Secretname", "purple elephants", "+44791112345")


async def case_of(db: Database, email: str, name: str, words: str) -> str:
    raw, case = new_id(), new_id()
    async with db.write() as tx:
        await tx.execute(
            insert(customers).values(email=email, name=name, phones=["+44791112345"], created_at=NOW, updated_at=NOW)
        )
        await tx.execute(
            insert(raw_mails).values(
                id=raw, mailbox="support", folder="INBOX", uidvalidity=1, uid=hash(email) % 10**6, raw=words.encode(), size=9,
                raw_hash="h", content_hash=f"content-{email}", received_at=NOW, recorded_at=NOW, state="recorded",
            )
        )  # fmt: skip
        await tx.execute(
            insert(conversations).values(
                id=case, reference=case[-8:], mailbox="support", customer_email=email, customer_name=name, subject=words,
                snippet=words, phone="+44791112345", state="waiting", is_open=True, opened_at=NOW, last_activity_at=NOW,
            )
        )  # fmt: skip
        await tx.execute(
            insert(messages).values(
                id=new_id(), conversation_id=case, position=0, direction="in", mailbox="support", sender_name=name,
                sender_email=email, at=NOW, text=words, new_text=words, raw_mail_id=raw, subject=words,
            )
        )  # fmt: skip
        await tx.execute(
            insert(events).values(id=new_id(), at=NOW, conversation_id=case, kind="x", reasons=[words], data={})
        )
    return case


async def everything(db: Database) -> str:
    async with db.read() as tx:
        rows: list[Any] = []
        for table in metadata.sorted_tables:
            rows += [tuple(row) for row in await tx.execute(select(table))]
    return repr(rows)


async def test_nothing_of_the_person_is_left_and_others_stay(db: Database) -> None:
    await case_of(db, "ann@example.com", "Ann Secretname", "purple elephants")
    await case_of(db, "bob@example.com", "Bob", "green turtles")
    assert len((await held_about(db, "Ann@Example.com"))["messages"]) == 1
    counts = await forget(db, "Ann@example.com", NOW)
    assert counts["messages"] == counts["raw_mails"] == counts["conversations"] == 1
    left = await everything(db)
    assert [word for word in WORDS[:3] if word in left.replace("content-ann@example.com", "")] == []
    assert "green turtles" in left
    assert (await held_about(db, "ann@example.com"))["conversations"] == []


async def test_the_mails_content_stays_known_as_a_hash(db: Database) -> None:
    await case_of(db, "ann@example.com", "Ann", "purple elephants")
    await forget(db, "ann@example.com", NOW)
    async with db.read() as tx:
        row = (await tx.execute(select(raw_mails))).one()
    assert (row.content_hash, bytes(row.raw)) == ("content-ann@example.com", b"")


async def test_forgetting_a_stranger_changes_nothing(db: Database) -> None:
    counts = await forget(db, "nobody@example.com", NOW)
    assert set(counts.values()) == {0}
