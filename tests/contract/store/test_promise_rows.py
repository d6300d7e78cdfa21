"""Promises as rows, on both engines: heard in what leaves, warned, kept or broken, each once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, text, update

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.intake.waiting import Waiting
from mailbot.model.case import Case
from mailbot.model.heat import Band, Heat, Signal
from mailbot.model.policy import HoursPolicy, PromisePolicy
from mailbot.store.customers import CustomerStore
from mailbot.store.database import Database, new_id
from mailbot.store.promises import PromiseRows, PromiseWatcher, settle_in
from mailbot.store.tables import conversations, messages, promises
from mailbot.triage.promises import FoundPromise, promises_in
from scheduler.calendar import calendar_of
from scheduler.due import DuePromises
from scheduler.promise import PromiseState
from tests.contract.store.house import ANNA, House, mail, raw
from tests.servers.ledger import DEADLINE

HOURS = HoursPolicy(opens="00:00", closes="00:00", days=tuple(range(7)))
LEXICON = load_lexicon()


def find(
    mailbox: str, text: str, language: str, made_at: datetime, theirs: str | None = None
) -> Sequence[FoundPromise]:
    zone = ZoneInfo(theirs) if theirs else None
    return promises_in(
        text, language=language, made_at=made_at, lexicon=LEXICON, calendar=calendar_of(HOURS), theirs=zone
    )


def utc(mailbox: str) -> str:
    return "UTC"


class PromisingHouse(House):
    """A house that keeps clocks; remembers which cases were weighed anew and for which a note was laid ready."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self.watcher = PromiseWatcher(find, PromisePolicy(), HOURS, utc)
        for part in (
            self.receiving._recording,
            self.receiving._adoption,
            self.triage,
            self.desk,
            self.delivery._departure,
        ):
            part._watchers = (self.diary, self.watcher)
        self.weighed: list[str] = []
        self.noted: list[str] = []

    def worker(self, name: str = "w") -> DuePromises:
        return DuePromises(PromiseRows(self.db, self._note, utc, name), self._weigh, PromisePolicy(), HOURS)

    async def _weigh(self, conversation_id: str) -> bool:
        self.weighed.append(conversation_id)
        return True

    async def _note(self, tx: Any, conversation_id: str, reason: str, now: datetime) -> None:
        self.noted.append(reason)

    async def write(self, text: str, uid: int = 50) -> None:
        """Let an agent answer from another mail client: our mail turns up in Sent."""
        content = mail(
            uid, text, From="Shop <help@shop.example>", To="petra@home.example", In_Reply_To="<m1@home.example>"
        )
        await self.receiving.receive(raw(uid, content, at=self.clock.now(), folder="Sent"), from_sent=True)

    async def promised(self) -> list[tuple[str, str]]:
        return [(row.words, row.state) for row in await self.rows(promises)]


@pytest.fixture
async def house(db: Database) -> PromisingHouse:
    house = PromisingHouse(db)
    await house.open_draft()
    await house.write("We will get back to you within two hours.")
    return house


async def test_what_was_promised_in_a_case_is_owed_in_the_one_that_it_is_merged_into(house: PromisingHouse) -> None:
    await house.receiving.receive(raw(2, mail(2, "Another matter: the lid.", Subject="Lid"), at=house.clock.now()))
    first, other = sorted(row.id for row in await house.rows(conversations))
    await house.desk.merge(ANNA, first, other)
    [row] = await house.rows(promises)
    assert (row.state, row.conversation_id) == ("running", other)
    house.clock.forward(minutes=90)
    assert await house.worker().run(house.clock.now()) == Counter({"warn": 1})
    house.clock.forward(hours=1)
    assert await house.worker().run(house.clock.now()) == Counter({"break": 1})
    assert house.weighed == [other]


async def _split_off(house: PromisingHouse) -> tuple[str, str]:
    """Move the first mail and our promise out of a case in which a second matter came up; return old and new case."""
    await house.receiving.receive(
        raw(2, mail(2, "And the lid.", References="<m1@home.example>"), at=house.clock.now() + timedelta(minutes=1))
    )
    theirs, ours, _ = sorted(await house.rows(messages), key=lambda row: row.position)
    new = await house.desk.split(ANNA, theirs.conversation_id, [theirs.id, ours.id])
    return theirs.conversation_id, new.id


async def test_what_was_promised_in_a_mail_goes_with_it_into_a_case_of_its_own(house: PromisingHouse) -> None:
    old, new = await _split_off(house)
    [row] = await house.rows(promises)
    assert (row.state, row.conversation_id) == ("running", new)
    house.clock.forward(minutes=150)
    assert await house.worker().run(house.clock.now()) == Counter({"break": 1})
    assert house.weighed == [new]
    said = {row.id: row.attention for row in await house.rows(conversations)}
    assert said[old] is None and said[new].startswith("Not kept")


