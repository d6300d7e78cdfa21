"""Mail out: once, with every outcome told; the unknown is looked up and never repeated."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from mailbot.delivery import Delivery, Lookup
from mailbot.errors import RefusedError, ServerUnreachable
from mailbot.model.delivery import Outcome, RecipientRefusal, SendPhase, SendState
from mailbot.model.policy import DeliveryPolicy, Policy
from mailbot.store.database import Database, new_id
from mailbot.store.erasure import forget
from mailbot.store.tables import conversations, drafts, messages, outbox
from mailbot.worker import Work, day, work
from mailbot.worker.day import deliveries, filings
from tests.contract.store.house import ANNA, DESK, IDENTITY, START, House, Wire, mail, raw
from tests.servers.ledger import DEADLINE


@pytest.fixture
def house(db: Database) -> House:
    return House(db)


async def row_of(house: House) -> object:
    [row] = await house.rows(outbox)
    return row


async def test_a_reply_leaves_once_and_everything_knows(house: House) -> None:
    await house.approved()
    assert await house.delivery.deliver_due() == 1
    assert await house.delivery.deliver_due() == 0
    row, case = await row_of(house), await house.case()
    assert (row.state, row.accepted, case.state) == ("sent", ["petra@home.example"], "waiting")
    assert [one.status for one in await house.rows(drafts)] == ["sent"]
    ours = (await house.rows(messages))[-1]
    assert (ours.direction, ours.message_id, ours.author) == ("out", row.message_id, "anna")
    assert await house.lookup.file_sent() == 1 and await house.lookup.file_sent() == 0
    assert list(house.wire.sent) == [row.message_id]
    assert house.diary.entries == ["wrote", "left"]
    await house.receiving.receive(raw(2, mail(2, "Thanks", In_Reply_To=row.message_id)))
    assert (await house.case()).messages == 3


async def test_a_temporary_refusal_is_tried_again_later_with_the_same_bytes(house: House) -> None:
    await house.approved()
    house.wire.script = ["defer", "raise content", "take"]
    await house.delivery.deliver_due()
    row = await row_of(house)
    assert (row.state, row.attempts) == ("waiting", 1) and "try again later: busy" in row.last_error
    assert row.due_at - house.clock.now() == timedelta(seconds=300)
    assert await house.delivery.deliver_due() == 0
    for _ in range(2):
        house.clock.forward(hours=2)
        await house.delivery.deliver_due()
    row = await row_of(house)
    assert (row.state, row.attempts) == ("sent", 3)
    assert house.wire.taken == [("petra@home.example", row.payload)]


async def test_after_five_days_it_has_failed(house: House) -> None:
    await house.approved()
    house.wire.script = ["defer", "defer"]
    await house.delivery.deliver_due()
    house.clock.forward(days=6)
    await house.delivery.deliver_due()
    case = await house.case()
    assert (await row_of(house)).state == "failed"
    assert case.state == "attention" and "Given up after 120 hours" in case.attention


async def test_a_permanent_refusal_brings_the_draft_back(house: House) -> None:
    await house.approved()
    house.wire.script = ["refuse"]
    await house.delivery.deliver_due()
    row, case, [draft] = await row_of(house), await house.case(), await house.rows(drafts)
    assert (row.state, row.refused) == ("failed", {"petra@home.example": "550 no such user"})
    assert case.state == "attention" and "no such user" in case.attention
    assert draft.status == "open"
    fixed = await house.desk.edit(ANNA, draft.id, draft.version, body=draft.body, to=("p@home.example",))
    await house.desk.approve(ANNA, draft.id, fixed.version)
    house.clock.forward(minutes=5)
    await house.delivery.deliver_due()
    assert [who for who, _ in house.wire.taken] == ["p@home.example"]


@pytest.mark.parametrize("word", ["unknown", "lose", "raise answer"])
async def test_an_unknown_outcome_is_never_repeated(house: House, word: str) -> None:
    await house.approved()
    house.wire.script = [word]
    await house.delivery.deliver_due()
    copies = len(house.wire.taken)
    for _ in range(12):
        house.clock.forward(hours=12)
        await house.delivery.deliver_due()
        await house.lookup.look_up()
    row, case = await row_of(house), await house.case()
    assert row.state == "unknown" and len(house.wire.taken) == copies
    assert case.state == "attention" and case.attention.startswith("Did our mail leave?")


async def test_an_unknown_mail_that_lies_in_sent_has_left(house: House) -> None:
    await house.approved()
    house.wire.script = ["unknown"]
    await house.delivery.deliver_due()
    row = await row_of(house)
    house.wire.sent[row.message_id] = row.payload
    house.clock.forward(minutes=2)
    assert await house.lookup.look_up() == 1
    row = await row_of(house)
    assert (row.state, row.proof, row.filed_at is not None) == ("sent", "found in Sent", True)
    assert (await house.case()).state == "waiting" and len(await house.rows(messages)) == 2
    assert await house.lookup.file_sent() == 0


async def test_a_bounce_proves_that_it_left(house: House) -> None:
    await house.approved()
    house.wire.script = ["unknown"]
    await house.delivery.deliver_due()
    message_id = (await row_of(house)).message_id
    await house.receiving.receive(raw(9, mail(9, "failed", X_Automatic="bounce", X_Bounced=message_id)))
    await house.lookup.look_up()
    assert (await row_of(house)).state == "sent"


@pytest.mark.parametrize(("left", "state", "copies"), [(True, "sent", 0), (False, "sent", 1)])
async def test_a_person_decides_about_the_unknown(house: House, left: bool, state: str, copies: int) -> None:
    await house.approved()
    house.wire.script = ["lose"]
    await house.delivery.deliver_due()
    row = await row_of(house)
    await house.lookup.settle_unknown(ANNA, row.id, left=left)
    with pytest.raises(RefusedError, match="known by now"):
        await house.lookup.settle_unknown(ANNA, row.id, left=left)
    await house.delivery.deliver_due()
    assert (await row_of(house)).state == state
    assert len(house.wire.taken) == copies and len(await house.rows(messages)) == 2


@pytest.mark.parametrize("word", ["take", "unknown"])
async def test_a_customer_who_is_forgotten_while_a_mail_leaves_stays_forgotten(house: House, word: str) -> None:
    await house.approved()

    async def erase() -> None:
        await forget(house.db, "petra@home.example", house.clock.now())

    house.wire.script, house.wire.at_answer = [word], erase
    assert await house.delivery.deliver_due() == 1
    row = await row_of(house)
    assert (row.state, row.recipients) == ("cancelled", [])
    assert await house.delivery.recover() == 0
    assert [one.text for one in await house.rows(messages)] == [""]


async def test_a_customer_who_is_forgotten_leaves_no_question_whether_a_mail_left(house: House) -> None:
    await house.approved()
    house.wire.script = ["unknown"]
    await house.delivery.deliver_due()
    row = await row_of(house)
    house.wire.sent[row.message_id] = row.payload
    await forget(house.db, "petra@home.example", house.clock.now())
    house.clock.forward(minutes=2)
    assert await house.lookup.look_up() == 0
    assert (await row_of(house)).state == "cancelled"


async def test_an_erased_mail_is_not_filed_in_sent(house: House) -> None:
    await house.approved()
    await house.delivery.deliver_due()
    await forget(house.db, "petra@home.example", house.clock.now())
    assert await house.lookup.file_sent() == 0 and house.wire.sent == {}


async def test_sent_out_of_reach_is_looked_at_again(house: House) -> None:
    await house.approved()
    house.wire.sent_broken = ServerUnreachable("The IMAP server is gone.")
    await house.delivery.deliver_due()
    assert await house.lookup.file_sent() == 0
    assert "gone" in (await row_of(house)).last_error
    house.wire.sent_broken = None
    house.clock.forward(minutes=2)
    assert await house.lookup.file_sent() == 1


async def test_what_left_from_a_mailbox_that_is_gone_from_the_configuration_is_not_called_filed(house: House) -> None:
    await house.approved()
    await house.delivery.deliver_due()
    gone = Lookup(records=house.records, sent_folders={}, clock=house.clock, policy=house.policy)
    assert await gone.file_sent() == 0
    row = await row_of(house)
    assert row.filed_at is None and "support" in row.last_error
    house.clock.forward(days=1, minutes=1)
    assert await house.lookup.file_sent() == 1


@pytest.mark.parametrize(("phase", "state"), [(None, "waiting"), ("content", "waiting"), ("answer", "unknown")])
async def test_what_a_dead_worker_left_behind_depends_on_the_dot(house: House, phase: str | None, state: str) -> None:
    await house.approved()
    async with house.db.write() as tx:
        await house.records.outbox.claim_due(tx, now=house.clock.now(), holder="dead", seconds=-1, limit=1)
        await tx.execute(outbox.update().values(phase=phase))
    assert await house.delivery.recover() == 1
    assert (await row_of(house)).state == state
    await house.delivery.deliver_due()
    assert len(house.wire.taken) == (state == "waiting")


async def test_a_worker_that_slept_past_its_lease_does_not_send(house: House) -> None:
    await house.approved()
    original = house.records.outbox.reached

    async def sleeps(tx: object, row: object, phase: object, *, seconds: float) -> None:
        await tx.execute(outbox.update().values(fence=outbox.c.fence + 1))  # type: ignore[attr-defined]
        await original(tx, row, phase, seconds=seconds)  # type: ignore[arg-type]

    house.records.outbox.reached = sleeps  # type: ignore[method-assign]
    await house.delivery.deliver_due()
    assert house.wire.taken == [] and (await row_of(house)).state == "sending"


async def test_recipients_are_told_apart(house: House) -> None:
    draft = await house.open_draft()
    draft = await house.desk.edit(
        ANNA, draft.id, draft.version, body="x", cc=("slow@home.example", "gone@home.example")
    )
    await house.desk.approve(ANNA, draft.id, draft.version)
    house.clock.forward(minutes=5)
    answers = [
        Outcome(
            state=SendState.ACCEPTED, phase=SendPhase.ANSWER, reply="ok", accepted=("petra@home.example",),
            refused=(
                RecipientRefusal(recipient="slow@home.example", code=451, text="greylisted"),
                RecipientRefusal(recipient="gone@home.example", code=550, text="no such user"),
            ),
        ),
        Outcome(state=SendState.ACCEPTED, phase=SendPhase.ANSWER, reply="ok", accepted=("slow@home.example",)),
    ]  # fmt: skip
    asked: list[tuple[str, ...]] = []

    async def send(payload: bytes, sender: str, recipients: tuple[str, ...], *, reached: object = None) -> Outcome:
        asked.append(recipients)
        return answers[len(asked) - 1]

    house.wire.send = send  # type: ignore[method-assign]
    await house.delivery.deliver_due()
    assert ((await row_of(house)).state, (await house.case()).state) == ("waiting", "waiting")
    house.clock.forward(hours=1)
    await house.delivery.deliver_due()
    row = await row_of(house)
    assert asked == [("petra@home.example", "slow@home.example", "gone@home.example"), ("slow@home.example",)]
    assert (row.state, row.refused) == ("sent", {"gone@home.example": "550 no such user"})
    assert sum(one.direction == "out" for one in await house.rows(messages)) == 1


async def test_what_one_recipient_has_is_no_longer_taken_back_while_another_is_to_get_it(house: House) -> None:
    draft = await house.open_draft()
    draft = await house.desk.edit(ANNA, draft.id, draft.version, body="It is on its way.", cc=("slow@home.example",))
    await house.desk.approve(ANNA, draft.id, draft.version)
    house.clock.forward(minutes=5)
    genuine = house.wire.send

    async def all_but_slow(payload: bytes, sender: str, recipients: tuple[str, ...], *, reached: Any = None) -> Outcome:
        outcome = await genuine(payload, sender, recipients, reached=reached)
        greylisted = RecipientRefusal(recipient="slow@home.example", code=451, text="greylisted")
        return replace(outcome, accepted=("petra@home.example",), refused=(greylisted,))

    house.wire.send = all_but_slow  # type: ignore[method-assign]
    await house.delivery.deliver_due()
    with pytest.raises(RefusedError, match="too late"):
        await house.desk.undo(ANNA, draft.id)
    await house.receiving.receive(raw(2, mail(2, "One word more.", In_Reply_To="<m1@home.example>"), at=START))
    assert [row.status for row in await house.rows(drafts)] == ["sent"]
    house.wire.send = genuine  # type: ignore[method-assign]
    house.clock.forward(hours=1)
    await house.triage.triage_due()
    other = next(row for row in await house.rows(drafts) if row.status == "open")
    await house.desk.approve(ANNA, other.id, other.version)
    await house.desk.undo(ANNA, other.id)
    await house.delivery.deliver_due()
    first = next(row for row in await house.rows(outbox) if row.draft_id == draft.id)
    assert (first.state, first.accepted) == ("sent", ["petra@home.example", "slow@home.example"])


async def many(house: House, count: int) -> None:
    async with house.db.write() as tx:
        for number in range(count):
            values = {
                "id": f"{number:026}", "mailbox": "support", "message_id": f"<{number}@shop.example>", "sender": DESK,
                "recipients": ["c@home.example"], "payload": f"{number}".encode(), "content": {}, "state": "waiting",
                "kind": "notice", "due_at": START, "created_at": START,
            }  # fmt: skip
            await tx.execute(outbox.insert().values(**values))


async def test_eight_workers_send_each_mail_once(db: Database) -> None:
    house = House(db, policy=Policy(delivery=DeliveryPolicy(burst=1000)))
    await many(house, 60)

    async def work() -> None:
        while await house.delivery.deliver_due(3):
            pass

    await asyncio.gather(*(work() for _ in range(8)))
    assert Counter(payload for _, payload in house.wire.taken) == {f"{number}".encode(): 1 for number in range(60)}
    assert {row.state for row in await house.rows(outbox)} == {"sent"}


async def test_a_mailbox_keeps_to_its_allowance(house: House) -> None:
    await many(house, 60)
    assert await house.delivery.deliver_due(100) == 10  # the burst
    assert await house.delivery.deliver_due(100) == 0
    house.clock.forward(seconds=10)
    assert await house.delivery.deliver_due(100) == 5  # 30 a minute
    house.clock.forward(hours=-2)
    assert await house.delivery.deliver_due(100) == 0  # a clock that went back gives nothing


async def test_a_clock_that_was_a_day_ahead_stops_no_mail_for_a_day(house: House) -> None:
    take = partial(house.records.allowances.take, key="smtp:support", per_second=1.0, burst=3.0, wanted=9)
    async with house.db.write() as tx:
        assert await take(tx, now=START + timedelta(days=1)) == 3
        assert await take(tx, now=START) == 0
        assert await take(tx, now=START + timedelta(seconds=30)) == 0
        assert await take(tx, now=START + timedelta(seconds=62)) == 2


async def test_the_kill_switch_stops_a_mail_until_its_final_dot(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.approved()
    send = house.wire.send

    async def turn(on: bool) -> None:
        async with house.db.write() as tx:
            await house.records.switches.set(tx, "kill_switch", on, by="max", now=house.clock.now())

    async def switched_off_meanwhile(*mail: Any, reached: Any) -> Outcome:
        async def reach(phase: SendPhase) -> None:
            if phase is SendPhase.ANSWER:
                await turn(True)
            await reached(phase)

        return await send(*mail, reached=reach)

    monkeypatch.setattr(house.wire, "send", switched_off_meanwhile)
    assert await house.delivery.deliver_due() == 1
    assert (await row_of(house)).state == "waiting" and house.wire.taken == []
    monkeypatch.undo()
    await turn(False)
    house.clock.forward(hours=1)
    await house.delivery.deliver_due()
    assert (await row_of(house)).state == "sent" and len(house.wire.taken) == 1


async def test_a_server_that_keeps_us_waiting_holds_up_its_own_mails_only(house: House) -> None:
    await house.approved()
    [row] = await house.rows(outbox)
    other = {**row._mapping, "id": new_id(), "message_id": "<2@shop.example>", "mailbox": "slow", "draft_id": None}
    async with house.db.write() as tx:
        await tx.execute(outbox.insert().values(**other))
    stuck, begun, go_on = Wire(), asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        begun.set()
        await go_on.wait()

    stuck.at_answer = wait
    delivery = Delivery(
        records=house.records,
        transports={"support": house.wire, "slow": stuck},
        identities={"support": IDENTITY, "slow": IDENTITY},
        clock=house.clock,
        policy=house.policy,
    )
    beats = deliveries(delivery, ("slow", "support"), house.db.bell)
    working = asyncio.create_task(work(Work(beats=beats), stop := asyncio.Event()))
    try:
        async with asyncio.timeout(DEADLINE):
            await begun.wait()
            while not house.wire.taken:
                await house.db.bell.heard("filing")
    finally:
        go_on.set()
        stop.set()
        await working
    assert len(stuck.taken) == len(house.wire.taken) == 1


async def test_an_imap_server_that_does_not_answer_holds_up_its_own_copies_only(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day, "FILING", 0.05)
    await house.approved()
    await house.delivery.deliver_due()
    [row] = await house.rows(outbox)
    early = START - timedelta(days=1)  # first in line
    other = {
        **row._mapping,
        "id": new_id(),
        "message_id": "<2@shop.example>",
        "mailbox": "slow",
        "due_at": early,
        "draft_id": None,
    }
    async with house.db.write() as tx:
        await tx.execute(outbox.insert().values(**other))
    begun, go_on = asyncio.Event(), asyncio.Event()

    class Slow(Wire):
        async def file(self, payload: bytes, message_id: str) -> None:
            begun.set()
            await go_on.wait()

    class Quick(Wire):
        async def file(self, payload: bytes, message_id: str) -> None:
            await super().file(payload, message_id)
            filed.set()

    filed = asyncio.Event()
    folders = {"support": Quick(), "slow": Slow()}
    lookup = Lookup(records=house.records, sent_folders=folders, clock=house.clock, policy=house.policy)
    beats = filings(lookup, ("slow", "support"), house.db.bell)
    working = asyncio.create_task(work(Work(beats=beats), stop := asyncio.Event()))
    try:
        async with asyncio.timeout(DEADLINE):
            await begun.wait()
            await filed.wait()
    finally:
        go_on.set()
        stop.set()
        await working
    assert list(folders["support"].sent) == [row.message_id]


async def test_the_question_whether_a_mail_left_outlives_the_next_reply(db: Database) -> None:
    house = House(db)
    await house.approved()
    house.wire.script = ["unknown"]
    await house.delivery.deliver_due()
    [doubtful] = await house.rows(outbox)
    for _ in range(house.policy.delivery.lookups):
        house.clock.forward(hours=2)
        await house.lookup.look_up()
    case = await house.case()
    assert case.attention.startswith("Did our mail leave?")
    async with db.write() as tx:
        await tx.execute(outbox.insert().values(
            **{**dict(doubtful._mapping), "id": new_id(), "message_id": "<other@shop.example>", "draft_id": None,
               "state": "waiting", "due_at": house.clock.now(), "sent_at": None},
        ))  # fmt: skip
    await house.delivery.deliver_due()
    assert (await house.case()).attention.startswith("Did our mail leave?")
    async with db.write() as tx:
        await tx.execute(conversations.update().values(attention=None))  # lost sight of
    house.clock.forward(days=2)
    await house.lookup.look_up()
    assert (await house.case()).attention.startswith("Did our mail leave?")
