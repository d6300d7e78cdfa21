"""A calendar that changes between deciding and acting: what was said stands, what is ours alone is reckoned anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mailbot.adapters.clock_packs import chosen_packs, load_clock_packs
from mailbot.model.policy import FollowUpPolicy, HoursPolicy, PromisePolicy
from mailbot.store.database import Database, new_id
from mailbot.store.promises import PromiseRows
from mailbot.store.tables import conversations, promises
from scheduler.calendar import calendar_of
from scheduler.clocks import ClockCase, terms
from scheduler.due import DuePromises
from scheduler.followup import FollowUp, FollowUpKind, Situation
from scheduler.rules import Go, Wait, judge

USUAL = HoursPolicy()
#: Thursday, 10:00: promised for Friday, 16:00.
MADE, DUE = datetime(2026, 3, 12, 10, 0, tzinfo=UTC), datetime(2026, 3, 13, 16, 0, tzinfo=UTC)
WARNED = DUE - timedelta(hours=4)


async def quiet(*_: object) -> bool:
    return False


async def fill(db: Database) -> None:
    case = new_id()
    row = {"customer_email": "p@home.example", "state": "waiting", "is_open": True, "opened_at": MADE}
    async with db.write() as tx:
        await tx.execute(
            conversations.insert().values(id=case, reference="MB-1", mailbox="support", last_activity_at=MADE, **row)
        )
        await tx.execute(
            promises.insert().values(
                id=new_id(), conversation_id=case, words="by four on Friday", due_at=DUE, warn_at=WARNED,
                state="running", created_at=MADE,
            )
        )  # fmt: skip


def worker(db: Database, hours: HoursPolicy) -> DuePromises:
    return DuePromises(PromiseRows(db, quiet, lambda _: "UTC", "w"), quiet, PromisePolicy(), hours)


async def moments(db: Database) -> tuple[datetime, datetime]:
    async with db.read() as tx:
        row = (await tx.execute(promises.select())).one()
    return row.due_at, row.warn_at


async def test_a_warning_comes_sooner_when_the_day_became_shut_and_the_promise_stands(db: Database) -> None:
    await fill(db)
    assert await worker(db, replace(USUAL, closed_on=("2026-03-13",))).run(MADE) == Counter()
    due, warn = await moments(db)
    assert due == DUE
    assert warn <= datetime(2026, 3, 12, 18, 0, tzinfo=UTC)  # while somebody is there


async def test_a_half_day_brings_the_warning_forward_too(db: Database) -> None:
    await fill(db)
    await worker(db, replace(USUAL, half_days=("2026-03-13 12:00",))).run(MADE)
    due, warn = await moments(db)
    assert (due, warn < datetime(2026, 3, 13, 12, 0, tzinfo=UTC)) == (DUE, True)


async def test_longer_hours_put_no_warning_off_and_a_second_start_moves_nothing(db: Database) -> None:
    await fill(db)
    longer = replace(USUAL, closes="22:00")
    assert await worker(db, longer).reckon_warnings(MADE) == 0
    shut = replace(USUAL, closed_on=("2026-03-13",))
    assert [await worker(db, shut).reckon_warnings(MADE) for _ in range(2)] == [1, 0]


async def test_what_was_warned_of_is_left_alone(db: Database) -> None:
    await fill(db)
    assert await worker(db, USUAL).run(WARNED) == Counter(warn=1)
    before = await moments(db)
    assert await worker(db, replace(USUAL, closed_on=("2026-03-13",))).reckon_warnings(WARNED) == 0
    assert await moments(db) == before


def test_a_planned_question_waits_for_the_next_opening_and_is_not_planned_anew() -> None:
    item = FollowUp(
        id="f", conversation_id="c", kind=FollowUpKind.QUESTION, due_at=DUE, reason="r", created_at=MADE
    )  # fmt: skip
    case = Situation(state="resolved", resolved_at=MADE, last_customer_at=MADE - timedelta(days=1))
    assert isinstance(judge(item, case, FollowUpPolicy(), USUAL, DUE), Go)
    later = judge(item, case, FollowUpPolicy(), replace(USUAL, closed_on=("2026-03-13",)), DUE)
    assert isinstance(later, Wait) and later.until == datetime(2026, 3, 16, 9, 0, tzinfo=UTC)


def test_a_complaint_clock_is_reckoned_each_time_it_is_looked_at() -> None:
    [pack] = chosen_packs(load_clock_packs(None), ("house",))
    case = ClockCase(received_at=MADE)
    acknowledged = [
        next(term for term in terms(case, pack, calendar_of(hours)) if term.step == "acknowledge").due_at
        for hours in (USUAL, replace(USUAL, half_days=("2026-03-13 12:00",)), replace(USUAL, closed_on=("2026-03-13",)))
    ]
    assert [f"{due:%m-%d %H:%M}" for due in acknowledged] == ["03-13 18:00", "03-13 12:00", "03-16 18:00"]
