"""The inbox page with 1,000, 10,000 and 100,000 cases: the time of the server, and how it grows.

The figures are ratios of one run on one machine; the ceiling in milliseconds is the promise of the console.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from mailbot.model.view import InboxQuery, Order, Tab
from mailbot.store import schema
from mailbot.store.database import Database, new_id
from mailbot.store.tables import conversations, drafts, messages
from mailbot.store.views import Views

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SIZES = (1_000, 10_000, 100_000)
AGENTS = 50
#: Milliseconds of server time for one page, one visitor at a time. The 95th percentile is printed; the median is what a
#: machine that does other things meanwhile can be held to.
CEILING = 100.0
WORDS = """kettle lamp parcel invoice refund broken late waiting order driver door shop counter box leak crack price
account password charge card month return label courier depot street floor glass cable handle screw wheel paint oak""".split()
#: As a desk looks after years: most is solved.
STATES = ("closed",) * 88 + ("resolved",) * 5 + ("waiting",) * 3 + ("drafted",) * 2 + ("attention", "callback")

QUESTIONS = {
    "to do, hottest": InboxQuery(tab=Tab.TODO),
    "to do, longest wait": InboxQuery(tab=Tab.TODO, order=Order.AGE),
    "all, newest": InboxQuery(tab=Tab.ALL, order=Order.RECENT),
    "solved, hottest": InboxQuery(tab=Tab.SOLVED),
    "mine": InboxQuery(tab=Tab.MINE, agent="anna"),
    "search, rare word": InboxQuery(tab=Tab.ALL, words="LP-00042"),
    "search, common words": InboxQuery(tab=Tab.ALL, words="kettle broken"),
}


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


async def fill(db: Database, upto: int, start: int) -> None:
    """Add cases number `start` to `upto`, one mail each; some with an open draft."""
    dice = random.Random(start)
    for first in range(start, upto, 2_000):
        cases: list[dict[str, Any]] = []
        mails: list[dict[str, Any]] = []
        open_drafts: list[dict[str, Any]] = []
        for number in range(first, min(upto, first + 2_000)):
            case, mail = one_case(number, dice)
            cases.append(case)
            mails.append(mail)
            if case["state"] == "drafted":
                open_drafts.append(one_draft(case))
        async with db.write() as tx:
            await tx.execute(insert(conversations), cases)
            await tx.execute(insert(messages), mails)
            if open_drafts:
                await tx.execute(insert(drafts), open_drafts)
    async with db.write() as tx:
        await tx.execute(text("ANALYZE"))


def one_case(number: int, dice: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    at = NOW - timedelta(minutes=dice.randrange(1_000_000))
    state = dice.choice(STATES)
    case: dict[str, Any] = {
        "id": new_id(), "reference": f"MB-{number:06}", "mailbox": "support", "state": state,
        "is_open": state not in ("closed", "resolved"), "customer_email": f"c{number % 40_000}@home.example",
        "customer_name": f"Customer {number}", "subject": f"Order LP-{number:05}", "heat": round(dice.random() * 0.7, 3),
        "band": "low", "opened_at": at, "last_customer_at": at, "last_activity_at": at, "messages": 1,
        "snippet": " ".join(dice.choices(WORDS, k=12)), "assignee": "anna" if number % 40 == 0 else None,
    }  # fmt: skip
    mail = {
        "id": new_id(), "conversation_id": case["id"], "position": 0, "direction": "in", "mailbox": "support",
        "sender_email": case["customer_email"], "at": at, "new_text": " ".join(dice.choices(WORDS, k=70)),
    }  # fmt: skip
    return case, mail


def one_draft(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(), "conversation_id": case["id"], "status": "open", "language": "en", "playbook": "nine-step",
        "subject": "Re", "body": "Dear customer", "body_hash": "x", "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip


async def milliseconds(views: Views, query: InboxQuery, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        await views.inbox(query, NOW)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


async def test_a_page_costs_the_same_whatever_lies_in_the_archive(store: Database) -> None:
    views, before = Views(store), 0
    costs: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    highest: dict[str, float] = {}
    for size in SIZES:
        await fill(store, size, before)
        before = size
        for name, query in QUESTIONS.items():
            await milliseconds(views, query, 3)  # caches and statements warm
            taken = await milliseconds(views, query, 40)
            costs[name].append(statistics.median(taken))
            highest[name] = p95(taken)
    print(f"\n{store.engine_name}: median in ms at {SIZES}, as multiples of the first; 95th percentile of the last")
    for name, (first, second, third) in costs.items():
        grown = f"x{second / first:.1f} x{third / first:.1f}"
        print(f"  {name:<22}{first:8.1f}{second:8.1f}{third:8.1f}   {grown:<12} p95 {highest[name]:.1f}")
    fifty = await at_once(views)
    print(f"  {AGENTS} agents at once: {fifty:.1f} pages a second")
    assert max(values[-1] for values in costs.values()) < CEILING
    assert all(third < 12 * first for first, _, third in costs.values())


async def at_once(views: Views) -> float:
    """Return pages a second with fifty agents who each ask twice."""
    began = time.perf_counter()
    await asyncio.gather(*(milliseconds(views, QUESTIONS["to do, hottest"], 2) for _ in range(AGENTS)))
    return 2 * AGENTS / (time.perf_counter() - began)
