"""Cases of a span as they stood at their customers' last words: for weighing them again under another policy."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from mailbot.model.case import Case, ThreadMessage
from mailbot.model.conversation import Conversation
from mailbot.store.conversations import noun
from mailbot.store.database import Database
from mailbot.store.messages import MessageStore
from mailbot.store.tables import conversations


class Archive:
    """Reads old cases, newest first, one transaction each: a long look disturbs nobody."""

    def __init__(self, db: Database) -> None:
        self._db, self._messages = db, MessageStore()

    async def ids(self, since: datetime, most: int) -> tuple[str, ...]:
        """Return the newest cases that customers wrote in since then and that are not erased or merged away."""
        table = conversations.c
        query = (
            select(table.id)
            .where(
                table.last_customer_at >= since,
                table.merged_into.is_(None),
                table.triaged_at.is_not(None),
                table.erased == 0,
            )
            .order_by(table.last_customer_at.desc(), table.id)
            .limit(most)
        )
        async with self._db.read() as tx:
            return tuple((await tx.execute(query)).scalars())

    async def cases(self, ids: tuple[str, ...]) -> AsyncIterator[Case]:
        """Yield the cases, each at the moment of its customer's last mail."""
        for one in ids:
            async with self._db.read() as tx:
                row = (await tx.execute(select(conversations).where(conversations.c.id == one))).one_or_none()
                thread = await self._messages.thread(tx, one)
            if row is not None:
                yield _then(noun(row), thread)


def _then(case: Conversation, thread: Sequence[ThreadMessage]) -> Case:
    """Return a case at its customer's last mail: what we solved afterwards was not solved yet."""
    at = case.last_customer_at or case.opened_at
    solved = case.resolved_at if case.resolved_at and case.resolved_at <= at else None
    heard = tuple(mail for mail in thread if mail.at <= at)
    return Case(conversation=replace(case, resolved_at=solved), messages=heard, callback_open=False, now=at)
