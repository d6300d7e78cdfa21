"""The customer's next word stops a call that has not begun to be a talk."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import update

from escalation.callback import CallState, Leg, Outcome
from escalation.simulator.personas import Persona
from mailbot.errors import RefusedError
from mailbot.store.conversations import ConversationStore
from mailbot.store.switches import SwitchStore
from mailbot.store.tables import customers
from tests.contract.calls.house import ANN, MONA, House


async def test_the_customer_writes_again_and_the_ringing_call_is_stopped(house: House) -> None:
    house.net.people({MONA.phone or "": Persona(keys=("1",), answer_after=15.0)})
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.advance(5)
    case = await house.case_of(callback_id)
    async with house.db.write() as tx:
        await house.callbacks.customer_wrote(tx, case, "row", house.net.clock.now())
    await house.dispatch.sweep()
    await house.net.clock.run()
    (attempt,) = await house.attempts()
    assert (attempt.outcome, attempt.manager_leg) == (Outcome.CANCELLED, Leg.CANCELLED)
    row = await house.row(callback_id)
    assert row.state == CallState.READY
    assert row.not_before is not None and row.not_before > attempt.created_at
    assert house.dialled() == 0


async def test_pressing_1_after_the_customer_wrote_again_dials_nobody(house: House) -> None:
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.advance(5)
    case = await house.case_of(callback_id)
    async with house.db.write() as tx:
        await house.callbacks.customer_wrote(tx, case, "row", house.net.clock.now())
    await house.net.clock.run()
    assert house.dialled() == 0
    assert house.net.said("This call cannot be made now")


async def test_a_talk_goes_on_whatever_is_written(house: House) -> None:
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.advance(20)
    case = await house.case_of(callback_id)
    async with house.db.write() as tx:
        await house.callbacks.customer_wrote(tx, case, "row", house.net.clock.now())
        await house.callbacks.reply_left(tx, case, "row", "text", house.net.clock.now())
    await house.dispatch.sweep()
    await house.net.clock.run()
    assert (await house.attempts())[0].talk_seconds == 95


@pytest.mark.parametrize("how", ["reply_left", "resolved", "closed"])
async def test_a_written_answer_takes_the_calls_place(house: House, how: str) -> None:
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.advance(5)
    case = await house.case_of(callback_id)
    async with house.db.write() as tx:
        more = ("row", "text") if how == "reply_left" else ("mona",)
        await getattr(house.callbacks, how)(tx, case, *more, house.net.clock.now())
        assert not await house.callbacks.is_open(tx, case.id)
    await house.dispatch.sweep()
    await house.net.clock.run()
    assert (await house.row(callback_id)).state == CallState.CANCELLED
    assert house.dialled() == 0
    assert (await house.attempts())[0].ended_at is not None


@pytest.mark.parametrize("switch", ["kill_switch", "dry_run"])
async def test_a_switch_flipped_between_brief_and_key_stops_the_call(house: House, switch: str) -> None:
    await house.ring(await house.open())
    await house.net.clock.advance(5)
    async with house.db.write() as tx:
        await SwitchStore().set(tx, switch, True, by="admin", now=house.net.clock.now())
    await house.net.clock.run()
    assert house.dialled() == 0
    assert (await house.attempts())[0].outcome == Outcome.REFUSED


async def test_do_not_call_between_brief_and_key_stops_the_call(house: House) -> None:
    await house.ring(await house.open())
    await house.net.clock.advance(5)
    await house.calls.block(ANN, "asked us by mail", "noah", house.net.clock.now())
    await house.net.clock.run()
    assert house.dialled() == 0


async def test_the_customers_file_forbids_calls_to_whoever_writes_in_their_name(house: House) -> None:
    callback_id = await house.open()
    async with house.db.write() as tx:
        await tx.execute(update(customers).values(do_not_call=True))
    claimed = await house.claim(callback_id)
    with pytest.raises(RefusedError, match="does not want to be called"):
        await house.dispatch.call(claimed, MONA)


async def test_a_case_in_the_hands_of_a_call_holds_its_tongue(house: House) -> None:
    callback_id = await house.open()
    case = await house.case_of(callback_id)
    async with house.db.write() as tx:
        assert await house.callbacks.is_open(tx, case.id)
        stranger = await ConversationStore().open(tx, replace(case, id="", reference=""))
        assert not await house.callbacks.is_open(tx, stranger.id)
