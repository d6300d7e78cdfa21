"""Forgetting a person, on both engines: nothing of them is left, and a later look at the mailbox brings nothing back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from mailbot.errors import RefusedError, StaleError
from mailbot.model.message import RawMail
from mailbot.ports import StoredRaw
from mailbot.store.database import Database, new_id
from mailbot.store.erasure import forget, held_about
from mailbot.store.raw_mails import RawMailStore
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


HEADS = {
    "theirs": b"From: Ann <Ann@Example.com>\r\nTo: help@shop.example\r\n\r\nMy number: 17.",
    "encoded": b"From: =?utf-8?q?ann=40example.com?=\r\n\r\n17",
    "form": b"From: form@shop.example\r\nReply-To: ann@example.com\r\n\r\n17",
    "naming them": b"From: bob@example.com\r\n\r\nask ann@example.com",
    "another's": b"From: joann@example.com\r\n\r\n17",
}


async def kept_unread(db: Database, state: str, heads: dict[str, bytes], **more: Any) -> None:
    async with db.write() as tx:
        for uid, (name, raw) in enumerate(heads.items()):
            await tx.execute(insert(raw_mails).values(
                id=name, mailbox="support", folder="INBOX", uidvalidity=1, uid=uid, raw=raw, size=len(raw), raw_hash=name,
                received_at=NOW, recorded_at=NOW, state=state, **more,
            ))  # fmt: skip


async def still_there(db: Database) -> set[str]:
    async with db.read() as tx:
        return {row.id for row in await tx.execute(select(raw_mails)) if row.raw}


async def test_what_they_wrote_and_nobody_has_read_goes_too(db: Database) -> None:
    await kept_unread(db, "new", HEADS)
    assert (await forget(db, "ann@example.com", NOW, dry_run=True))["unread_mails"] == 3
    assert len(await still_there(db)) == 5
    counts = await forget(db, "ann@example.com", NOW)
    assert (counts["unread_mails"], counts["raw_mails"]) == (3, 0)
    assert await still_there(db) == {"naming them", "another's"}


async def test_of_quarantined_mails_those_that_hide_the_address_in_a_code_word_go_too(db: Database) -> None:
    await kept_unread(db, "quarantined", {"encoded": HEADS["encoded"], "bob": b"From: bob@example.com\r\n\r\n17"})
    assert (await forget(db, "ann@example.com", NOW))["unread_mails"] == 1
    assert await still_there(db) == {"bob"}


async def test_of_unread_mails_of_ours_those_to_the_person_alone_go(db: Database) -> None:
    ours = b"From: help@shop.example\r\nTo: "
    both = {
        "to her": ours + b"ann@example.com\r\n\r\n17",
        "to both": ours + b"ann@example.com, bob@example.com\r\n\r\n17",
    }
    await kept_unread(db, "new", both, from_sent=True)
    assert (await forget(db, "ann@example.com", NOW))["unread_mails"] == 1
    assert await still_there(db) == {"to both"}


async def test_who_was_reading_such_a_mail_records_nothing(db: Database) -> None:
    await kept_unread(db, "new", {"theirs": HEADS["theirs"]}, lease_holder="w", lease_until=NOW, fence=3)
    await forget(db, "ann@example.com", NOW)
    lost = StoredRaw(
        id="theirs", attempts=1, fence=3,
        mail=RawMail(mailbox="support", folder="INBOX", uidvalidity=1, uid=0, raw=HEADS["theirs"], received_at=NOW),
    )  # fmt: skip
    with pytest.raises(StaleError):
        async with db.write() as tx:
            await RawMailStore().settle(tx, lost, "recorded")


async def test_under_a_legal_hold_what_waits_stays(db: Database) -> None:
    case = await case_of(db, "ann@example.com", "Ann", "purple elephants")
    await kept_unread(db, "new", {"theirs": HEADS["theirs"]})
    async with db.write() as tx:
        await tx.execute(update(conversations).where(conversations.c.id == case).values(held_at=NOW))
    counts = await forget(db, "ann@example.com", NOW)
    assert (counts["held"], counts["unread_mails"]) == (1, 0) and "theirs" in await still_there(db)


@pytest.mark.parametrize("email", ["", " ", "ann", "@", "@example.com", "ann@", "ann@example.com bob@example.com"])
async def test_what_is_no_address_forgets_nobody(db: Database, email: str) -> None:
    await kept_unread(db, "quarantined", HEADS)
    for act in (forget, held_about):
        with pytest.raises(RefusedError, match="is not an e-mail address"):
            await (forget(db, email, NOW) if act is forget else held_about(db, email))
    assert len(await still_there(db)) == len(HEADS)


async def test_an_address_that_is_part_of_anothers_is_another_persons(db: Database) -> None:
    others = (
        "joann@example.com", "ann@example.com.br", "x-ann@example.com", "ann@example.company", "ann@example.com-x.example",
    )  # fmt: skip
    heads = {one: f"From: <{one}>\r\n\r\n17".encode() for one in others}
    await kept_unread(db, "quarantined", {**heads, "theirs": b"From: x\r\n\r\nWrite to Ann@example.com."})
    assert (await forget(db, " ann@example.com ", NOW))["unread_mails"] == 1
    assert await still_there(db) == set(others)


async def test_what_nobody_has_read_is_written_out_too(db: Database) -> None:
    await kept_unread(db, "new", HEADS)
    assert {row["id"] for row in (await held_about(db, "ann@example.com"))["raw_mails"]} == {
        "theirs",
        "encoded",
        "form",
    }
