"""Fixtures of the telephone's contract tests."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from escalation.simulator.clock import SimClock
from escalation.simulator.network import Network
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


@pytest.fixture
async def house(store_url: str) -> AsyncIterator[House]:
    """Yield a house in which nobody has written yet; it is Tuesday noon in London."""
    async with AsyncExitStack() as stack:
        yield await build(stack, store_url, Network(clock=SimClock(NOON)))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def either_house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """Yield the same house on both engines."""
    url = request.getfixturevalue("store_url" if request.param == "sqlite" else "postgres_url")
    async with AsyncExitStack() as stack:
        yield await build(stack, url, Network(clock=SimClock(NOON)))
