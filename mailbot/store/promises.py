"""Promises as rows: found in what leaves, claimed with a lease when they are to be looked at, settled once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.conversation import Conversation
from mailbot.model.event import Event
from mailbot.model.policy import HoursPolicy, PromisePolicy
from mailbot.model.sentence import say
from mailbot.ports import QuietWatcher
from mailbot.store.claims import Lease, claim, release
from mailbot.store.database import Database, new_id
from mailbot.store.events import EventLog
from mailbot.store.tables import conversations, customers, messages, promises
from mailbot.triage.promises import FoundPromise
from scheduler.calendar import calendar_of
from scheduler.ports import ClaimedPromise
from scheduler.promise import Promise, PromiseState, move, warning_at

#: Seconds that a worker has for one batch.
LEASE_SECONDS = 120.0

#: Promises of one case that end this close to each other are one.
_SAME = timedelta(minutes=30)

_LIVE = (PromiseState.RUNNING.value, PromiseState.WARNED.value)

#: (mailbox, text, language, when it left, the customer's zone or None) -> the promises in it.
Find = Callable[[str, str, str, datetime, str | None], Sequence[FoundPromise]]
#: mailbox -> the zone of its desk.
ZoneOf = Callable[[str], str]
#: Lays a holding note before an agent, in the given transaction: (tx, case id, reason, now).
Holding = Callable[[AsyncConnection, str, str, datetime], Awaitable[None]]


class PromiseRows:
    """Implements `scheduler.ports.Promises`."""

    def __init__(self, db: Database, holding: Holding, zone_of: ZoneOf, holder: str) -> None:
        self._db = db
        self._holding = holding
        self._zone_of = zone_of
        self._holder = holder

    async def claim(self, now: datetime, limit: int) -> Sequence[ClaimedPromise]:
        """Claim promises that are to be looked at, soonest end first; each goes to one worker."""
        async with self._db.write() as tx:
            rows = await claim(
                tx,
                promises,
                where=promises.c.state.in_(_LIVE) & (promises.c.warn_at <= now),
                order_by=(promises.c.due_at, promises.c.id),
                holder=self._holder,
                seconds=LEASE_SECONDS,
                limit=limit,
            )
            return [await self._claimed(tx, row) for row in sorted(rows, key=lambda row: (row.due_at, row.id))]

    async def _claimed(self, tx: AsyncConnection, row: Row[Any]) -> ClaimedPromise:
        case = (
            await tx.execute(
                select(conversations.c.state, conversations.c.mailbox).where(conversations.c.id == row.conversation_id)
            )
        ).one()
        zone = self._zone_of(case.mailbox)
        return ClaimedPromise(
            item=promise_of(row), case_state=case.state, mailbox=case.mailbox, zone=zone, fence=row.fence
        )

    async def warn(self, claimed: ClaimedPromise, look_at: datetime, reason: str, now: datetime) -> None:
        """Tell the owner on the case, and lay the holding note ready."""
        item = claimed.item
        values = {"state": move(item.state, PromiseState.WARNED).value, "warn_at": look_at}
        async with self._db.write() as tx:
            await _lock_case(tx, item)
            await release(tx, promises, _lease(claimed), values)
            sentence = _sentences(item, claimed.zone)["warned"]
            await _put_before(tx, item, "promise_warned", sentence, reason, now)
            if item.word:
                await self._holding(tx, item.conversation_id, sentence, now)

    async def break_(self, claimed: ClaimedPromise, reason: str, now: datetime) -> None:
        """Record that we did not keep it, and put the case before a person."""
        item = claimed.item
        values = {"state": move(item.state, PromiseState.BROKEN).value, "settled_at": now}
        async with self._db.write() as tx:
            await _lock_case(tx, item)
            await release(tx, promises, _lease(claimed), values)
            sentence = _sentences(item, claimed.zone)["broken"]
            await _put_before(tx, item, "promise_broken", sentence, reason, now)

    async def confirm(self, claimed: ClaimedPromise, look_at: datetime, reason: str, now: datetime) -> None:
        """Ask a person on the case whether it was kept; the history says so once."""
        item = claimed.item
        first = item.look_at <= item.due_at or item.state is PromiseState.RUNNING
        values = {"state": PromiseState.WARNED.value, "warn_at": look_at}
        async with self._db.write() as tx:
            await _lock_case(tx, item)
            await release(tx, promises, _lease(claimed), values)
            sentence = _sentences(item, claimed.zone)["asked"]
            await _put_before(tx, item, "promise_due" if first else None, sentence, reason, now)

    async def withdraw(self, claimed: ClaimedPromise, reason: str, now: datetime) -> None:
        """End it without a verdict."""
        values = {"state": move(claimed.item.state, PromiseState.WITHDRAWN).value, "settled_at": now}
        async with self._db.write() as tx:
            await release(tx, promises, _lease(claimed), values)

    async def unwarned(self, now: datetime) -> Sequence[ClaimedPromise]:
        """Return the running promises whose warning is still to come, without claiming them."""
        running = promises.c.state == PromiseState.RUNNING.value
        async with self._db.read() as tx:
            rows = (await tx.execute(select(promises).where(running, promises.c.warn_at > now))).all()
            return [await self._claimed(tx, row) for row in rows]

    async def warn_sooner(self, promise_id: str, look_at: datetime) -> None:
        """Bring a warning forward; one that comes sooner already, or has come, stays."""
        row = promises.c
        running = (row.id == promise_id, row.state == PromiseState.RUNNING.value, row.warn_at > look_at)
        async with self._db.write() as tx:
            await tx.execute(update(promises).where(*running).values(warn_at=look_at))


class PromiseWatcher(QuietWatcher):
    """Hears promises in everything of ours that leaves, whoever typed it where; our next word keeps a promised word."""

    def __init__(self, find: Find, policy: PromisePolicy, hours: HoursPolicy, zone_of: ZoneOf) -> None:
        self._find = find
        self._policy = policy
        self._hours = hours
        self._zone_of = zone_of

    async def reply_left(
        self, tx: AsyncConnection, conversation: Conversation, message_row: str, text: str, now: datetime
    ) -> None:
        """Settle what this word keeps, and start the clocks that it sets."""
        mail = messages.c
        theirs = select(customers.c.zone).where(customers.c.email == conversation.customer_email.lower())
        told = select(mail.source, mail.language, mail.author, theirs.scalar_subquery().label("zone"))
        row = (await tx.execute(told.where(mail.id == message_row))).one_or_none()
        if row is None or row.source == "follow_up":  # our question after the solution is no word about the matter
            return
        # The written confirmation of a call repeats what was promised in it; it does not keep it.
        spared = "callback" if row.source == "callback" else ""
        await settle_in(tx, conversation.id, PromiseState.KEPT, now, words_only=True, made_before=now, spared=spared)
        owner = row.author or conversation.assignee
        for found in self._find(conversation.mailbox, text, row.language or conversation.language, now, row.zone):
            await self._start(tx, conversation, message_row, owner, found, now)

    async def _start(
        self,
        tx: AsyncConnection,
        conversation: Conversation,
        message_row: str,
        owner: str | None,
        found: FoundPromise,
        now: datetime,
    ) -> None:
        if await _runs_already(tx, conversation.id, found.due_at):
            return
        start, end = found.span
        await self._insert(
            tx, conversation.id, conversation.mailbox, owner, found.words, found.due_at, now,
            message_id=message_row, start=start, end=end, detail={"word": found.word},
        )  # fmt: skip

    async def resolved(self, tx: AsyncConnection, conversation: Conversation, by: str, now: datetime) -> None:
        """Who calls the case solved says that what was promised is done."""
        await settle_in(tx, conversation.id, PromiseState.KEPT, now)

    async def merged(self, tx: AsyncConnection, source: Conversation, target: Conversation, now: datetime) -> None:
        """What was promised goes with the mails: the customer is owed it all the same."""
        theirs = update(promises).where(promises.c.conversation_id == source.id)
        free = {"lease_until": None, "lease_holder": None, "fence": promises.c.fence + 1}
        await tx.execute(theirs.values(conversation_id=target.id, **free))

    async def split(
        self,
        tx: AsyncConnection,
        source: Conversation,
        new: Conversation,
        message_rows: Sequence[str],
        now: datetime,
    ) -> None:
        """What was promised in a mail goes with it, and so does the sentence on the case that speaks of it."""
        table = promises.c
        theirs = (table.conversation_id == source.id, table.message_id.in_(message_rows))
        moving = [promise_of(row) for row in await tx.execute(select(promises).where(*theirs))]
        free = {"lease_until": None, "lease_holder": None, "fence": table.fence + 1}
        await tx.execute(update(promises).where(*theirs).values(conversation_id=new.id, **free))
        case = conversations.c
        said = (await tx.execute(select(case.attention).where(case.id == source.id))).scalar_one()
        zone = self._zone_of(source.mailbox)
        if said in [sentence for item in moving for sentence in _sentences(item, zone).values()]:
            await tx.execute(update(conversations).where(case.id == source.id).values(attention=None))
            await tx.execute(update(conversations).where(case.id == new.id).values(attention=said))

    async def closed(self, tx: AsyncConnection, conversation: Conversation, by: str, now: datetime) -> None:
        """Nothing more is owed."""
        await settle_in(tx, conversation.id, PromiseState.WITHDRAWN, now)

    async def said(
        self,
        tx: AsyncConnection,
        conversation_id: str,
        callback_id: str,
        owner: str,
        words: str,
        due_at: datetime,
        now: datetime,
    ) -> None:
        """Start the clock of a promise made on the telephone (`mailbot.store.calls.PromiseClock`)."""
        query = select(conversations.c.mailbox).where(conversations.c.id == conversation_id)
        mailbox = (await tx.execute(query)).scalar_one()
        await settle_in(tx, conversation_id, PromiseState.KEPT, now, words_only=True, made_before=now)
        await self._insert(
            tx, conversation_id, mailbox, owner, words, due_at, now, callback_id=callback_id, detail={"word": True}
        )

    async def _insert(
        self,
        tx: AsyncConnection,
        conversation_id: str,
        mailbox: str,
        owner: str | None,
        words: str,
        due_at: datetime,
        now: datetime,
        **more: Any,
    ) -> None:
        calendar = calendar_of(self._hours.of(mailbox), zone=self._zone_of(mailbox))
        values = {"conversation_id": conversation_id, "owner": owner, "words": words, "due_at": due_at}
        state = {"state": PromiseState.RUNNING.value, "created_at": now}
        warn = warning_at(now, due_at, self._policy, calendar)
        await tx.execute(promises.insert().values(id=new_id(), **values, **state, warn_at=warn, **more))
        data = {"due": due_at.isoformat(), "warn": warn.isoformat(), "owner": owner}
        await _event(tx, conversation_id, "promise_made", (words,), now, data)


async def settle_in(
    tx: AsyncConnection,
    conversation_id: str,
    state: PromiseState,
    now: datetime,
    *,
    words_only: bool = False,
    made_before: datetime | None = None,
    spared: str = "",
) -> int:
    """Settle a case's running promises inside the caller's transaction; return how many.

    Args:
        words_only: leave results alone: a mail does not bring them about.
        made_before: leave what was promised at this moment or later.
        spared: "callback" leaves what was promised on the telephone.
    """
    table = promises.c
    rows = (
        await tx.execute(select(promises).where(table.conversation_id == conversation_id, table.state.in_(_LIVE)))
    ).all()
    settled = [
        row
        for row in rows
        if (made_before is None or row.created_at < made_before)
        and (not words_only or _word(row))
        and not (spared == "callback" and row.callback_id)
    ]
    for row in settled:
        values = {"state": move(PromiseState(row.state), state).value, "settled_at": now, "fence": row.fence + 1}
        await tx.execute(
            update(promises).where(table.id == row.id).values(lease_until=None, lease_holder=None, **values)
        )
        await _event(tx, conversation_id, f"promise_{state.value}", (row.words,), now, {"promise": row.id})
    return len(settled)


async def _runs_already(tx: AsyncConnection, conversation_id: str, due_at: datetime) -> bool:
    table = promises.c
    near = table.due_at.between(due_at - _SAME, due_at + _SAME)
    query = select(table.id).where(table.conversation_id == conversation_id, table.state.in_(_LIVE), near)
    return (await tx.execute(query.limit(1))).one_or_none() is not None


def promise_of(row: Row[Any]) -> Promise:
    """Return the noun of a row of `promises`."""
    return Promise(
        id=row.id,
        conversation_id=row.conversation_id,
        words=row.words,
        owner=row.owner,
        due_at=row.due_at,
        look_at=row.warn_at,
        state=PromiseState(row.state),
        word=_word(row),
        created_at=row.created_at,
    )


def _word(row: Row[Any]) -> bool:
    return bool((row.detail or {}).get("word", True))


def _sentences(item: Promise, zone: str) -> dict[str, str]:
    """Return what a case says of a promise: when it was warned of, broken, or asked about."""
    told = {"at": _wall(item.due_at, zone), "words": item.words}
    return {
        "warned": say("promised_for", "Promised for {at}: “{words}”", **told),
        "broken": say("not_kept_for", "Not kept, promised for {at}: “{words}”", **told),
        "asked": say("kept_question", "Was it kept? Promised for {at}: “{words}”", **told),
    }


def _wall(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


async def _lock_case(tx: AsyncConnection, item: Promise) -> None:
    """Cases are locked before their promises, as by who records a mail or a reply: so nobody waits in a circle."""
    case = select(conversations.c.id).where(conversations.c.id == item.conversation_id)
    await tx.execute(case.with_for_update())


async def _put_before(
    tx: AsyncConnection, item: Promise, kind: str | None, sentence: str, reason: str, now: datetime
) -> None:
    """Show it on the case, and write it into the history."""
    case = conversations.c.id == item.conversation_id
    await tx.execute(
        update(conversations)
        .where(case)
        .values(attention=sentence, last_activity_at=now, version=conversations.c.version + 1)
    )
    if kind:
        data = {"promise": item.id, "owner": item.owner, "due": item.due_at.isoformat()}
        await _event(tx, item.conversation_id, kind, (reason, sentence), now, data)


async def _event(
    tx: AsyncConnection, conversation_id: str, kind: str, reasons: Sequence[str], now: datetime, data: dict[str, Any]
) -> None:
    event = Event(kind=kind, at=now, conversation_id=conversation_id, reasons=tuple(reasons), data=data)
    await EventLog().add(tx, event)


def _lease(claimed: ClaimedPromise) -> Lease:
    return Lease(id=claimed.item.id, fence=claimed.fence)
