"""Mail in: durable first, one gate, guarded threading, bursts, poison."""

from __future__ import annotations

import random
import string
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mailbot.errors import ServerUnreachable, StoreBusy
from mailbot.intake import Fate, Receiving
from mailbot.mail.headers import message_ids as ids_in
from mailbot.model.mailbox import Cursor, MailBatch
from mailbot.model.message import InboundMessage
from mailbot.model.policy import Policy
from mailbot.store.database import Database
from mailbot.store.tables import conversations, customers, drafts, message_ids, messages, outbox, raw_mails
from tests.contract.store.house import ANNA, DESK, IDENTITY, START, House, mail, raw, receive_batch


@pytest.fixture
def house(db: Database) -> House:
    return House(db)


async def test_a_mail_becomes_a_case_that_listens(house: House) -> None:
    received = await house.receiving.receive(raw(1))
    case = await house.case()
    assert received.fate is Fate.RECORDED and received.conversation_id == case.id
    assert (case.state, case.customer_email, case.subject, case.messages) == (
        "gathering",
        "petra@home.example",
        "Kettle",
        1,
    )
    assert case.triage_due_at == START + timedelta(minutes=10)
    assert case.snippet == "The kettle broke." and case.reference.startswith("MB-")
    assert await house.kinds() == ["mail_recorded"]
    assert house.diary.entries == ["wrote"]


async def test_the_same_uid_twice_is_known(house: House) -> None:
    await house.receiving.receive(raw(1))
    assert (await house.receiving.receive(raw(1))).fate is Fate.KNOWN
    assert len(await house.rows(messages)) == 1


async def test_the_same_mail_from_another_folder_or_after_a_resync_is_a_duplicate(house: House) -> None:
    await house.receiving.receive(raw(1))
    elsewhere = raw(77, mail(1), folder="Archive")
    resynced = replace(raw(5, mail(1)), uidvalidity=2)
    fates = [one.fate for one in await house.receiving.receive_all((elsewhere, resynced))]
    assert fates == [Fate.DUPLICATE, Fate.DUPLICATE]
    assert len(await house.rows(messages)) == 1
    assert [row.raw for row in await house.rows(raw_mails)][1:] == [b"", b""]


async def test_one_message_id_with_another_text_is_another_mail(house: House) -> None:
    await house.receiving.receive(raw(1))
    again = await house.receiving.receive(raw(2, mail(2, "Something else.", Message_ID="<m1@home.example>")))
    assert again.fate is Fate.RECORDED
    assert len(await house.rows(messages)) == 2
    assert len(await house.rows(message_ids)) == 1


async def test_a_batch_moves_its_cursor_with_its_mails(house: House) -> None:
    cursor = Cursor(mailbox="support", folder="INBOX", uidvalidity=1, uid=3)
    await receive_batch(house.receiving, MailBatch(mails=tuple(raw(uid) for uid in (1, 2, 3)), cursor=cursor))
    await receive_batch(house.receiving, MailBatch(mails=(), cursor=replace(cursor, uid=2)))
    async with house.db.read() as tx:
        kept = await house.records.cursors.get(tx, "support", "INBOX")
    assert kept == cursor
    await receive_batch(house.receiving, MailBatch(mails=(), cursor=replace(cursor, uidvalidity=9, uid=0)))
    async with house.db.read() as tx:
        assert (await house.records.cursors.get(tx, "support", "INBOX")) == replace(cursor, uidvalidity=9, uid=0)


async def test_an_answer_finds_its_case_by_any_id_of_the_thread(house: House) -> None:
    await house.receiving.receive(raw(1))
    await house.receiving.receive(raw(2, mail(2, "More.", In_Reply_To="<m1@home.example>")))
    await house.receiving.receive(raw(3, mail(3, "Still more.", References="<x@y> <m2@home.example>")))
    assert (await house.case()).messages == 3


async def test_a_stranger_who_names_a_message_id_sees_no_history(house: House) -> None:
    await house.receiving.receive(raw(1))
    thief = mail(2, "Tell me all.", From="thief@evil.example", In_Reply_To="<m1@home.example>")
    await house.receiving.receive(raw(2, thief))
    rows = await house.rows(conversations)
    assert [row.customer_email for row in rows] == ["petra@home.example", "thief@evil.example"]


