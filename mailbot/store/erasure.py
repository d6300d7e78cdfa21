"""What is held about a person: written out, or forgotten (GDPR articles 15 and 17).

Forgetting empties texts, addresses, numbers and raw mail, and keeps what lets the house go on: that a mail with this
content was here once (a hash, so that a later look at the mailbox brings nothing back), the figures of the case, and
that the person wants no mails or calls.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError
from mailbot.mail.head import addresses_in_head
from mailbot.store.database import Database, new_id
from mailbot.store.emptying import cases_of, file_emptied, person_emptied, pseudonym, scrub, sweep_index
from mailbot.store.tables import (
    call_attempts,
    callbacks,
    conversations,
    customers,
    disputes,
    drafts,
    events,
    follow_ups,
    messages,
    notes,
    outbox,
    promises,
    raw_mails,
)
from scheduler.retention import Stage

#: Tables whose rows belong to a case.
_OF_CASE: tuple[Table, ...] = (
    messages, drafts, outbox, notes, disputes, follow_ups, promises, callbacks, call_attempts, events,
)  # fmt: skip

#: Mails that belong to no case.
STRAY = ("quarantined", "ignored")
#: State of a mail that is kept and not read yet.
_WAITING = "new"


async def held_about(db: Database, email: str) -> dict[str, Any]:
    """Return everything held about a person, as plain values: table -> rows; of mails that nobody has read, the bytes.

    Raises:
        RefusedError: this is no mail address.
    """
    email = _checked(email)
    async with db.read() as tx:
        cases = [row.id for row in await tx.execute(cases_of(email))]
        found: dict[str, Any] = {"customers": await _rows(tx, customers, customers.c.email == email.lower())}
        found["conversations"] = await _rows(tx, conversations, conversations.c.id.in_(cases))
        for table in _OF_CASE:
            found[table.name] = await _rows(tx, table, table.c.conversation_id.in_(cases))
        unread = [row.id async for row in _unread(tx, email, (*STRAY, _WAITING))]
        found[raw_mails.name] = await _rows(tx, raw_mails, raw_mails.c.id.in_(unread))
        return found


class _OnlyLooked(Exception):
    """Rolls a preview back."""


async def forget(
    db: Database, email: str, now: datetime, by: str = "operator", *, dry_run: bool = False
) -> dict[str, int]:
    """Forget a person, in one transaction; return how many rows of each table were emptied.

    Mails of theirs that nobody has read, in quarantine or waiting, are counted as "unread_mails". Cases under a legal
    hold stay as they are and are counted as "held" (GDPR article 17(3)(e)); with one, so do the person's file and what
    waits. A dry run does the same and rolls it back, so that its counts are those of the real thing.

    Raises:
        RefusedError: this is no mail address.
    """
    email = _checked(email)
    counts: dict[str, int] = {}
    try:
        async with db.write() as tx:
            counts = await _forgotten(tx, email, now, by)
            if dry_run:
                raise _OnlyLooked
    except _OnlyLooked:
        pass
    return counts


async def _forgotten(tx: AsyncConnection, email: str, now: datetime, by: str) -> dict[str, int]:
    await scrub(tx)
    found = (await tx.execute(cases_of(email))).all()
    cases = [row.id for row in found if row.held_at is None]
    counts = await person_emptied(tx, cases, pseudonym(email), now)
    values = {"erased": Stage.PERSON.value, "erased_at": now, "last_activity_at": now}
    await tx.execute(update(conversations).where(conversations.c.id.in_(cases)).values(**values))
    counts["held"] = len(found) - len(cases)
    ignored, counts["unread_mails"] = await _unread_emptied(tx, email, waiting=not counts["held"])
    counts["raw_mails"] += ignored
    counts["customers"] = await file_emptied(tx, email, now)
    await sweep_index(tx)
    await tx.execute(
        insert(events).values(
            id=new_id(),
            at=now,
            kind="person_erased",
            actor=by,
            data={"cases": len(cases), "unread_mails": counts["unread_mails"]},
        )
    )
    return counts


async def _rows(tx: AsyncConnection, table: Table, where: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in await tx.execute(select(table).where(where))]


async def _unread_emptied(tx: AsyncConnection, email: str, *, waiting: bool) -> tuple[int, int]:
    """Empty mails of a person that belong to no case; return how many had been ignored, and how many nobody had read."""
    c, states = raw_mails.c, (*STRAY, _WAITING) if waiting else STRAY
    gone = {"ignored": 0, "unread": 0}
    for row in [one async for one in _unread(tx, email, states)]:
        values = {"raw": b"", "size": 0, "error": None, "state": "ignored", "due_at": None, "fence": c.fence + 1}
        await tx.execute(update(raw_mails).where(c.id == row.id).values(**values))
        gone["ignored" if row.state == "ignored" else "unread"] += 1
    return gone["ignored"], gone["unread"]


async def _unread(tx: AsyncConnection, email: str, states: Sequence[str]) -> AsyncIterator[Row[Any]]:
    """Yield mails of a person that belong to no case.

    What was set aside is theirs when it holds the address anywhere; what still waits to be read, when they wrote it, or
    we wrote it to them alone: a stranger's letter that only names them must not be lost unread.
    """
    c, named = raw_mails.c, _named(email)
    # One after another: together they may be larger than memory.
    query: Select[Any] = select(c.id, c.state, c.from_sent).where(c.state.in_(states), c.size > 0)
    for row in (await tx.execute(query)).all():
        raw = bytes((await tx.execute(select(c.raw).where(c.id == row.id))).scalar_one())
        if _is_theirs(raw, email.lower(), ours=row.from_sent) or (row.state in STRAY and named.search(raw)):
            yield row


def _checked(email: str) -> str:
    """Return an address without blanks around it; half a one would stand in the mails of many people."""
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", email.strip()):
        raise RefusedError("{one!r} is not an e-mail address.", hint="Write it as name@example.com.", one=email)
    return email.strip()


def _named(email: str) -> re.Pattern[bytes]:
    """Return what finds an address in raw bytes, and none of which it is only a part (joann@…, …com.br)."""
    return re.compile(rb"(?<![\w.+%-])" + re.escape(email.encode()) + rb"(?!\.?[\w-])", re.IGNORECASE)


def _is_theirs(raw: bytes, email: str, *, ours: bool) -> bool:
    """Tell by a mail's head whether a person wrote it; one of ours, whether it goes to them alone."""
    if ours:
        return addresses_in_head(raw, ("to", "cc", "bcc")) == {email}
    return email in addresses_in_head(raw, ("from", "sender", "reply-to"))
