"""Migrations make the very schema that the code knows, once, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from mailbot.errors import ConfigurationError
from mailbot.store import migrate, schema
from mailbot.store.database import Database
from mailbot.store.search_ddl import is_ours
from mailbot.store.tables import metadata


@pytest.fixture
async def empty(store_url: str) -> AsyncIterator[Database]:
    """Yield a store without tables."""
    database = Database(store_url)
    yield database
    await database.dispose()


def difference(connection: Connection) -> list[Any]:
    opts = {"compare_type": True, "include_name": lambda name, _kind, _parents: not is_ours(name)}
    return list(compare_metadata(MigrationContext.configure(connection, opts=opts), metadata))


def indexes(connection: Connection) -> dict[str, list[str]]:
    look = inspect(connection)
    return {name: sorted(str(one["name"]) for one in look.get_indexes(name)) for name in look.get_table_names()}


async def test_the_migrated_schema_is_the_one_the_code_knows(empty: Database) -> None:
    assert await migrate.current(empty) is None
    assert await migrate.upgrade(empty) == migrate.head()
    assert await migrate.upgrade(empty) == await migrate.current(empty) == migrate.head()
    async with empty.read() as tx:
        assert await tx.run_sync(difference) == [], (
            'The tables changed: run `python -m mailbot.store.migrations "what changes"` and commit what it writes.'
        )


async def test_the_migrated_schema_has_every_index(empty: Database) -> None:
    await migrate.upgrade(empty)
    async with empty.read() as tx:
        found = await tx.run_sync(indexes)
    for table in metadata.sorted_tables:
        assert {str(one.name) for one in table.indexes} <= set(found[table.name]), table.name


async def test_a_store_of_a_newer_version_is_refused_with_a_sentence(empty: Database) -> None:
    await migrate.upgrade(empty)
    async with empty.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match=r"\(9999\) is newer than this program"):
        await migrate.upgrade(empty)


async def test_tables_without_a_revision_are_left_alone(empty: Database) -> None:
    await schema.create(empty)
    with pytest.raises(ConfigurationError, match="unreleased version"):
        await migrate.upgrade(empty)


async def test_two_nodes_that_start_at_once_migrate_once(empty: Database) -> None:
    other = Database(empty.url.render_as_string(hide_password=False))
    try:
        assert await asyncio.gather(migrate.upgrade(empty), migrate.upgrade(other)) == [migrate.head()] * 2
    finally:
        await other.dispose()
