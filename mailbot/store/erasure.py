"""What is held about a person: written out, or forgotten (GDPR articles 15 and 17).

Forgetting empties texts, addresses, numbers and raw mail, and keeps what lets the house go on: that a mail with this
content was here once (a hash, so that a later look at the mailbox brings nothing back), and the figures of the case.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.store.call_erasure import forget_calls
from mailbot.store.database import Database, new_id
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

#: Tables whose rows belong to a case.
_OF_CASE: tuple[Table, ...] = (
    messages,
    drafts,
    outbox,
    notes,
    disputes,
    follow_ups,
    promises,
    callbacks,
    call_attempts,
    events,
)

#: What forgetting leaves of each row (column -> value); keys, times and states stay.
_EMPTY: tuple[tuple[Table, dict[str, Any]], ...] = (
    (messages, {
        "sender_name": "", "reply_to": None, "to": None, "cc": None, "subject": "", "text": "", "new_text": "", "signature": "",
        "html": None, "attachments": None, "reading": None, "delivery": None, "defects": None,
    }),
    (drafts, {"subject": "", "body": "", "original_body": "", "to": None, "cc": None, "findings": None, "facts": None, "why": None}),
    (outbox, {"subject": "", "payload": b"", "content": {}, "recipients": [], "accepted": None, "refused": None}),
    (notes, {"body": ""}),
    (disputes, {"comment": ""}),
    (promises, {"words": ""}),
    (callbacks, {"customer_name": "", "number": None, "problem": "", "wish": "", "promised": "", "notes": "", "reasons": None}),
    (events, {"reasons": None, "data": None}),
)  # fmt: skip


async def held_about(db: Database, email: str) -> dict[str, Any]:
    """Return everything held about a person, as plain values: table -> rows."""
    async with db.read() as tx:
        cases = await _cases(tx, email)
        found: dict[str, Any] = {"customers": await _rows(tx, customers, customers.c.email == email.lower())}
        found["conversations"] = await _rows(tx, conversations, conversations.c.id.in_(cases))
        for table in _OF_CASE:
            found[table.name] = await _rows(tx, table, table.c.conversation_id.in_(cases))
        return found


async def forget(db: Database, email: str, now: datetime, by: str = "operator") -> dict[str, int]:
    """Forget a person, in one transaction; return how many rows of each table were emptied."""
    stranger = f"erased-{hashlib.sha256(email.lower().encode()).hexdigest()[:12]}@erased.invalid"
    async with db.write() as tx:
        cases = await _cases(tx, email)
        counts = {table.name: await _emptied(tx, table, values, cases) for table, values in _EMPTY}
        await tx.execute(
            update(messages)
            .where(messages.c.conversation_id.in_(cases), messages.c.sender_email == email.lower())
            .values(sender_email=stranger)
        )
        await tx.execute(
            update(callbacks).where(callbacks.c.conversation_id.in_(cases)).values(customer_email=stranger)
        )
        counts["call_attempts"] = await forget_calls(tx, cases, stranger, now)
        counts["raw_mails"] = await _raw_emptied(tx, cases)
        counts["conversations"] = await _cases_emptied(tx, cases, stranger, now)
        counts["customers"] = (await tx.execute(delete(customers).where(customers.c.email == email.lower()))).rowcount
        await tx.execute(
            insert(events).values(id=new_id(), at=now, kind="person_erased", actor=by, data={"cases": len(cases)})
        )
    return counts


async def _cases(tx: AsyncConnection, email: str) -> list[str]:
    wrote = select(messages.c.conversation_id).where(messages.c.sender_email == email.lower())
    statement = select(conversations.c.id).where(
        or_(conversations.c.customer_email == email.lower(), conversations.c.id.in_(wrote))
    )
    return list((await tx.execute(statement)).scalars())


async def _rows(tx: AsyncConnection, table: Table, where: Any) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in await tx.execute(select(table).where(where))]


async def _emptied(tx: AsyncConnection, table: Table, values: dict[str, Any], cases: list[str]) -> int:
    return (await tx.execute(update(table).where(table.c.conversation_id.in_(cases)).values(**values))).rowcount


async def _raw_emptied(tx: AsyncConnection, cases: list[str]) -> int:
    held = select(messages.c.raw_mail_id).where(
        messages.c.conversation_id.in_(cases), messages.c.raw_mail_id.is_not(None)
    )
    return (
        await tx.execute(update(raw_mails).where(raw_mails.c.id.in_(held)).values(raw=b"", size=0, error=None))
    ).rowcount


async def _cases_emptied(tx: AsyncConnection, cases: list[str], stranger: str, now: datetime) -> int:
    values = {
        "customer_email": stranger, "customer_name": "", "subject": "", "snippet": "", "order_ref": None, "phone": None,
        "ledger": None, "facts": None, "why": None, "attention": None, "state": "closed", "is_open": False,
        "triage_due_at": None, "last_activity_at": now,
    }  # fmt: skip
    return (await tx.execute(update(conversations).where(conversations.c.id.in_(cases)).values(**values))).rowcount
