"""What goes along with the written confirmation of a call: the agreed time for the customer's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.appointment import for_customer
from escalation.script import CallTexts
from mailbot.model.message import Enclosure
from mailbot.store.call_rows import to_callback
from mailbot.store.tables import callbacks


@dataclass(frozen=True, kw_only=True, slots=True)
class CallEnclosures:
    """Implements `mailbot.desk.bench.Enclose`."""

    texts: Mapping[str, CallTexts]
    company: str

    async def __call__(
        self, tx: AsyncConnection, callback_id: str | None, language: str, now: datetime
    ) -> tuple[Enclosure, ...]:
        """Return the calendar file of an agreed call that lies ahead; nothing for any other draft."""
        if callback_id is None:
            return ()
        row = (await tx.execute(select(callbacks).where(callbacks.c.id == callback_id))).one_or_none()
        if row is None or row.closed_at is not None:
            return ()
        texts = self.texts.get(language) or self.texts["en"]
        found = for_customer(to_callback(row), self.company, texts, now)
        return (found,) if found else ()
