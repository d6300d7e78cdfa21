"""`make torture`: three nodes under chaos for some minutes (MAILBOT_TORTURE_MINUTES, 6), judged; the page stays behind."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from tests.servers.fixtures import start_or_skip
from tests.torture.run import Plan, torture
from tests.torture.stage import SmallPostgres

MINUTES = float(os.environ.get("MAILBOT_TORTURE_MINUTES", "6"))
SEED = int(os.environ.get("MAILBOT_TORTURE_SEED", str(int(time.time()))))


@pytest.mark.slow
@pytest.mark.dovecot
@pytest.mark.postgres
@pytest.mark.timeout(MINUTES * 60 + 1500)
def test_three_nodes_lose_nothing_and_double_nothing() -> None:
    start_or_skip(SmallPostgres).close()  # type: ignore[attr-defined]
    verdict = asyncio.run(torture(Plan(minutes=MINUTES, seed=SEED)))
    print(*(f"{name}: {value}" for name, value in verdict.figures.items()), sep="\n")
    assert verdict.faults == (), f"seed {SEED}; see tests/output/torture.html"
