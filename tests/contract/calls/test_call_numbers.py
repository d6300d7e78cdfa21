"""Which number may be dialled at all, and when (threat rows 2 and 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from escalation.callback import CallState
from mailbot.errors import RefusedError
from mailbot.store.call_rows import CallSettings, dial_decision
from tests.contract.calls.house import ANN, MONA, NOAH, POLICY, House


async def test_a_number_out_of_a_mail_waits_for_a_click(house: House) -> None:
    callback_id = await house.open(source="body")
    assert await house.calls.take_next(MONA.id, house.net.clock.now()) is None
    row = await house.row(callback_id)
    assert row.state == CallState.NEEDS_HUMAN
    assert "found only in the mail" in row.reasons[-1]
    await house.calls.confirm_number(callback_id, ANN, NOAH.id, house.net.clock.now())
    taken = await house.calls.take_next(MONA.id, house.net.clock.now())
    assert taken is not None and taken.confirmed_by == NOAH.id
    await house.dispatch.call(taken, MONA)


async def test_ten_senders_name_one_victim(house: House) -> None:
    ids = [await house.open(f"angry{index}", ANN, source="body") for index in range(10)]
    assert await house.calls.take_next(MONA.id, house.net.clock.now()) is None
    for callback_id in ids:
        assert (await house.row(callback_id)).state == CallState.NEEDS_HUMAN
    for callback_id in ids[:2]:
        await house.calls.confirm_number(callback_id, ANN, NOAH.id, house.net.clock.now())
    await house.ring(ids[0])
    await house.net.clock.run()
    claimed = await house.claim(ids[1], NOAH)
    with pytest.raises(RefusedError, match="dialled a moment ago"):
        await house.dispatch.call(claimed, NOAH)


@pytest.mark.parametrize("number", ["+18765551234", "+881612345678", "+449098790000"])
async def test_no_click_dials_a_dangerous_number(house: House, number: str) -> None:
    callback_id = await house.open(number=number, source="body")
    await house.calls.confirm_number(callback_id, number, NOAH.id, house.net.clock.now())
    claimed = await house.claim(callback_id)
    with pytest.raises(RefusedError, match="cannot be made"):
        await house.dispatch.call(claimed, MONA)
    with pytest.raises(RefusedError, match="cannot be made"):
        await house.dispatch.call_by_hand(claimed, MONA)
    assert house.net.rest.creations == 0


async def test_quiet_hours_put_a_callback_off_without_losing_its_place(house: House) -> None:
    callback_id = await house.open(number="+81312345678")  # 21:00 in Tokyo
    assert await house.calls.take_next(MONA.id, house.net.clock.now()) is None
    row = await house.row(callback_id)
    assert row.state == CallState.READY
    assert row.not_before - house.net.clock.now() == timedelta(hours=12)


async def test_new_years_day_is_quiet_where_it_has_begun_already(house: House) -> None:
    """At 22:30 UTC on 31 December it is 9:30 on 1 January in Sydney: UTC's year is not the callee's."""
    row = await house.row(await house.open(number="+61291234567"))
    site = CallSettings(policy=POLICY, holidays=lambda region, year: frozenset({date(year, 1, 1)}))
    async with house.db.read() as tx:
        decision = await dial_decision(tx, row, site, datetime(2026, 12, 31, 22, 30, tzinfo=UTC))
    assert decision is not None and [item.rule for item in decision.objections] == ["quiet_hours"]
    assert decision.until == datetime(2027, 1, 3, 22, 0, tzinfo=UTC)  # Monday, 9:00 in Sydney
    kept_open = replace(site, policy=replace(POLICY, on_holidays=True))
    async with house.db.read() as tx:
        decision = await dial_decision(tx, row, kept_open, datetime(2026, 12, 31, 22, 30, tzinfo=UTC))
    assert decision is not None and decision.objections == ()
