"""Retention over the store: which cases have rested long enough, their erasure, and the legal hold that stops it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError
from mailbot.model.event import Event
from mailbot.model.person import Agent, Role
from mailbot.model.policy import RetentionPolicy
from mailbot.model.sentence import say
from mailbot.model.view import Held, Planned, Retention
from mailbot.ports import Clock
from mailbot.store.database import Database
from mailbot.store.emptying import (
    ERASED,
    file_emptied,
    person_emptied,
    pseudonym,
    raw_emptied,
    scrub,
    sweep_index,
    trail_emptied,
)
from mailbot.store.erasure import STRAY, forget
from mailbot.store.events import EventLog
from mailbot.store.tables import callbacks, conversations, follow_ups, outbox, raw_mails
from scheduler.ports import Act
from scheduler.retention import Erase, Kept, Stage, ahead, judge, terms

#: How far back a case that came back to life after an erasure is looked for.
_WOKEN = timedelta(days=8)
#: Cases at rest that the schedule shows, next term first.
_SHOWN = 20


class RetentionRows:
    """Implements `scheduler.ports.Retained`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def due(self, policy: RetentionPolicy, now: datetime, limit: int) -> Sequence[Kept]:
        """Return cases at rest whose next term has ended, longest at rest first; not those on hold."""
        await self._wake(now)
        async with self._db.read() as tx:
            rows = await tx.execute(_resting(policy, now).limit(limit))
            return [kept_of(row) for row in rows]

    async def erase(self, kept: Kept, stage: Stage, reason: str, now: datetime) -> bool:
        """Erase a case to a stage, in one transaction; False when it moved or got busy since, or another node was faster."""
        c = conversations.c
        unmoved = and_(
            c.id == kept.id, c.erased < stage.value, c.is_open.is_(False), c.held_at.is_(None),
            c.last_activity_at == kept.at_rest_since, ~_BUSY,
        )  # fmt: skip
        reach = {"erased": stage.value, "erased_at": now, "version": c.version + 1}
        async with self._db.write() as tx:
            await scrub(tx)
            row = (
                await tx.execute(update(conversations).where(unmoved).values(**reach).returning(c.customer_email))
            ).one_or_none()
            if row is None:
                return False
            await _emptied(tx, kept.id, row.customer_email, stage, now)
            await EventLog().add(
                tx,
                Event(
                    kind=ERASED, at=now, conversation_id=kept.id, reasons=(reason,), data={"stage": stage.name.lower()}
                ),
            )
        return True

    async def strays(self, before: datetime, limit: int) -> int:
        """Empty mails that belong to no case and were recorded before a moment; return how many."""
        c = raw_mails.c
        old = select(c.id).where(c.state.in_(STRAY), c.recorded_at < before, c.size > 0).order_by(c.id).limit(limit)
        async with self._db.write() as tx:
            await scrub(tx)
            ids = list((await tx.execute(old)).scalars())
            gone = {"raw": b"", "size": 0, "error": None, "state": "ignored", "due_at": None}
            await tx.execute(update(raw_mails).where(c.id.in_(ids)).values(**gone))
        return len(ids)

    async def sweep(self) -> None:
        """Let go of erased words in the search's index."""
        async with self._db.write() as tx:
            await scrub(tx)
            await sweep_index(tx)

    async def _wake(self, now: datetime) -> None:
        """Start the terms anew of cases in which something happened after an erasure."""
        c = conversations.c
        woken = and_(c.erased > 0, c.last_activity_at > c.erased_at, c.last_activity_at > now - _WOKEN)
        async with self._db.read() as tx:
            ids = list((await tx.execute(select(c.id).where(woken).limit(500))).scalars())
        if ids:
            async with self._db.write() as tx:
                await tx.execute(update(conversations).where(c.id.in_(ids), woken).values(erased=0))


async def _emptied(tx: AsyncConnection, case: str, email: str, stage: Stage, now: datetime) -> None:
    await raw_emptied(tx, [case])
    if stage >= Stage.PERSON:
        erased = email.endswith("@erased.invalid")
        await person_emptied(tx, [case], email if erased else pseudonym(email), now)
        if not erased:
            await file_emptied(tx, email, now)
    if stage >= Stage.TRAIL:
        await trail_emptied(tx, [case])


