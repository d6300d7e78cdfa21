"""What each step of an answered case asks of the store: durable commits, statements, processor time, bytes on disk.

The surroundings (reading, decision, SMTP) are scripted, so that what is counted is the store's part alone; on PostgreSQL
the server's processor time is counted too. docs/sizing.md plans with these figures.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, text

from mailbot.model.policy import Policy
from mailbot.store import schema
from mailbot.store.database import Database
from mailbot.store.tables import drafts
from tests.benchmarks.archive import WORDS
from tests.benchmarks.processor import postgres_seconds
from tests.benchmarks.results import Figure, record
from tests.contract.store.house import ANNA, House, mail, raw

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

CASES = 200
STEPS = ("recorded", "decided", "approved", "sent", "filed")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty store."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'mailbot.db'}"


class Meter:
    """Counts what the store is asked, step by step."""

    def __init__(self, db: Database) -> None:
        self.db, self.seen = db, Counter[str]()
        engine = db.engine.sync_engine
        event.listen(engine, "commit", self._commit)
        event.listen(engine, "before_cursor_execute", self._statement)

    def _commit(self, connection: object) -> None:
        self.seen["commits"] += bool(connection.get_execution_options().get("mailbot_writes"))  # type: ignore[attr-defined]

    def _statement(self, *_: object) -> None:
        self.seen["statements"] += 1

    async def of(self, act: Callable[[], Awaitable[object]]) -> dict[str, float]:
        """Return the costs of a step for each of the cases."""
        self.seen.clear()
        began = _spent(self.db)
        await act()
        taken = _spent(self.db) - began
        return {"processor": taken / CASES, **{name: count / CASES for name, count in self.seen.items()}}


def _spent(db: Database) -> float:
    """Return the milliseconds of processor time that this process and the database server have used so far."""
    return (time.process_time() + (0.0 if db.sqlite else postgres_seconds())) * 1000


async def until_nothing(act: Callable[[], Awaitable[int]]) -> None:
    """Work until a turn finds nothing to do."""
    while await act():
        pass


async def test_what_a_case_asks_of_the_store(url: str) -> None:
    db = Database(url)
    await schema.create(db)
    policy = Policy()
    fast = replace(policy, delivery=replace(policy.delivery, burst=CASES))  # no pause between two mails of one mailbox
    house, dice = House(db, policy=fast), random.Random(3)
    meter = Meter(db)
    letters = [
        raw(number, mail(number, " ".join(dice.choices(WORDS, k=90)), From=f"Petra <p{number}@home.example>"))
        for number in range(1, CASES + 1)
    ]

    async def record_all() -> None:
        for one in letters:
            await house.receiving.receive(one)

    async def approve_all() -> None:
        for row in await house.rows(drafts):
            await house.desk.approve(ANNA, row.id, row.version)

    costs = {"recorded": await meter.of(record_all)}
    house.clock.forward(minutes=31)
    costs["decided"] = await meter.of(lambda: until_nothing(house.triage.triage_due))
    costs["approved"] = await meter.of(approve_all)
    house.clock.forward(minutes=5)
    costs["sent"] = await meter.of(lambda: until_nothing(house.delivery.deliver_due))
    costs["filed"] = await meter.of(lambda: until_nothing(house.lookup.file_sent))
    assert len(house.wire.taken) == len(house.wire.sent) == CASES
    bytes_each = await size(db) / CASES
    await db.dispose()
    tell(db.engine_name, costs, bytes_each)
    assert sum(step["commits"] for step in costs.values()) <= 20


async def size(db: Database) -> int:
    """Return the bytes that the store takes on disk."""
    query = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    async with db.read() as tx:
        asked = query if db.sqlite else "SELECT pg_database_size(current_database())"
        return int((await tx.execute(text(asked))).scalar_one())


def tell(engine: str, costs: dict[str, dict[str, float]], bytes_each: float) -> None:
    """Record one line a step."""
    figures = [
        Figure(
            what=f"{engine}: {name}", value=costs[name]["commits"], unit="commits",
            note=f"{costs[name]['statements']:.1f} statements, {costs[name]['processor']:.1f} ms of processor time",
        )
        for name in STEPS
    ]  # fmt: skip
    whole = sum(step["processor"] for step in costs.values())
    figures.append(Figure(what=f"{engine}: a case in all", value=whole, unit="ms of processor time"))
    figures.append(Figure(what=f"{engine}: a case on disk", value=bytes_each / 1024, unit="KiB"))
    record("steps", figures, part=engine)
