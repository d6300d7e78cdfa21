"""What goes wrong: races, lost answers, lost and doubled webhooks, hostile webhooks, dead processes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select, update

from escalation.callback import AttemptState, CallState, Leg, Outcome
from escalation.ports import AccountTrouble, NumberRefused, RegionRefused
from escalation.simulator.personas import Answers, Fault, Persona, Trouble
from escalation.simulator.post import sign
from mailbot.errors import OutcomeUnknown, RefusedError, StaleError
from mailbot.model.heat import Flag
from mailbot.store.call_rows import CallSettings, dial_decision
from mailbot.store.conversations import ConversationStore
from mailbot.store.switches import SwitchStore
from mailbot.store.tables import call_events, callbacks, customers
from tests.contract.calls.house import ANN, MONA, NOAH, POLICY, PUBLIC, House


async def settled(house: House, rounds: int = 4) -> None:
    """Let the sweeper come by once a minute until nothing is open."""
    for _ in range(rounds):
        await house.net.clock.advance(61)
        await house.dispatch.sweep()
    await house.net.clock.run()
    await house.dispatch.sweep()


# -- races (failure row 35) -------------------------------------------------------------------------------------------


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


# -- the provider's answers (failure rows 29 to 31) --------------------------------------------------------------------


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


# -- webhooks (failure rows 26 to 28, threat rows 9 and 10) -------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
async def test_doubled_and_disordered_reports_end_alike(house: House, seed: int) -> None:
    house.net.weather.duplicates = 2
    house.net.weather.shuffle_seed = seed
    callback_id = await house.open()
    await house.ring(callback_id)
    await house.net.clock.run()
    await settled(house, 1)
    (attempt,) = await house.attempts()
    assert (attempt.outcome, attempt.talk_seconds) == (Outcome.TALKED, 95)
    row = await house.row(callback_id)
    assert (row.state, row.attempts) == (CallState.WRAP_UP, 1)
    assert house.dialled() == 1
    async with house.db.read() as tx:
        kept = (await tx.execute(select(func.count()).select_from(call_events))).scalar_one()
    assert kept < len(house.net.post.sent)


@pytest.mark.parametrize(
    "persona", [Persona(talk=95.0), Persona(answers=Answers.BUSY), Persona(answers=Answers.NO_ANSWER)]
)
async def test_reports_that_never_come_are_asked_for(house: House, persona: Persona) -> None:
    house.net.people({ANN: persona})
    house.net.weather.lost = frozenset({"initiated", "ringing", "in-progress", "completed", "busy", "no-answer"})
    callback_id = await house.open()
    await house.ring(callback_id)
    await settled(house)
    (attempt,) = await house.attempts()
    assert attempt.ended_at is not None
    assert attempt.outcome == {"human": "talked", "busy": "busy", "no-answer": "no_answer"}[persona.answers.value]


async def test_the_whole_program_is_deaf_and_nothing_is_dialled_twice(house: House) -> None:
    """No webhook reaches us at all: the manager hears an error, the sweeper finds the end, the place is kept."""
    house.net.weather.wrong_signature = True
    callback_id = await house.open()
    await house.ring(callback_id)
    await settled(house)
    assert house.dialled() == 0
    row = await house.row(callback_id)
    assert (row.state, row.attempts) == (CallState.READY, 0)


async def test_answers_that_come_too_late_end_the_call_in_good_order(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network gives up on us after its limit; nobody is dialled, the place in line is kept."""

    async def never(*arguments: Any) -> str:
        await asyncio.Event().wait()
        return ""

    house.net.post.limit_reading(0.2)
    callback_id = await house.open()
    await house.ring(callback_id)
    monkeypatch.setattr(house.calls, "answer_step", never)
    await house.net.clock.run()
    row = await house.row(callback_id)
    assert (row.state, row.attempts, house.dialled()) == (CallState.READY, 0, 0)


async def post(house: House, attempt: Any, step: str, token: str = "", url: str = PUBLIC, **fields: str) -> Any:
    """Send a webhook ourselves, well signed unless told otherwise."""
    path = f"/voice/{attempt.id}/{attempt.nonce}/{step}"
    form = {"AccountSid": house.net.account, "CallSid": "CA" + "1" * 32, **fields}
    signature = sign(token or house.net.token, url + path, form)
    async with AsyncClient(base_url=house.net.post._forward) as client:
        return await client.post(path, data=form, headers={"X-Twilio-Signature": signature})


async def test_a_replayed_key_press_gets_the_same_answer_and_dials_nobody_twice(house: House) -> None:
    callback_id = await house.open()
    attempt = await house.ring(callback_id)
    await house.net.clock.advance(8)
    first = await post(house, attempt, "menu-1", Digits="1")
    again = await post(house, attempt, "menu-1", Digits="1")
    other = await post(house, attempt, "menu-1", Digits="2")
    assert "<Number" in first.text
    assert first.text == again.text == other.text
    await house.net.clock.run()
    assert house.dialled() == 1
    late = await post(house, attempt, "menu-2", Digits="1")
    assert "<Number" not in late.text
    assert "<Hangup" in late.text


