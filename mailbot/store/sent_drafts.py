"""Replies that left, with what was proposed: edits teach."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError
from mailbot.model.facts import Facts
from mailbot.store import codec
from mailbot.store.tables import drafts
from mailbot.triage.edits import SentDraft

_COLUMNS = (drafts.c.id, drafts.c.playbook, drafts.c.language, drafts.c.original_body, drafts.c.body)


class SentDrafts:
    """Reads `drafts` that were sent."""

    async def since(self, tx: AsyncConnection, since: datetime) -> list[SentDraft]:
        """Return the replies that left since a moment, the oldest first."""
        query = select(*_COLUMNS).where(drafts.c.status == "sent", drafts.c.updated_at >= since)
        return [_noun(row) for row in await tx.execute(query.order_by(drafts.c.updated_at))]

    async def one(self, tx: AsyncConnection, draft_id: str) -> tuple[SentDraft, Facts]:
        """Return a reply that left, with the facts that it was written from.

        Raises:
            RefusedError: there is none with this id, or it has not been sent.
        """
        query = select(*_COLUMNS, drafts.c.facts).where(drafts.c.id == draft_id, drafts.c.status == "sent")
        row = (await tx.execute(query)).one_or_none()
        if row is None:
            raise RefusedError("No reply {id} was sent.", hint="See which were in the insight of edits.", id=draft_id)
        return _noun(row), codec.to_facts(row.facts)


def _noun(row: Any) -> SentDraft:
    return SentDraft(id=row.id, playbook=row.playbook, language=row.language, proposed=row.original_body, sent=row.body)
