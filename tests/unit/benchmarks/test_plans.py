"""The plans of docs/sizing.md: plain arithmetic, and every line of it moves the right way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.benchmarks import plans, results
from tests.benchmarks.plans import LINES, LOADS, Costs, Habits, Load, need, table

COSTS = Costs(
    intake_ms=30.0,
    store_ms=60.0,
    page_ms=20.0,
    commits_in=3.0,
    commits_out=4.0,
    commits_per_second=300.0,
    case_kib=60.0,
)
DAY = Load(name="x", mailboxes=250, mails_per_day=300_000)


def test_a_day_of_three_hundred_thousand_mails_by_hand() -> None:
    found = need(DAY, COSTS)
    assert found.mails_per_second == pytest.approx(10.0)
    assert found.intake_cores == pytest.approx(10 * 0.030 / 0.6)
    assert found.store_cores == pytest.approx(10 * 0.060 / 0.6)
    assert found.agents == 2250
    assert found.console_cores == pytest.approx(2250 / 15 * 0.020 / 0.6)
    assert found.commits_per_second == pytest.approx(10 * (3 + 0.6 * 4))
    assert found.databases == 1
    assert found.nodes_for_watching == 3
    assert found.calls_per_minute == pytest.approx(12.0)
    assert found.gib_per_day == pytest.approx(300_000 * 100 / 1024**2)


def test_a_database_that_commits_too_slowly_is_cut_in_pieces() -> None:
    assert need(DAY, replace(COSTS, commits_per_second=50.0)).databases == 2
    assert need(DAY, COSTS, replace(Habits(), busiest_hour=1.0)).databases == 3


def test_the_table_tells_every_load_and_every_line() -> None:
    shown = table([(load, need(load, COSTS)) for load in LOADS])
    assert all(words in shown for words in LINES) and all(load.name in shown for load in LOADS)
    assert len({line.count("|") for line in shown.splitlines()}) == 1


def test_the_plans_ask_for_lines_that_the_benchmarks_write() -> None:
    page = results.PAGE.read_text(encoding="utf-8")
    asked = (plans.INTAKE, plans.STORE, plans.DISK, *plans.CLAIMS, *(f"postgresql: {name}" for name in plans.STEPS))
    assert not [line for line in asked if f"| {line} |" not in page]