async def test_the_warning_of_a_promise_goes_with_its_mail(house: PromisingHouse) -> None:
    house.clock.forward(minutes=90)
    assert await house.worker().run(house.clock.now()) == Counter({"warn": 1})
    old, new = await _split_off(house)
    said = {row.id: row.attention for row in await house.rows(conversations)}
    assert said[old] is None and said[new].startswith("Promised for 2026-03-02 11:31")
    house.clock.forward(hours=2)
    assert await house.worker().run(house.clock.now()) == Counter({"break": 1})
    assert house.weighed == [new]


async def test_a_word_of_the_case_that_a_promise_left_does_not_keep_it(house: PromisingHouse) -> None:
    _, new = await _split_off(house)
    house.clock.forward(minutes=5)
    content = mail(52, "About the lid: it fits.", From="Shop <help@shop.example>", To="petra@home.example",
                   In_Reply_To="<m2@home.example>")  # fmt: skip
    await house.receiving.receive(raw(52, content, at=house.clock.now(), folder="Sent"), from_sent=True)
    [row] = await house.rows(promises)
    assert (row.state, row.conversation_id) == ("running", new)


async def test_a_promise_typed_in_another_client_is_heard(house: PromisingHouse) -> None:
    assert await house.promised() == [("We will get back to you within two hours.", "running")]
    [row] = await house.rows(promises)
    assert row.due_at == house.clock.now() + timedelta(hours=2)
    assert row.warn_at == house.clock.now() + timedelta(minutes=84)
    assert "promise_made" in await house.kinds()


async def test_the_owner_is_warned_once_and_a_note_lies_ready(house: PromisingHouse) -> None:
    assert await house.worker().run(house.clock.now()) == Counter()
    house.clock.forward(minutes=90)
    assert await house.worker().run(house.clock.now()) == Counter(warn=1)
    assert await house.worker().run(house.clock.now()) == Counter()
    assert (await house.case()).attention.startswith("Promised for 2026-03-02 11:31")
    assert len(house.noted) == 1 and house.weighed == []


async def test_our_next_word_keeps_it(house: PromisingHouse) -> None:
    house.clock.forward(minutes=100)
    await house.write("Here is the answer: a new kettle is on its way.", uid=51)
    assert await house.promised() == [("We will get back to you within two hours.", "kept")]
    house.clock.forward(hours=9)
    assert await house.worker().run(house.clock.now()) == Counter()


async def test_a_broken_promise_is_told_and_weighs(house: PromisingHouse) -> None:
    house.clock.forward(minutes=90)
    await house.worker().run(house.clock.now())
    house.clock.forward(minutes=36)
    assert await house.worker().run(house.clock.now()) == Counter({"break": 1})
    assert await house.promised() == [("We will get back to you within two hours.", "broken")]
    assert "Not kept" in (await house.case()).attention
    assert house.weighed == [(await house.case()).id]
    assert [kind for kind in await house.kinds() if kind.startswith("promise")] == [
        "promise_made",
        "promise_warned",
        "promise_broken",
    ]


async def test_three_workers_at_once_break_it_once(house: PromisingHouse) -> None:
    house.clock.forward(hours=3)
    runs = await asyncio.gather(*(house.worker(f"w{number}").run(house.clock.now()) for number in range(3)))
    assert sum(runs, Counter()) == Counter({"break": 1})
    assert (await house.kinds()).count("promise_broken") == 1


async def test_a_clock_and_our_word_wait_in_one_order(house: PromisingHouse) -> None:
    """Who records a reply holds the case and then settles its promises; a clock that begins with the promise would make a circle."""
    house.clock.forward(hours=3)
    if house.db.sqlite:
        pytest.skip("one writer at a time")
    waiting = text("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')")
    async with house.db.write() as tx:
        case = await house.records.conversations.lock(tx, (await house.case()).id)
        clock = asyncio.create_task(house.worker().run(house.clock.now()))
        async with asyncio.timeout(DEADLINE):
            while not (await tx.execute(waiting)).first():
                continue
        assert await settle_in(tx, case.id, PromiseState.KEPT, house.clock.now()) == 1
    await clock
    assert await house.promised() == [("We will get back to you within two hours.", "kept")]
    assert "promise_broken" not in await house.kinds()


async def test_a_week_offline_puts_it_before_a_person_without_heat(house: PromisingHouse) -> None:
    house.clock.forward(days=7)
    await house.worker().run(house.clock.now())
    assert "Not kept" in (await house.case()).attention and house.weighed == []


async def test_a_clock_set_back_does_nothing_twice(house: PromisingHouse) -> None:
    house.clock.forward(minutes=90)
    await house.worker().run(house.clock.now())
    house.clock.forward(hours=-1)
    assert await house.worker().run(house.clock.now()) == Counter()
    house.clock.forward(hours=1)
    assert await house.worker().run(house.clock.now()) == Counter()
    assert (await house.kinds()).count("promise_warned") == 1


async def test_who_solves_the_case_says_that_it_is_done(house: PromisingHouse) -> None:
    await house.desk.resolve(ANNA, (await house.case()).id)
    assert [state for _, state in await house.promised()] == ["kept"]


async def test_a_closed_case_owes_nothing(house: PromisingHouse) -> None:
    await house.desk.close(ANNA, (await house.case()).id)
    assert [state for _, state in await house.promised()] == ["withdrawn"]


