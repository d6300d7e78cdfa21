"""What people do with what is planned: pause, resume, move, cancel, done; follow-ups, promises, replies and calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.callback import LIVE, CallState, Step, advance
from mailbot.errors import RefusedError
from mailbot.model import conversation as course
from mailbot.model.draft import OutboxState
from mailbot.model.moment import to_come
from mailbot.model.person import Agent, Role
from mailbot.model.sentence import named, say
from mailbot.store.call_endings import cases_of, in_lock_order, release_case
from mailbot.store.database import Database, new_id
from mailbot.store.tables import callbacks, drafts, events, follow_ups, outbox, promises
from mailbot.store.wakeups import ring
from scheduler import followup, promise
from scheduler.followup import FollowUpState
from scheduler.ports import Act
from scheduler.promise import PromiseState

_FOLLOW_UPS = {
    Act.PAUSE: FollowUpState.PAUSED,
    Act.RESUME: FollowUpState.PLANNED,
    Act.MOVE: FollowUpState.PLANNED,
    Act.CANCEL: FollowUpState.CANCELLED,
    Act.DONE: FollowUpState.DONE,
}
_PROMISES = {
    Act.CANCEL: PromiseState.WITHDRAWN,
    Act.DONE: PromiseState.KEPT,
    Act.BROKEN: PromiseState.BROKEN,
}

_CALLBACKS = {
    Act.PAUSE: Step.ASK_PERSON,
    Act.RESUME: Step.CONFIRM_NUMBER,
    Act.MOVE: Step.PUT_OFF,
    Act.CANCEL: Step.CANCEL,
}
#: What a manager holds, or what rings or talks, is changed on its own page.
_IN_HAND = (CallState.CLAIMED, *LIVE, CallState.WRAP_UP)


class Timetable:
    """Implements `mailbot.console.house.Timetable`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def follow_up(
        self, agent: Agent, item_id: str, act: Act, now: datetime, *, until: datetime | None = None, note: str = ""
    ) -> None:
        """Act on a follow-up; a worker that holds it at this moment loses its claim and does nothing.

        Raises:
            RefusedError: there is none, or it is past this.
        """
        target = _FOLLOW_UPS.get(act)
        if target is None:
            raise RefusedError("This cannot be done with a follow-up.")
        async with self._db.write() as tx:
            row = await _row(tx, follow_ups, item_id)
            state = FollowUpState(row.state)
            moved = target if act is Act.MOVE and state is target else followup.move(state, target)
            values: dict[str, Any] = {"state": moved.value, "note": note or f"{act.value} by {agent.name or agent.id}"}
            if act is Act.MOVE:
                values["due_at"] = to_come(until, now)
            if act in (Act.CANCEL, Act.DONE):
                values["done_at"] = now
            await _write(tx, follow_ups, row, values)
            await _event(tx, row, f"follow_up_{act.value}", agent, now, {"kind": row.kind, **_told(values)})

    async def promise(
        self, agent: Agent, item_id: str, act: Act, now: datetime, *, until: datetime | None = None, note: str = ""
    ) -> None:
        """Act on a promise: kept, broken, withdrawn, or (with the customer's consent) moved to another time.

        Raises:
            RefusedError: there is none, or it is past this.
        """
        async with self._db.write() as tx:
            row = await _row(tx, promises, item_id)
            if act is Act.MOVE:
                values = _moved(row, to_come(until, now), now)
            elif act in _PROMISES:
                state = promise.move(PromiseState(row.state), _PROMISES[act])
                values = {"state": state.value, "settled_at": now}
            else:
                raise RefusedError("A promise cannot be paused: its time runs.", hint="Move it, or withdraw it.")
            await _write(tx, promises, row, values)
            await _event(
                tx, row, f"promise_{act.value}", agent, now, {"words": row.words, "note": note, **_told(values)}
            )

    async def reply(
        self, agent: Agent, outbox_id: str, act: Act, now: datetime, *, until: datetime | None = None
    ) -> str | None:
        """Move a mail that waits to leave, or take it back; return its draft, which the caller opens again.

        Raises:
            RefusedError: it is being sent or has left; what some recipients have can only be moved for the others.
        """
        async with self._db.write() as tx:
            row = await _row(tx, outbox, outbox_id)
            if row.state != OutboxState.WAITING.value or (row.sent_at is not None and act is not Act.MOVE):
                raise RefusedError("It is too late: the mail has left.", hint="Write to the customer again.")
            if act is Act.MOVE:
                at = to_come(until, now)
                await tx.execute(update(drafts).where(drafts.c.id == row.draft_id).values(send_after=at))
                await _write(tx, outbox, row, {"due_at": at})
                await _event(tx, row, "reply_move", agent, now, _told({"due_at": at}))
                ring(tx, "outbox", at)
            elif row.draft_id is None and act is Act.CANCEL:
                await _write(tx, outbox, row, {"state": OutboxState.CANCELLED.value})
                await _event(tx, row, "reply_cancel", agent, now, {"kind": row.kind})
            elif act not in (Act.PAUSE, Act.CANCEL):
                raise RefusedError("This cannot be done with a mail that is about to leave.")
        draft: str | None = row.draft_id
        return None if act is Act.MOVE else draft

    async def callback(
        self, agent: Agent, callback_id: str, act: Act, now: datetime, *, until: datetime | None = None, note: str = ""
    ) -> None:
        """Pause, resume or move a call, or call it off; nobody is forgotten, the case is released and says why.

        Raises:
            RefusedError: not a manager, it is being rung, or it is past this.
        """
        if not agent.role.includes(Role.MANAGER):
            raise RefusedError("Calls are a manager's to move.", hint="Ask one.")
        if act not in _CALLBACKS:
            raise RefusedError("This cannot be done with a call.")
        async with self._db.write() as tx:
            await in_lock_order(tx, callback_id)
            row = await _row(tx, callbacks, callback_id)
            if CallState(row.state) in _IN_HAND:
                raise RefusedError("A call is under way.", hint="End it first.")
            state = advance(CallState(row.state), _CALLBACKS[act])
            # A pause outlasts a colleague's look; who names a time, or resumes, lets it go on.
            paused = act is Act.PAUSE
            values: dict[str, Any] = {"state": state.value, "version": row.version + 1, "needs_person": paused}
            if act is Act.MOVE:
                values["not_before"] = to_come(until, now)
            if act is Act.CANCEL:
                values["closed_at"] = now
                await _released(tx, callback_id, now)
            await _write(tx, callbacks, row, values)
            await _event(tx, row, f"callback_{act.value}", agent, now, {"note": note, **_told(values)})


