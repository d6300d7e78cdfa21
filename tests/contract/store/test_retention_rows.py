"""Retention on both engines: what goes stays gone, what is held stays, figures survive, a kill or a second node costs nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from mailbot.errors import RefusedError
from mailbot.model.person import Agent, Role
from mailbot.model.policy import RetentionPolicy
from mailbot.store import emptying, retention
from mailbot.store.customers import CustomerStore
from mailbot.store.database import Database, new_id
from mailbot.store.draft_mirrors import DraftMirrorStore
from mailbot.store.erasure import forget
from mailbot.store.insight import Insights
from mailbot.store.retention import RetentionRows, Retentions, doomed, kept_back
from mailbot.store.schedule import Schedule
from mailbot.store.tables import (
    call_blocks,
    conversations,
    customers,
    disputes,
    drafts,
    events,
    follow_ups,
    hook_deliveries,
    hooks,
    mentions,
    messages,
    metadata,
    notes,
    outbox,
    raw_mails,
    search_words,
)
from scheduler.due import DueErasures
from scheduler.ports import Act
from tests.contract.store.house import ANNA, MAX, START, HandClock, House, mail, raw

TERMS = RetentionPolicy(raw_mail_days=30, person_days=90, trail_days=365, stray_days=10)
ADMIN = Agent(id="ada", email="ada@shop.example", name="Ada", role=Role.ADMIN)
EMAIL = "petra@home.example"
SECRET = ("petra@home.example", "Petra", "purple elephants", "+44791112345")


async def rested(db: Database, *, email: str = EMAIL, words: str = "purple elephants", at: datetime = START) -> str:
    """Write a solved case with something in every table that may hold words of the customer's."""
    case, raw, draft, note = new_id(), new_id(), new_id(), new_id()
    values: dict[Any, dict[str, Any]] = {
        raw_mails: {
            "id": raw, "mailbox": "support", "folder": "INBOX", "uidvalidity": 1, "uid": int(case[-4:], 36), "raw": words.encode(),
            "size": 9, "raw_hash": "h", "content_hash": new_id(), "received_at": at, "recorded_at": at, "state": "recorded",
        },
        conversations: {
            "id": case, "reference": case[-8:], "mailbox": "support", "customer_email": email, "customer_name": "Petra", "kind": "complaint",
            "subject": words, "snippet": words, "phone": "+44791112345", "state": "closed", "is_open": False, "opened_at": at,
            "last_activity_at": at, "band": "high", "facts": [{"value": words}], "assignee": "anna",
        },
        messages: {
            "id": new_id(), "conversation_id": case, "position": 0, "direction": "in", "mailbox": "support", "sender_name": "Petra",
            "sender_email": email, "at": at, "text": words, "new_text": words, "raw_mail_id": raw, "subject": words, "html": words,
        },
        drafts: {
            "id": draft, "conversation_id": case, "status": "open", "language": "en", "playbook": "p", "subject": words, "body": words,
            "body_hash": "b", "created_at": at, "updated_at": at, "mirror": {"state": "laid", "body_hash": "b"}, "rejected_reason": words,
        },
        outbox: {
            "id": new_id(), "conversation_id": case, "mailbox": "support", "message_id": f"<{case}@x>", "sender": "help@shop.example",
            "recipients": [email], "payload": words.encode(), "content": {"text": words}, "state": "sent", "due_at": at, "created_at": at,
        },
        follow_ups: {
            "id": new_id(), "conversation_id": case, "kind": "question", "state": "answered", "due_at": at, "created_at": at,
            "done_at": at, "answer": "content", "note": words,
        },
        notes: {"id": note, "conversation_id": case, "author": "anna", "body": words, "at": at},
        mentions: {"note_id": note, "agent_id": "ben"},
        disputes: {"id": new_id(), "conversation_id": case, "agent": "anna", "comment": words, "at": at},
        events: {"id": new_id(), "at": at, "conversation_id": case, "kind": "mail_recorded", "reasons": [words], "actor": "anna"},
    }  # fmt: skip
    async with db.write() as tx:
        if (await tx.execute(select(customers).where(customers.c.email == email))).first() is None:
            await tx.execute(insert(customers).values(email=email, name="Petra", created_at=at, updated_at=at))
        for table, row in values.items():
            await tx.execute(insert(table).values(**row))
    return case


async def everything(db: Database) -> str:
    async with db.read() as tx:
        rows: list[Any] = []
        for table in metadata.sorted_tables:
            rows += [tuple(row) for row in await tx.execute(select(table))]
    return repr(rows)


def on_disk(file: Path) -> bytes:
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    return file.read_bytes()


async def case_row(db: Database, case: str) -> Any:
    async with db.read() as tx:
        return (await tx.execute(select(conversations).where(conversations.c.id == case))).one()


