"""Copies of drafts in IMAP Drafts folders, as the store remembers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.draft import Draft
from mailbot.model.mailbox import DraftFate, DraftPlace, MirroredDraft
from mailbot.store.drafts import noun
from mailbot.store.tables import conversations, drafts

_LAID = "laid"
_OF_CASE = conversations.c.id == drafts.c.conversation_id
_PLACE = ("folder", "uidvalidity", "uid", "message_id", "sha256", "in_reply_to")


class DraftMirrorStore:
    """Implements `mailbot.ports.DraftMirrors`. Never touches a draft's version: agents do not notice it."""

    async def missing(self, tx: AsyncConnection, mailboxes: Sequence[str], limit: int) -> Sequence[Draft]:
        """Return open drafts that lie nowhere, oldest first: never laid, or taken back before they were opened again."""
        nowhere = or_(drafts.c.mirror.is_(None), drafts.c.mirror["state"].as_string() == DraftFate.GONE.value)
        query = (
            select(*drafts.c)
            .join(conversations, _OF_CASE)
            .where(drafts.c.status == "open", nowhere, conversations.c.mailbox.in_(mailboxes))
            .order_by(drafts.c.id)
            .limit(limit)
        )
        return [noun(row) for row in await tx.execute(query)]

    async def stale(self, tx: AsyncConnection, mailboxes: Sequence[str], limit: int) -> Sequence[MirroredDraft]:
        """Return copies of drafts that are no longer open, or whose text has changed since."""
        changed = drafts.c.mirror["body_hash"].as_string() != drafts.c.body_hash
        query = (
            select(drafts.c.id, drafts.c.conversation_id, drafts.c.status, drafts.c.mirror, conversations.c.mailbox)
            .join(conversations, _OF_CASE)
            .where(
                drafts.c.mirror["state"].as_string() == _LAID,
                or_(drafts.c.status != "open", changed),
                conversations.c.mailbox.in_(mailboxes),
            )
            .order_by(drafts.c.id)
            .limit(limit)
        )
        return [_mirrored(row) for row in await tx.execute(query)]

    async def laid(self, tx: AsyncConnection, draft: Draft, place: DraftPlace) -> None:
        """Note that a draft lies there as it is now; an edit that was faster makes it stale at once."""
        shown = select(drafts.c.body_hash, drafts.c.version).where(drafts.c.id == draft.id)
        row = (await tx.execute(shown)).one()
        current = row.body_hash if row.version == draft.version else ""
        await self._write(tx, draft.id, {**asdict(place), "state": _LAID, "body_hash": current})

    async def ended(self, tx: AsyncConnection, draft_id: str, fate: DraftFate | None) -> None:
        """Note that our copy is history; None: a new one may be laid."""
        await self._write(tx, draft_id, {"state": fate.value} if fate else None)

    async def _write(self, tx: AsyncConnection, draft_id: str, mirror: dict[str, object] | None) -> None:
        await tx.execute(update(drafts).where(drafts.c.id == draft_id).values(mirror=mirror))


def _mirrored(row: Any) -> MirroredDraft:
    place = {name: row.mirror.get(name) for name in _PLACE}
    return MirroredDraft(
        draft_id=row.id,
        conversation_id=row.conversation_id,
        mailbox=row.mailbox,
        open=row.status == "open",
        place=DraftPlace(**place),
    )
