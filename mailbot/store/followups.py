"""Follow-ups as rows: planned, claimed with a lease when due, settled once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.conversation import Conversation, State, Step, advance
from mailbot.model.draft import OutboxState
from mailbot.model.outgoing import MailKind
from mailbot.model.policy import FollowUpPolicy, HoursPolicy
from mailbot.model.sentence import say
from mailbot.ports import QuietWatcher
from mailbot.store.amends import Gives, amends_in
from mailbot.store.claims import Lease, claim, release
from mailbot.store.database import Database, new_id
from mailbot.store.sheaf import is_quiet
from mailbot.store.standing import note_standing, standing_in
from mailbot.store.tables import conversations, customers, drafts, events, follow_ups, messages, outbox
from mailbot.triage.giving import gives_amends
from scheduler.followup import Contentment, FollowUp, FollowUpKind, FollowUpState, Resolution, Situation, move
from scheduler.ports import Claimed, Letter
from scheduler.rules import Plan, plan

#: Seconds that a worker has for one batch of follow-ups.
LEASE_SECONDS = 120.0

#: Characters of an answer that are kept with the follow-up.
_NOTE = 200

#: (text, language) -> what the customer says to our question.
Understand = Callable[[str, str], Contentment]

#: Writes an automatic mail into the outbox within the given transaction and returns the outbox row's id.
Queue = Callable[[AsyncConnection, str, Letter, datetime], Awaitable[str]]


class FollowUpRows:
    """Implements `scheduler.ports.FollowUps`."""

    def __init__(self, db: Database, queue: Queue, holder: str) -> None:
        self._db = db
        self._queue = queue
        self._holder = holder

    async def plan(self, conversation_id: str, plans: Sequence[Plan], now: datetime) -> None:
        """Replace what is still planned for a case by these plans, in one transaction."""
        async with self._db.write() as tx:
            await plan_in(tx, conversation_id, plans, now)

    async def claim(self, now: datetime, limit: int) -> Sequence[Claimed]:
        """Claim follow-ups that are due, oldest first; each goes to one worker."""
        async with self._db.write() as tx:
            rows = await claim(
                tx,
                follow_ups,
                where=(follow_ups.c.state == FollowUpState.PLANNED) & (follow_ups.c.due_at <= now),
                order_by=(follow_ups.c.due_at, follow_ups.c.id),
                holder=self._holder,
                seconds=LEASE_SECONDS,
                limit=limit,
            )
            return [await _claimed(tx, row) for row in sorted(rows, key=lambda row: (row.due_at, row.id))]

    async def send(self, claimed: Claimed, letter: Letter, now: datetime) -> None:
        """Put the mail into the outbox and mark the follow-up done, in one transaction."""
        async with self._db.write() as tx:
            outbox_id = await self._queue(tx, claimed.item.conversation_id, letter, now)
            await _settle(tx, claimed, FollowUpState.DONE, claimed.item.reason, now, outbox_id=outbox_id)

    async def close(self, claimed: Claimed, reason: str, now: datetime) -> None:
        """Close the case and mark the follow-up done."""
        async with self._db.write() as tx:
            row = (
                await tx.execute(select(conversations).where(conversations.c.id == claimed.item.conversation_id))
            ).one()
            state = advance(State(row.state), Step.CLOSE)
            await tx.execute(
                update(conversations)
                .where(conversations.c.id == row.id)
                .values(state=state.value, is_open=False, version=row.version + 1, last_activity_at=now)
            )
            await _settle(tx, claimed, FollowUpState.DONE, reason, now)

    async def task(self, claimed: Claimed, reason: str, now: datetime) -> None:
        """Put the follow-up before a person (the card, or what is too late to be right)."""
        async with self._db.write() as tx:
            await _settle(tx, claimed, FollowUpState.ASKED, reason, now)

    async def postpone(self, claimed: Claimed, until: datetime, reason: str) -> None:
        """Look again later."""
        async with self._db.write() as tx:
            await release(tx, follow_ups, _lease(claimed), {"due_at": until, "note": reason})

    async def drop(self, claimed: Claimed, reason: str, now: datetime) -> None:
        """Cancel it, with the reason in the case's history."""
        async with self._db.write() as tx:
            await _settle(tx, claimed, FollowUpState.CANCELLED, reason, now)