async def test_a_promise_on_the_telephone_runs_too_and_its_confirmation_does_not_keep_it(house: PromisingHouse) -> None:
    case = await house.case()
    now = house.clock.now() + timedelta(minutes=1)
    async with house.db.write() as tx:
        await house.watcher.said(tx, case.id, "call-1", "max", "the technician comes", now + timedelta(days=2), now)
    assert await house.promised() == [
        ("We will get back to you within two hours.", "kept"),
        ("the technician comes", "running"),
    ]
    [_, told] = await house.rows(promises)
    assert (told.owner, told.callback_id) == ("max", "call-1")


# -- silence


async def test_a_waiting_complaint_is_weighed_once_a_day(db: Database) -> None:
    house = House(db)
    await house.open_draft()
    asked: list[Case] = []

    async def weigh(case: Case) -> Heat:
        asked.append(case)
        days = (case.now - case.messages[-1].at) // timedelta(days=1)
        return Heat(value=0.3 + 0.03 * days, band=Band.LOW, signals=(Signal(name="silence", weight=0.03 * days),))

    waiting = Waiting(records=house.records, weigh=weigh, callbacks=house.callbacks, clock=house.clock)
    assert await waiting.reweigh_due() == 0 and asked == []
    house.clock.forward(days=1)
    assert await waiting.reweigh_due() == 1
    assert await waiting.reweigh_due() == 0 and len(asked) == 1
    assert (await house.case()).heat == pytest.approx(0.33)
    [draft] = [row for row in await house.rows(conversations) if row.state == "drafted"]
    assert draft.triage_due_at is None  # the agent's draft is left alone
    assert (await house.kinds())[-1] == "heat_aged"


async def test_a_case_that_becomes_hot_while_it_waits_is_decided_anew(db: Database) -> None:
    house = House(db)
    await house.open_draft()

    async def weigh(case: Case) -> Heat:
        return Heat(value=0.75, band=Band.HIGH)

    house.clock.forward(days=2)
    waiting = Waiting(records=house.records, weigh=weigh, callbacks=house.callbacks, clock=house.clock)
    assert await waiting.reweigh_due() == 1
    case = await house.case()
    assert (case.band, case.triage_due_at) == ("high", house.clock.now())


async def test_an_answered_case_does_not_age(db: Database) -> None:
    house = House(db)
    await house.open_draft()
    async with db.write() as tx:
        await tx.execute(update(conversations).values(last_outbound_at=house.clock.now()))

    async def weigh(case: Case) -> Heat:
        raise AssertionError("nobody waits")

    house.clock.forward(days=5)
    waiting = Waiting(records=house.records, weigh=weigh, callbacks=house.callbacks, clock=house.clock)
    assert await waiting.reweigh_due() == 0


async def test_cases_that_cannot_be_weighed_hold_up_no_other(db: Database) -> None:
    house = House(db)
    await house.open_draft()
    house.clock.forward(days=1)
    [longest] = await house.rows(conversations)
    await house.receiving.receive(raw(2, mail(2, From="bob@home.example", Subject="Lamp"), at=house.clock.now()))
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    house.clock.forward(days=2)

    async def weigh(case: Case) -> Heat:
        if case.conversation.id == longest.id:
            raise KeyError("a mailbox that is no longer configured")
        return Heat(value=0.5, band=Band.LOW)

    waiting = Waiting(records=house.records, weigh=weigh, callbacks=house.callbacks, clock=house.clock)
    assert await waiting.reweigh_due(limit=1) == 1
    assert sorted(row.heat for row in await house.rows(conversations)) == pytest.approx([0.3, 0.5])


async def test_all_that_waited_are_weighed_in_one_turn(db: Database) -> None:
    house = House(db)
    await house.open_draft()
    [first] = await house.rows(conversations)
    case = {name: value for name, value in first._asdict().items() if not conversations.c[name].computed}
    async with db.write() as tx:
        others = [{**case, "id": new_id(), "reference": f"MB-9{number}"} for number in range(6)]
        await tx.execute(insert(conversations), others)
    asked: list[str] = []

    async def weigh(case: Case) -> Heat:
        asked.append(case.conversation.id)
        return Heat(value=0.4, band=Band.LOW)

    house.clock.forward(days=1)
    waiting = Waiting(records=house.records, weigh=weigh, callbacks=house.callbacks, clock=house.clock)
    await waiting.reweigh_due(limit=2)
    assert len(asked) == len(set(asked)) == 7


async def test_an_hour_of_the_customers_clock_is_reckoned_in_their_zone(db: Database) -> None:
    house = PromisingHouse(db)
    await house.open_draft()
    async with db.write() as tx:
        await CustomerStore().write(tx, (await house.case()).customer_email, house.clock.now(), zone="America/New_York")
    await house.write("We will call you tomorrow at 10:00 your time.")
    [row] = await house.rows(promises)
    tomorrow = house.clock.now().astimezone(ZoneInfo("America/New_York")) + timedelta(days=1)
    assert row.due_at == tomorrow.replace(hour=10, minute=0, second=0, microsecond=0)
