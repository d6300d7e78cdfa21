"""Migrations make the very schema that the code knows, once, on both engines."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from mailbot.errors import ConfigurationError
from mailbot.store import migrate, schema
from mailbot.store.database import Database
from mailbot.store.listening import Listener
from mailbot.store.search_ddl import is_ours
from mailbot.store.tables import metadata, settings

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


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


def test_the_newest_revision_is_told_by_the_names_of_the_files() -> None:
    assert migrate.head() == ScriptDirectory(Path(migrate.__file__).parent / "migrations").get_current_head()


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


# -- upgrades node by node


async def test_an_older_program_goes_on_with_a_schema_that_only_added(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest revision is unknown to the program of the one before; what that one wrote about itself lets it run."""
    await migrate.upgrade(empty)
    async with empty.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await tx.execute(settings.delete().where(settings.c.key == "schema"))
        value = {"revision": "9999", "oldest": migrate.head()}
        await tx.execute(settings.insert().values(key="schema", value=value, updated_at=NOW, updated_by="mailbot"))
    assert await migrate.upgrade(empty) == "9999"
    async with empty.write() as tx:
        await tx.execute(settings.update().values(value={"revision": "9999", "oldest": "9998"}))
    with pytest.raises(ConfigurationError, match="newer than this program"):
        await migrate.upgrade(empty)


#: What a revision after the first may do, so that old code works on the new schema.
ADDITIVE = {"create_table", "create_index", "add_column", "batch_alter_table", "execute", "get_bind", "f"}
VERSIONS = sorted((Path(migrate.__file__).parent / "migrations" / "versions").glob("0*.py"))


@pytest.mark.parametrize("path", VERSIONS[1:], ids=lambda path: path.stem)
def test_revisions_after_the_first_only_add(path: Path) -> None:
    (upgrade,) = [
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    ]
    calls = [node for node in ast.walk(upgrade) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    used = {call.func.attr for call in calls if _owner(call) in ("op", "batch", "batch_op")}
    assert used <= ADDITIVE, f"{used - ADDITIVE} would break nodes that still run the old program"
    for call in calls:
        if call.func.attr == "add_column":
            words = {keyword.arg: ast.unparse(keyword.value) for inner in ast.walk(call)
                     if isinstance(inner, ast.Call) for keyword in inner.keywords}  # fmt: skip
            assert words.get("nullable", "True") == "True" or "server_default" in words, ast.unparse(call)
        if call.func.attr == "create_index":
            unique = [keyword for keyword in call.keywords if keyword.arg == "unique"]
            assert not unique or ast.unparse(unique[0].value) == "False" or _of_new_table(call, upgrade)


def _owner(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Attribute)
    return ast.unparse(call.func.value)


def _of_new_table(index: ast.Call, upgrade: ast.FunctionDef) -> bool:
    made = {ast.unparse(node.args[0]) for node in ast.walk(upgrade)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "op.create_table"}  # fmt: skip
    return ast.unparse(index.args[1]) in made


async def test_an_ordinary_role_that_owns_its_database_is_enough(postgres: Any) -> None:
    with postgres.database() as url:
        name = url.rpartition("/")[2]
        with postgres._connect() as admin:
            admin.execute("DROP ROLE IF EXISTS plain_role")
            admin.execute("CREATE ROLE plain_role LOGIN PASSWORD 'plain' NOSUPERUSER NOCREATEDB NOCREATEROLE")
            admin.execute(f"ALTER DATABASE {name} OWNER TO plain_role")
        db = Database(f"postgresql://plain_role:plain@127.0.0.1:{postgres.port}/{name}")
        assert await migrate.upgrade(db) == migrate.head()
        async with db.read() as tx:
            assert not (
                await tx.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
            ).scalar_one()
        assert await Listener(db).check()
        await db.dispose()