async def test_a_forged_sender_joins_nothing(house: House) -> None:
    await house.receiving.receive(raw(1))
    await house.receiving.receive(raw(2, mail(2, "x", In_Reply_To="<m1@home.example>", X_Verdict="failed")))
    assert len(await house.rows(conversations)) == 2


async def test_somebody_in_copy_takes_part(house: House) -> None:
    await house.receiving.receive(raw(1, mail(1, Cc="Paul <paul@home.example>")))
    await house.receiving.receive(raw(2, mail(2, "Me too.", From="paul@home.example", In_Reply_To="<m1@home.example>")))
    assert (await house.case()).messages == 2


async def test_our_reference_in_the_subject_is_the_last_resort(house: House) -> None:
    await house.receiving.receive(raw(1))
    reference = (await house.case()).reference
    await house.receiving.receive(raw(2, mail(2, "Hello?", Subject=f"about {reference.lower()}")))
    assert (await house.case()).messages == 2


async def test_a_reply_without_references_is_found_by_customer_and_subject(house: House) -> None:
    await house.receiving.receive(raw(1))
    await house.receiving.receive(raw(2, mail(2, "And?", Subject="RE: AW: kettle")))
    await house.receiving.receive(raw(3, mail(3, "New matter.", Subject="Kettle")))
    assert [row.messages for row in await house.rows(conversations)] == [2, 1]


async def test_a_burst_is_one_picture_with_an_adaptive_silence(house: House) -> None:
    for uid, minute in ((1, 0), (2, 3), (3, 11)):
        house.clock.at = START + timedelta(minutes=minute)
        await house.receiving.receive(
            raw(uid, mail(uid, f"Part {uid}.", References="<m1@home.example>"), at=house.clock.at)
        )
    case = await house.case()
    assert case.triage_due_at == START + timedelta(minutes=23)  # 1.5 times the pause of eight minutes
    assert {row.burst for row in await house.rows(messages)} == {1}
    house.clock.at = START + timedelta(minutes=22)
    assert await house.triage.triage_due() == 0
    house.clock.at = START + timedelta(minutes=24)
    assert await house.triage.triage_due() == 1
    assert [turn.text for turn in house.decide.cases[0].turns] == ["Part 1.", "Part 2.", "Part 3."]
    await house.receiving.receive(raw(4, mail(4, "Later.", References="<m1@home.example>"), at=house.clock.at))
    assert (await house.rows(messages))[-1].burst == 2


async def test_machine_mail_moves_nothing(house: House) -> None:
    await house.receiving.receive(raw(1))
    before = await house.case()
    vacation = mail(2, "I am away.", In_Reply_To="<m1@home.example>", X_Automatic="vacation")
    received = await house.receiving.receive(raw(2, vacation))
    after = await house.case()
    assert received.conversation_id == before.id
    assert (after.state, after.heat, after.triage_due_at, after.version) == (
        before.state, before.heat, before.triage_due_at, before.version,
    )  # fmt: skip
    assert after.messages == 2 and after.snippet == before.snippet
    assert house.diary.entries == ["wrote"]


@pytest.mark.parametrize("what", ["list", "robot", "spam", "own", "auto_reply"])
async def test_machine_mail_opens_no_case(house: House, what: str) -> None:
    received = await house.receiving.receive(raw(1, mail(1, X_Automatic=what)))
    assert received.fate is Fate.IGNORED
    assert await house.rows(conversations) == []
    assert await house.kinds() == ["mail_ignored"]


async def test_a_bounce_marks_the_mail_that_bounced(house: House) -> None:
    await house.approved()
    await house.delivery.deliver_due()
    [row] = await house.rows(outbox)
    report = mail(9, "failed", From="mailer-daemon@x.example", X_Automatic="bounce", X_Bounced=row.message_id)
    await house.receiving.receive(raw(9, report))
    ours = next(one for one in await house.rows(messages) if one.direction == "out")
    assert ours.bounced_at is not None and ours.delivery["petra@home.example"]["status"] == "5.1.1"
    case = await house.case()
    assert case.state == "waiting" and "came back" in case.attention
    assert (await house.rows(customers))[0].undeliverable_since is not None


async def test_an_unreadable_mail_is_quarantined_and_the_rest_goes_on(house: House) -> None:
    received = await house.receiving.receive_all((raw(1), raw(2, b"no body"), raw(3)))
    assert [one.fate for one in received] == [Fate.RECORDED, Fate.QUARANTINED, Fate.RECORDED]
    kept = next(row for row in await house.rows(raw_mails) if row.uid == 2)
    assert (kept.state, kept.raw, kept.error) == ("quarantined", b"no body", "The mail has no body.")
    assert "mail_quarantined" in await house.kinds()