class Retentions:
    """What people see and do about retention (implements `mailbot.console.house.Retentions`)."""

    def __init__(self, db: Database, policy: RetentionPolicy, clock: Clock) -> None:
        self._db, self._policy, self._clock = db, policy, clock

    async def of(self, conversation_id: str) -> Retention:
        """Return how far a case is erased, what comes next and when, and who holds it.

        Raises:
            RefusedError: there is no such case.
        """
        async with self._db.read() as tx:
            row = await _case(tx, conversation_id)
        coming = ahead(kept_of(row), self._policy)
        stage, at = coming[0] if coming else (None, None)
        return Retention(
            stage=stage.name.lower() if stage else "",
            at=at if not row.is_open and row.held_at is None else None,
            erased=Stage(row.erased).name.lower() if row.erased else "",
            erased_at=row.erased_at,
            held_by=row.held_by or "",
            held_why=row.held_why or "",
            held_at=row.held_at,
        )

    async def planned(self) -> tuple[Planned, ...]:
        """Return the cases that are erased next, for the schedule."""
        if not terms(self._policy):
            return ()
        async with self._db.read() as tx:
            rows = (await tx.execute(_next_of(self._policy).limit(_SHOWN))).all()
        return tuple(_planned(row, self._policy) for row in rows if ahead(kept_of(row), self._policy))

    async def hold(self, agent: Agent, conversation_id: str, act: Act, why: str, now: datetime) -> None:
        """Keep a case from being erased (PAUSE), or lift that (RESUME); who, when and why stay on file.

        Raises:
            RefusedError: not a manager, no such case, or no reason given.
        """
        if not agent.role.includes(Role.MANAGER):
            raise RefusedError("A legal hold is a manager's to set.", hint="Ask one.")
        if act not in (Act.PAUSE, Act.RESUME):
            raise RefusedError("This cannot be done with a case that is kept.")
        holds = act is Act.PAUSE
        if holds and not why.strip():
            raise RefusedError("A legal hold needs a reason.", hint="Say in one line what it is kept for.")
        values = {"held_at": now, "held_by": agent.name or agent.id, "held_why": why.strip()[:500]}
        kind = "legal_hold_set" if holds else "legal_hold_lifted"
        reasons = (why.strip()[:500],) if why.strip() else ()
        async with self._db.write() as tx:
            await _case(tx, conversation_id)
            await tx.execute(
                update(conversations)
                .where(conversations.c.id == conversation_id)
                .values(**(values if holds else dict.fromkeys(values)))
            )
            event = Event(kind=kind, at=now, conversation_id=conversation_id, actor=agent.id, reasons=reasons)
            await EventLog().add(tx, event)

    async def held(self, agent: Agent) -> tuple[Held, ...]:
        """Return the cases on legal hold, the longest held first.

        Raises:
            RefusedError: not a manager.
        """
        if not agent.role.includes(Role.MANAGER):
            raise RefusedError("Legal holds are a manager's to see.", hint="Ask one.")
        async with self._db.read() as tx:
            rows = await tx.execute(select(*_SEEN).where(_C.held_at.is_not(None)).order_by(_C.held_at, _C.id))
            return tuple(_held(row) for row in rows)

    async def forget(
        self, agent: Agent, conversation_id: str, email: str, now: datetime, *, dry_run: bool = False
    ) -> dict[str, int]:
        """Forget the customer of a case, everywhere; `email` is typed by hand, so that nobody does it by a slip.

        Returns how many rows of each table were emptied, or would be with `dry_run`, and how many cases stay "held".

        Raises:
            RefusedError: not an admin, no such case, or another address.
        """
        if not agent.role.includes(Role.ADMIN):
            raise RefusedError("Forgetting a person is an admin's to do.", hint="Ask one.")
        async with self._db.read() as tx:
            row = await _case(tx, conversation_id)
        if email.strip().lower() != row.customer_email:
            raise RefusedError("This is not the customer's address.", hint="Type it as it stands in the case.")
        return await forget(self._db, row.customer_email, now, by=agent.id, dry_run=dry_run)


