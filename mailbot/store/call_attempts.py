"""Attempts as rows: written down before anything is dialled, folded from events, ended once."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.callback import (
    Attempt,
    AttemptState,
    CallEvent,
    CallState,
    Choice,
    Leg,
    Outcome,
    Step,
    advance,
    conclude,
    fold,
    live_state,
)
from escalation.dialling import Dial
from escalation.numbering import read_number
from escalation.ports import Script, StepResult, StepView
from escalation.script import CallStep
from mailbot.errors import RefusedError, StaleError
from mailbot.model.policy import CallPolicy
from mailbot.model.sentence import say
from mailbot.store.call_endings import Invite, end_attempt, in_lock_order, note
from mailbot.store.call_line import fenced_row
from mailbot.store.call_rows import CallSettings, dial_decision, to_attempt, to_callback
from mailbot.store.claims import chosen_once
from mailbot.store.raw_mails import upsert
from mailbot.store.tables import call_attempts, call_events, call_steps, callbacks
from mailbot.store.types import new_id
from mailbot.store.wakeups import ring

_STEP_OF = {
    CallState.CALLING_MANAGER: Step.RING_MANAGER,
    CallState.BRIEFING: Step.BRIEF,
    CallState.CALLING_CUSTOMER: Step.DIAL_CUSTOMER,
    CallState.TALKING: Step.TALK,
}
_LOOK_AGAIN = timedelta(seconds=60)


async def locked(tx: AsyncConnection, attempt_id: str) -> Row[Any] | None:
    """Return an attempt's row, locked after its cases and its callback, or None."""
    owner = select(call_attempts.c.callback_id).where(call_attempts.c.id == attempt_id)
    callback_id = (await tx.execute(owner)).scalar_one_or_none()
    if callback_id is None:
        return None
    await in_lock_order(tx, callback_id)
    query = select(call_attempts).where(call_attempts.c.id == attempt_id).with_for_update()
    return (await tx.execute(query)).one_or_none()


async def write_down(
    tx: AsyncConnection,
    callback_id: str,
    token: int,
    *,
    manager_id: str,
    manager_number: str,
    script: Script,
    manual: bool,
    site: CallSettings,
    now: datetime,
) -> Attempt:
    """Look again, then write the attempt down; see Calls.begin."""
    row = await fenced_row(tx, callback_id, token)
    if row.lease_holder != manager_id:
        raise StaleError("Another manager has this callback.", hint="Take the next one.")
    decision = await dial_decision(tx, row, site, now, manual=manual)
    if decision is None or decision.number is None:
        raise RefusedError("There is no number to call.", hint="Ask for one by mail.")
    if decision.verdict is not Dial.DIAL:
        raise RefusedError(
            "This call cannot be made: {reasons}",
            hint="Write instead, or call later.",
            reasons=say(
                "sentences", " ".join(decision.reasons), **{f"n{at}": one for at, one in enumerate(decision.reasons)}
            ),
        )
    attempt = _new(row, manager_id, manager_number, decision.number.e164, manual, site.policy, now)
    region = decision.number.region or ""
    await _insert(tx, row, attempt, script, region)
    state = advance(CallState(row.state), Step.DIAL_CUSTOMER if manual else Step.RING_MANAGER)
    await _pin(tx, row, state, site.policy, now)
    await note(tx, row.conversation_id, "call_started", now, actor=manager_id, attempt=attempt.id, by_hand=manual)
    return attempt


def _new(
    row: Row[Any], manager_id: str, manager_number: str, number: str, manual: bool, policy: CallPolicy, now: datetime
) -> Attempt:
    rings = timedelta(seconds=policy.manager_ring_seconds + 5 + policy.stale_seconds)
    return Attempt(
        id=new_id(),
        callback_id=row.id,
        manager_id=manager_id,
        manager_number=manager_number,
        number=number,
        token=row.fence,
        nonce=secrets.token_urlsafe(18),
        state=AttemptState.LIVE if manual else AttemptState.PLACING,
        choice=Choice.ACCEPT if manual else None,
        manual=manual,
        created_at=now,
        deadline=now + rings,
    )


async def _insert(tx: AsyncConnection, row: Row[Any], attempt: Attempt, script: Script, region: str) -> None:
    spoken = {
        "brief": [list(piece) for piece in script.brief],
        "language": script.language,
        "customer_language": script.customer_language,
        "company": script.company,
    }
    values = {
        "id": attempt.id, "callback_id": row.id, "conversation_id": row.conversation_id,
        "customer_email": row.customer_email, "manager_id": attempt.manager_id,
        "manager_number": attempt.manager_number, "number": attempt.number, "region": region, "heat": row.heat,
        "token": attempt.token, "nonce": attempt.nonce, "state": attempt.state.value, "manual": attempt.manual,
        "choice": attempt.choice.value if attempt.choice else None, "script": spoken,
        "created_at": attempt.created_at, "deadline": attempt.deadline,
        "dialled_at": attempt.created_at if attempt.manual else None,
    }  # fmt: skip
    try:
        async with tx.begin_nested():
            await tx.execute(insert(call_attempts).values(**values))
    except IntegrityError:
        raise StaleError("This customer, or you, are on a call already.", hint="Wait until it has ended.") from None


