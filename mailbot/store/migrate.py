"""Brings a store to this version's schema, or says why it cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, inspect, text

from mailbot.errors import ConfigurationError
from mailbot.store.database import Database

_HERE = Path(__file__).parent / "migrations"
#: Any number will do, as long as all nodes take the same: two of them never migrate at once.
_LOCK = 7_240_611_325


async def upgrade(db: Database, revision: str = "head") -> str:
    """Bring the store to a revision, in one transaction; return the revision it is at.

    Raises:
        ConfigurationError: the schema is newer than this program, or was not made by migrations.
        StoreBusy: the store is locked, full or gone.
    """
    async with db.write() as tx:
        return await tx.run_sync(_upgrade, revision)


async def current(db: Database) -> str | None:
    """Return the revision that the store is at, None when it is empty."""
    async with db.read() as tx:
        return await tx.run_sync(_current)


def head() -> str:
    """Return the revision that this program needs."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


async def revise(db: Database, message: str) -> str:
    """Write a new revision with the difference between a store at head and the tables; return its path."""

    def run(connection: Connection) -> str:
        revisions = ScriptDirectory.from_config(_config()).walk_revisions()
        number = f"{sum(1 for _ in revisions) + 1:04}"
        made: Any = command.revision(_config(connection), message=message, autogenerate=True, rev_id=number)
        return str(made.path)

    async with db.write() as tx:
        return await tx.run_sync(run)


def _upgrade(connection: Connection, revision: str) -> str:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    at = _current(connection)
    if at is None and inspect(connection).has_table("conversations"):
        raise ConfigurationError(
            "The store has tables but no revision: it was made by an unreleased version.",
            hint="Move it away and start with an empty store.",
        )
    _known(at)
    command.upgrade(_config(connection), revision)
    return str(_current(connection))


def _known(at: str | None) -> None:
    if at is None:
        return
    try:
        ScriptDirectory.from_config(_config()).get_revision(at)
    except CommandError as error:
        raise ConfigurationError(
            "The store's schema ({at}) is newer than this program ({head}).",
            hint="Install the newer mailbot, or restore the backup made before the upgrade.",
            at=at,
            head=head(),
        ) from error


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


__all__ = ["current", "head", "revise", "upgrade"]
