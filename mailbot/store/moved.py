"""Marks of a move: a fence around its source, and the closed door of a target that is not complete."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, select, text

from mailbot.errors import ConfigurationError
from mailbot.store.tables import metadata, settings

#: Key of the mark among the source's settings.
MOVE = "moved"
#: Table of a target that is not complete.
MOVING = "mailbot_moving"
_WORDS = "moved to another database"


def refuse_moved(connection: Connection) -> None:
    """Refuse a store that was moved away, is being moved away, or has not arrived yet.

    Raises:
        ConfigurationError: with what to do.
    """
    look = inspect(connection)
    if look.has_table(MOVING):
        raise ConfigurationError(
            "A store is being moved to this database, and has not arrived.", hint="Run mailbot db move again to go on."
        )
    if not look.has_table(settings.name):
        return
    mark = connection.execute(select(settings.c.value).where(settings.c.key == MOVE)).scalar_one_or_none()
    if mark and mark.get("done"):
        raise ConfigurationError(f"This store was moved to {mark['to']}.", hint="Set [store] url to its new home.")
    if mark:
        raise ConfigurationError(
            f"This store is being moved to {mark['to']}.",
            hint="Run mailbot db move again to go on, or with --give-up to stay here.",
        )


def fence(connection: Connection) -> None:
    """Let nobody write to a SQLite store any more, not even a process that has it open."""
    for table in metadata.sorted_tables:
        for act in ("INSERT", "UPDATE", "DELETE"):
            body = f"BEGIN SELECT RAISE(ABORT, 'this store was {_WORDS}'); END"
            connection.execute(text(f"CREATE TRIGGER {_name(table.name, act)} BEFORE {act} ON {table.name} {body}"))


def unfence(connection: Connection) -> None:
    """Take the fence and the mark away."""
    for table in metadata.sorted_tables:
        for act in ("INSERT", "UPDATE", "DELETE"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {_name(table.name, act)}"))
    connection.execute(settings.delete().where(settings.c.key == MOVE))


def is_fenced(connection: Connection) -> bool:
    """Tell whether a SQLite store has its fence."""
    name = _name(settings.name, "INSERT")
    found = connection.execute(
        text("SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = :name"), {"name": name}
    )
    return found.first() is not None


def _name(table: str, act: str) -> str:
    return f"moved_{table}_{act.lower()}"
