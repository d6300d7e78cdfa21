"""What is asked every few seconds or minutes is answered by an index made for it, not by a walk through the archive."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from mailbot.adapters.clock_packs import load_clock_packs
from mailbot.model.policy import HoursPolicy
from mailbot.model.view import InboxQuery, Order, Tab
from mailbot.store import schema
from mailbot.store.complaint_clocks import ComplaintClocks
from mailbot.store.conversations import ConversationStore
from mailbot.store.database import Database
from mailbot.store.outbox import OutboxStore
from mailbot.store.tables import conversations
from mailbot.store.views import Views
from tests.contract.store.house import START


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Database]:
    """Yield an empty SQLite store: PostgreSQL walks through small tables whatever their indexes."""
    db = Database(f"sqlite:///{tmp_path / 'mailbot.db'}")
    await schema.create(db)
    yield db
    await db.dispose()


async def plan(db: Database, sign: str, ask: Callable[[], Awaitable[object]]) -> list[str]:
    """Return how SQLite answers the one statement of a question that holds `sign`."""
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _k: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine.sync_engine, "before_cursor_execute", note)
    await ask()
    [(statement, parameters)] = [one for one in asked if sign in one[0]]
    async with db.read() as tx:
        return [row.detail for row in await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


async def test_what_is_to_be_filed(store: Database) -> None:
    async def ask() -> None:
        async with store.write() as tx:
            await OutboxStore().claim_unfiled(tx, now=START, holder="x", seconds=1, limit=5)

    assert any("ix_outbox_unfiled_due" in line for line in await plan(store, "UPDATE outbox", ask))


async def test_which_mailboxes_have_mails_at_work(store: Database) -> None:
    async def ask() -> None:
        async with store.read() as tx:
            await OutboxStore().mailboxes_at_work(tx, START)

    found = await plan(store, "UNION", ask)
    assert any("ix_outbox_unfiled_due" in line for line in found), found
    assert any("ix_outbox_due" in line for line in found), found


async def test_the_clocks_of_open_complaints(store: Database) -> None:
    clocks = ComplaintClocks(store, [load_clock_packs()["house"]], HoursPolicy(), lambda mailbox: "UTC")
    found = await plan(store, "first_word_at", lambda: clocks.warn(START))
    assert any("ix_conversations_open_kind (is_open=? AND kind=?" in line for line in found), found
    assert not any("B-TREE FOR ORDER BY" in line for line in found), found


async def test_complaints_that_wait_to_be_weighed_again(store: Database) -> None:
    async def ask() -> None:
        async with store.read() as tx:
            await ConversationStore().waiting(tx, START, 20)

    found = await plan(store, "triaged_at", ask)
    assert any("ix_conversations_open_kind (is_open=? AND kind=?" in line for line in found), found


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize(
    "narrowed",
    [{"language": "vi"}, {"mailbox": "press"}, {"category": "outage"}, {"language": "vi", "mailbox": "press"}, {}],
    ids=lambda narrowed: "+".join(narrowed) or "everything",
)
async def test_every_list_of_the_inbox_reads_the_head_of_an_index(
    store: Database, narrowed: dict[str, str], order: Order
) -> None:
    views = Views(store)
    for tab in Tab:
        query = InboxQuery(tab=tab, order=order, agent="anna", **narrowed)  # type: ignore[arg-type]
        found = await plan(store, "leaves_at", lambda query=query: views.inbox(query, START))  # type: ignore[misc]
        heads = [line for line in found if "conversations USING" in line and "sqlite_autoindex" not in line]
        assert heads and not any(line.startswith("SCAN conversations") for line in found), (tab, found)
        if narrowed and tab not in (
            Tab.MINE,
            Tab.TODO,
            Tab.WAITING,
        ):  # these have few rows, found by an index of their own
            column = "|".join(narrowed)
            assert all(
                re.search(rf"INDEX ix_conversations_({column})_\w+ \(\w+=\? AND state=\?", line) for line in heads
            ), heads


@pytest.mark.parametrize("narrowed", [{"language": "vi"}, {"mailbox": "press"}, {"category": "outage"}], ids=str)
async def test_counting_what_is_narrowed_reads_no_other_cases(store: Database, narrowed: dict[str, str]) -> None:
    [column] = narrowed
    query = InboxQuery(agent="anna", **narrowed)  # type: ignore[arg-type]
    found = await plan(store, "count(*)", lambda: Views(store).inbox(query, START))
    assert not any(line.startswith("SCAN conversations") for line in found)
    assert sum(f"INDEX ix_conversations_{column}_" in line for line in found) >= 6, found


async def test_narrowed_by_several_values_the_rarest_leads(store: Database) -> None:
    async with store.write() as tx:
        for number in range(12):
            row = {
                "id": f"c{number}", "reference": f"MB-{number}", "mailbox": "support", "customer_email": "p@x.example", "state": "closed",
                "is_open": False, "opened_at": START, "last_activity_at": START, "category": "delivery",
                "language": "vi" if number == 5 else "en",
            }  # fmt: skip
            await tx.execute(conversations.insert().values(**row))
    views = Views(store)
    rare = InboxQuery(tab=Tab.SOLVED, category="delivery", language="vi", mailbox="support")
    common = InboxQuery(tab=Tab.SOLVED, category="nobody", language="en", mailbox="support")
    for query, leader in ((rare, "language"), (common, "category")):
        found = await plan(store, "leaves_at", lambda query=query: views.inbox(query, START))  # type: ignore[misc]
        heads = [line for line in found if "ix_conversations_" in line and "state=?" in line]
        assert heads and all(f"ix_conversations_{leader}_" in line for line in heads), found
    assert [row.id for row in (await views.inbox(rare, START)).rows] == ["c5"]
    assert (await views.inbox(common, START)).rows == ()
