"""The append-only memory in the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.event import Event
from mailbot.store.commit import LAST, at_commit
from mailbot.store.hooks import announce
from mailbot.store.sheaf import APART
from mailbot.store.tables import events
from mailbot.store.types import new_id

_ADD = insert(events).execution_options(**{APART: True})
_LATER = f"{LAST}events"
_LAST = (
    select(events)
    .where(events.c.conversation_id == bindparam("case_id"), events.c.kind == bindparam("of_kind"))
    .order_by(events.c.id.desc())
    .limit(1)
)


class EventLog:
    """Implements `mailbot.ports.Events`; rows are only ever added, and receivers of webhooks are told in the same breath."""

    async def add(self, tx: AsyncConnection, event: Event) -> None:
        """Append one event."""
        row = _row(event)
        await tx.execute(_ADD, row)
        await announce(tx, [(row["id"], event)])

    def later(self, tx: AsyncConnection, event: Event) -> None:
        """Append one event with all others of the transaction, as it commits: one statement for a batch of mails."""
        if _LATER not in tx.info:
            tx.info[_LATER] = []
            at_commit(tx, _write_later)
        tx.info[_LATER].append((_row(event), event))

    async def of(self, tx: AsyncConnection, conversation_id: str, *, limit: int = 500) -> Sequence[Event]:
        """Return the events of a case, oldest first."""
        query = select(events).where(events.c.conversation_id == conversation_id).order_by(events.c.id).limit(limit)
        return [noun(row) for row in await tx.execute(query)]

    async def last(self, tx: AsyncConnection, conversation_id: str, kind: str) -> Event | None:
        """Return the newest event of a kind in a case, or None."""
        row = (await tx.execute(_LAST, {"case_id": conversation_id, "of_kind": kind})).first()
        return noun(row) if row else None

    async def latest(self, tx: AsyncConnection, *, kind: str | None = None, limit: int = 100) -> Sequence[Event]:
        """Return the newest events of all cases, newest first."""
        query = select(events).order_by(events.c.id.desc()).limit(limit)
        return [noun(row) for row in await tx.execute(query.where(events.c.kind == kind) if kind else query)]


async def _write_later(tx: AsyncConnection) -> None:
    put_off = tx.info.pop(_LATER, [])
    await tx.execute(_ADD, [row for row, _ in put_off])
    await announce(tx, [(row["id"], event) for row, event in put_off])


def _row(event: Event) -> dict[str, Any]:
    return {
        "id": new_id(),
        "at": event.at,
        "conversation_id": event.conversation_id,
        "kind": event.kind,
        "actor": event.actor,
        "reasons": list(event.reasons),
        "data": event.data,
    }


def noun(row: Row[Any]) -> Event:
    return Event(
        id=row.id,
        at=row.at,
        conversation_id=row.conversation_id,
        kind=row.kind,
        actor=row.actor,
        reasons=tuple(row.reasons or ()),
        data=row.data or {},
    )
