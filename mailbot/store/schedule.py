"""What will happen when, and why: everything with a due time, in one list."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, case, literal, select, union_all

from mailbot.model.sentence import say
from mailbot.model.view import Planned
from mailbot.store.database import Database
from mailbot.store.tables import callbacks, conversations, follow_ups, outbox, promises
from mailbot.store.types import Said


class Clocks(Protocol):
    """What rules about complaints demand next (mailbot.store.complaint_clocks)."""

    async def planned(self, limit: int = 200) -> tuple[Planned, ...]: ...


class Digests(Protocol):
    """The next mail of the line to each manager (mailbot.store.reports)."""

    async def planned(self) -> tuple[Planned, ...]: ...


class Erasures(Protocol):
    """The cases whose terms of keeping end next (mailbot.store.retention)."""

    async def planned(self) -> tuple[Planned, ...]: ...


class Schedule:
    """Reads the list of what is planned."""

    def __init__(
        self,
        db: Database,
        clocks: Clocks | None = None,
        digests: Digests | None = None,
        erasures: Erasures | None = None,
    ) -> None:
        self._db = db
        self._clocks = clocks
        self._digests = digests
        self._erasures = erasures

    async def planned(self, limit: int = 200) -> tuple[Planned, ...]:
        """Return what will happen, soonest first; what waits for a person (a card to write) comes with its due time."""
        parts = union_all(_follow_ups(), _promises(), _replies(), _snoozed(), _silences(), _calls()).subquery()
        statement = (
            select(
                parts,
                conversations.c.subject,
                conversations.c.customer_name,
                conversations.c.customer_email,
                conversations.c.reference,
            )
            .join(conversations, conversations.c.id == parts.c.conversation_id)
            .order_by(parts.c.due_at, parts.c.id)
            .limit(limit)
        )
        async with self._db.read() as tx:
            rows = tuple(
                Planned(
                    id=row.id,
                    what=row.what,
                    kind=row.kind,
                    due_at=row.due_at,
                    reason=row.reason,
                    conversation_id=row.conversation_id,
                    subject=row.subject,
                    customer=row.customer_name or row.customer_email,
                    state=row.state,
                    reference=row.reference,
                )
                for row in await tx.execute(statement)
            )
        terms = await self._clocks.planned(limit) if self._clocks else ()
        reports = await self._digests.planned() if self._digests else ()
        erasures = await self._erasures.planned() if self._erasures else ()
        return tuple(sorted((*rows, *terms, *reports, *erasures), key=lambda item: (item.due_at, item.id))[:limit])


def _columns(
    what: str, id_: Any, kind: Any, due_at: Any, reason: Any, conversation_id: Any, state: Any
) -> tuple[ColumnElement[Any], ...]:
    return (
        id_.label("id"),
        literal(what).label("what"),
        kind.label("kind"),
        due_at.label("due_at"),
        reason.label("reason"),
        conversation_id.label("conversation_id"),
        state.label("state"),
    )


def _follow_ups() -> Select[Any]:
    table = follow_ups.c
    return select(
        *_columns("follow_up", table.id, table.kind, table.due_at, table.reason, table.conversation_id, table.state)
    ).where(table.state.in_(["planned", "paused", "asked"]))


def _promises() -> Select[Any]:
    table = promises.c
    return select(
        *_columns("promise", table.id, table.state, table.due_at, table.words, table.conversation_id, table.state)
    ).where(table.state.in_(["running", "warned"]))


def _replies() -> Select[Any]:
    table = outbox.c
    state = case((table.sent_at.is_not(None), "partly_sent"), else_=table.state)
    return select(
        *_columns("reply", table.id, table.kind, table.due_at, table.subject, table.conversation_id, state)
    ).where(table.state == "waiting", table.conversation_id.is_not(None))


def _snoozed() -> Select[Any]:
    table = conversations.c
    return select(
        *_columns("snooze", table.id, table.state, table.snoozed_until, literal("comes back"), table.id, table.state)
    ).where(table.snoozed_until.is_not(None), table.is_open.is_(True))


def _silences() -> Select[Any]:
    table = conversations.c
    reason = literal(say("still_writing", "the customer may still be writing"), Said())
    return select(*_columns("triage", table.id, table.state, table.triage_due_at, reason, table.id, table.state)).where(
        table.triage_due_at.is_not(None)
    )


def _calls() -> Select[Any]:
    table = callbacks.c
    # One that a manager stopped keeps its time, and waits for a person.
    state = case((table.state == "needs_human", "paused"), else_=table.state)
    return select(
        *_columns("callback", table.id, table.state, table.not_before, table.problem, table.conversation_id, state)
    ).where(table.not_before.is_not(None), table.closed_at.is_(None))


def due_text(item: Planned, now: datetime) -> str:
    """Return "in 3 h" or "2 d late"."""
    minutes = int((item.due_at - now).total_seconds() // 60)
    size = abs(minutes)
    words = f"{size} m" if size < 60 else f"{size // 60} h" if size < 2880 else f"{size // 1440} d"
    return f"in {words}" if minutes >= 0 else f"{words} late"
