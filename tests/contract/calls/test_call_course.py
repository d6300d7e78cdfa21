"""A callback from the first row to the last, over the official client and the simulated network."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from escalation.callback import CallState, Disposition, Outcome
from escalation.ports import WrapUp
from escalation.simulator.personas import Answers, Persona
from mailbot.errors import RefusedError
from mailbot.model.conversation import State
from mailbot.store.amends import amends_in
from mailbot.store.tables import call_attempts, call_events, call_steps, callback_cases, callbacks, drafts
from mailbot.triage.giving import gives_amends
from tests.contract.calls.house import ANN, MONA, NOAH, NOON, House

DONE = WrapUp(disposition=Disposition.RESOLVED, notes="Refund agreed, content.")


async def test_open_claim_ring_brief_bridge_done_disposition(house: House) -> None:
    callback_id = await house.open()
    attempt = await house.ring(callback_id)
    await house.net.clock.advance(5)
    assert (await house.row(callback_id)).state == CallState.BRIEFING
    await house.net.clock.advance(5)
    assert (await house.row(callback_id)).state == CallState.CALLING_CUSTOMER
    await house.net.clock.advance(10)
    assert (await house.row(callback_id)).state == CallState.TALKING
    await house.net.clock.run()
    row = await house.row(callback_id)
    assert (row.state, row.attempts, row.lease_holder) == (CallState.WRAP_UP, 1, MONA.id)
    ended = await house.attempt(attempt.id)
    assert (ended.outcome, ended.talk_seconds, ended.hint) == (Outcome.TALKED, 95, Disposition.RESOLVED)
    assert "Ann" in house.net.said("hears: Call to")[0]
    done = await house.finish(callback_id, DONE)
    assert (done.state, done.disposition) == (CallState.DONE, Disposition.RESOLVED)
    case = await house.case_of(callback_id)
    assert case.state is State.RESOLVED
    assert house.resolved == [case.id]
    kinds = await house.events()
    assert kinds[:3] == ["callback_opened", "callback_claimed", "call_started"]
    course = {"callback_briefing", "callback_calling_customer", "callback_talking"}  # open pages follow these
    assert course <= set(kinds[3:])
    assert sorted(set(kinds[3:]) - course) == ["call_ended", "call_wrapped_up", "callback_done", "callback_wrap_up"]


@pytest.mark.parametrize(
    ("notes", "given"),
    [
        ("Refund agreed, content.", True),
        ("Hat sich beruhigt, wir erstatten ihm die 40 Euro.", True),
        ("Explained the cause, content.", False),
    ],
)
async def test_amends_given_on_the_telephone_are_known_to_the_follow_up(house: House, notes: str, given: bool) -> None:
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.run()
    await house.finish(callback_id, WrapUp(disposition=Disposition.RESOLVED, notes=notes))
    async with house.db.read() as tx:
        assert await amends_in(tx, (await house.case_of(callback_id)).id, gives_amends) is given


async def test_the_customer_is_called_with_our_number_and_limits(house: House) -> None:
    await house.ring(await house.open())
    await house.net.clock.advance(20)
    (child,) = [leg for leg in house.net.exchange.legs.values() if leg.to == ANN]
    assert (child.from_, child.ring_seconds, child.limit_seconds) == ("+442079460000", 25, 1800)
    assert not house.net.said("RECORDING")
    assert house.net.exchange.debugger == []


#: the manager, the customer -> outcome, state afterwards, minutes until the next try, how often the customer was rung
PATHS: list[tuple[str, Persona, Persona, Outcome, CallState, float | None, int]] = [
    ("no answer", Persona(keys=("1",)), Persona(answers=Answers.NO_ANSWER), Outcome.NO_ANSWER, CallState.RETRY, 60, 1),
    ("busy", Persona(keys=("1",)), Persona(answers=Answers.BUSY), Outcome.BUSY, CallState.RETRY, 10, 1),
    ("dead number", Persona(keys=("1",)), Persona(answers=Answers.FAILS), Outcome.UNREACHABLE, CallState.RETRY, 60, 1),
    ("voicemail", Persona(keys=("1", "3"), star_after=12.0), Persona(answers=Answers.VOICEMAIL), Outcome.TALKED, CallState.WRAP_UP, None, 1),
    ("snooze", Persona(keys=("2",)), Persona(), Outcome.SNOOZED, CallState.SNOOZED, 15, 0),
    ("pass", Persona(keys=("3",)), Persona(), Outcome.PASSED, CallState.READY, 2, 0),
    ("repeat, then connect", Persona(keys=("9", "9", "1")), Persona(talk=30.0), Outcome.TALKED, CallState.WRAP_UP, None, 1),
    ("silence", Persona(keys=()), Persona(), Outcome.NO_INPUT, CallState.READY, 2, 0),
    ("wrong key, then silence", Persona(keys=("7",)), Persona(), Outcome.NO_INPUT, CallState.READY, 2, 0),
    ("the manager's own voicemail", Persona(answers=Answers.VOICEMAIL), Persona(), Outcome.NO_INPUT, CallState.READY, 2, 0),
    ("manager busy", Persona(answers=Answers.BUSY), Persona(), Outcome.MANAGER_BUSY, CallState.READY, 2, 0),
    ("manager away", Persona(answers=Answers.NO_ANSWER), Persona(), Outcome.MANAGER_NO_ANSWER, CallState.READY, 2, 0),
    ("manager hangs up in the brief", Persona(hang_up_after=3.0), Persona(), Outcome.NO_INPUT, CallState.READY, 2, 0),
    ("manager hangs up while it rings", Persona(keys=("1",), hang_up_after=9.0), Persona(answer_after=20.0), Outcome.MANAGER_HUNG_UP, CallState.READY, 10, 1),
    ("customer hangs up at once", Persona(keys=("1",)), Persona(hang_up_after=0.5), Outcome.TALKED, CallState.WRAP_UP, None, 1),
    ("star", Persona(keys=("1", "2"), star_after=40.0), Persona(), Outcome.TALKED, CallState.WRAP_UP, None, 1),
    ("the manager hangs up after the talk", Persona(keys=("1",), hang_up_after=60.0), Persona(), Outcome.TALKED, CallState.WRAP_UP, None, 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("manager", "customer", "outcome", "state", "minutes", "rung"),
    [path[1:] for path in PATHS],
    ids=[path[0] for path in PATHS],
)
async def test_every_path_leads_somewhere(
    house: House,
    manager: Persona,
    customer: Persona,
    outcome: Outcome,
    state: CallState,
    minutes: float | None,
    rung: int,
) -> None:
    house.net.people({MONA.phone or "": manager, ANN: customer})
    callback_id = await house.open()
    attempt = await house.ring(callback_id)
    await house.net.clock.run()
    ended = await house.attempt(attempt.id)
    assert ended.outcome is outcome
    row = await house.row(callback_id)
    assert row.state == state
    assert house.dialled() == rung
    if minutes is not None and ended.ended_at is not None:
        assert row.not_before - ended.ended_at == timedelta(minutes=minutes)
        assert row.lease_holder is None
    assert house.net.exchange.debugger == []
    assert row.placed_in_line_at == NOON - timedelta(minutes=30)


async def test_who_did_not_take_it_is_passed_over_for_a_colleague(house: House) -> None:
    house.net.people({MONA.phone or "": Persona(keys=("3",))})
    hot = await house.open(heat=0.95)
    mild = await house.open("bob", "+442079460019", heat=0.75)
    await house.ring(hot)
    await house.net.clock.run()
    later = house.net.clock.now() + timedelta(minutes=3)
    assert (await house.row(hot)).passed_by == [MONA.id]
    taken = await house.calls.take_next(NOAH.id, later)
    assert taken is not None and taken.id == hot
    taken = await house.calls.take_next(MONA.id, later)
    assert taken is not None and taken.id == mild


async def test_a_second_miss_waits_for_the_hour_at_which_the_customer_talked_before(either_house: House) -> None:
    house = either_house
    house.net.people({MONA.phone or "": Persona(keys=("1",)), ANN: Persona(answers=Answers.NO_ANSWER)})
    callback_id = await house.open()
    first = await house.ring(callback_id)
    await house.net.clock.run()
    talked = NOON - timedelta(days=7) + timedelta(hours=4)
    async with house.db.write() as tx:
        earlier = (await tx.execute(select(call_attempts).where(call_attempts.c.id == first.id))).one()._asdict()
        earlier |= {"id": "earlier", "nonce": "earlier", "ref": None, "outcome": "talked", "dialled_at": talked}
        await tx.execute(insert(call_attempts).values(**earlier))
    await house.net.clock.advance(3600)
    await house.ring(callback_id)
    await house.net.clock.run()
    row = await house.row(callback_id)
    assert row.state == CallState.RETRY
    assert row.not_before.hour == talked.hour
    assert row.not_before - house.net.clock.now() < timedelta(hours=4)


async def test_three_rings_without_an_answer_end_in_an_invitation(house: House) -> None:
    house.net.people({ANN: Persona(answers=Answers.NO_ANSWER)})
    callback_id = await house.open()
    for _ in range(3):
        house.net.people({MONA.phone or "": Persona(keys=("1",))})
        await house.ring(callback_id)
        await house.net.clock.run()
        row = await house.row(callback_id)
        if row.not_before:
            await house.net.clock.advance((row.not_before - house.net.clock.now()).total_seconds() + 1)
    assert house.dialled() == 3
    assert (row.state, row.invite, row.closed_at is not None) == (CallState.DONE, True, True)
    assert house.invited == ["rung 3 times without an answer; a mail offers a time"]
    assert (await house.case_of(callback_id)).state is State.ATTENTION
    async with house.db.write() as tx:
        assert not await house.callbacks.is_open(tx, row.conversation_id)


DISPOSITIONS = [
    (Disposition.RESOLVED, CallState.DONE, State.RESOLVED),
    (Disposition.RESOLVED_PENDING, CallState.DONE, State.ATTENTION),
    (Disposition.FOLLOW_UP_AGREED, CallState.RETRY, State.CALLBACK),
    (Disposition.DECLINED, CallState.DONE, State.ATTENTION),
    (Disposition.VOICEMAIL_LEFT, CallState.RETRY, State.CALLBACK),
    (Disposition.NO_ANSWER, CallState.RETRY, State.CALLBACK),
    (Disposition.BUSY, CallState.RETRY, State.CALLBACK),
    (Disposition.WRONG_NUMBER, CallState.DONE, State.ATTENTION),
    (Disposition.NUMBER_INVALID, CallState.DONE, State.ATTENTION),
    (Disposition.HUNG_UP, CallState.DONE, State.ATTENTION),
    (Disposition.ABUSIVE, CallState.NEEDS_HUMAN, State.CALLBACK),
    (Disposition.LANGUAGE_MISMATCH, CallState.READY, State.CALLBACK),
    (Disposition.ESCALATED, CallState.NEEDS_HUMAN, State.CALLBACK),
    (Disposition.DO_NOT_CALL, CallState.DONE, State.ATTENTION),
    (Disposition.DUPLICATE, CallState.DONE, State.ATTENTION),
]


def test_every_disposition_is_in_the_table() -> None:
    assert {row[0] for row in DISPOSITIONS} == set(Disposition)


@pytest.mark.parametrize(("disposition", "state", "case_state"), DISPOSITIONS)
async def test_every_disposition_moves_callback_and_case(
    house: House, disposition: Disposition, state: CallState, case_state: State
) -> None:
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.run()
    due = house.net.clock.now() + timedelta(hours=3)
    record = WrapUp(disposition=disposition, notes="as agreed", promise="We refund 40 euros", promise_due=due)
    done = await house.finish(callback_id, record)
    assert done.state is state
    assert (await house.case_of(callback_id)).state is case_state
    assert house.promised == [(MONA.id, "We refund 40 euros", due)]
    if disposition is Disposition.FOLLOW_UP_AGREED:
        assert (done.promised_at, done.not_before) == (due, due)
    if disposition in (Disposition.DO_NOT_CALL, Disposition.WRONG_NUMBER):
        with pytest.raises(RefusedError):
            again = await house.open("ann2", ANN)
            await house.ring(again)


@pytest.mark.parametrize(
    ("disposition", "state"),
    [
        (Disposition.FOLLOW_UP_AGREED, CallState.RETRY),
        (Disposition.NO_ANSWER, CallState.RETRY),
        (Disposition.LANGUAGE_MISMATCH, CallState.READY),
    ],
)
async def test_a_wrap_up_that_comes_after_it_was_missed_is_taken(
    house: House, disposition: Disposition, state: CallState
) -> None:
    """The page of the call is still open, the notes are typed: what was brought before a person meanwhile is settled."""
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.run()
    await house.net.clock.advance(11 * 60)
    await house.dispatch.sweep()
    assert (await house.row(callback_id)).state == CallState.NEEDS_HUMAN
    due = house.net.clock.now() + timedelta(hours=3)
    record = WrapUp(disposition=disposition, notes="as agreed", promise="We call again", promise_due=due)
    assert (await house.finish(callback_id, record)).state is state
    row = await house.row(callback_id)
    assert (row.needs_person, row.wrap_up_since) == (False, None)
    later = WrapUp(disposition=Disposition.NO_ANSWER, notes="tried again with my own telephone")
    assert (await house.finish(callback_id, later)).state is CallState.RETRY


@pytest.mark.parametrize(
    ("record", "lacks"),
    [
        (WrapUp(disposition=Disposition.RESOLVED), "notes"),
        (WrapUp(disposition=Disposition.RESOLVED_PENDING, notes="x"), "promise"),
        (WrapUp(disposition=Disposition.ESCALATED, notes="x", promise="the director calls"), "no time"),
        (WrapUp(disposition=Disposition.FOLLOW_UP_AGREED, notes="x", promise="y", promise_due=NOON), "passed already"),
        (WrapUp(disposition=Disposition.RESOLVED, notes="x", confirmation=True), "nothing to confirm"),
    ],
)
async def test_a_wrap_up_without_its_essentials_is_refused(house: House, record: WrapUp, lacks: str) -> None:
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.run()
    with pytest.raises(RefusedError, match=lacks):
        await house.finish(callback_id, record)
    assert (await house.row(callback_id)).state == CallState.WRAP_UP


async def test_the_written_confirmation_is_drafted_for_approval(house: House) -> None:
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.run()
    due = NOON + timedelta(days=1)
    record = WrapUp(
        disposition=Disposition.RESOLVED_PENDING,
        notes="ok",
        promise="We refund 40 euros.",
        promise_due=due,
        confirmation=True,
    )
    await house.finish(callback_id, record)
    async with house.db.read() as tx:
        (draft,) = (await tx.execute(select(drafts))).all()
    assert (draft.kind, draft.status, draft.subject) == ("confirmation", "open", "Re: Parcel PX-1")
    assert "As agreed: We refund 40 euros." in draft.body
    assert "2026-03-11, 12:00" in draft.body


async def test_a_call_by_hand_needs_no_provider(house: House) -> None:
    house.dispatch._phone = None
    callback_id = await house.open()
    claimed = await house.claim(callback_id)
    with pytest.raises(RefusedError, match="No telephone provider"):
        await house.dispatch.call(claimed, MONA)
    attempt = await house.dispatch.call_by_hand(claimed, MONA)
    assert (attempt.manual, attempt.number) == (True, ANN)
    with pytest.raises(RefusedError, match="under way"):
        await house.dispatch.call_by_hand(claimed, MONA)
    await house.finish(callback_id, DONE)
    row = await house.row(callback_id)
    assert (row.state, row.attempts) == (CallState.DONE, 1)
    assert (await house.attempt(attempt.id)).outcome is Outcome.TALKED
    assert house.net.exchange.legs == {}


async def test_a_running_call_cannot_be_wrapped_up(house: House) -> None:
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.advance(20)
    with pytest.raises(RefusedError, match="still running"):
        await house.finish(callback_id, DONE)


async def test_the_manager_leaves_a_message_on_a_machine(house: House) -> None:
    house.net.people({MONA.phone or "": Persona(keys=("1", "3")), ANN: Persona(answers=Answers.VOICEMAIL)})
    callback_id = await house.open()
    attempt = await house.ring(callback_id)
    await house.net.clock.advance(22)
    await house.dispatch.leave_message(attempt.id)
    await house.net.clock.run()
    (message,) = house.net.said("hears: Hello, this is Northwind")
    assert "PX-1" not in message
    ended = await house.attempt(attempt.id)
    assert (ended.outcome, ended.hint) == (Outcome.TALKED, Disposition.VOICEMAIL_LEFT)


async def test_a_recorded_call_is_announced_before_anybody_speaks(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace as changed

    from escalation.menu import Menu

    original = Menu.records
    monkeypatch.setattr(Menu, "records", lambda self, region: original(changed(self, policy=changed(self.policy, recording=True, recording_regions=("GB",))), region))  # fmt: skip
    await house.ring(await house.open())
    await house.net.clock.run()
    lines: list[Any] = [line.what for line in house.net.exchange.timeline]
    notice = next(index for index, line in enumerate(lines) if "is being recorded" in line)
    bridge = next(index for index, line in enumerate(lines) if "is connected with" in line)
    recording = lines.index("RECORDING STARTS")
    assert notice < bridge < recording


async def test_a_forgotten_customer_leaves_no_trace_in_the_calls(house: House) -> None:
    from mailbot.store.erasure import forget

    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.run()
    await house.finish(callback_id, WrapUp(disposition=Disposition.VOICEMAIL_LEFT, notes="Ann's machine"))
    await forget(house.db, "ann@example.com", house.net.clock.now())
    row = await house.row(callback_id)
    assert (row.state, row.closed_at is not None) == (CallState.CANCELLED, True)
    async with house.db.read() as tx:
        for table in (callbacks, call_attempts, call_steps, call_events, callback_cases):
            for found in await tx.execute(select(table)):
                assert "ann" not in str(found._mapping).lower()
                assert ANN not in str(found._mapping)