async def _released(tx: AsyncConnection, callback_id: str, now: datetime) -> None:
    why = say("call_off", "The call was called off; answer in writing.")
    for conversation_id in await cases_of(tx, callback_id):
        await release_case(tx, conversation_id, course.Step.CALL_ENDED, now, attention=why)


def _moved(row: Row[Any], until: datetime, now: datetime) -> dict[str, Any]:
    if row.state not in (PromiseState.RUNNING.value, PromiseState.WARNED.value):
        raise RefusedError(
            "A promise that is {state} cannot be moved.",
            hint="Reload the list.",
            state=named("planned_state", row.state),
        )
    warn = (
        until - min(row.due_at - row.warn_at, (until - now) / 2)
        if row.warn_at < row.due_at
        else now + (until - now) / 2
    )
    return {"due_at": until, "warn_at": warn, "state": PromiseState.RUNNING.value}


async def _row(tx: AsyncConnection, table: Table, item_id: str) -> Row[Any]:
    row = (await tx.execute(select(table).where(table.c.id == item_id).with_for_update())).one_or_none()
    if row is None:
        raise RefusedError("It is no longer there.", hint="Reload the list.")
    return row


async def _write(tx: AsyncConnection, table: Table, row: Row[Any], values: dict[str, Any]) -> None:
    """Write and take the row out of any worker's hands: its fence grows."""
    free = {"lease_holder": None, "lease_until": None, "fence": row.fence + 1}
    await tx.execute(update(table).where(table.c.id == row.id).values(**values, **free))


async def _event(
    tx: AsyncConnection, row: Row[Any], kind: str, agent: Agent, now: datetime, data: dict[str, Any]
) -> None:
    await tx.execute(
        events.insert().values(
            id=new_id(), at=now, conversation_id=row.conversation_id, kind=kind, actor=agent.id, reasons=[], data=data
        )
    )


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}
