"""Switches and settings that change while we run."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.store.raw_mails import upsert
from mailbot.store.tables import settings


class SwitchStore:
    """Implements `mailbot.ports.Switches`."""

    async def get(self, tx: AsyncConnection, key: str, default: Any = None) -> Any:
        """Return a value, or the default."""
        row = (await tx.execute(select(settings.c.value).where(settings.c.key == key))).one_or_none()
        return default if row is None else row.value

    async def set(self, tx: AsyncConnection, key: str, value: Any, *, by: str, now: datetime) -> None:
        """Write a value."""
        changes = {"value": value, "updated_at": now, "updated_by": by}
        statement = upsert(tx, settings).values(key=key, **changes)
        await tx.execute(statement.on_conflict_do_update(index_elements=["key"], set_=changes))
