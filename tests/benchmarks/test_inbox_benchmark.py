"""The inbox page with 1,000, 10,000 and 100,000 cases: the time of the server, and how it grows.

What must hold are ratios of one run on one machine; the milliseconds are printed beside the goal.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mailbot.model.view import InboxQuery, Order, Tab
from mailbot.store import schema
from mailbot.store.database import Database
from mailbot.store.views import Views
from tests.benchmarks.archive import NOW, fill, p95
from tests.benchmarks.processor import postgres_seconds
from tests.benchmarks.results import Curve, Figure, Plot, record

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

SIZES = (1_000, 10_000, 100_000)
AGENTS = 50
#: Seconds between two looks of one agent at the inbox, and how often each looks.
PAUSE, ROUNDS = 5.0, 4
#: Milliseconds of server time for one page at the 95th percentile: printed beside what was measured. What fails the
#: benchmark is growth, since a machine that does other things meanwhile cannot be held to milliseconds.
GOAL = 100.0
QUESTIONS = {
    "to do, hottest": InboxQuery(tab=Tab.TODO, agent="anna"),
    "to do, longest wait": InboxQuery(tab=Tab.TODO, order=Order.AGE, agent="anna"),
    "all, newest": InboxQuery(tab=Tab.ALL, order=Order.RECENT, agent="anna"),
    "solved, hottest": InboxQuery(tab=Tab.SOLVED, agent="anna"),
    "mine": InboxQuery(tab=Tab.MINE, agent="anna"),
    "a rare category": InboxQuery(tab=Tab.TODO, category="outage", agent="anna"),
    "a common category": InboxQuery(tab=Tab.ALL, category="delivery", agent="anna"),
    "a rare language": InboxQuery(tab=Tab.ALL, language="vi", agent="anna"),
    "a rare language, a common category": InboxQuery(tab=Tab.SOLVED, language="vi", category="delivery", agent="anna"),
    "search, rare word": InboxQuery(tab=Tab.ALL, words="LP-00042", agent="anna"),
    "search, common words": InboxQuery(tab=Tab.ALL, words="kettle broken", agent="anna"),
}

#: The curves that are drawn, and how often each page is asked for.
DRAWN, TIMES = ("to do, hottest", "all, newest", "search, common words"), 40


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Yield an empty store."""
    url = f"sqlite:///{tmp_path / 'mailbot.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    await schema.create(database)
    yield database
    await database.dispose()


def spent(db: Database) -> float:
    """Return the milliseconds of processor time that this process and the database server have used so far.

    The machine does other things meanwhile: wall time tells of them too, processor time does not.
    """
    return 1000 * (time.process_time() + (0.0 if db.sqlite else postgres_seconds()))


async def milliseconds(views: Views, query: InboxQuery, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        await views.inbox(query, NOW)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


async def test_a_page_costs_the_same_whatever_lies_in_the_archive(store: Database) -> None:
    views, before = Views(store), 0
    costs: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    work: dict[str, float] = {}
    highest: dict[str, float] = {}
    for size in SIZES:
        await fill(store, size, before)
        before = size
        for name, query in QUESTIONS.items():
            await milliseconds(views, query, 3)  # caches and statements warm
            began = spent(store)
            taken = await milliseconds(views, query, TIMES)
            work[name] = (spent(store) - began) / TIMES
            costs[name].append(statistics.median(taken))
            highest[name] = p95(taken)
    print(f"\n{store.engine_name}: median in ms at {SIZES}, as multiples of the first")
    for name, (first, second, third) in costs.items():
        print(f"  {name:<22}{first:8.1f}{second:8.1f}{third:8.1f}   x{second / first:.1f} x{third / first:.1f}")
    taken, busy = await at_once(views)
    figures = [
        Figure(
            what=f"{store.engine_name}: {name}", value=highest[name], unit="ms (p95)",
            ratio=costs[name][0] / costs[name][-1], note=f"median {costs[name][-1]:.1f}, processor {work[name]:.1f}",
        )
        for name in QUESTIONS
    ]  # fmt: skip
    everybody = f"{store.engine_name}: {AGENTS} agents at once, each a page every {PAUSE:.0f} s"
    note = f"median {statistics.median(taken):.1f}; without a pause {busy:.0f} pages/s; goal {GOAL:.0f}"
    figures.append(Figure(what=everybody, value=p95(taken), unit="ms (p95)", note=note))
    curves = [Curve(name=f"{store.engine_name}: {name}", xs=SIZES, ys=costs[name]) for name in DRAWN]
    record("console", figures, curves, Plot(across="cases", up="ms a page, median"), part=store.engine_name)
    assert all(third < 12 * first for first, _, third in costs.values())


async def at_once(views: Views) -> tuple[list[float], float]:
    """Return the milliseconds of pages that fifty agents open in turn as they work, and pages a second without pauses.

    The agents' first looks are spread over a pause, as people's are; a page that waits for another's counts its wait.
    """
    lists = [query for name, query in QUESTIONS.items() if not name.startswith("search")]

    async def works(number: int) -> list[float]:
        await asyncio.sleep(PAUSE * number / AGENTS)
        taken: list[float] = []
        for look in range(ROUNDS):
            began = time.perf_counter()
            taken += await milliseconds(views, lists[(number + look) % len(lists)], 1)
            await asyncio.sleep(max(0.0, PAUSE - (time.perf_counter() - began)))
        return taken

    taken = [one for agent in await asyncio.gather(*(works(number) for number in range(AGENTS))) for one in agent]
    began = time.perf_counter()
    await asyncio.gather(*(milliseconds(views, QUESTIONS["to do, hottest"], 2) for _ in range(AGENTS)))
    return taken, 2 * AGENTS / (time.perf_counter() - began)