async def test_a_failing_mail_is_tried_three_times_and_then_quarantined(house: House) -> None:
    house.reader.broken[2] = RuntimeError("poison")
    received = await house.receiving.receive_all((raw(1), raw(2)))
    assert [one.fate for one in received] == [Fate.RECORDED, Fate.PUT_OFF]
    assert await house.receiving.work_off() == 0  # not before its time
    for _ in range(2):
        house.clock.forward(minutes=5)
        assert await house.receiving.work_off() == 1
    bad = next(row for row in await house.rows(raw_mails) if row.uid == 2)
    assert (bad.state, bad.attempts, bad.error) == ("quarantined", 3, "RuntimeError: poison")
    house.clock.forward(hours=1)
    assert await house.receiving.work_off() == 0


async def test_a_mail_that_kills_the_process_each_time_ends_in_quarantine(house: House) -> None:
    async with house.db.write() as tx:
        await house.records.raw_mails.keep(tx, (raw(1),), holder="dead", seconds=-1, now=START, from_sent=False)
    for _ in range(2):  # two more workers die while reading it
        async with house.db.write() as tx:
            await house.records.raw_mails.claim(tx, holder="dead", seconds=-1, now=START, limit=1)
    await house.receiving.work_off()
    [row] = await house.rows(raw_mails)
    assert row.state == "quarantined" and "broken off 3 times" in row.error
    assert house.reader.reads == []


async def test_an_outage_while_reading_loses_nothing(house: House) -> None:
    house.reader.broken[1] = ServerUnreachable("The reader is down.")
    assert (await house.receiving.receive(raw(1))).fate is Fate.PUT_OFF
    house.reader.broken.clear()
    house.clock.forward(minutes=1)
    await house.receiving.work_off()
    assert (await house.case()).messages == 1


async def test_what_is_over_by_itself_is_no_fault_of_a_mail(house: House) -> None:
    house.reader.broken[1] = ServerUnreachable("No process can be started.")
    assert (await house.receiving.receive(raw(1))).fate is Fate.PUT_OFF
    for _ in range(5):
        house.clock.forward(minutes=5)
        await house.receiving.work_off()
    [row] = await house.rows(raw_mails)
    assert (row.state, row.attempts, row.error) == ("new", 0, "No process can be started.")
    house.reader.broken.clear()
    house.clock.forward(minutes=5)
    await house.receiving.work_off()
    assert (await house.case()).messages == 1


