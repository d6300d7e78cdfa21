"""What the provider answers, or does not: slow down, lost answers, refusals, orphans (failure rows 29 to 31, 34)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from escalation.callback import CallState, Disposition, Outcome
from escalation.ports import AccountTrouble, NumberRefused, RegionRefused, WrapUp
from escalation.simulator.personas import Fault, Persona, Trouble
from mailbot.errors import OutcomeUnknown, RefusedError
from mailbot.store.tables import call_attempts, conversations
from mailbot.store.timetable import Timetable
from scheduler.ports import Act
from tests.contract.calls.house import ANN, MONA, House
from tests.contract.calls.webhooks import settled


async def test_slow_down_three_times_is_one_call(house: House) -> None:
    house.net.weather.faults += [Fault(trouble=Trouble.ERROR, status=429, code=20429)] * 3
    await house.ring(await house.open())
    await house.net.clock.run()
    assert house.net.rest.creations == 4
    assert house.dialled(MONA.phone or "") == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(trouble=Trouble.ACCEPT_THEN_DROP),
        Fault(trouble=Trouble.DROP),
        Fault(trouble=Trouble.HTML, status=503),
        Fault(trouble=Trouble.ERROR, status=500, code=20500),
    ],
    ids=lambda fault: fault.trouble.value,
)
async def test_a_lost_answer_is_looked_up_and_never_asked_again(house: House, fault: Fault) -> None:
    house.net.weather.faults.append(fault)
    callback_id = await house.open()
    with pytest.raises(OutcomeUnknown):
        await house.ring(callback_id)
    assert house.net.rest.creations == 1
    await settled(house)
    made = fault.trouble is Trouble.ACCEPT_THEN_DROP
    assert house.net.rest.creations == 1
    assert house.dialled() == made
    (attempt,) = await house.attempts()
    assert attempt.outcome == (Outcome.TALKED if made else Outcome.NOT_PLACED)
    assert (await house.row(callback_id)).state == (CallState.WRAP_UP if made else CallState.READY)


async def test_a_call_of_an_earlier_attempt_is_not_taken_for_one_that_was_never_placed(house: House) -> None:
    class Behind:
        """The clock of a machine that is an hour late."""

        def now(self) -> datetime:
            return house.net.clock.now() - timedelta(hours=1)

    first = await house.open()
    await house.ring(first)
    await settled(house)
    await house.finish(first, WrapUp(disposition=Disposition.RESOLVED, notes="A new lamp is under way, content."))
    house.dispatch._clock = Behind()
    house.net.weather.faults.append(Fault(trouble=Trouble.DROP))
    other = await house.open("bob", "+442079460019")
    with pytest.raises(OutcomeUnknown):
        await house.ring(other)
    await house.net.clock.advance(3_700)
    await settled(house)
    lost, talked = await house.attempts()  # by their time of writing: the late clock comes first
    assert (talked.outcome, lost.outcome) == (Outcome.TALKED, Outcome.NOT_PLACED)
    assert lost.ref is None
    assert (await house.row(other)).state == CallState.READY, "nobody has spoken with this customer"


async def test_a_provider_that_hangs_is_given_up_and_looked_up(house: House) -> None:
    house.net.weather.faults.append(Fault(trouble=Trouble.HANG))
    house.dispatch._phone._http._seconds = 0.2  # type: ignore[union-attr]
    with pytest.raises(OutcomeUnknown):
        await house.ring(await house.open())
    await settled(house)
    (attempt,) = await house.attempts()
    assert (attempt.outcome, house.net.rest.creations) == (Outcome.NOT_PLACED, 1)


REFUSALS = [
    (21211, NumberRefused, Outcome.NUMBER_REFUSED, CallState.NEEDS_HUMAN, False),
    (21215, RegionRefused, Outcome.REGION_REFUSED, CallState.NEEDS_HUMAN, False),
    (10005, AccountTrouble, Outcome.ACCOUNT_TROUBLE, CallState.READY, True),
    (21219, AccountTrouble, Outcome.ACCOUNT_TROUBLE, CallState.READY, True),
    (20003, AccountTrouble, Outcome.ACCOUNT_TROUBLE, CallState.READY, True),
]


@pytest.mark.parametrize(("code", "error", "outcome", "state", "paused"), REFUSALS)
async def test_refusals_go_to_the_right_people(
    house: House, code: int, error: type[Exception], outcome: Outcome, state: CallState, paused: bool
) -> None:
    house.net.weather.faults.append(Fault(trouble=Trouble.ERROR, status=400, code=code, message="no"))
    callback_id, other = await house.open(), await house.open("bob", "+442079460019")
    with pytest.raises(error):
        await house.ring(callback_id)
    row = await house.row(callback_id)
    assert (row.state, row.attempts) == (state, 0)
    claimed = await house.claim(other)
    if paused:
        with pytest.raises(RefusedError, match="Calls are paused"):
            await house.dispatch.call(claimed, MONA)
        await house.net.clock.advance(16 * 60)
        claimed = await house.claim(other)
    await house.dispatch.call(claimed, MONA)
    assert house.net.rest.creations == 2


@pytest.mark.parametrize("code", [21211, 21215])
async def test_what_the_provider_refused_waits_for_a_person_until_one_has_mended_it(house: House, code: int) -> None:
    """A look, a claim that runs out, or a time put off bring it no step nearer to another ring."""
    house.net.weather.faults.append(Fault(trouble=Trouble.ERROR, status=400, code=code, message="no"))
    callback_id = await house.open()
    with pytest.raises((NumberRefused, RegionRefused)):
        await house.ring(callback_id)
    now = house.net.clock.now()
    taken = await house.claim(callback_id)
    await house.calls.give_back(callback_id, taken.token, now)
    assert (await house.row(callback_id)).state == CallState.NEEDS_HUMAN
    await house.claim(callback_id)
    await house.net.clock.advance(24 * 3600)
    await house.dispatch.sweep()
    assert (await house.row(callback_id)).state == CallState.NEEDS_HUMAN
    taken, now = await house.claim(callback_id), house.net.clock.now()
    await house.calls.put_off(callback_id, taken.token, now + timedelta(hours=1), now)
    assert (await house.row(callback_id)).state == CallState.SNOOZED
    assert await house.calls.take_next(MONA.id, now + timedelta(hours=2)) is None
    await house.net.clock.advance(2 * 3600)
    await house.dispatch.sweep()
    assert (await house.row(callback_id)).state == CallState.NEEDS_HUMAN
    mended = await house.calls.confirm_number(callback_id, ANN, "anna", house.net.clock.now())
    assert mended.state is CallState.READY
    taken = await house.claim(callback_id)
    await house.calls.give_back(callback_id, taken.token, house.net.clock.now())
    assert (await house.row(callback_id)).state == CallState.READY


@pytest.mark.parametrize("verdict", [Disposition.ABUSIVE, Disposition.ESCALATED])
async def test_what_a_manager_decides_on_waits_for_that_decision(house: House, verdict: Disposition) -> None:
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.run()
    due = house.net.clock.now() + timedelta(days=1)
    promise = {"promise": "Decide how to go on.", "promise_due": due} if verdict is Disposition.ESCALATED else {}
    await house.finish(callback_id, WrapUp(disposition=verdict, notes="Shouted, threatened, hung up.", **promise))
    await house.net.clock.advance(3600)
    taken = await house.claim(callback_id)
    await house.calls.give_back(callback_id, taken.token, house.net.clock.now())
    assert (await house.row(callback_id)).state == CallState.NEEDS_HUMAN


async def test_a_paused_call_stays_paused_until_somebody_lets_it_go_on(house: House) -> None:
    callback_id, timetable = await house.open(), Timetable(house.db)
    await timetable.callback(MONA, callback_id, Act.PAUSE, house.net.clock.now())
    taken = await house.claim(callback_id)
    await house.calls.give_back(callback_id, taken.token, house.net.clock.now())
    assert await house.calls.take_next(MONA.id, house.net.clock.now()) is None
    assert (await house.row(callback_id)).state == CallState.NEEDS_HUMAN
    await timetable.callback(MONA, callback_id, Act.RESUME, house.net.clock.now())
    taken_next = await house.calls.take_next(MONA.id, house.net.clock.now())
    assert taken_next is not None and taken_next.id == callback_id
    await house.calls.give_back(callback_id, taken_next.token, house.net.clock.now())
    await timetable.callback(MONA, callback_id, Act.PAUSE, house.net.clock.now())
    later = house.net.clock.now() + timedelta(hours=1)
    await timetable.callback(MONA, callback_id, Act.MOVE, house.net.clock.now(), until=later)
    await house.net.clock.advance(3700)
    await house.dispatch.sweep()
    assert await house.calls.take_next(MONA.id, house.net.clock.now()) is not None


async def test_a_missing_wrap_up_is_brought_up(house: House) -> None:
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.run()
    await house.net.clock.advance(11 * 60)
    await house.dispatch.sweep()
    assert (await house.row(callback_id)).state == CallState.NEEDS_HUMAN
    assert "wrap_up_missing" in await house.events()


async def test_an_orphan_is_hung_up(house: House) -> None:
    """The network forgets its own time limit; we do not."""
    house.net.people({ANN: Persona(talk=100_000.0)})
    await house.ring(await house.open())
    for leg in house.net.exchange.legs.values():
        leg.limit_seconds = 200_000.0
    for _ in range(45):
        await house.net.clock.advance(60)
        for leg in house.net.exchange.legs.values():
            leg.limit_seconds = 200_000.0
        await house.dispatch.sweep()
    assert all(leg.over for leg in house.net.exchange.legs.values())


async def test_what_the_doctor_says(house: House) -> None:
    phone: Any = house.dispatch._phone
    findings = {item.name: item for item in await phone.inspect(("GB", "DE"))}
    assert [item.ok for item in findings.values()] == [True] * 5
    house.net.exchange.closed_regions = frozenset({"+49"})
    findings = {item.name: item for item in await phone.inspect(("GB", "DE"))}
    assert not findings["countries"].ok
    assert "DE" in findings["countries"].text


async def test_a_call_by_hand_that_nobody_logs_engages_nobody_for_ever(either_house: House) -> None:
    house = either_house
    callback_id = await house.open()
    attempt = await house.dispatch.call_by_hand(await house.claim(callback_id), MONA)
    await house.net.clock.advance(60 * 60)
    await house.dispatch.sweep()
    assert (await house.attempt(attempt.id)).ended_at is None  # perhaps they still talk
    await house.net.clock.advance(2 * 60 * 60)
    await house.dispatch.sweep()
    row = await house.row(callback_id)
    assert (await house.attempt(attempt.id)).outcome is Outcome.CANCELLED
    assert (row.state, row.lease_holder) == (CallState.NEEDS_HUMAN, None)
    async with house.db.read() as tx:
        attention = await tx.scalar(select(conversations.c.attention))
    assert "nobody wrote down what came of it" in attention
    done = await house.finish(callback_id, WrapUp(disposition=Disposition.RESOLVED, notes="All is well."))
    assert done.state is CallState.DONE  # who comes late may still say it


@pytest.mark.parametrize("talked", [False, True])
async def test_a_call_that_the_provider_has_forgotten_is_settled_by_what_was_heard(house: House, talked: bool) -> None:
    callback_id = await house.open()
    attempt = await house.ring(callback_id)
    heard = {"customer_leg": "answered", "choice": "accept", "manager_leg": "answered"} if talked else {}
    async with house.db.write() as tx:
        await tx.execute(update(call_attempts).values(ref="CA" + "f" * 32, **heard))
    await house.net.clock.advance(0)
    house.net.weather.faults += [Fault(trouble=Trouble.ERROR, status=404, code=20404)] * 9

    class Later:
        def now(self) -> datetime:
            return attempt.created_at + timedelta(minutes=self.minutes)

        minutes = 10

    house.dispatch._clock = later = Later()
    for later.minutes in (10, 20, 60):
        await house.dispatch.sweep()
        ended = await house.attempt(attempt.id)
        assert (ended.ended_at is None) is (later.minutes < 60)
    assert ended.outcome is (Outcome.TALKED if talked else Outcome.NOT_PLACED)
    assert (await house.row(callback_id)).state == (CallState.WRAP_UP if talked else CallState.READY)
