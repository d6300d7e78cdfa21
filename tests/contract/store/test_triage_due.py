"""Decisions: recorded with reasons, once, on the picture they were made from."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, update

from mailbot.model.case import Case, Judgement
from mailbot.model.decision import Hold, Ignore
from mailbot.store.database import Database
from mailbot.store.tables import conversations, customers, drafts, events, messages
from tests.contract.store.house import ANNA, START, House, escalate, mail, propose, raw


@pytest.fixture
def house(db: Database) -> House:
    return House(db)


async def arrive(house: House, uid: int = 1, text: str = "The kettle broke.") -> None:
    references = "<m1@home.example>" if uid > 1 else ""
    await house.receiving.receive(raw(uid, mail(uid, text, References=references), at=house.clock.now()))
    house.clock.forward(minutes=31)


async def test_a_proposal_becomes_a_draft_with_its_evidence(house: House) -> None:
    await arrive(house)
    assert await house.triage.triage_due() == 1
    case, [draft] = await house.case(), await house.rows(drafts)
    assert (case.state, case.heat, case.band, case.category, case.order_ref) == (
        "drafted",
        0.3,
        "low",
        "quality",
        "K-1",
    )
    told = case.ledger["signals"][0]
    assert (told["name"], told["weight"], told["evidence"], told["quote"]) == ("word", 0.3, [0, 3], "The")
    assert case.why == ["A complaint below the threshold."] and case.triage_due_at is None
    assert (draft.status, draft.to, draft.answers) == (
        "open",
        ["petra@home.example"],
        (await house.rows(messages))[0].id,
    )
    assert (await house.rows(messages))[0].reading["heat"]["value"] == 0.3
    told = (await house.rows(events))[-1]
    assert (told.kind, told.reasons) == ("draft_proposed", ["A complaint below the threshold."])
    assert await house.triage.triage_due() == 0


async def test_high_heat_opens_a_callback_and_text_waits(house: House) -> None:
    house.decide.decision = escalate()
    await arrive(house)
    await house.triage.triage_due()
    case = await house.case()
    assert (case.state, case.band, case.phone) == ("callback", "high", "+49301234567")
    assert house.callbacks.opened == [case.id] and await house.rows(drafts) == []
    house.decide.decision = propose()
    await arrive(house, 2, "By the way.")
    await house.triage.triage_due()
    assert (await house.case()).state == "callback" and await house.rows(drafts) == []


async def test_an_invitation_is_drafted_beside_the_call(house: House) -> None:
    house.decide.decision = escalate(invitation=propose("When may we call?").draft)
    await arrive(house)
    await house.triage.triage_due()
    [draft] = await house.rows(drafts)
    assert (draft.kind, draft.callback_id) == ("invitation", f"call-{(await house.case()).id}")


async def test_who_may_not_be_called_is_written_to_by_a_person(house: House) -> None:
    house.decide.decision = escalate(may_call=False)
    await arrive(house)
    await house.triage.triage_due()
    case = await house.case()
    assert (case.state, case.attention, house.callbacks.opened) == ("attention", "Furious.", [])


async def test_nothing_to_answer_closes_the_case(house: House) -> None:
    house.decide.decision = Ignore(reasons=("Thanks only.",))
    await arrive(house)
    await house.triage.triage_due()
    assert (await house.case()).state == "closed"


async def test_thanks_leave_a_solved_case_solved_and_anger_reopens_it(house: House) -> None:
    await house.open_draft()
    await house.desk.resolve(ANNA, (await house.case()).id)
    house.decide.decision = Ignore(reasons=("Thanks only.",))
    await arrive(house, 2, "Thank you.")
    await house.triage.triage_due()
    case = await house.case()
    assert (case.state, case.reopened) == ("resolved", 0) and case.resolved_at is not None
    house.decide.decision = propose(heat=0.6)
    await arrive(house, 3, "It broke again!")
    await house.triage.triage_due()
    case = await house.case()
    assert (case.state, case.reopened, case.resolved_at) == ("drafted", 1, None)
    assert house.diary.entries == ["wrote", "resolved", "wrote", "wrote", "reopened"]


async def test_a_held_case_is_looked_at_again(house: House) -> None:
    house.decide.decision = Hold(until=START + timedelta(hours=2), reasons=("A call is running.",))
    await arrive(house)
    await house.triage.triage_due()
    assert await house.triage.triage_due() == 0
    house.clock.at = START + timedelta(hours=2)
    assert await house.triage.triage_due() == 1


async def test_a_mail_that_arrives_while_we_think_voids_the_decision(house: House) -> None:
    async def second_mail() -> None:
        house.decide.meanwhile = None
        await house.receiving.receive(raw(2, mail(2, "Stop!", References="<m1@home.example>"), at=house.clock.now()))

    house.decide.meanwhile = second_mail
    await arrive(house)
    await house.triage.triage_due()
    case = await house.case()
    assert case.state == "gathering" and case.triage_due_at is not None and await house.rows(drafts) == []
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    assert [len(one.messages) for one in house.decide.cases] == [1, 2]
    assert len(await house.rows(drafts)) == 1


async def test_a_new_proposal_retires_the_older_draft(house: House) -> None:
    await house.open_draft()
    await arrive(house, 2, "One more thing.")
    await house.triage.triage_due()
    assert [row.status for row in await house.rows(drafts)] == ["retired", "open"]


async def test_a_poisonous_case_asks_a_person_after_three_attempts(house: House) -> None:
    house.decide.decision = ValueError("poison")
    await arrive(house)
    for _ in range(3):
        assert await house.triage.triage_due() == 1
        house.clock.forward(minutes=10)
    case = await house.case()
    assert (case.state, case.attention) == ("attention", "No decision could be made: ValueError: poison")
    assert await house.triage.triage_due() == 0


async def test_a_worker_killed_while_deciding_loses_nothing(house: House) -> None:
    await arrive(house)
    async with house.db.write() as tx:  # claims, and dies
        await house.records.conversations.claim_due(tx, now=house.clock.now(), holder="dead", seconds=-1, limit=9)
    assert await house.triage.triage_due() == 1
    assert (await house.case()).state == "drafted"


@pytest.mark.parametrize(("verdict", "known"), [("verified", True), ("unverified", False)])
async def test_an_unverified_sender_brings_no_file(house: House, verdict: str, known: bool) -> None:
    async with house.db.write() as tx:
        await house.records.customers.write(  # type: ignore[attr-defined]
            tx, "petra@home.example", START, valued=True, do_not_call=True, phones=("+4930111",)
        )
    await house.receiving.receive(raw(1, mail(1, X_Verdict=verdict)))
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    customer = house.decide.cases[0].customer
    assert customer is not None and customer.do_not_call
    assert (customer.valued, bool(customer.phones)) == (known, known)
    assert len(await house.rows(customers)) == 1


async def many(house: House, count: int) -> list[str]:
    """Let so many customers write, wait for their silence; return their cases."""
    mails = [
        raw(n, mail(n, f"Kettle {n} broke.", Subject=f"Kettle {n}", From=f"c{n}@home.example"), at=house.clock.now())
        for n in range(1, count + 1)
    ]
    received = await house.receiving.receive_all(mails)
    house.clock.forward(minutes=31)
    return [str(one.conversation_id) for one in received]


async def test_what_is_decided_together_is_recorded_with_few_statements(house: House) -> None:
    cases, statements = await many(house, 16), list[str]()
    hear = lambda *words: statements.append(words[2])  # noqa: E731
    event.listen(house.db.engine.sync_engine, "before_cursor_execute", hear)
    try:
        assert await house.triage.triage_due() == 16
    finally:
        event.remove(house.db.engine.sync_engine, "before_cursor_execute", hear)
    assert len(statements) <= 2 * 16, "more than two statements a case"
    assert {row.conversation_id for row in await house.rows(drafts) if row.status == "open"} == set(cases)
    kinds = [(row.kind, row.conversation_id) for row in await house.rows(events) if row.kind == "draft_proposed"]
    assert sorted(case for _, case in kinds) == sorted(cases)
    readings = [row.reading["heat"]["value"] for row in await house.rows(messages)]
    assert readings == [0.3] * 16


async def test_a_case_that_cannot_be_decided_and_one_that_changed_hurt_no_other(house: House) -> None:
    cases = await many(house, 6)
    decide = house.triage._decide

    async def partly(case: Case) -> Judgement:
        if case.conversation.id == cases[1]:
            raise ValueError("poison")
        if case.conversation.id == cases[3]:  # a person acts while the others are decided
            async with house.db.write() as tx:
                store = house.receiving._records.conversations
                await store.change(tx, await store.lock(tx, cases[3]), subject="Mended by a person")
        return await decide(case)

    house.triage._decide = partly
    assert await house.triage.triage_due() == 6
    drafted = {row.conversation_id for row in await house.rows(drafts) if row.status == "open"}
    assert drafted == {cases[0], cases[2], cases[4], cases[5]}
    failed = [row.conversation_id for row in await house.rows(events) if row.kind == "triage_failed"]
    assert failed == [cases[1]]
    house.triage._decide = decide
    house.clock.forward(hours=1)
    assert await house.triage.triage_due() == 2  # the poisoned one after its pause, the changed one on its new picture


async def test_a_lease_lost_by_one_of_many_drops_that_decision_alone(house: House) -> None:
    cases = await many(house, 4)
    decide = house.triage._decide

    async def slow(case: Case) -> Judgement:
        if case.conversation.id == cases[2]:
            async with house.db.write() as tx:
                table = conversations.c
                await tx.execute(update(conversations).where(table.id == cases[2]).values(fence=table.fence + 1))
        return await decide(case)

    house.triage._decide = slow
    await house.triage.triage_due()
    drafted = {row.conversation_id for row in await house.rows(drafts)}
    assert drafted == {cases[0], cases[1], cases[3]}
    assert [row.kind for row in await house.rows(events) if row.kind == "triage_failed"] == []
