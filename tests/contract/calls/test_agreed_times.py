"""What was agreed with a customer, or waits for a person, stays so whoever looks at the callback meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from escalation.callback import CallState
from mailbot.model.heat import Flag
from mailbot.store.tables import callbacks
from tests.contract.calls.house import ANN, NOAH, House, escalate

BOB = "+442079460999"


async def written(house: House, callback_id: str, **values: Any) -> None:
    async with house.db.write() as tx:
        await tx.execute(update(callbacks).where(callbacks.c.id == callback_id).values(**values))


async def test_a_click_on_the_number_does_not_bring_the_wished_time_forward(either_house: House) -> None:
    house = either_house
    wished = house.net.clock.now() + timedelta(hours=3)
    callback_id = await house.open("ann", ANN, source="body", wished_at=wished)
    done = await house.calls.confirm_number(callback_id, ANN, NOAH.id, house.net.clock.now())
    assert (done.state, done.not_before) == (CallState.READY, wished)
    assert await house.calls.take_next(NOAH.id, house.net.clock.now()) is None
    gone_by = await house.calls.confirm_number(callback_id, ANN, NOAH.id, wished + timedelta(minutes=1))
    assert gone_by.not_before is None


async def test_a_word_of_thanks_does_not_bring_the_agreed_time_forward(house: House) -> None:
    callback_id = await house.open()
    case, now = await house.case_of(callback_id), house.net.clock.now()
    agreed = now + timedelta(hours=20)
    await written(house, callback_id, state="retry", promised_at=agreed, not_before=agreed)
    async with house.db.write() as tx:
        await house.callbacks.customer_wrote(tx, case, "row", now)
    assert (await house.row(callback_id)).not_before == agreed
    async with house.db.write() as tx:
        await house.callbacks.open(tx, case, escalate(None, None, 0.9, (Flag.SELF_HARM,), urgent=True), now)
    assert (await house.row(callback_id)).not_before is None  # danger waits for no appointment


async def test_who_looks_and_lets_go_leaves_the_agreed_time(house: House) -> None:
    callback_id = await house.open()
    agreed = house.net.clock.now() + timedelta(hours=20)
    await written(house, callback_id, state="retry", promised_at=agreed, not_before=agreed)
    claimed = await house.claim(callback_id)
    await house.calls.give_back(callback_id, claimed.token, house.net.clock.now())
    assert (await house.row(callback_id)).not_before == agreed
    assert await house.calls.take_next(NOAH.id, house.net.clock.now()) is None


@pytest.mark.parametrize("how", ["let go", "run out"])
@pytest.mark.parametrize("why", ["no number", "nobody said how it went"])
async def test_what_needs_a_person_still_does_when_a_claim_ends(either_house: House, how: str, why: str) -> None:
    house = either_house
    number = None if why == "no number" else ANN
    callback_id = await house.open("ann", number)
    if number:
        since = house.net.clock.now() - timedelta(hours=1)
        await written(house, callback_id, state="needs_human", wrap_up_since=since, needs_person=True)
    claimed = await house.claim(callback_id)
    if how == "let go":
        await house.calls.give_back(callback_id, claimed.token, house.net.clock.now())
    else:
        await house.net.clock.advance(6 * 60)
        await house.dispatch.sweep()
    row = await house.row(callback_id)
    assert (row.state, row.lease_holder) == (CallState.NEEDS_HUMAN, None)
    assert await house.calls.take_next(NOAH.id, house.net.clock.now()) is None


@pytest.mark.parametrize(
    ("number", "source", "sender"), [(None, None, "failed"), (ANN, "body", "failed"), (BOB, "body", "verified")]
)
async def test_a_good_mail_does_not_vouch_for_a_number_out_of_a_forged_one(
    house: House, number: str | None, source: str | None, sender: str
) -> None:
    callback_id = await house.open("ann", ANN, source="body")
    await written(house, callback_id, sender="failed")
    case = await house.case_of(callback_id)
    async with house.db.write() as tx:
        await house.callbacks.open(tx, case, escalate(number, source, 0.9, ()), house.net.clock.now())
    assert (await house.row(callback_id)).sender == sender
    [place] = await house.calls.line(house.net.clock.now())
    assert ("The number came in a mail whose sender is forged." in place.obstacles) is (sender == "failed")