async def plan_in(tx: AsyncConnection, conversation_id: str, plans: Sequence[Plan], now: datetime) -> None:
    """Replace a case's planned follow-ups inside the transaction that resolves it."""
    await cancel_in(tx, conversation_id, say("planned_anew", "planned anew"), now)
    for item in plans:
        await tx.execute(
            follow_ups.insert().values(
                id=new_id(),
                conversation_id=conversation_id,
                kind=item.kind.value,
                state=FollowUpState.PLANNED.value,
                due_at=item.due_at,
                reason=item.reason,
                created_at=now,
            )
        )
        data = {"kind": item.kind.value, "due": item.due_at.isoformat()}
        await _event(tx, conversation_id, "follow_up_planned", (item.reason,), now, data)


async def cancel_in(tx: AsyncConnection, conversation_id: str, reason: str, now: datetime) -> int:
    """Cancel a case's planned follow-ups; returns how many. Any word of the customer comes through here."""
    if is_quiet(tx, conversation_id):
        return 0
    live = follow_ups.c.state.in_([FollowUpState.PLANNED.value, FollowUpState.PAUSED.value])
    mail = follow_ups.c.kind != FollowUpKind.CARD.value
    result = await tx.execute(
        update(follow_ups)
        .where(follow_ups.c.conversation_id == conversation_id, live, mail)
        .values(state=FollowUpState.CANCELLED.value, note=reason, done_at=now)
    )
    return result.rowcount


async def asked_in(tx: AsyncConnection, conversation_id: str) -> FollowUp | None:
    """Return the last question that was put to the customer since the case was solved last, None when none was."""
    table = follow_ups.c
    asked = table.kind.in_([FollowUpKind.QUESTION.value, FollowUpKind.REMINDER.value])
    put = table.state.in_([FollowUpState.DONE.value, FollowUpState.ANSWERED.value])
    solved = select(conversations.c.resolved_at).where(conversations.c.id == conversation_id).scalar_subquery()
    query = select(follow_ups).where(table.conversation_id == conversation_id, asked, put, table.done_at >= solved)
    row = (await tx.execute(query.order_by(table.done_at.desc(), table.id.desc()).limit(1))).one_or_none()
    return follow_up_of(row) if row else None


async def answer_in(tx: AsyncConnection, asked: FollowUp, said: Contentment, words: str, now: datetime) -> None:
    """Record what the customer answered; a later clear word replaces an earlier one, an unclear one does not."""
    if asked.answer is not None and said is Contentment.UNCLEAR:
        return
    state = FollowUpState.ANSWERED if asked.answer else move(asked.state, FollowUpState.ANSWERED)
    values = {"state": state.value, "answer": said.value, "note": " ".join(words.split())[:_NOTE]}
    await tx.execute(update(follow_ups).where(follow_ups.c.id == asked.id).values(**values))
    data = {"answer": said.value, "follow_up": asked.id}
    await _event(tx, asked.conversation_id, "follow_up_answered", (f"The customer is {said.value}.",), now, data)


async def _claimed(tx: AsyncConnection, row: Row[Any]) -> Claimed:
    return Claimed(item=follow_up_of(row), situation=await _situation(tx, row.conversation_id), fence=row.fence)


async def _situation(tx: AsyncConnection, conversation_id: str) -> Situation:
    open_draft = exists().where(drafts.c.conversation_id == conversations.c.id, drafts.c.status == "open")
    row = (
        await tx.execute(
            select(
                conversations.c.state,
                conversations.c.mailbox,
                conversations.c.resolved_at,
                conversations.c.last_customer_at,
                customers.c.opted_out,
                customers.c.undeliverable_since,
                customers.c.zone,
                open_draft.label("draft_open"),
            )
            .select_from(conversations.outerjoin(customers, customers.c.email == conversations.c.customer_email))
            .where(conversations.c.id == conversation_id)
        )
    ).one()
    return Situation(
        state=row.state,
        resolved_at=row.resolved_at,
        last_customer_at=row.last_customer_at,
        call_open=row.state == State.CALLBACK.value,
        draft_open=bool(row.draft_open),
        opted_out=bool(row.opted_out),
        bounced=row.undeliverable_since is not None,
        mailbox=row.mailbox,
        zone=row.zone,
    )


async def _settle(
    tx: AsyncConnection, claimed: Claimed, state: FollowUpState, reason: str, now: datetime, **values: Any
) -> None:
    move(claimed.item.state, state)
    # A word of the customer may have cancelled it since we claimed it: then nothing of ours may follow.
    still = follow_ups.c.state == claimed.item.state.value
    settled = {"state": state.value, "note": reason, "done_at": now, **values}
    await release(tx, follow_ups, _lease(claimed), settled, still=still)
    data = {"kind": claimed.item.kind.value}
    await _event(tx, claimed.item.conversation_id, f"follow_up_{state.value}", (reason,), now, data)