async def _pin(tx: AsyncConnection, row: Row[Any], state: CallState, policy: CallPolicy, now: datetime) -> None:
    """While a call runs the claim stays: no lease may end under a conversation."""
    until = now + timedelta(minutes=policy.talk_minutes + policy.wrap_up_minutes + policy.lease_minutes)
    values = {"state": state.value, "lease_until": until, "not_before": None, "version": row.version + 1}
    await tx.execute(update(callbacks).where(callbacks.c.id == row.id).values(**values))


async def set_ref(tx: AsyncConnection, attempt_id: str, ref: str) -> None:
    """Record the provider's reference; an event may have brought it before."""
    c = call_attempts.c
    open_ = c.state.in_((AttemptState.PLACING.value, AttemptState.UNKNOWN.value))
    await tx.execute(update(call_attempts).where(c.id == attempt_id, c.ref.is_(None)).values(ref=ref))
    await tx.execute(update(call_attempts).where(c.id == attempt_id, open_).values(state=AttemptState.LIVE.value))


# -- events -----------------------------------------------------------------------------------------------------------


async def take_in(
    tx: AsyncConnection, event: CallEvent, policy: CallPolicy, invite: Invite | None, *, final: Outcome | None = None
) -> Attempt | None:
    """Take an event in, once, and end the attempt when it was the last word; see Calls.heard."""
    fresh = await _keep(tx, event)
    row = await locked(tx, event.attempt_id)
    if row is None or row.manual:
        return None
    attempt = to_attempt(row)
    if not fresh:
        return attempt
    attempt = fold(attempt, event)
    if attempt.state is not AttemptState.ENDED:
        attempt = replace(attempt, state=AttemptState.LIVE)
    row = await _write(tx, row, attempt)
    if attempt.state is AttemptState.ENDED:
        return attempt  # late facts are kept, the outcome stands
    outcome = conclude(attempt) or final
    if outcome is not None:
        await end_attempt(tx, row, outcome, policy, invite, event.at)
        return replace(attempt, state=AttemptState.ENDED, outcome=outcome, ended_at=event.at)
    await _move_callback(tx, attempt, event.at)
    return attempt


async def _keep(tx: AsyncConnection, event: CallEvent) -> bool:
    statement = (
        upsert(tx, call_events)
        .values(
            id=new_id(), attempt_id=event.attempt_id, key=event.key, side=event.side.value, leg=event.leg.value,
            ref=event.ref, raw=event.raw[:2000], at=event.at,
        )
        .on_conflict_do_nothing(index_elements=["attempt_id", "key"])
        .returning(call_events.c.id)
    )  # fmt: skip
    return (await tx.execute(statement)).one_or_none() is not None


async def _write(tx: AsyncConnection, row: Row[Any], attempt: Attempt) -> Row[Any]:
    statement = (
        update(call_attempts)
        .where(call_attempts.c.id == row.id)
        .values(
            state=attempt.state.value,
            manager_leg=attempt.manager_leg.value,
            customer_leg=attempt.customer_leg.value,
            ref=attempt.ref,
            customer_ref=attempt.customer_ref,
            bridged=attempt.bridged,
            talk_seconds=attempt.talk_seconds,
        )
        .returning(*call_attempts.c)
    )
    return (await tx.execute(statement)).one()


async def _move_callback(tx: AsyncConnection, attempt: Attempt, now: datetime) -> None:
    row = (await tx.execute(select(callbacks).where(callbacks.c.id == attempt.callback_id).with_for_update())).one()
    state = live_state(attempt)
    if row.fence != attempt.token or row.state == state.value or row.state not in _LIVE:
        return
    if _LIVE.index(row.state) < _LIVE.index(state.value):
        state = advance(CallState(row.state), _STEP_OF[state])
        await tx.execute(
            update(callbacks).where(callbacks.c.id == row.id).values(state=state.value, version=row.version + 1)
        )
        # Open pages follow the call by its events.
        await note(tx, row.conversation_id, f"callback_{state.value}", now, actor=attempt.manager_id)


_LIVE = tuple(state.value for state in _STEP_OF)


# -- the spoken menu --------------------------------------------------------------------------------------------------


