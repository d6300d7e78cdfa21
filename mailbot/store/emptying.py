"""What erasing leaves of a case's rows, stage by stage; keys, times, states and figures stay, so that counts still hold.

Inside a transaction of the caller's: a case is emptied as a whole or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.store.call_erasure import forget_calls
from mailbot.store.tables import (
    call_attempts,
    call_events,
    call_steps,
    callbacks,
    conversations,
    customers,
    disputes,
    drafts,
    events,
    follow_ups,
    hook_deliveries,
    mentions,
    messages,
    notes,
    outbox,
    promises,
    raw_mails,
    writings,
)

#: What the person stage leaves (column -> value).
_EMPTY: tuple[tuple[Table, dict[str, Any]], ...] = (
    (messages, {
        "sender_name": "", "reply_to": None, "to": None, "cc": None, "subject": "", "text": "", "new_text": "", "signature": "",
        "html": None, "attachments": None, "reading": None, "delivery": None, "defects": None,
    }),
    (drafts, {
        "subject": "", "body": "", "original_body": "", "to": None, "cc": None, "findings": None, "facts": None, "why": None,
        "missing": None, "rejected_reason": None,
    }),
    (outbox, {
        "subject": "", "payload": b"", "content": {}, "recipients": [], "accepted": None, "refused": None, "last_error": None,
    }),
    (notes, {"body": ""}),
    (disputes, {"comment": ""}),
    (follow_ups, {"note": ""}),
    (promises, {"words": "", "detail": None}),
    (callbacks, {"customer_name": "", "number": None, "problem": "", "wish": "", "promised": "", "notes": "", "reasons": None}),
    (events, {"reasons": None, "data": None}),
)  # fmt: skip

#: Who of ours did it, as the trail stage leaves it.
_NOBODY: tuple[tuple[Table, dict[str, Any]], ...] = (
    (messages, {"author": None}),
    (drafts, {"updated_by": None, "approved_by": None}),
    (outbox, {"created_by": None}),
    (promises, {"owner": None}),
    (callbacks, {"confirmed_by": None, "passed_by": None}),
    (call_attempts, {"manager_id": "", "manager_number": ""}),
)

#: The mark of an erasure in a case's history; it outlives the trail.
ERASED = "case_erased"


def pseudonym(email: str) -> str:
    """Return what stands for an address once its person is forgotten: a hash, the same for the same address."""
    return f"erased-{hashlib.sha256(email.lower().encode()).hexdigest()[:24]}@erased.invalid"


async def scrub(tx: AsyncConnection) -> None:
    """Let SQLite overwrite what the rest of this transaction deletes, instead of only unlinking it."""
    if tx.dialect.name == "sqlite":
        await tx.execute(text("PRAGMA secure_delete = ON"))


async def sweep_index(tx: AsyncConnection) -> None:
    """Let SQLite's full-text index drop the pieces of deleted words, a bounded part at a time."""
    if tx.dialect.name == "sqlite":
        known = text("SELECT 1 FROM sqlite_master WHERE name = 'search_index'")
        if (await tx.execute(known)).scalar() is not None:
            await tx.execute(text("INSERT INTO search_index(search_index, rank) VALUES ('merge', -300)"))


async def raw_emptied(tx: AsyncConnection, cases: Sequence[str]) -> int:
    """Empty the mails as they came and as they left; return how many came."""
    held = select(messages.c.raw_mail_id).where(
        messages.c.conversation_id.in_(cases), messages.c.raw_mail_id.is_not(None)
    )
    emptied = await tx.execute(update(raw_mails).where(raw_mails.c.id.in_(held)).values(raw=b"", size=0, error=None))
    await tx.execute(update(messages).where(messages.c.conversation_id.in_(cases)).values(html=None, attachments=None))
    left = outbox.c.conversation_id.in_(cases) & outbox.c.state.in_(["sent", "failed", "cancelled"])
    await tx.execute(update(outbox).where(left).values(payload=b""))
    await tx.execute(delete(hook_deliveries).where(hook_deliveries.c.conversation_id.in_(cases)))
    return int(emptied.rowcount)


async def person_emptied(tx: AsyncConnection, cases: Sequence[str], stranger: str, now: datetime) -> dict[str, int]:
    """Empty everything that tells who the customers of some cases are; return how many rows of each table.

    What still waits to happen in these cases is called off. Numbers and addresses on the do-not-call list stay.

    Args:
        stranger: the pseudonym of the cases' customer.
    """
    await _called_off(tx, cases)
    of_case = {table.name: table.c.conversation_id.in_(cases) for table, _ in _EMPTY}
    await tx.execute(
        update(writings).where(writings.c.draft_id.in_(select(drafts.c.id).where(of_case["drafts"]))).values(outcome="")
    )
    counts = {table.name: await _set(tx, table, cases, values) for table, values in _EMPTY}
    counts["raw_mails"] = await raw_emptied(tx, cases)
    await _senders_emptied(tx, cases)
    await tx.execute(update(callbacks).where(of_case["callbacks"]).values(customer_email=stranger))
    counts["call_attempts"] = await forget_calls(tx, cases, stranger, now)
    counts["conversations"] = await _cases_emptied(tx, cases, stranger)
    return counts


