"""Token buckets that all processes share."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.store.raw_mails import upsert
from mailbot.store.tables import allowances

#: How far apart the clocks of two nodes may be without their buckets being filled twice.
LONGEST_BACK = timedelta(minutes=1)


class AllowanceStore:
    """Implements `mailbot.ports.Allowances`."""

    async def take(
        self, tx: AsyncConnection, key: str, *, per_second: float, burst: float, now: datetime, wanted: int = 1
    ) -> int:
        """Take up to `wanted` tokens and return how many there were; a clock that went back gives none.

        But not for longer than `LONGEST_BACK`: a clock that had been a day ahead must not stop all mail for a day.
        """
        first = upsert(tx, allowances).values(key=key, tokens=burst, filled_at=now).on_conflict_do_nothing()
        await tx.execute(first)
        row = (await tx.execute(select(allowances).where(allowances.c.key == key).with_for_update())).one()
        passed = max(0.0, (now - row.filled_at).total_seconds())
        tokens = min(burst, row.tokens + passed * per_second)
        given = min(wanted, int(tokens))
        values = {"tokens": tokens - given, "filled_at": max(now, min(row.filled_at, now + LONGEST_BACK))}
        await tx.execute(update(allowances).where(allowances.c.key == key).values(**values))
        return given