async def answer(
    tx: AsyncConnection,
    attempt_id: str,
    nonce: str,
    step: str,
    digits: str,
    decide: Callable[[StepView], StepResult],
    render: Callable[[CallStep], str],
    site: CallSettings,
    now: datetime,
) -> str | None:
    """Answer one step; see Calls.answer_step. The attempt's lock makes two equal requests one after the other."""
    row = await locked(tx, attempt_id)
    if row is None or not hmac.compare_digest(row.nonce, nonce):
        return None
    query = select(call_steps.c.reply).where(call_steps.c.attempt_id == attempt_id, call_steps.c.step == step)
    earlier = (await tx.execute(query)).scalar_one_or_none()
    if earlier is not None:
        return str(earlier)
    callback = (await tx.execute(select(callbacks).where(callbacks.c.id == row.callback_id).with_for_update())).one()
    result = decide(await _view(tx, row, callback, digits, site, now))
    reply = render(result.reply)
    await tx.execute(insert(call_steps).values(attempt_id=attempt_id, step=step, digits=digits, reply=reply, at=now))
    await _apply(tx, row, result, site.policy, now)
    return reply


async def _view(
    tx: AsyncConnection, row: Row[Any], callback: Row[Any], digits: str, site: CallSettings, now: datetime
) -> StepView:
    attempt = to_attempt(row)
    if callback.fence != row.token or callback.closed_at is not None:
        attempt = replace(attempt, cancel_reason=attempt.cancel_reason or "The claim is no longer the latest.")
    number = read_number(row.number)
    second_look = await dial_decision(tx, callback, site, now, besides=row.id) if digits == "1" else None
    return StepView(
        attempt=attempt,
        callback=to_callback(callback),
        script=_script(row.script),
        dial=second_look,
        region=(number.region if number else None) or "",
    )


def _script(kept: dict[str, Any]) -> Script:
    return Script(**{**kept, "brief": tuple((language, text) for language, text in kept["brief"])})


async def _apply(tx: AsyncConnection, row: Row[Any], result: StepResult, policy: CallPolicy, now: datetime) -> None:
    values: dict[str, Any] = {}
    if result.hint is not None:
        values["hint"] = result.hint.value
    if result.choice is not None:
        values["choice"] = result.choice.value
    if result.choice is Choice.ACCEPT:
        rings = timedelta(seconds=policy.customer_ring_seconds + 5 + policy.stale_seconds)
        values |= {"dialled_at": now, "deadline": now + rings}
    if not values:
        return
    await tx.execute(update(call_attempts).where(call_attempts.c.id == row.id).values(**values))
    if result.choice is Choice.ACCEPT:
        fresh = await locked(tx, row.id)
        if fresh is not None:
            await _move_callback(tx, to_attempt(fresh), now)


async def latest_of(tx: AsyncConnection, callback_id: str) -> Attempt | None:
    """Return the newest attempt of a callback, or None."""
    c = call_attempts.c
    query = (
        select(call_attempts).where(c.callback_id == callback_id).order_by(c.created_at.desc(), c.id.desc()).limit(1)
    )
    row = (await tx.execute(query)).one_or_none()
    return to_attempt(row) if row else None


# -- the sweeper's part -------------------------------------------------------------------------------------------------


async def past_deadline(tx: AsyncConnection, now: datetime) -> Sequence[Attempt]:
    """Take over attempts past their deadline: the next sweeper gets them a minute later."""
    c = call_attempts.c
    late = select(c.id).where(c.ended_at.is_(None), c.manual.is_(False), c.deadline <= now).limit(50)
    statement = (
        update(call_attempts)
        .where(c.id.in_(chosen_once(late)))
        .values(deadline=now + _LOOK_AGAIN, looks=c.looks + 1)
        .returning(*c)
    )
    return [to_attempt(row) for row in await tx.execute(statement)]


async def wanted_ended(tx: AsyncConnection, now: datetime) -> Sequence[Attempt]:
    """Return live attempts to be hung up; each is handed out again only after a minute."""
    c = call_attempts.c
    stale = now - _LOOK_AGAIN
    statement = (
        update(call_attempts)
        .where(
            c.ended_at.is_(None),
            c.cancel_reason.is_not(None),
            c.ref.is_not(None),
            (c.hang_up_sent_at.is_(None)) | (c.hang_up_sent_at < stale),
        )
        .values(hang_up_sent_at=now)
        .returning(*c)
    )
    return [to_attempt(row) for row in await tx.execute(statement)]


async def want_stopped(tx: AsyncConnection, callback_id: str, reason: str) -> bool:
    """Mark the live attempt of a callback to be stopped, unless the customer is on the line; tell whether there was one."""
    c = call_attempts.c
    before = c.customer_leg.in_([leg.value for leg in Leg if leg.rank < Leg.ANSWERED.rank])
    statement = (
        update(call_attempts)
        .where(c.callback_id == callback_id, c.ended_at.is_(None), c.manual.is_(False), before)
        .values(cancel_reason=reason)
    )
    stopped = bool((await tx.execute(statement)).rowcount)
    if stopped:
        ring(tx, "calls")
    return stopped
