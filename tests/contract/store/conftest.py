"""One suite, two engines: `db` is an empty store with all tables, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from mailbot.store import schema
from mailbot.store.database import Database

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database of the test's own, without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'mailbot.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


async def _create(url: str) -> None:
    database = Database(url)
    await schema.create(database)
    await database.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with all tables: copying it is faster than making them for each test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(_create(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: object) -> Iterator[object]:
    """Make a database with all tables that others are copied from."""
    with postgres.database() as url:  # type: ignore[attr-defined]
        asyncio.run(_create(url))
        yield url.rpartition("/")[2]


@pytest.fixture(params=ENGINES)
def filled_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Yield the URL of a database of the test's own, with all tables."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "mailbot.db")
        yield f"sqlite:///{tmp_path / 'mailbot.db'}"
        return
    template, server = request.getfixturevalue("postgres_template"), request.getfixturevalue("postgres")
    name = sql.Identifier(f"copy_of_{template}")
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template)))
        yield server.url(f"copy_of_{template}")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture
async def db(filled_url: str) -> AsyncIterator[Database]:
    """Yield the store, closed afterwards."""
    database = Database(filled_url)
    yield database
    await database.dispose()