def work(db: Database, terms: RetentionPolicy = TERMS) -> DueErasures:
    return DueErasures(RetentionRows(db), terms)


async def test_the_mails_go_first_then_the_person_then_the_trail(db: Database) -> None:
    case = await rested(db)
    assert await work(db).run(START + timedelta(days=29)) == {}
    assert await work(db).run(START + timedelta(days=31)) == {"raw_mail": 1}
    async with db.read() as tx:
        assert bytes((await tx.execute(select(raw_mails.c.raw))).scalar_one()) == b""
        assert (await tx.execute(select(messages.c.html, messages.c.new_text))).one() == (None, "purple elephants")
    assert await work(db).run(START + timedelta(days=31)) == {}  # once
    assert await work(db).run(START + timedelta(days=91)) == {"person": 1}
    left = await everything(db)
    assert [word for word in SECRET if word in left] == []
    assert "anna" in left
    assert await work(db).run(START + timedelta(days=366)) == {"trail": 1}
    left = await everything(db)
    assert "anna" not in left
    row = await case_row(db, case)
    assert (row.erased, row.kind, row.band, row.customer_name) == (3, "complaint", "high", "")


async def test_a_case_found_late_goes_all_the_way_at_once(db: Database) -> None:
    await rested(db)
    assert await work(db).run(START + timedelta(days=4000)) == {"trail": 1}
    assert [word for word in SECRET if word in await everything(db)] == []


async def test_the_figures_survive_without_names(db: Database) -> None:
    for _ in range(3):
        await rested(db)
    before = await Insights(db).over(START - timedelta(days=1), START + timedelta(days=1))
    await work(db).run(START + timedelta(days=4000))
    after = await Insights(db).over(START - timedelta(days=1), START + timedelta(days=1))
    assert before == after
    assert (after.complaints, after.hot, after.content) == (3, 3, 3)


async def test_the_search_forgets_too(db: Database) -> None:
    await rested(db)
    await rested(db, email="bob@home.example", words="green turtles")
    await work(db).run(START + timedelta(days=91))
    async with db.read() as tx:
        words = " ".join((await tx.execute(select(search_words.c.words))).scalars())
    assert "purple" not in words


async def test_on_sqlite_the_bytes_are_overwritten_in_the_file(db: Database) -> None:
    if db.url.get_backend_name() != "sqlite":
        pytest.skip("PostgreSQL: VACUUM does this (docs/time.md)")
    await rested(db, words="zanzibarquokka " * 400)
    await work(db).run(START + timedelta(days=91))
    assert b"zanzibarquokka" not in on_disk(Path(str(db.url.database)))


async def test_what_is_held_stays_and_goes_when_the_hold_is_lifted(db: Database) -> None:
    case, clock = await rested(db), HandClock(START + timedelta(days=500))
    desk = Retentions(db, TERMS, clock)
    with pytest.raises(RefusedError, match="manager"):
        await desk.hold(ANNA, case, Act.PAUSE, "court", clock.now())
    with pytest.raises(RefusedError, match="reason"):
        await desk.hold(MAX, case, Act.PAUSE, " ", clock.now())
    await desk.hold(MAX, case, Act.PAUSE, "court case 4711", clock.now())
    assert await work(db).run(clock.now()) == {}
    held = await desk.of(case)
    assert (held.held_by, held.held_why, held.at) == ("Max", "court case 4711", None)
    assert await desk.planned() == ()
    assert (await forget(db, EMAIL, clock.now()))["held"] == 1
    assert "purple elephants" in await everything(db)
    assert (await kept_back(db))["held"] == 1
    await desk.hold(MAX, case, Act.RESUME, "", clock.now())
    assert await work(db).run(clock.now()) == {"trail": 1}
    async with db.read() as tx:
        kinds = set((await tx.execute(select(events.c.kind))).scalars())
    assert "case_erased" in kinds


async def test_holding_and_lifting_stand_in_the_history(db: Database) -> None:
    case = await rested(db)
    desk = Retentions(db, TERMS, HandClock())
    await desk.hold(MAX, case, Act.PAUSE, "court", START)
    await desk.hold(MAX, case, Act.RESUME, "", START)
    async with db.read() as tx:
        rows = (await tx.execute(select(events.c.kind, events.c.actor).order_by(events.c.id))).all()
    assert [tuple(row) for row in rows][1:] == [("legal_hold_set", "max"), ("legal_hold_lifted", "max")]


