"""Two at once: one claim, one call, one number (failure row 35)."""

from __future__ import annotations

import asyncio

import pytest

from escalation.callback import CallState
from mailbot.errors import RefusedError, StaleError
from mailbot.model.heat import Flag
from tests.contract.calls.house import ANN, MONA, NOAH, House


async def test_two_managers_press_call_at_once(either_house: House) -> None:
    house = either_house
    callback_id = await house.open()
    results = await asyncio.gather(
        house.claim(callback_id, MONA), house.claim(callback_id, NOAH), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["Callback", "StaleError"]


async def test_the_same_manager_presses_call_twice(house: House) -> None:
    claimed = await house.claim(await house.open())
    results = await asyncio.gather(
        house.dispatch.call(claimed, MONA), house.dispatch.call(claimed, MONA), return_exceptions=True
    )
    assert sum(isinstance(result, RefusedError) for result in results) == 1
    await house.net.clock.run()
    assert house.dialled() == 1


async def test_an_old_claim_is_fenced_off(house: House) -> None:
    callback_id = await house.open()
    old = await house.claim(callback_id, MONA)
    await house.net.clock.advance(6 * 60)
    await house.dispatch.sweep()
    assert (await house.row(callback_id)).state == CallState.READY
    await house.claim(callback_id, NOAH)
    with pytest.raises(StaleError):
        await house.dispatch.call(old, MONA)
    assert house.net.exchange.legs == {}


async def test_two_cases_of_one_customer_share_a_call(house: House) -> None:
    first = await house.open("ann", heat=0.7)
    second = await house.open("ann", heat=0.9, flags=(Flag.LEGAL_THREAT,))
    assert first == second
    row = await house.row(first)
    assert (row.heat, row.sensitive) == (0.9, True)


async def test_one_number_under_two_names_is_rung_once(house: House) -> None:
    one, other = await house.open("ann"), await house.open("bob", ANN)
    assert one != other
    await house.calls.confirm_number(one, ANN, NOAH.id, house.net.clock.now())
    await house.calls.confirm_number(other, ANN, NOAH.id, house.net.clock.now())
    await house.ring(one, MONA)
    claimed = await house.claim(other, NOAH)
    with pytest.raises(RefusedError, match="under way"):
        await house.dispatch.call(claimed, NOAH)


async def test_a_manager_on_the_line_gets_no_other_call_and_rests_after_a_hot_one(house: House) -> None:
    from escalation.callback import Disposition
    from escalation.ports import WrapUp

    hot, other = await house.open(heat=0.95), await house.open("bob", "+442079460019")
    await house.ring(hot)
    with pytest.raises(RefusedError, match="on a call"):
        await house.claim(other)
    await house.net.clock.run()
    with pytest.raises(RefusedError, match="no disposition"):
        await house.claim(other)
    await house.finish(hot, WrapUp(disposition=Disposition.RESOLVED, notes="ok"))
    with pytest.raises(RefusedError, match="you rest until"):
        await house.calls.take_next(MONA.id, house.net.clock.now())
    assert await house.calls.take_next(NOAH.id, house.net.clock.now()) is not None