async def _case(tx: AsyncConnection, conversation_id: str) -> Row[Any]:
    row = (await tx.execute(select(*_SEEN).where(conversations.c.id == conversation_id))).one_or_none()
    if row is None:
        raise RefusedError("There is no such case.", hint="Reload the page.")
    return row


def kept_of(row: Row[Any]) -> Kept:
    """Return a case as retention sees it."""
    return Kept(
        id=row.id,
        is_open=bool(row.is_open),
        at_rest_since=row.last_activity_at,
        erased=row.erased,
        erased_at=row.erased_at,
        held=row.held_at is not None,
        busy=bool(row.busy),
    )


_C = conversations.c
_BUSY = or_(
    exists().where(outbox.c.conversation_id == _C.id, outbox.c.state.in_(["waiting", "sending", "unknown"])),
    exists().where(callbacks.c.conversation_id == _C.id, callbacks.c.closed_at.is_(None)),
    exists().where(follow_ups.c.conversation_id == _C.id, follow_ups.c.state == "planned"),
)
_SEEN: tuple[Any, ...] = (
    _C.id, _C.reference, _C.subject, _C.customer_name, _C.customer_email, _C.is_open, _C.last_activity_at, _C.erased,
    _C.erased_at, _C.held_at, _C.held_by, _C.held_why, _BUSY.label("busy"),
)  # fmt: skip


def _held(row: Row[Any]) -> Held:
    return Held(
        id=row.id, reference=row.reference, customer=row.customer_name or row.customer_email,
        held_by=row.held_by or "", held_why=row.held_why or "", held_at=row.held_at,
    )  # fmt: skip


def _at_rest() -> ColumnElement[bool]:
    return and_(_C.is_open.is_(False), _C.held_at.is_(None))


def _resting(policy: RetentionPolicy, now: datetime) -> Any:
    """Select the cases at rest of which some term has ended."""
    ended = [
        and_(_C.erased.in_(range(stage.value)), _C.last_activity_at <= now - rest) for stage, rest in terms(policy)
    ]
    return select(*_SEEN).where(_at_rest(), or_(False, *ended), ~_BUSY).order_by(_C.last_activity_at, _C.id)


def _next_of(policy: RetentionPolicy) -> Any:
    """Select the cases at rest that have a term ahead, longest at rest first."""
    last = max(stage.value for stage, _ in terms(policy))
    return select(*_SEEN).where(_at_rest(), _C.erased.in_(range(last))).order_by(_C.last_activity_at, _C.id)


def _planned(row: Row[Any], policy: RetentionPolicy) -> Planned:
    stage, at = ahead(kept_of(row), policy)[0]
    return Planned(
        id=row.id,
        what="retention",
        kind=stage.name.lower(),
        due_at=at,
        reason=say("rested", "at rest for {days} days", days=(at - row.last_activity_at).days),
        conversation_id=row.id,
        subject=row.subject,
        customer=row.customer_name or row.customer_email,
        reference=row.reference,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Doomed:
    """A case that is erased by some day, as a dry run shows it."""

    id: str
    reference: str
    customer: str
    stage: str
    due_at: datetime
    reason: str


async def doomed(db: Database, policy: RetentionPolicy, by: datetime, limit: int) -> tuple[Doomed, ...]:
    """Return the cases that are erased by a day, as the policy stands and if nothing happens in them."""
    async with db.read() as tx:
        rows = (await tx.execute(_resting(policy, by).limit(limit))).all()
    judged = ((row, judge(kept_of(row), policy, by)) for row in rows)
    return tuple(
        Doomed(
            id=row.id,
            reference=row.reference,
            customer=row.customer_name or row.customer_email,
            stage=verdict.stage.name.lower(),
            due_at=verdict.due_at,
            reason=verdict.reason,
        )
        for row, verdict in judged
        if isinstance(verdict, Erase)
    )


async def kept_back(db: Database) -> dict[str, int]:
    """Return what keeps cases from being erased: how many are open, on hold, or busy."""
    async with db.read() as tx:
        count = select(func.count()).select_from(conversations)
        return {
            "open": (await tx.execute(count.where(_C.is_open.is_(True)))).scalar_one(),
            "held": (await tx.execute(count.where(_C.held_at.is_not(None)))).scalar_one(),
            "busy": (await tx.execute(count.where(_at_rest(), _BUSY))).scalar_one(),
        }
