"""The wrap-up of a call: disposition, promise, written confirmation, and the cases go on in writing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.callback import CallState, Disposition, Outcome
from escalation.plans import Next, Plan, after_disposition
from escalation.ports import WrapUp
from escalation.script import CallTexts
from escalation.wrapup import check, confirmation
from mailbot.errors import RefusedError
from mailbot.model import conversation as course
from mailbot.model.outgoing import MailKind
from mailbot.model.policy import CallPolicy
from mailbot.model.sentence import say
from mailbot.ports import Watcher
from mailbot.store.call_endings import Invite, carry_out, cases_of, habits_of, note, release_case
from mailbot.store.call_rows import to_callback
from mailbot.store.conversations import ConversationStore
from mailbot.store.drafts import DraftStore
from mailbot.store.raw_mails import upsert
from mailbot.store.tables import call_attempts, call_blocks, callbacks, customers


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """What a wrap-up reaches beyond the callback."""

    texts: Mapping[str, CallTexts]
    watchers: tuple[Watcher, ...] = ()
    promise: Callable[[Any, str, str, str, str, datetime, datetime], Awaitable[None]] | None = None
    invite: Invite | None = None


_ATTENTION = {
    Disposition.RESOLVED_PENDING: "Promised on the telephone: {promise}",
    Disposition.DECLINED: "The customer does not want to talk; a manager writes.",
    Disposition.DO_NOT_CALL: "Never call again; a manager writes.",
    Disposition.DUPLICATE: "The call was a duplicate; look whether this case is still open.",
}
#: How a call dialled by hand ended on the line.
_BY_HAND = {
    Disposition.NO_ANSWER: Outcome.NO_ANSWER,
    Disposition.BUSY: Outcome.BUSY,
    Disposition.NUMBER_INVALID: Outcome.UNREACHABLE,
}


async def wrap_up(
    tx: AsyncConnection,
    row: Row[Any],
    manager_id: str,
    record: WrapUp,
    policy: CallPolicy,
    ending: Ending,
    now: datetime,
) -> None:
    """Close a call's books.

    Raises:
        RefusedError: the record lacks something, the call still runs, or the callback is somebody else's.
    """
    check(record, now)
    _may(row, manager_id)
    row = await _end_by_hand(tx, row, record, now)
    row = await _write(tx, row, record)
    plan = after_disposition(record.disposition, to_callback(row), await habits_of(tx, row, now), policy, now)
    if record.disposition is Disposition.FOLLOW_UP_AGREED:
        plan = Plan(next=plan.next, at=record.promise_due, reason=plan.reason)
    await _never_again(tx, row, record, manager_id, now)
    state = await carry_out(tx, row, plan, ending.invite, now, manager=manager_id, **_more(record, plan))
    data = {"disposition": record.disposition.value, "callback": row.id}
    await note(tx, row.conversation_id, "call_wrapped_up", now, record.notes[:500], actor=manager_id, **data)
    await _promise(tx, row, manager_id, record, ending, now)
    if state is CallState.DONE and plan.next is Next.DONE:
        await _cases_go_on(tx, row, manager_id, record, ending, now)
    await _confirm(tx, row, record, ending, now)


def _may(row: Row[Any], manager_id: str) -> None:
    if row.closed_at is not None:
        raise RefusedError("This callback is closed.", hint="Reload the page.")
    if row.lease_holder not in (None, manager_id):
        raise RefusedError("Another manager has this callback.", hint="Ask them, or wait.")


async def _end_by_hand(tx: AsyncConnection, row: Row[Any], record: WrapUp, now: datetime) -> Row[Any]:
    c = call_attempts.c
    live = (await tx.execute(select(call_attempts).where(c.callback_id == row.id, c.ended_at.is_(None)))).one_or_none()
    if live is None:
        return row
    if not live.manual:
        raise RefusedError("The call is still running.", hint="Hang up first.")
    outcome = _BY_HAND.get(record.disposition, Outcome.TALKED)
    await tx.execute(
        update(call_attempts).where(c.id == live.id).values(state="ended", outcome=outcome.value, ended_at=now)
    )
    statement = update(callbacks).where(callbacks.c.id == row.id).values(attempts=row.attempts + 1)
    return (await tx.execute(statement.returning(*callbacks.c))).one()


async def _write(tx: AsyncConnection, row: Row[Any], record: WrapUp) -> Row[Any]:
    values: dict[str, Any] = {
        "disposition": record.disposition.value,
        "notes": record.notes,
        "confirmation": record.confirmation,
        "promised": record.promise or row.promised,
    }
    if record.disposition in (Disposition.WRONG_NUMBER, Disposition.NUMBER_INVALID):
        values |= {"confirmed_by": None}
    statement = update(callbacks).where(callbacks.c.id == row.id).values(**values).returning(*callbacks.c)
    return (await tx.execute(statement)).one()


def _more(record: WrapUp, plan: Plan) -> dict[str, Any]:
    """An agreed time is a promise: it leads the line when it comes."""
    agreed = record.disposition is Disposition.FOLLOW_UP_AGREED
    return {"promised_at": plan.at, "attempts": 0} if agreed else {}


async def _never_again(tx: AsyncConnection, row: Row[Any], record: WrapUp, by: str, now: datetime) -> None:
    values = {
        Disposition.DO_NOT_CALL: (row.number, row.customer_email),
        Disposition.WRONG_NUMBER: (row.number,),
        Disposition.NUMBER_INVALID: (row.number,),
    }.get(record.disposition, ())
    for value in values:
        if value:
            entry = {"value": value, "reason": record.disposition.value, "by": by, "at": now}
            await tx.execute(upsert(tx, call_blocks).values(**entry).on_conflict_do_nothing(index_elements=["value"]))
    if record.disposition is Disposition.DO_NOT_CALL:
        email = customers.c.email == row.customer_email
        await tx.execute(update(customers).where(email).values(do_not_call=True, updated_at=now))


async def _promise(
    tx: AsyncConnection, row: Row[Any], manager_id: str, record: WrapUp, ending: Ending, now: datetime
) -> None:
    if record.promise_due is not None and ending.promise is not None:
        words = record.promise.strip()
        await ending.promise(tx, row.conversation_id, row.id, manager_id, words, record.promise_due, now)


_TALKED = frozenset(
    {
        Disposition.RESOLVED,
        Disposition.RESOLVED_PENDING,
        Disposition.FOLLOW_UP_AGREED,
        Disposition.DECLINED,
        Disposition.ESCALATED,
    }
)


async def _cases_go_on(
    tx: AsyncConnection, row: Row[Any], manager_id: str, record: WrapUp, ending: Ending, now: datetime
) -> None:
    """One voice at a time: this one has fallen silent, so replies are released again."""
    resolved = record.disposition is Disposition.RESOLVED
    step = course.Step.RESOLVE if resolved else course.Step.CALL_ENDED
    attention = _ATTENTION.get(record.disposition, "").format(promise=record.promise) or None
    for conversation_id in await cases_of(tx, row.id):
        if record.disposition in _TALKED:
            # The invitation to talk is pointless once they have talked, and would hold up the follow-up.
            await DraftStore().retire_open(tx, conversation_id, say("call_made", "The call has been made."), now)
        case = await release_case(tx, conversation_id, step, now, attention=attention)
        if resolved:
            for watcher in ending.watchers:
                await watcher.resolved(tx, case, manager_id, now)


async def _confirm(tx: AsyncConnection, row: Row[Any], record: WrapUp, ending: Ending, now: datetime) -> None:
    if not record.confirmation:
        return
    texts = ending.texts.get(row.language) or ending.texts["en"]
    case = await ConversationStore().get(tx, row.conversation_id)
    draft = confirmation(record, texts, case.subject, row.zone)
    await DraftStore().propose(
        tx, case, draft, to=(case.customer_email,), now=now, kind=MailKind.CONFIRMATION, callback_id=row.id
    )