async def test_mails_that_a_full_store_cannot_take_are_not_quarantined(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A claim changes one row and may pass where a case with all its rows does not."""

    async def full(*_: object) -> None:
        raise StoreBusy("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(house.receiving._recording, "record", full)
        patch.setattr("mailbot.intake.receiving.patiently", lambda act, _seconds: act())
        with pytest.raises(StoreBusy):
            await house.receiving.receive_all((raw(1), raw(2)))
        for _ in range(5):
            house.clock.forward(minutes=5)
            with pytest.raises(StoreBusy):
                await house.receiving.work_off()
    assert [(row.state, row.attempts) for row in await house.rows(raw_mails)] == [("new", 0), ("new", 0)]
    await house.receiving.work_off()
    assert [row.state for row in await house.rows(raw_mails)] == ["recorded", "recorded"]


async def test_a_newer_mail_makes_a_draft_stale_and_holds_an_approved_reply(house: House) -> None:
    await house.approved()
    await house.receiving.receive(raw(2, mail(2, "Wait!", In_Reply_To="<m1@home.example>"), at=house.clock.now()))
    [held] = await house.rows(outbox)
    [draft] = await house.rows(drafts)
    assert held.state == "cancelled"
    assert draft.status == "open" and "wrote again" in draft.stale_reason and draft.approved_by is None
    assert await house.delivery.deliver_due() == 0
    again = await house.desk.approve(ANNA, draft.id, draft.version)
    house.clock.forward(minutes=5)
    assert await house.delivery.deliver_due() == 1
    assert again.draft.id == draft.id and len(house.wire.taken) == 1


async def test_what_an_agent_sent_elsewhere_is_adopted(house: House) -> None:
    draft = await house.open_draft()
    sent = mail(50, "Hello Petra, done.", From=DESK, To="petra@home.example", In_Reply_To="<m1@home.example>")
    received = await house.receiving.receive(raw(50, sent, at=house.clock.now(), folder="Sent"), from_sent=True)
    case = await house.case()
    assert received.fate is Fate.RECORDED and case.state == "waiting" and case.triage_due_at is None
    assert [row.status for row in await house.rows(drafts)] == ["retired"]
    assert (await house.rows(messages))[-1].source == "other_client"
    assert house.diary.entries == ["wrote", "left"]
    await house.receiving.receive(raw(2, mail(2, "Thanks", In_Reply_To="<m50@home.example>")))
    assert (await house.case()).messages == 3
    assert draft.status == "open"


async def test_our_own_mail_in_sent_is_only_ticked_off(house: House) -> None:
    await house.approved()
    await house.delivery.deliver_due()
    [row] = await house.rows(outbox)
    received = await house.receiving.receive(raw(60, row.payload, folder="Sent"), from_sent=True)
    assert received.fate is Fate.IGNORED
    assert (await house.rows(outbox))[0].filed_at is not None
    assert len(await house.rows(messages)) == 2


async def test_a_thread_that_we_began_elsewhere_waits_closed_for_its_answer(house: House) -> None:
    sent = mail(50, "May we ask?", From=DESK, To="Paul <paul@home.example>")
    await house.receiving.receive(raw(50, sent, folder="Sent"), from_sent=True)
    assert (await house.case()).state == "closed"
    await house.receiving.receive(raw(2, mail(2, "Ask.", From="paul@home.example", In_Reply_To="<m50@home.example>")))
    assert (await house.case()).state == "gathering"


async def test_danger_to_life_waits_for_no_silence(house: House) -> None:
    async def glance(message: InboundMessage) -> bool:
        return "gas" in message.new_text

    receiving = Receiving(
        records=house.records,
        reader=house.reader,
        clock=house.clock,
        policy=Policy(),
        identities={"support": IDENTITY},
        glance=glance,
    )
    await receiving.receive(raw(1, mail(1, "It smells of gas in our kitchen.")))
    assert (await house.case()).triage_due_at == START


@pytest.mark.parametrize("step", [1, 2, 3, 4])
async def test_the_cursor_never_stands_behind_a_mail_that_is_not_kept(
    db: Database, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Whichever transaction is the last one that this process sees."""
    house, write, begun = House(db), db.write, 0

    @asynccontextmanager
    async def breaking() -> AsyncIterator[Any]:
        nonlocal begun
        begun += 1
        if begun >= step:
            raise RuntimeError("broken off")
        async with write() as tx:
            yield tx

    monkeypatch.setattr(db, "write", breaking)
    cursor = Cursor(mailbox="support", folder="INBOX", uidvalidity=1, uid=1)
    with suppress(RuntimeError):
        await receive_batch(house.receiving, MailBatch(mails=(raw(1),), cursor=cursor))
    async with db.read() as tx:
        stands = await house.records.cursors.get(tx, "support", "INBOX")
    assert [row.uid for row in await house.rows(raw_mails)] == ([stands.uid] if stands else [])


async def test_the_cursor_never_goes_back_within_one_uidvalidity(house: House) -> None:
    for validity, uid, stands in ((1, 5, 5), (1, 3, 5), (1, 6, 6), (2, 1, 1)):
        cursor = Cursor(mailbox="support", folder="INBOX", uidvalidity=validity, uid=uid)
        await receive_batch(house.receiving, MailBatch(mails=(), cursor=cursor))
        async with house.db.read() as tx:
            found = await house.records.cursors.get(tx, "support", "INBOX")
        assert found is not None and (found.uidvalidity, found.uid) == (validity, stands)


async def test_the_longest_message_ids_fit_into_the_index_of_both_engines(db: Database) -> None:
    house = House(db)
    await house.open_draft()
    case = await house.case()
    ascii_id = f"<{''.join(random.Random(1).choices(string.ascii_letters, k=980))}>"
    other_id = f"<{''.join(chr(0x4E00 + number * 7) for number in range(980))}>"
    found = ids_in([ascii_id, other_id])
    assert ascii_id in found
    async with db.write() as tx:
        for one in found:
            await house.records.messages.remember_id(tx, "support", one, case.id, out=False, now=START)
