"""Brings a store to this version's schema, or says why it cannot.

Alembic is imported when there is something to bring: a store that is where it should be is told by its number alone, which
spares each start half a second.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Connection, column, inspect, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import ConfigurationError
from mailbot.store.database import Database
from mailbot.store.moved import refuse_moved
from mailbot.store.silence import give_up_silent_lines
from mailbot.store.tables import settings

if TYPE_CHECKING:
    from alembic.config import Config

log = structlog.get_logger("mailbot.store")

_HERE = Path(__file__).parent / "migrations"
#: Any number will do, as long as all nodes take the same: two of them never migrate at once.
_LOCK = 7_240_611_325
#: The oldest revision whose program works on this schema: raised only by a revision that takes something away.
OLDEST = "0001"
_RANGE = "schema"


async def upgrade(db: Database, revision: str = "head") -> str:
    """Bring the store to a revision, in one transaction; return the revision it is at.

    Raises:
        ConfigurationError: the schema is newer than this program, or was not made by migrations.
        StoreBusy: the store is locked, full or gone.
    """
    async with db.write() as tx:
        reached = await tx.run_sync(_upgrade, revision)
        changed = await tx.run_sync(give_up_silent_lines)
    if changed:
        await db.dispose()  # the connections made before go without the new defaults
    return reached


async def upgrade_in(tx: AsyncConnection) -> None:
    """Bring a store to this program's revision inside the caller's transaction.

    Raises:
        ConfigurationError: the schema is newer than this program, even if it could work on it.
    """
    reached = await tx.run_sync(_upgrade, "head")
    if reached != head():
        raise ConfigurationError(
            f"The store's schema ({reached}) is newer than this program ({head()}).",
            hint="Do it with the newer mailbot.",
        )


async def is_at_head(tx: AsyncConnection) -> bool:
    """Tell whether a store is at this program's revision."""
    return await tx.run_sync(_current) == head()


async def current(db: Database) -> str | None:
    """Return the revision that the store is at, None when it is empty."""
    async with db.read() as tx:
        return await tx.run_sync(_current)


def head() -> str:
    """Return the revision that this program needs."""
    return max(path.name.partition("_")[0] for path in (_HERE / "versions").glob("[0-9]*_*.py"))


async def revise(db: Database, message: str) -> str:
    """Write a new revision with the difference between a store at head and the tables; return its path."""

    from alembic import command
    from alembic.script import ScriptDirectory

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
    refuse_moved(connection)
    at = _current(connection)
    if at is None and inspect(connection).has_table("conversations"):
        raise ConfigurationError(
            "The store has tables but no revision: it was made by an unreleased version.",
            hint="Move it away and start with an empty store.",
        )
    if at is not None and at == head() and revision in ("head", at):
        return at
    if at is not None and not _known(connection, at):
        return at
    from alembic import command

    command.upgrade(_config(connection), revision)
    reached = str(_current(connection))
    if reached != at and revision == "head":
        _note_range(connection, reached)
    return reached


def _known(connection: Connection, at: str) -> bool:
    """Tell whether the store is at a revision that we know; False: a newer one that we may work on all the same.

    While nodes are upgraded one by one, the first new one migrates and the old ones go on, and may be started again.

    Raises:
        ConfigurationError: the schema is newer, and this program is too old for it.
    """
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    try:
        ScriptDirectory.from_config(_config()).get_revision(at)
    except CommandError as error:
        noted = connection.execute(select(settings.c.value).where(settings.c.key == _RANGE)).scalar_one_or_none() or {}
        if noted.get("revision") == at and head() >= str(noted.get("oldest", "9")):
            log.warning("schema_is_newer", store=at, program=head(), reason="An upgrade is under way: finish it soon.")
            return False
        raise ConfigurationError(
            f"The store's schema ({at}) is newer than this program ({head()}).",
            hint="Install the newer mailbot, or restore the backup made before the upgrade.",
        ) from error
    return True


def _note_range(connection: Connection, reached: str) -> None:
    """Tell older programs whether they may go on with this schema."""
    value = {"revision": reached, "oldest": OLDEST}
    connection.execute(settings.delete().where(settings.c.key == _RANGE))
    connection.execute(
        settings.insert().values(key=_RANGE, value=value, updated_at=datetime.now(UTC), updated_by="mailbot")
    )


#: Alembic's own table.
_VERSIONS = table("alembic_version", column("version_num"))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSIONS.name):
        return None
    at: str | None = connection.execute(select(_VERSIONS.c.version_num)).scalar_one_or_none()
    return at


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


__all__ = ["current", "head", "is_at_head", "revise", "upgrade", "upgrade_in"]
