"""Complaint clocks over the open cases: what each rule still demands, and the warning before it is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.heat import Kind
from mailbot.model.policy import HoursPolicy
from mailbot.model.view import Planned
from mailbot.store.database import Database, new_id
from mailbot.store.promises import ZoneOf
from mailbot.store.tables import conversations, events, messages
from scheduler.calendar import calendar_of
from scheduler.clocks import ClockCase, ClockPack, Term, terms

#: Open cases looked at between two turns of others, and at most shown by the schedule.
_BATCH, _SHOWN = 100, 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Held:
    row: Row[Any]
    terms: tuple[Term, ...]
    told: frozenset[str] = frozenset()  # terms that somebody was warned of

    def due(self, now: datetime) -> list[Term]:
        return [term for term in self.terms if term.warn_at <= now and _key(term) not in self.told]


class ComplaintClocks:
    """Reads terms out of the cases; no rows of their own, so nothing can go stale."""

    def __init__(self, db: Database, packs: Sequence[ClockPack], hours: HoursPolicy, zone_of: ZoneOf) -> None:
        self._db = db
        self._packs = packs
        self._hours = hours
        self._zone_of = zone_of

    async def planned(self, limit: int = 200) -> tuple[Planned, ...]:
        """Return the next term of each pack in the open complaints that wait longest, soonest first."""
        held = [one async for one in self._held(most=_SHOWN)]
        found = [_planned(one.row, term) for one in held for term in one.terms]
        return tuple(sorted(found, key=lambda item: (item.due_at, item.id))[:limit])

    async def warn(self, now: datetime) -> int:
        """Put cases whose term nears its end before a person, once a term; return how many.

        All open complaints are looked at, piece by piece; only what is due is written, so that nobody waits for us.
        """
        told = 0
        async for one in self._held():
            if due := one.due(now):
                async with self._db.write() as tx:
                    told += await _tell(tx, one.row, due, now)
        return told

    async def _held(self, most: int | None = None) -> AsyncIterator[_Held]:
        last: tuple[datetime, str] | None = None
        seen = 0
        while self._packs and (most is None or seen < most):
            async with self._db.read() as tx:
                rows = (await tx.execute(_after(last))).all()
                told = await _told(tx, [row.id for row in rows])
            for row in rows:
                yield _Held(row=row, terms=self._terms(row), told=frozenset(told[row.id]))
            if len(rows) < _BATCH:
                return
            last, seen = (rows[-1].opened_at, rows[-1].id), seen + len(rows)

    def _terms(self, row: Row[Any]) -> tuple[Term, ...]:
        calendar = calendar_of(self._hours.of(row.mailbox), zone=self._zone_of(row.mailbox))
        case = ClockCase(received_at=row.opened_at, first_word_at=row.first_word_at, last_word_at=row.last_outbound_at)
        return tuple(term for pack in self._packs for term in terms(case, pack, calendar))


_FIRST_WORD = (
    select(func.min(messages.c.at))
    .where(messages.c.conversation_id == conversations.c.id, messages.c.direction == "out")
    .correlate(conversations)
    .scalar_subquery()
)
_OPEN_COMPLAINTS: Select[Any] = (
    select(
        conversations.c.id,
        conversations.c.mailbox,
        conversations.c.reference,
        conversations.c.subject,
        conversations.c.customer_name,
        conversations.c.customer_email,
        conversations.c.opened_at,
        conversations.c.last_outbound_at,
        _FIRST_WORD.label("first_word_at"),
    )
    .where(conversations.c.is_open.is_(True), conversations.c.kind == Kind.COMPLAINT.value)
    .order_by(conversations.c.opened_at, conversations.c.id)
)


def _after(last: tuple[datetime, str] | None) -> Select[Any]:
    """Return the next piece of the open complaints, those that opened first first."""
    piece = _OPEN_COMPLAINTS.limit(_BATCH)
    if last is None:
        return piece
    at, case = last
    opened = conversations.c.opened_at
    return piece.where(or_(opened > at, and_(opened == at, conversations.c.id > case)))


async def _tell(tx: AsyncConnection, row: Row[Any], due: Sequence[Term], now: datetime) -> int:
    """Write the warnings that nobody has written yet; the row's lock keeps a second node from doing the same."""
    await tx.execute(select(conversations.c.id).where(conversations.c.id == row.id).with_for_update())
    told = await _told(tx, [row.id])
    fresh = [term for term in due if _key(term) not in told[row.id]]
    for term in fresh:
        await _put_before(tx, row, term, now)
    return len(fresh)


def _key(term: Term) -> str:
    return f"{term.pack} {term.step} {term.due_at.isoformat()}"


async def _told(tx: AsyncConnection, cases: Sequence[str]) -> defaultdict[str, set[str]]:
    query = select(events.c.conversation_id, events.c.data).where(
        events.c.kind == "complaint_clock_warned", events.c.conversation_id.in_(cases)
    )
    told: defaultdict[str, set[str]] = defaultdict(set)
    for row in await tx.execute(query):
        told[row.conversation_id].add((row.data or {}).get("term", ""))  # nothing, in a case that was once erased
    return told


async def _put_before(tx: AsyncConnection, row: Row[Any], term: Term, now: datetime) -> None:
    sentence = f"{term.step.replace('_', ' ').capitalize()} is due {term.due_at:%Y-%m-%d} ({term.pack}): {term.rule}"
    table = conversations.c
    await tx.execute(
        update(conversations)
        .where(table.id == row.id)
        .values(attention=func.coalesce(table.attention, sentence), version=table.version + 1)
    )
    await tx.execute(
        events.insert().values(
            id=new_id(), at=now, conversation_id=row.id, kind="complaint_clock_warned",
            reasons=[term.rule, term.source], data={"term": _key(term), "due": term.due_at.isoformat()},
        )
    )  # fmt: skip


def _planned(row: Row[Any], term: Term) -> Planned:
    return Planned(
        id=f"{row.id}:{term.pack}:{term.step}",
        what="clock",
        kind=f"{term.pack} {term.step}",
        due_at=term.due_at,
        reason=term.rule,
        conversation_id=row.id,
        subject=row.subject,
        customer=row.customer_name or row.customer_email,
        reference=row.reference,
    )
