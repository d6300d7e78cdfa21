"""Whether amends were given in a case: agreed in a draft that left, written by us, or noted of a call."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.store import codec
from mailbot.store.tables import callback_cases, callbacks, drafts, messages

#: (text of ours, language or None where it is unknown) -> whether it gives something for a loss.
Gives = Callable[[str, str | None], bool]


async def amends_in(tx: AsyncConnection, conversation_id: str, gives: Gives) -> bool:
    """Tell whether something was given for a loss in this case, inside the caller's transaction."""
    return (
        await _agreed(tx, conversation_id)
        or await _written(tx, conversation_id, gives)
        or await _said(tx, conversation_id, gives)
    )


async def _agreed(tx: AsyncConnection, conversation_id: str) -> bool:
    """Look at the facts of the drafts that left: `amends` is a sum that the case holds."""
    query = select(drafts.c.facts).where(drafts.c.conversation_id == conversation_id, drafts.c.outbox_id.is_not(None))
    return any(codec.to_facts(data).get("amends") for data in (await tx.execute(query)).scalars() if data)


async def _written(tx: AsyncConnection, conversation_id: str, gives: Gives) -> bool:
    """Look at what left in writing; our own questions after a solution give nothing."""
    mail = messages.c
    ours = (mail.conversation_id == conversation_id) & (mail.direction == "out") & (mail.source != "follow_up")
    query = select(mail.new_text, mail.text, mail.language).where(ours, mail.automatic.is_(None))
    return any(gives(row.new_text or row.text, row.language) for row in await tx.execute(query))


async def _said(tx: AsyncConnection, conversation_id: str, gives: Gives) -> bool:
    """Look at the wrap-ups of the calls about this case; what was only wished for is not in them."""
    call = callbacks.c
    linked = select(callback_cases.c.callback_id).where(callback_cases.c.conversation_id == conversation_id)
    query = select(call.notes, call.promised).where(call.id.in_(linked), call.disposition.is_not(None))
    return any(gives(words, None) for row in await tx.execute(query) for words in (row.notes, row.promised) if words)
