"""What an ended attempt or a wrap-up does to a callback and its cases, inside the transaction that ends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.callback import REACHED_OUT, CallState, Outcome, Step, advance
from escalation.plans import Habits, Next, Plan, after_outcome
from mailbot.model import conversation as course
from mailbot.model.event import Event
from mailbot.model.policy import CallPolicy
from mailbot.model.sentence import say
from mailbot.store.call_rows import to_callback
from mailbot.store.conversations import ConversationStore
from mailbot.store.events import EventLog
from mailbot.store.tables import call_attempts, callback_cases, callbacks, conversations

#: Drafts the invitation to name a number or a time: (tx, conversation id, reason, now).
Invite = Callable[[AsyncConnection, str, str, datetime], Awaitable[None]]

_FREE: dict[str, Any] = {"lease_holder": None, "lease_until": None}
_STEPS = {
    Next.WRAP_UP: Step.END_CALL,
    Next.REQUEUE: Step.RELEASE,
    Next.RETRY: Step.PLAN_RETRY,
    Next.TOP_LANE: Step.PLAN_RETRY,
    Next.SNOOZE: Step.PUT_OFF,
    Next.NEEDS_HUMAN: Step.ASK_PERSON,
    Next.INVITE: Step.COMPLETE,
    Next.DONE: Step.COMPLETE,
    Next.CANCELLED: Step.CANCEL,
}


async def note(
    tx: AsyncConnection,
    conversation_id: str,
    kind: str,
    now: datetime,
    *reasons: str,
    actor: str = "mailbot",
    **data: Any,
) -> None:
    """Append an event to a case's memory."""
    event = Event(kind=kind, at=now, conversation_id=conversation_id, actor=actor, reasons=reasons, data=data)
    await EventLog().add(tx, event)


def note_later(tx: AsyncConnection, conversation_id: str, kind: str, now: datetime, *reasons: str, **data: Any) -> None:
    """Append an event to a case's memory with all others of the transaction, as it commits."""
    EventLog().later(tx, Event(kind=kind, at=now, conversation_id=conversation_id, reasons=reasons, data=data))


_UNANSWERED = say(
    "customer_unanswered", "The customer picked up and nobody was there: apologise; the next call goes first."
)


async def cases_of(tx: AsyncConnection, callback_id: str) -> Sequence[str]:
    """Return the ids of the cases that a call is about."""
    query = select(callback_cases.c.conversation_id).where(callback_cases.c.callback_id == callback_id)
    return list((await tx.execute(query)).scalars())


async def in_lock_order(tx: AsyncConnection, callback_id: str) -> None:
    """Lock a callback's cases, then the callback: everybody takes case, callback, attempt in this order.

    SQLite has one writer at a time and needs no order.
    """
    if tx.dialect.name != "postgresql":
        return
    linked = select(callback_cases.c.conversation_id).where(callback_cases.c.callback_id == callback_id)
    c = conversations.c
    await tx.execute(select(c.id).where(c.id.in_(linked)).order_by(c.id).with_for_update())
    await tx.execute(select(callbacks.c.id).where(callbacks.c.id == callback_id).with_for_update())


async def end_attempt(
    tx: AsyncConnection, attempt: Row[Any], outcome: Outcome, policy: CallPolicy, invite: Invite | None, now: datetime
) -> None:
    """End an attempt and carry out what its outcome leads to."""
    await tx.execute(
        update(call_attempts)
        .where(call_attempts.c.id == attempt.id)
        .values(state="ended", outcome=outcome.value, ended_at=now)
    )
    row = (await tx.execute(select(callbacks).where(callbacks.c.id == attempt.callback_id).with_for_update())).one()
    row = await _counted(tx, row, outcome)
    data = {"outcome": outcome.value, "talk_seconds": attempt.talk_seconds, "attempt": attempt.id}
    await note(tx, row.conversation_id, "call_ended", now, actor=attempt.manager_id, **data)
    if row.state in (CallState.DONE, CallState.CANCELLED) or row.fence != attempt.token:
        return
    plan = after_outcome(outcome, to_callback(row), await habits_of(tx, row, now), policy, now)
    await carry_out(tx, row, plan, invite, now, manager=attempt.manager_id)


