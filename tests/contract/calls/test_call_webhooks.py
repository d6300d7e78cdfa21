"""Webhooks that are lost, doubled, late, forged or odd (failure rows 26 to 28, threat rows 9 to 11)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select, update

from escalation.callback import AttemptState, CallState, Outcome
from escalation.simulator.personas import Answers, Persona
from escalation.simulator.post import sign
from mailbot.store.tables import call_events, callbacks
from tests.contract.calls.house import ANN, MONA, PUBLIC, House
from tests.contract.calls.webhooks import post, settled


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


async def test_odd_numbers_in_a_signed_webhook_are_none(house: House) -> None:
    house.net.people({MONA.phone or "": Persona(keys=("3",))})
    attempt = await house.ring(await house.open())
    for number, odd in enumerate(("²", "-1", "1e3", "9" * 5000, "٣")):
        heard = await post(
            house, attempt, "customer", CallStatus="completed", CallDuration=odd, SequenceNumber=f"{number}"
        )
        assert heard.status_code == 204
    for step in ("menu-", "menu-x", "menu-99999999999"):
        assert (await post(house, attempt, step, Digits="1")).status_code == 200
    await house.net.clock.run()
    assert (await house.attempt(attempt.id)).outcome is not Outcome.TALKED


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
