"""The store as the settings name it, opened at this version's schema."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from mailbot.config import Settings
from mailbot.store import migrate
from mailbot.store.database import Database


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Database]:
    """Open the store that the settings name and bring it to this version's schema.

    Raises:
        ConfigurationError: the store's URL makes no sense, or its schema is newer than this program.
        StoreBusy: it is locked, full or gone.
    """
    db = Database(settings.store.url)
    try:
        await migrate.upgrade(db)
        yield db
    finally:
        await db.dispose()
