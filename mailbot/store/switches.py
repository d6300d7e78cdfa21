"""Switches and settings that change while we run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.switch import Switchboard, Turned
from mailbot.store.database import Database
from mailbot.store.raw_mails import upsert
from mailbot.store.tables import agents, settings


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


async def switchboard(db: Database, *, armed: bool, barred: bool = False) -> Switchboard:
    """Return the switches as they stand, see `switches_in`; `barred` is what the policy file says of all calls."""
    async with db.read(brief=True) as tx:
        return replace(await switches_in(tx, armed=armed), barred=barred)


async def switches_in(tx: AsyncConnection, *, armed: bool) -> Switchboard:
    """Return the switches as they stand; `armed` is what the settings say of the telephone where nobody has switched it."""
    keys = ("kill_switch", "dry_run", "calls_armed")
    query = (
        select(settings.c.key, settings.c.value, settings.c.updated_at, agents.c.name)
        .outerjoin(agents, agents.c.id == settings.c.updated_by)
        .where(settings.c.key.in_(keys))
    )
    rows = {row.key: row for row in await tx.execute(query)}
    on = {key: Turned(at=row.updated_at, by=row.name or "") for key, row in rows.items() if row.value}
    return Switchboard(
        stopped=on.get("kill_switch"),
        dry_run=on.get("dry_run"),
        armed="calls_armed" in on if "calls_armed" in rows else armed,
    )
