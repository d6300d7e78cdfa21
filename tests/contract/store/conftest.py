"""One suite, two engines: `db` is an empty store with all tables, on SQLite and on PostgreSQL.

The stores are made once and emptied for each test; so they live on one loop, the session's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from mailbot.store import schema
from mailbot.store.database import Database
from mailbot.store.tables import metadata

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run this folder's tests on the loop that the stores live on."""
    for item in items:
        if HERE in item.path.parents and item.get_closest_marker("asyncio"):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database of the test's own, without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'mailbot.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def session_database(postgres: object) -> Iterator[str]:
    """Yield the URL of one PostgreSQL database for the session."""
    with postgres.database() as url:  # type: ignore[attr-defined]
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=ENGINES)
async def session_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Database]:
    """Yield one store an engine, with all tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'mailbot.db'}"
    else:
        url = request.getfixturevalue("session_database")
    database = Database(url)
    await schema.create(database)
    yield database
    await database.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def db(session_store: Database) -> Database:
    """Return the store, emptied."""
    async with session_store.write() as tx:
        for table in reversed(metadata.sorted_tables):
            await tx.execute(table.delete())
    return session_store