@pytest.mark.parametrize("busy", ["mail", "follow_up"])
async def test_what_is_still_to_happen_keeps_a_case(db: Database, busy: str) -> None:
    await rested(db)
    table, state = (outbox, "unknown") if busy == "mail" else (follow_ups, "planned")
    async with db.write() as tx:
        await tx.execute(update(table).values(state=state))
    assert await work(db).run(START + timedelta(days=500)) == {}
    assert (await kept_back(db))["busy"] == 1


async def test_a_case_that_is_reopened_and_closed_again_rests_anew(db: Database) -> None:
    case = await rested(db)
    await work(db).run(START + timedelta(days=31))
    later = START + timedelta(days=60)
    async with db.write() as tx:
        await tx.execute(update(conversations).values(last_activity_at=later))
        await tx.execute(update(raw_mails).values(raw=b"new words"))
    assert await work(db).run(later + timedelta(days=7)) == {}
    assert (await case_row(db, case)).erased == 0
    assert await work(db).run(later + timedelta(days=31)) == {"raw_mail": 1}


async def test_two_nodes_erase_a_case_once(db: Database) -> None:
    await rested(db)
    now, rows = START + timedelta(days=91), RetentionRows(db)
    [seen], [same] = await rows.due(TERMS, now, 5), await rows.due(TERMS, now, 5)
    assert [await rows.erase(seen, retention.Stage.PERSON, "x", now) for seen in (seen, same)] == [True, False]


@pytest.mark.parametrize(
    "move",
    [update(conversations).values(last_activity_at=START + timedelta(days=91)), update(outbox).values(state="waiting")],
)
async def test_a_case_that_moves_while_it_is_judged_is_left_alone(db: Database, move: Any) -> None:
    await rested(db)
    now, rows = START + timedelta(days=91), RetentionRows(db)
    [seen] = await rows.due(TERMS, now, 5)
    async with db.write() as tx:
        await tx.execute(move)
    assert not await rows.erase(seen, retention.Stage.PERSON, "x", now)
    assert "purple elephants" in await everything(db)


