"""Fixtures of the telephone's contract tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from escalation.simulator.clock import SimClock
from escalation.simulator.network import Network
from tests.contract.calls.house import NOON, House, build


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """Return the URL of an empty SQLite store of the test's own."""
    return f"sqlite:///{tmp_path / 'mailbot.db'}"


@pytest.fixture
async def house(store_url: str) -> AsyncIterator[House]:
    """Yield a house in which nobody has written yet; it is Tuesday noon in London."""
    async with AsyncExitStack() as stack:
        yield await build(stack, store_url, Network(clock=SimClock(NOON)))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def either_house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """Yield the same house on both engines."""
    sqlite = f"sqlite:///{tmp_path / 'mailbot.db'}"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    async with AsyncExitStack() as stack:
        yield await build(stack, url, Network(clock=SimClock(NOON)))