async def _event(
    tx: AsyncConnection, conversation_id: str, kind: str, reasons: Sequence[str], now: datetime, data: dict[str, str]
) -> None:
    await tx.execute(
        events.insert().values(
            id=new_id(), at=now, conversation_id=conversation_id, kind=kind, reasons=list(reasons), data=data
        )
    )


def _lease(claimed: Claimed) -> Lease:
    return Lease(id=claimed.item.id, fence=claimed.fence)


def follow_up_of(row: Row[Any]) -> FollowUp:
    """Return the noun of a row of `follow_ups`."""
    return FollowUp(
        id=row.id,
        conversation_id=row.conversation_id,
        kind=FollowUpKind(row.kind),
        state=FollowUpState(row.state),
        due_at=row.due_at,
        reason=row.reason,
        created_at=row.created_at,
        done_at=row.done_at,
        answer=Contentment(row.answer) if row.answer else None,
        note=row.note,
    )


class FollowUpWatcher(QuietWatcher):
    """Plans follow-ups when a case is solved; any word of the customer cancels them."""

    def __init__(
        self,
        policy: FollowUpPolicy,
        hours: HoursPolicy,
        understand: Understand | None = None,
        gives: Gives = gives_amends,
    ) -> None:
        self._policy = policy
        self._hours = hours
        self._understand = understand
        self._gives = gives

    async def resolved(self, tx: AsyncConnection, conversation: Conversation, by: str, now: datetime) -> None:
        """Plan what follows the solution."""
        resolution = await _resolution(tx, conversation, self._policy, now)
        if await amends_in(tx, conversation.id, self._gives):
            resolution = replace(resolution, amends=True)
        await plan_in(tx, conversation.id, plan(resolution, self._policy, self._hours.of(conversation.mailbox)), now)

    async def customer_wrote(
        self, tx: AsyncConnection, conversation: Conversation, message_row: str, now: datetime
    ) -> None:
        """The customer's word answers our question, or answers better than one."""
        await self._answered(tx, conversation, message_row, now)
        await cancel_in(tx, conversation.id, say("customer_wrote", "the customer wrote"), now)

    async def _answered(self, tx: AsyncConnection, conversation: Conversation, message_row: str, now: datetime) -> None:
        asked = await asked_in(tx, conversation.id) if self._understand and conversation.resolved_at else None
        if asked is None or self._understand is None:
            return
        mail = (
            await tx.execute(select(messages.c.new_text, messages.c.language).where(messages.c.id == message_row))
        ).one()
        said = self._understand(mail.new_text, mail.language or conversation.language)
        await answer_in(tx, asked, said, mail.new_text, now)

    async def reopened(self, tx: AsyncConnection, conversation: Conversation, by: str, now: datetime) -> None:
        """An open case is spoken with, not asked about; nor by a question that still waits for its server."""
        reason = say("open_again", "the case is open again")
        await cancel_in(tx, conversation.id, reason, now)
        c = outbox.c
        unsent = (c.conversation_id == conversation.id, c.state == OutboxState.WAITING.value, c.sent_at.is_(None))
        asks = update(outbox).where(*unsent, c.kind == MailKind.FOLLOW_UP.value)
        await tx.execute(asks.values(state=OutboxState.CANCELLED.value, last_error=reason))

    async def closed(self, tx: AsyncConnection, conversation: Conversation, by: str, now: datetime) -> None:
        """Nothing more is to be done."""
        await cancel_in(tx, conversation.id, say("is_closed", "the case is closed"), now)


async def _resolution(
    tx: AsyncConnection, conversation: Conversation, policy: FollowUpPolicy, now: datetime
) -> Resolution:
    row = (await tx.execute(select(customers).where(customers.c.email == conversation.customer_email))).one_or_none()
    calls = (
        select(events.c.id).where(events.c.conversation_id == conversation.id, events.c.kind == "call_ended").exists()
    )
    standing = await standing_in(tx, conversation.customer_email, policy, now)
    await note_standing(tx, conversation.customer_email, standing, now)
    return Resolution(
        conversation_id=conversation.id,
        resolved_at=now,
        by_call=bool((await tx.execute(select(calls))).scalar_one()),
        habitual=standing.habitual,
        valued=standing.valued,
        opted_out=bool(row and row.opted_out),
        zone=row.zone if row else None,
    )
