"""Calls of a person who asked to be forgotten: figures stay, numbers, names and words go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.callback import FINAL, CallState
from mailbot.store.tables import call_attempts, call_events, call_steps, callbacks

#: Still a script, with nothing in it: a late request of the provider finds something to read.
_SILENT = {"brief": [], "language": "en", "customer_language": "en", "company": ""}


async def forget_calls(tx: AsyncConnection, cases: Sequence[str], stranger: str, now: datetime) -> int:
    """Empty the attempts of some cases, stop what is open, return how many attempts there were.

    Numbers and addresses on the do-not-call list stay: they are kept to leave the person in peace.
    """
    c = call_attempts.c
    ids = select(c.id).where(c.conversation_id.in_(cases))
    await tx.execute(delete(call_steps).where(call_steps.c.attempt_id.in_(ids)))
    await tx.execute(update(call_events).where(call_events.c.attempt_id.in_(ids)).values(raw=""))
    await _close(tx, cases, now)
    ended = {"number": "", "customer_email": stranger, "script": _SILENT}
    over = c.conversation_id.in_(cases) & c.ended_at.is_not(None)
    live = c.conversation_id.in_(cases) & c.ended_at.is_(None)
    reason = "The customer asked to be forgotten."
    await tx.execute(
        update(call_attempts).where(live).values(cancel_reason=reason, customer_email=stranger, script=_SILENT)
    )
    emptied = await tx.execute(update(call_attempts).where(over).values(**ended))
    return int(emptied.rowcount)


async def _close(tx: AsyncConnection, cases: Sequence[str], now: datetime) -> None:
    c = callbacks.c
    open_ = c.conversation_id.in_(cases) & c.closed_at.is_(None) & c.state.not_in([state.value for state in FINAL])
    gone = {"state": CallState.CANCELLED.value, "closed_at": now, "lease_holder": None, "lease_until": None}
    await tx.execute(update(callbacks).where(open_).values(version=c.version + 1, **gone))