async def test_killed_in_the_middle_nothing_is_half_erased(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        """What a SIGKILL looks like from inside: the transaction never commits."""

    async def die(*_: object) -> int:
        raise Killed

    await rested(db)
    now = START + timedelta(days=91)
    with monkeypatch.context() as cut:
        cut.setattr(retention, "file_emptied", die)
        with pytest.raises(Killed):
            await work(db).run(now)
    assert "purple elephants" in await everything(db)
    assert await work(db).run(now) == {"person": 1}
    assert emptying.ERASED in await everything(db)


async def test_batches_go_on_where_they_were(db: Database) -> None:
    for _ in range(7):
        await rested(db)
    rows, now = RetentionRows(db), START + timedelta(days=91)
    batch = await rows.due(TERMS, now, 3)
    assert [await rows.erase(one, retention.Stage.PERSON, "x", now) for one in batch] == [True] * 3
    assert sum((await work(db).run(now)).values()) == 4


async def test_the_copy_in_drafts_is_taken_back_and_nothing_leaves_any_more(db: Database) -> None:
    await rested(db)
    async with db.write() as tx:
        await tx.execute(update(outbox).values(state="waiting"))
        await tx.execute(update(conversations).values(is_open=True, state="approved"))
        hook = new_id()
        await tx.execute(insert(hooks).values(id=hook, url="https://x.example", secret="s", created_at=START))
        await tx.execute(
            insert(hook_deliveries).values(
                id=new_id(), hook_id=hook, topic="t", body="purple elephants", state="waiting", created_at=START, due_at=START,
                deadline=START, conversation_id=(await tx.execute(select(conversations.c.id))).scalar_one(),
            )
        )  # fmt: skip
    await forget(db, EMAIL, START)
    assert [word for word in SECRET if word in await everything(db)] == []
    async with db.read() as tx:
        assert (await tx.execute(select(drafts.c.status))).scalar_one() == "retired"
        assert (await tx.execute(select(outbox.c.state))).scalar_one() == "cancelled"
        assert len(await DraftMirrorStore().stale(tx, ["support"], 5)) == 1


async def test_no_mails_and_no_calls_survive_as_a_hash_and_come_back_with_the_customer(db: Database) -> None:
    await rested(db)
    async with db.write() as tx:
        await tx.execute(update(customers).values(opted_out=True, do_not_call=True))
        await tx.execute(insert(call_blocks).values(value="+44791112399", reason="r", by="b", at=START))
    await work(db).run(START + timedelta(days=91))
    assert EMAIL not in await everything(db)
    assert "+44791112399" in await everything(db)
    house = House(db)
    await house.receiving.receive(raw(1, mail(1), at=house.clock.now()))  # Petra writes again
    async with db.read() as tx:
        file = await CustomerStore().get(tx, EMAIL)
    assert file is not None
    assert (file.opted_out, file.do_not_call) == (True, True)


async def test_a_file_stays_while_another_case_of_theirs_does(db: Database) -> None:
    await rested(db)
    await rested(db, at=START + timedelta(days=80))
    await work(db).run(START + timedelta(days=91))
    async with db.read() as tx:
        assert await CustomerStore().get(tx, EMAIL) is not None
    await work(db).run(START + timedelta(days=171))
    async with db.read() as tx:
        assert await CustomerStore().get(tx, EMAIL) is None


async def test_stray_and_quarantined_mails_go_after_their_days(db: Database) -> None:
    kept = {
        "mailbox": "support", "folder": "INBOX", "uidvalidity": 1, "raw": b"purple elephants", "size": 9, "raw_hash": "h",
        "received_at": START, "recorded_at": START, "error": "purple elephants cannot be read",
    }  # fmt: skip
    async with db.write() as tx:
        for uid, state in enumerate(("quarantined", "ignored", "new")):
            await tx.execute(insert(raw_mails).values(id=new_id(), uid=uid, state=state, **kept))
    assert await work(db).run_strays(START + timedelta(days=9)) == 0
    assert await work(db, RetentionPolicy()).run_strays(START + timedelta(days=99)) == 0
    assert await work(db).run_strays(START + timedelta(days=11)) == 2
    assert await work(db).run_strays(START + timedelta(days=11)) == 0
    assert (await everything(db)).count("b'purple elephants'") == 1  # one that is still to be read


async def test_forgetting_a_person_empties_quarantined_mails_that_name_them(db: Database) -> None:
    row = {
        "mailbox": "support", "folder": "INBOX", "uidvalidity": 1, "size": 9, "raw_hash": "h", "received_at": START,
        "recorded_at": START, "state": "quarantined",
    }  # fmt: skip
    async with db.write() as tx:
        for uid, sender in enumerate((b"From: PETRA@home.example", b"From: bob@home.example")):
            await tx.execute(insert(raw_mails).values(id=new_id(), uid=uid, raw=sender, **row))
    assert (await forget(db, EMAIL, START))["unread_mails"] == 1
    left = await everything(db)
    assert "PETRA" not in left
    assert "bob@home.example" in left


async def test_the_schedule_and_the_dry_run_say_what_goes_when_and_why(db: Database) -> None:
    case, clock = await rested(db), HandClock()
    kept = Retentions(db, TERMS, clock)
    [item] = await Schedule(db, erasures=kept).planned()
    assert (item.what, item.kind, item.due_at) == ("retention", "raw_mail", START + timedelta(days=30))
    assert (await kept.of(case)).at == START + timedelta(days=30)
    assert await doomed(db, TERMS, START + timedelta(days=29), 9) == ()
    [one] = await doomed(db, TERMS, START + timedelta(days=95), 9)
    assert (one.stage, one.due_at, str(one.reason)) == ("person", START + timedelta(days=90), "at rest for 90 days")
    assert "purple elephants" in await everything(db)
    assert await Retentions(db, RetentionPolicy(), clock).planned() == ()


async def test_an_admin_forgets_a_customer_from_the_case(db: Database) -> None:
    case = await rested(db)
    desk = Retentions(db, TERMS, HandClock())
    with pytest.raises(RefusedError, match="admin"):
        await desk.forget(MAX, case, EMAIL, START)
    with pytest.raises(RefusedError, match="not the customer's address"):
        await desk.forget(ADMIN, case, "bob@home.example", START)
    await desk.forget(ADMIN, case, " Petra@Home.Example ", START)
    assert [word for word in SECRET if word in await everything(db)] == []


async def test_a_look_before_forgetting_counts_the_same_and_changes_nothing(db: Database) -> None:
    case = await rested(db)
    desk, before = Retentions(db, TERMS, HandClock()), await everything(db)
    seen = await desk.forget(ADMIN, case, EMAIL, START, dry_run=True)
    assert await everything(db) == before
    assert await desk.forget(ADMIN, case, EMAIL, START) == seen
    assert seen["held"] == 0 and seen["messages"] >= 1


async def test_the_holds_are_listed_the_longest_first(db: Database) -> None:
    first, second = await rested(db), await rested(db, email="bob@home.example")
    desk = Retentions(db, TERMS, HandClock())
    await desk.hold(MAX, second, Act.PAUSE, "dispute", START)
    await desk.hold(MAX, first, Act.PAUSE, "court", START + timedelta(hours=1))
    with pytest.raises(RefusedError, match="manager"):
        await desk.held(ANNA)
    assert [(one.id, one.held_why) for one in await desk.held(MAX)] == [(second, "dispute"), (first, "court")]
    await desk.hold(MAX, second, Act.RESUME, "", START)
    assert [one.id for one in await desk.held(MAX)] == [first]