async def test_a_call_that_is_over_is_not_revived_by_old_requests(house: House) -> None:
    house.net.people({MONA.phone or "": Persona(keys=("3",))})
    callback_id = await house.open()
    attempt = await house.ring(callback_id)
    await house.net.clock.run()
    before = await house.row(callback_id)
    for step in ("brief", "menu-2", "done", "wrap-up", "fallback"):
        answer = await post(house, attempt, step, Digits="1", DialCallStatus="completed", DialBridged="true")
        assert "<Number" not in answer.text
    await post(house, attempt, "manager", CallStatus="ringing", SequenceNumber="9")
    after = await house.row(callback_id)
    assert (after.state, after.attempts) == (before.state, before.attempts)
    assert (await house.attempt(attempt.id)).outcome is Outcome.PASSED


FORGERIES: list[dict[str, str]] = [
    {"token": "wrong"},
    {"url": "http://desk.example.com"},
    {"url": "https://evil.example"},
    {"AccountSid": "AC" + "0" * 32},
]


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_forged_webhooks_are_refused(house: House, forgery: dict[str, str]) -> None:
    attempt = await house.ring(await house.open())
    answer = await post(house, attempt, "menu-1", Digits="1", **forgery)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert (await house.attempt(attempt.id)).choice is None


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {}),
        (b"{}", {"content-type": "application/json", "X-Twilio-Signature": "x"}),
        (b"\xff\xfe=\x00", {"content-type": "application/x-www-form-urlencoded", "X-Twilio-Signature": "\u00e9"}),
        (b"AccountSid=x", {"content-type": "application/x-www-form-urlencoded"}),
        (b"a=" + b"x" * 70_000, {"content-type": "application/x-www-form-urlencoded", "X-Twilio-Signature": "y"}),
        (b"a=1&" * 300, {"content-type": "application/x-www-form-urlencoded", "X-Twilio-Signature": "y"}),
        (b"--x\r\n", {"content-type": "multipart/form-data; boundary=x", "X-Twilio-Signature": "y"}),
    ],
)
async def test_odd_bodies_are_refused_and_never_crash(house: House, body: bytes, headers: dict[str, str]) -> None:
    attempt = await house.ring(await house.open())
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    async with AsyncClient(base_url=house.net.post._forward) as client:
        for step in ("manager", "menu-1", "done"):
            answer = await client.post(f"/voice/{attempt.id}/{attempt.nonce}/{step}", content=body, headers=encoded)
            assert answer.status_code == 403


async def test_a_wrong_nonce_learns_nothing(house: House) -> None:
    attempt = await house.ring(await house.open())
    answer = await post(house, replace(attempt, nonce="guess"), "brief")
    assert "Ann" not in answer.text
    assert "<Gather" not in answer.text
    await post(house, replace(attempt, nonce="guess"), "manager", CallStatus="completed", SequenceNumber="3")
    assert (await house.attempt(attempt.id)).state is AttemptState.LIVE


async def test_both_tokens_are_accepted_while_they_rotate(house: House) -> None:
    from escalation.phone import signed

    account = replace(house.account, auth_token="new", previous_token=house.net.token)
    url, form = f"{PUBLIC}/voice/a/b/brief", {"AccountSid": house.net.account}
    for token, good in (("new", True), (house.net.token, True), ("older", False)):
        assert signed(account, url, form, sign(token, url, form)) is good
    assert not signed(account, url, form, None)


async def test_hostile_names_cannot_write_the_script_of_a_call(house: House) -> None:
    """Threat row 11: markup in a name or a complaint stays text."""
    callback_id = await house.open()
    evil = '</Say><Dial>+19005551234</Dial><Say>\x00\ud7ff"&'
    async with house.db.write() as tx:
        await tx.execute(update(callbacks).values(customer_name=evil, problem=evil, promised=evil))
    await house.ring(callback_id)
    await house.net.clock.run()
    assert house.net.exchange.debugger == []
    assert {leg.to for leg in house.net.exchange.legs.values()} == {MONA.phone, ANN}


# -- the customer's next word ------------------------------------------------------------------------------------------


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


# -- numbers out of mails (threat rows 2 and 3) --------------------------------------------------------------------------


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


async def test_a_case_in_the_hands_of_a_call_holds_its_tongue(house: House) -> None:
    callback_id = await house.open()
    case = await house.case_of(callback_id)
    async with house.db.write() as tx:
        assert await house.callbacks.is_open(tx, case.id)
        stranger = await ConversationStore().open(tx, replace(case, id="", reference=""))
        assert not await house.callbacks.is_open(tx, stranger.id)


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
