"""Internal notes and disputes in the store."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.store.tables import disputes, notes
from mailbot.store.tables import mentions as mentioned
from mailbot.store.types import new_id


class NoteStore:
    """Implements `mailbot.ports.Notes`."""

    async def add(
        self,
        tx: AsyncConnection,
        conversation_id: str,
        author: str,
        body: str,
        mentions: tuple[str, ...],
        now: datetime,
    ) -> str:
        """Insert an internal note, call those whom it mentions, return its id."""
        values = {"id": new_id(), "conversation_id": conversation_id, "author": author, "body": body, "at": now}
        await tx.execute(insert(notes).values(**values, mentions=list(mentions)))
        called = [{"note_id": values["id"], "agent_id": one} for one in dict.fromkeys(mentions) if one != author]
        if called:
            await tx.execute(insert(mentioned), called)
        return str(values["id"])

    async def move(self, tx: AsyncConnection, source: str, target: str) -> None:
        """Give all notes of a case to another one."""
        await tx.execute(update(notes).where(notes.c.conversation_id == source).values(conversation_id=target))

    async def dispute(
        self,
        tx: AsyncConnection,
        conversation_id: str,
        agent: str,
        *,
        message_row: str | None,
        signal: str | None,
        heat: float,
        proposed_heat: float | None,
        proposed_band: str | None,
        comment: str,
        now: datetime,
    ) -> str:
        """Insert an objection against the heat, return its id."""
        row_id = new_id()
        await tx.execute(
            insert(disputes).values(
                id=row_id,
                conversation_id=conversation_id,
                agent=agent,
                message_id=message_row,
                signal=signal,
                heat=heat,
                proposed_heat=proposed_heat,
                proposed_band=proposed_band,
                comment=comment,
                at=now,
            )
        )
        return row_id
