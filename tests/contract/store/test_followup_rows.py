"""Follow-ups as rows, on both engines: each fires once, whoever asks and whenever."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import StaleError, StoreBusy
from mailbot.model.policy import FollowUpPolicy, HoursPolicy
from mailbot.store.database import Database, new_id
from mailbot.store.followups import FollowUpRows, cancel_in
from mailbot.store.tables import conversations, events, follow_ups
from scheduler.due import DueFollowUps
from scheduler.followup import FollowUpKind
from scheduler.ports import Claimed, Letter
from scheduler.rules import Plan

MONDAY = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
ALWAYS = HoursPolicy(opens="00:00", closes="00:00", days=(0, 1, 2, 3, 4, 5, 6))


class Words:
    """Letters without templates."""

    async def follow_up(self, claimed: Claimed) -> Letter:
        return Letter(language="en", subject="Are you content?", body=claimed.item.reason)


class Posted:
    """Counts what would leave."""

    def __init__(self) -> None:
        self.letters: list[str] = []

    async def __call__(self, tx: AsyncConnection, conversation_id: str, letter: Letter, now: datetime) -> str:
        self.letters.append(conversation_id)
        return new_id()


async def resolved_case(db: Database) -> str:
    case = new_id()
    async with db.write() as tx:
        await tx.execute(
            conversations.insert().values(
                id=case, reference=case[-10:], mailbox="support", customer_email="ann@example.com", state="resolved",
                is_open=False, opened_at=MONDAY, resolved_at=MONDAY, last_activity_at=MONDAY,
            )
        )  # fmt: skip
    return case


def due(kind: FollowUpKind = FollowUpKind.QUESTION, days: int = 1) -> Plan:
    return Plan(kind=kind, due_at=MONDAY + timedelta(days=days), reason="next business day")


def worker(db: Database, posted: Posted, name: str = "w") -> DueFollowUps:
    return DueFollowUps(FollowUpRows(db, posted, name), Words(), FollowUpPolicy(), ALWAYS)


async def test_a_question_is_sent_once(db: Database) -> None:
    posted = Posted()
    case = await resolved_case(db)
    await FollowUpRows(db, posted, "w").plan(case, [due()], MONDAY)
    assert await worker(db, posted).run(MONDAY) == Counter()
    assert await worker(db, posted).run(MONDAY + timedelta(days=1)) == Counter(go=1)
    assert await worker(db, posted).run(MONDAY + timedelta(days=2)) == Counter()
    assert posted.letters == [case]


async def test_many_workers_at_once_send_each_once(db: Database) -> None:
    posted = Posted()
    cases = [await resolved_case(db) for _ in range(20)]
    for case in cases:
        await FollowUpRows(db, posted, "w").plan(case, [due()], MONDAY)
    await asyncio.gather(*(worker(db, posted, f"w{n}").run(MONDAY + timedelta(days=1)) for n in range(4)))
    assert sorted(posted.letters) == sorted(cases)


async def test_a_clock_set_back_fires_nothing_twice(db: Database) -> None:
    posted = Posted()
    await FollowUpRows(db, posted, "w").plan(await resolved_case(db), [due()], MONDAY)
    await worker(db, posted).run(MONDAY + timedelta(days=1))
    await worker(db, posted).run(MONDAY + timedelta(hours=23))
    await worker(db, posted).run(MONDAY + timedelta(days=1, hours=1))
    assert len(posted.letters) == 1


async def test_a_worker_that_slept_past_its_lease_is_refused(db: Database) -> None:
    posted = Posted()
    rows = FollowUpRows(db, posted, "slow")
    await rows.plan(await resolved_case(db), [due()], MONDAY)
    tomorrow = MONDAY + timedelta(days=1)
    (slow,) = await rows.claim(tomorrow, 1)
    async with db.write() as tx:
        await tx.execute(update(follow_ups).values(lease_until=MONDAY - timedelta(days=9000)))
    await worker(db, posted, "quick").run(tomorrow)
    with pytest.raises(StaleError):
        await rows.send(slow, Letter(language="en", subject="s", body="b"), tomorrow)


async def test_silence_closes_the_case(db: Database) -> None:
    case = await resolved_case(db)
    await FollowUpRows(db, Posted(), "w").plan(case, [due(FollowUpKind.CLOSE)], MONDAY)
    await worker(db, Posted()).run(MONDAY + timedelta(days=1))
    async with db.read() as tx:
        assert (
            await tx.execute(select(conversations.c.state).where(conversations.c.id == case))
        ).scalar_one() == "closed"


async def test_a_word_of_the_customer_cancels_mails_but_not_the_card(db: Database) -> None:
    posted = Posted()
    case = await resolved_case(db)
    await FollowUpRows(db, posted, "w").plan(case, [due(), due(FollowUpKind.CARD)], MONDAY)
    async with db.write() as tx:
        assert await cancel_in(tx, case, "the customer wrote", MONDAY) == 1
    await worker(db, posted).run(MONDAY + timedelta(days=1))
    async with db.read() as tx:
        states = {row.kind: row.state for row in await tx.execute(select(follow_ups.c.kind, follow_ups.c.state))}
        told = (await tx.execute(select(events.c.kind).where(events.c.conversation_id == case))).scalars().all()
    assert states == {"question": "cancelled", "card": "asked"}
    assert "follow_up_asked" in told
    assert posted.letters == []


async def test_an_offline_week_asks_a_person_instead_of_storming(db: Database) -> None:
    posted = Posted()
    await FollowUpRows(db, posted, "w").plan(await resolved_case(db), [due()], MONDAY)
    assert await worker(db, posted).run(MONDAY + timedelta(days=30)) == Counter(ask=1)
    assert posted.letters == []


@pytest.mark.parametrize("kind", [FollowUpKind.QUESTION, FollowUpKind.CLOSE])
async def test_a_word_of_the_customer_after_the_claim_stops_what_was_claimed(db: Database, kind: FollowUpKind) -> None:
    rows, case, tomorrow = FollowUpRows(db, Posted(), "w"), await resolved_case(db), MONDAY + timedelta(days=1)
    await rows.plan(case, [due(kind)], MONDAY)
    (claimed,) = await rows.claim(tomorrow, 1)
    async with db.write() as tx:
        await tx.execute(update(conversations).values(state="attention", is_open=True))
        assert await cancel_in(tx, case, "the customer wrote", tomorrow) == 1
    with pytest.raises(StaleError):
        if kind is FollowUpKind.QUESTION:
            await rows.send(claimed, Letter(language="en", subject="s", body="b"), tomorrow)
        else:
            await rows.close(claimed, "silence", tomorrow)
    async with db.read() as tx:
        assert (await tx.execute(select(follow_ups.c.state))).scalar_one() == "cancelled"
        assert (await tx.execute(select(conversations.c.state))).scalar_one() == "attention"


async def test_a_follow_up_that_cannot_be_carried_out_goes_before_a_person_and_holds_up_no_other(db: Database) -> None:
    posted = Posted()
    broken, sound = await resolved_case(db), await resolved_case(db)
    rows = FollowUpRows(db, posted, "w")
    await rows.plan(broken, [due()], MONDAY)
    await rows.plan(sound, [replace(due(), due_at=due().due_at + timedelta(seconds=1))], MONDAY)

    class WordsOfConfiguredMailboxes(Words):
        async def follow_up(self, claimed: Claimed) -> Letter:
            if claimed.item.conversation_id == broken:
                raise KeyError("support")
            return await super().follow_up(claimed)

    worker = DueFollowUps(rows, WordsOfConfiguredMailboxes(), FollowUpPolicy(), ALWAYS)
    done = await worker.run(MONDAY + timedelta(days=1, minutes=1))
    assert done == Counter(go=1, failed=1)
    assert posted.letters == [sound]
    async with db.read() as tx:
        row = (await tx.execute(select(follow_ups).where(follow_ups.c.conversation_id == broken))).one()
    assert row.state == "asked" and "support" in row.note


async def test_a_store_that_is_away_is_no_fault_of_a_follow_up(db: Database) -> None:
    case, rows = await resolved_case(db), FollowUpRows(db, Posted(), "w")
    await rows.plan(case, [due()], MONDAY)

    class Away(Words):
        async def follow_up(self, claimed: Claimed) -> Letter:
            raise StoreBusy("The store is away.")

    with pytest.raises(StoreBusy):
        await DueFollowUps(rows, Away(), FollowUpPolicy(), ALWAYS).run(MONDAY + timedelta(days=1))
    async with db.read() as tx:
        assert (await tx.execute(select(follow_ups.c.state))).scalar_one() == "planned"
