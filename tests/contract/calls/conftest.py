"""Fixtures of the telephone's contract tests."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from escalation.simulator.clock import SimClock
from escalation.simulator.network import Network
from mailbot.store import schema
from mailbot.store.database import Database
from mailbot.store.tables import metadata
from tests.contract.calls.house import NOON, House, build


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with all tables and nothing in them; tests copy it."""
    path = tmp_path_factory.mktemp("calls") / "empty.db"

    engine = create_engine(f"sqlite:///{path}")
    metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture
def store_url(empty_store: Path, tmp_path: Path) -> str:
    """Return the URL of an empty SQLite store of the test's own."""
    shutil.copy(empty_store, tmp_path / "mailbot.db")
    return f"sqlite:///{tmp_path / 'mailbot.db'}"


@pytest.fixture(scope="session")
def empty_postgres(postgres: Any) -> Iterator[str]:
    """Yield the address of a PostgreSQL database with all tables and nothing in them; tests copy it."""

    async def made(url: str) -> None:
        db = Database(url)
        await schema.create(db)
        await db.dispose()

    with postgres.database() as url:
        # In a thread of its own: this thread may have a loop running.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, made(url)).result()
        yield url


@pytest.fixture
def postgres_store_url(postgres: Any, empty_postgres: str) -> Iterator[str]:
    """Yield the address of an empty PostgreSQL store of the test's own."""
    with postgres.database(like=empty_postgres) as url:
        yield url


@pytest.fixture
async def house(store_url: str) -> AsyncIterator[House]:
    """Yield a house in which nobody has written yet; it is Tuesday noon in London."""
    async with AsyncExitStack() as stack:
        yield await build(stack, store_url, Network(clock=SimClock(NOON)))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def either_house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """Yield the same house on both engines."""
    url = request.getfixturevalue("store_url" if request.param == "sqlite" else "postgres_store_url")
    async with AsyncExitStack() as stack:
        yield await build(stack, url, Network(clock=SimClock(NOON)))
