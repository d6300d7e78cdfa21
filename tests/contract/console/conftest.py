"""The console on a real store, asked without a browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.contract.console.desk import ConsoleDesk, Store, opened_desk


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the store that each test gets a copy of."""
    return Store(tmp_path_factory.mktemp("desk"))


@pytest.fixture
async def desk(furnished: Store, tmp_path: Path) -> AsyncIterator[ConsoleDesk]:
    """Yield a console with three people and one case with a draft."""
    async with opened_desk(furnished, tmp_path, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) as opened:
        yield opened
