"""A schema without migrations: for tests and throw-away stores."""

from __future__ import annotations

from mailbot.store import search_ddl as _search_ddl  # noqa: F401 - its triggers are created with the tables
from mailbot.store.database import Database
from mailbot.store.tables import metadata


async def create(db: Database) -> None:
    """Create all tables as the code knows them; existing ones are left alone."""
    async with db.write() as tx:
        await tx.run_sync(metadata.create_all)
