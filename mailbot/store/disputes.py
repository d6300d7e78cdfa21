"""What people said against the heat of mails, as labelled cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.heat import Band, Reading
from mailbot.store import codec
from mailbot.store.database import Database
from mailbot.store.tables import conversations, disputes, messages
from mailbot.triage.disputes import Dispute, DisputedMail


class Disputes:
    """Reads the disputes with the mails that they are about."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def mails(self, since: datetime | None = None) -> tuple[DisputedMail, ...]:
        """Return the disputed mails in the order of their first dispute.

        A mail that was forgotten since, or that triage never read, is left out.
        """
        statement = select(disputes).order_by(disputes.c.at, disputes.c.id)
        if since:
            statement = statement.where(disputes.c.at >= since)
        found: dict[str, tuple[Row[Any], Reading, list[Dispute]]] = {}
        async with self._db.read() as tx:
            for row in (await tx.execute(statement)).all():
                mail = await _meant(tx, row)
                if mail is not None:
                    mine = found.setdefault(mail.id, (mail, codec.to_reading(mail.reading), []))
                    mine[2].append(_dispute(row))
        return tuple(
            DisputedMail(reference=mail.reference, text=mail.new_text, reading=reading, disputes=said)
            for mail, reading, said in found.values()
        )


async def _meant(tx: AsyncConnection, dispute: Row[Any]) -> Row[Any] | None:
    """Return the mail that a dispute is about: the one named, else the last before it that has the disputed entry."""
    statement: Select[Any] = (
        select(messages.c.id, messages.c.new_text, messages.c.reading, conversations.c.reference)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .where(messages.c.direction == "in", messages.c.new_text != "", messages.c.at <= dispute.at)
        .order_by(messages.c.position.desc())
    )
    if dispute.message_id:
        statement = statement.where(messages.c.id == dispute.message_id)
    else:
        statement = statement.where(messages.c.conversation_id == await _now_in(tx, dispute.conversation_id))
    mails = [row for row in await tx.execute(statement) if row.reading]
    return next((row for row in mails if _has(row, dispute.signal)), mails[0] if mails else None)


async def _now_in(tx: AsyncConnection, conversation_id: str) -> str:
    """Return the case that holds a case's mails today: itself, or the one that it was merged into."""
    merged = select(conversations.c.merged_into).where(conversations.c.id == conversation_id)
    into: str | None = (await tx.execute(merged)).scalar_one_or_none()
    return await _now_in(tx, into) if into else conversation_id


def _has(row: Row[Any], signal: str | None) -> bool:
    return signal is None or any(one["name"] == signal for one in row.reading["heat"]["signals"])


def _dispute(row: Row[Any]) -> Dispute:
    return Dispute(
        at=row.at,
        agent=row.agent,
        signal=row.signal,
        band=Band(row.proposed_band) if row.proposed_band else None,
        heat=row.proposed_heat,
        comment=row.comment,
    )