async def trail_emptied(tx: AsyncConnection, cases: Sequence[str]) -> None:
    """Empty who did what: history, internal notes, disputes, steps and events of calls, names of agents."""
    attempts = select(call_attempts.c.id).where(call_attempts.c.conversation_id.in_(cases))
    for steps in (call_steps, call_events):
        await tx.execute(delete(steps).where(steps.c.attempt_id.in_(attempts)))
    called = select(notes.c.id).where(notes.c.conversation_id.in_(cases))
    await tx.execute(delete(mentions).where(mentions.c.note_id.in_(called)))  # they point at the notes
    for table in (notes, disputes):
        await tx.execute(delete(table).where(table.c.conversation_id.in_(cases)))
    await tx.execute(delete(events).where(events.c.conversation_id.in_(cases), events.c.kind != ERASED))
    for table, values in _NOBODY:
        await _set(tx, table, cases, values)
    await tx.execute(update(conversations).where(conversations.c.id.in_(cases)).values(assignee=None))


async def file_emptied(tx: AsyncConnection, email: str, now: datetime) -> int:
    """Empty a customer's file; that they want no mails or calls stays, under the hash of the address.

    Returns how many files there were. A file stays while a case of theirs is not erased.
    """
    address = email.lower()
    living = select(conversations.c.id).where(conversations.c.customer_email == address).limit(1)
    if (await tx.execute(living)).first() is not None:
        return 0
    file = (await tx.execute(select(customers).where(customers.c.email == address))).one_or_none()
    if file is None:
        return 0
    await tx.execute(delete(customers).where(customers.c.email.in_([address, pseudonym(address)])))
    if file.opted_out or file.do_not_call:
        await tx.execute(
            customers.insert().values(
                email=pseudonym(address), opted_out=file.opted_out, do_not_call=file.do_not_call,
                created_at=now, updated_at=now,
            )
        )  # fmt: skip
    return 1


def recall_wishes(connection: Connection, wrote: Mapping[str, datetime]) -> None:
    """Bring back what forgotten customers had forbidden, when they write again.

    Args:
        wrote: address -> when its new case was opened.
    """
    hashes = {pseudonym(email): email.lower() for email in wrote}
    kept = connection.execute(select(customers).where(customers.c.email.in_(hashes))).all()
    for row in kept:
        email = hashes[row.email]
        if connection.execute(select(customers.c.email).where(customers.c.email == email)).first() is None:
            values = {"email": email, "opted_out": row.opted_out, "do_not_call": row.do_not_call}
            at = wrote[email]
            connection.execute(customers.insert().values(created_at=at, updated_at=at, **values))


async def _called_off(tx: AsyncConnection, cases: Sequence[str]) -> None:
    """Nothing of a forgotten person leaves any more; open drafts are retired, so that their copies in Drafts go too."""
    # Also what is being sent or of unknown outcome: nothing is left of it to send, file or enter into a thread. Who has
    # it in hand finds the fence outdated, before the final dot or after.
    going = outbox.c.conversation_id.in_(cases) & outbox.c.state.in_(["waiting", "sending", "unknown"])
    free = {"lease_holder": None, "lease_until": None, "fence": outbox.c.fence + 1}
    await tx.execute(update(outbox).where(going).values(state="cancelled", **free))
    live = drafts.c.conversation_id.in_(cases) & drafts.c.status.in_(["open", "approved"])
    await tx.execute(update(drafts).where(live).values(status="retired", version=drafts.c.version + 1))
    planned = follow_ups.c.conversation_id.in_(cases) & follow_ups.c.state.in_(["planned", "paused", "asked"])
    await tx.execute(update(follow_ups).where(planned).values(state="cancelled"))
    running = promises.c.conversation_id.in_(cases) & promises.c.state.in_(["running", "warned"])
    await tx.execute(update(promises).where(running).values(state="withdrawn"))


async def _senders_emptied(tx: AsyncConnection, cases: Sequence[str]) -> None:
    """Replace every address that wrote in by its pseudonym: the customer's, and of whoever wrote for them."""
    c = messages.c
    wrote = select(c.sender_email).where(c.conversation_id.in_(cases), c.direction == "in").distinct()
    for email in (await tx.execute(wrote)).scalars().all():
        theirs = c.conversation_id.in_(cases) & (c.sender_email == email) & (c.direction == "in")
        if not email.endswith("@erased.invalid"):
            await tx.execute(update(messages).where(theirs).values(sender_email=pseudonym(email)))


async def _set(tx: AsyncConnection, table: Table, cases: Sequence[str], values: dict[str, Any]) -> int:
    return int((await tx.execute(update(table).where(table.c.conversation_id.in_(cases)).values(**values))).rowcount)


async def _cases_emptied(tx: AsyncConnection, cases: Sequence[str], stranger: str) -> int:
    c = conversations.c
    values = {
        "customer_email": stranger, "customer_name": "", "subject": "", "snippet": "", "order_ref": None, "phone": None,
        "ledger": None, "facts": None, "why": None, "attention": None, "state": "closed", "is_open": False,
        "triage_due_at": None, "snoozed_until": None, "version": c.version + 1,
    }  # fmt: skip
    return int((await tx.execute(update(conversations).where(c.id.in_(cases)).values(**values))).rowcount)


def cases_of(email: str) -> Any:
    """Return the query for the cases of a person: theirs, and those they wrote in."""
    wrote = select(messages.c.conversation_id).where(messages.c.sender_email == email.lower())
    return select(conversations).where(
        or_(conversations.c.customer_email == email.lower(), conversations.c.id.in_(wrote))
    )