async def habits_of(tx: AsyncConnection, row: Row[Any], now: datetime) -> Habits:
    """Return what the customer's last twenty talks taught; `now` is the hour that just failed or ended."""
    wall = ZoneInfo(row.zone or "UTC")
    answered = (
        select(call_attempts.c.dialled_at)
        .where(call_attempts.c.customer_email == row.customer_email, call_attempts.c.outcome == Outcome.TALKED.value)
        .where(call_attempts.c.dialled_at.is_not(None))
        .order_by(call_attempts.c.dialled_at.desc())
        .limit(20)
    )
    hours = {at.astimezone(wall).hour for at in (await tx.execute(answered)).scalars()}
    return Habits(zone=row.zone, answered_hours=tuple(sorted(hours)), missed_hour=now.astimezone(wall).hour)


async def _counted(tx: AsyncConnection, row: Row[Any], outcome: Outcome) -> Row[Any]:
    statement = (
        update(callbacks)
        .where(callbacks.c.id == row.id)
        .values(attempts=row.attempts + (outcome in REACHED_OUT), version=row.version + 1)
        .returning(*callbacks.c)
    )
    return (await tx.execute(statement)).one()


async def carry_out(
    tx: AsyncConnection,
    row: Row[Any],
    plan: Plan,
    invite: Invite | None,
    now: datetime,
    *,
    manager: str = "",
    **more: Any,
) -> CallState:
    """Do to a callback what a plan says; return its new state."""
    state = advance(CallState(row.state), _STEPS[plan.next])
    values = {"state": state.value, "version": row.version + 1, **_values(row, plan, now, manager), **more}
    await tx.execute(update(callbacks).where(callbacks.c.id == row.id).values(**values))
    await note(tx, row.conversation_id, f"callback_{state.value}", now, plan.reason, actor=manager or "mailbot")
    if plan.next is Next.INVITE:
        await _invited(tx, row, plan, invite, now)
    if plan.next is Next.TOP_LANE:
        await _attention(tx, row, _UNANSWERED)
    if plan.next is Next.NEEDS_HUMAN:
        await _attention(tx, row, say("callback_person", "The callback needs a person: {why}.", why=plan.reason))
    return state


def _values(row: Row[Any], plan: Plan, now: datetime, manager: str) -> dict[str, Any]:
    if plan.next is Next.WRAP_UP:
        return {"wrap_up_since": now, "lease_until": None}
    later = row.not_before if row.not_before and row.not_before > now else None  # the customer may still be writing
    person = plan.next is Next.NEEDS_HUMAN
    values = {**_FREE, "not_before": plan.at or later, "wrap_up_since": None, "needs_person": person}
    if not plan.same_manager and manager:
        values["passed_by"] = sorted({*(row.passed_by or ()), manager})
    if plan.next is Next.TOP_LANE:
        values["promised_at"] = plan.at
    if plan.next in (Next.DONE, Next.CANCELLED, Next.INVITE):
        values |= {"closed_at": now, "invite": plan.next is Next.INVITE}
    if person:
        values["reasons"] = [*(row.reasons or ()), plan.reason]
    return values


async def _invited(tx: AsyncConnection, row: Row[Any], plan: Plan, invite: Invite | None, now: datetime) -> None:
    for conversation_id in await cases_of(tx, row.id):
        await release_case(
            tx,
            conversation_id,
            course.Step.CALL_ENDED,
            now,
            attention=say("invite_by_mail", "Invite by mail: {why}.", why=plan.reason),
        )
        if invite is not None:
            await invite(tx, conversation_id, plan.reason, now)


async def _attention(tx: AsyncConnection, row: Row[Any], text: str) -> None:
    store = ConversationStore()
    for conversation_id in await cases_of(tx, row.id):
        case = await store.lock(tx, conversation_id)
        await store.change(tx, case, attention=text)


async def release_case(
    tx: AsyncConnection, conversation_id: str, step: course.Step, now: datetime, **changes: Any
) -> course.Conversation:
    """Let a case go on in writing: one voice at a time, and this one has fallen silent."""
    store = ConversationStore()
    case = await store.lock(tx, conversation_id)
    if (case.state, step) not in course.TRANSITIONS:
        return case
    state = course.advance(case.state, step)
    resolved = {"resolved_at": now} if state is course.State.RESOLVED else {}
    return await store.change(tx, case, state=state, last_activity_at=now, **resolved, **changes)
