"""The inbox: every case stands in its tab, pages neither repeat nor skip one, whatever the order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailbot.model.view import InboxQuery, Order, Tab
from mailbot.store.database import Database, new_id
from mailbot.store.tables import conversations, drafts
from mailbot.store.views import Views
from tests.contract.store.house import START

STATES = ("drafted", "attention", "gathering", "waiting", "callback", "resolved", "closed")


async def fill(db: Database, count: int) -> dict[str, str]:
    """Insert cases of all states; heats repeat, so that the order has ties. Return id -> state."""
    made: dict[str, str] = {}
    async with db.write() as tx:
        for number in range(count):
            state, at = STATES[number % 7], START - timedelta(minutes=number % 11)
            row = {
                "id": new_id(), "reference": f"MB-{number}", "mailbox": "support", "customer_email": "p@x.example",
                "state": state, "is_open": state not in ("resolved", "closed"), "heat": (number % 5) / 10,
                "opened_at": at, "last_customer_at": at if number % 3 else None, "last_activity_at": at,
                "assignee": "anna" if number % 2 else None,
            }  # fmt: skip
            await tx.execute(conversations.insert().values(**row))
            made[str(row["id"])] = state
    return made


async def all_pages(views: Views, query: dict[str, object]) -> list[str]:
    shown: list[str] = []
    after = None
    while True:
        page = await views.inbox(InboxQuery(after=after, limit=7, **query), START)  # type: ignore[arg-type]
        shown += [row.id for row in page.rows]
        after = page.next
        if after is None:
            return shown


@pytest.mark.parametrize("order", list(Order))
async def test_pages_show_each_case_of_a_tab_once(db: Database, order: Order) -> None:
    made, views = await fill(db, 60), Views(db)
    states = {
        Tab.TODO: ("drafted", "attention"),
        Tab.CALLS: ("callback",),
        Tab.GATHERING: ("gathering",),
        Tab.WAITING: ("waiting",),
        Tab.SOLVED: ("resolved", "closed"),
        Tab.ALL: STATES,
    }
    for tab, wanted in states.items():
        shown = await all_pages(views, {"tab": tab, "order": order})
        assert len(shown) == len(set(shown))
        assert set(shown) == {case for case, state in made.items() if state in wanted}, tab


async def test_hottest_first_then_who_waits_longest(db: Database) -> None:
    await fill(db, 60)
    rows = (await Views(db).inbox(InboxQuery(tab=Tab.ALL, limit=60), START)).rows
    assert [row.heat for row in rows] == sorted((row.heat for row in rows), reverse=True)


async def test_counts_agree_with_what_the_tabs_show(db: Database) -> None:
    await fill(db, 60)
    views = Views(db)
    counts = (await views.inbox(InboxQuery(agent="anna"), START)).counts
    for tab in (one for one in Tab if one is not Tab.ALL):
        assert counts[tab.value] == len(await all_pages(views, {"tab": tab, "agent": "anna"})), tab


async def test_a_solved_case_with_a_confirmation_to_approve_is_to_do(db: Database) -> None:
    made = await fill(db, 7)
    solved = next(case for case, state in made.items() if state == "resolved")
    async with db.write() as tx:
        await tx.execute(
            drafts.insert().values(
                id=new_id(), conversation_id=solved, status="open", kind="confirmation", language="en", playbook="p",
                subject="s", body="b", body_hash="h", created_at=START, updated_at=START,
            )
        )  # fmt: skip
    assert solved in await all_pages(Views(db), {"tab": Tab.TODO})


async def test_a_snoozed_case_waits_until_its_time(db: Database) -> None:
    made = await fill(db, 7)
    drafted = next(case for case, state in made.items() if state == "drafted")
    async with db.write() as tx:
        await tx.execute(
            conversations.update().where(conversations.c.id == drafted).values(snoozed_until=START + timedelta(hours=1))
        )
    views = Views(db)
    assert drafted in await all_pages(views, {"tab": Tab.WAITING})
    assert drafted not in await all_pages(views, {"tab": Tab.TODO})
