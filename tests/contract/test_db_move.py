"""`mailbot db move`: everything arrives, a kill in the middle costs nothing, and nobody works on half a store."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update

from mailbot.errors import ConfigurationError, RefusedError, StoreBusy
from mailbot.store import migrate
from mailbot.store.database import Database, new_id
from mailbot.store.moved import MOVE, fence
from mailbot.store.moving import TABLES, Move, give_up_move, moving
from mailbot.store.tables import conversations, events, messages, raw_mails, search_words
from mailbot.store.tables import settings as switches
from mailbot.store.watches import NodeRoll

pytestmark = pytest.mark.postgres
ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, 9, 0, 1, 234567, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> str:
    """Return the URL of a filled SQLite store."""
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    asyncio.run(filled(url))
    return url


@pytest.fixture
def fresh(postgres_url: str) -> Iterator[str]:
    yield postgres_url


async def filled(url: str, cases: int = 40, *, revision: str = "head") -> None:
    """Fill a store with what is hard to carry: bytes, JSON, NULs, moments, emoji, numbers."""
    db, dice = Database(url), random.Random(7)
    await migrate.upgrade(db, revision)
    async with db.write() as tx:
        for number in range(cases):
            case, raw = new_id(), new_id()
            ledger = {"value": number / 7, "big": 1e3, "signals": [{"name": "Wörter 😡", "weight": -0.1}]}
            await tx.execute(insert(conversations).values(
                id=case, reference=f"MB-{number}", mailbox="support", customer_email=f"c{number}@x.example",
                customer_name="Zoë\x00Ωmega", state="gathering", is_open=True, opened_at=NOW, last_activity_at=NOW,
                ledger=ledger, flags=None, heat=number / 3,
            ))  # fmt: skip
            await tx.execute(insert(raw_mails).values(
                id=raw, mailbox="support", folder="INBOX", uidvalidity=2**31 + 5, uid=number, raw=dice.randbytes(300),
                size=300, raw_hash="x", received_at=NOW, recorded_at=NOW, state="recorded",
            ))  # fmt: skip
            await tx.execute(insert(messages).values(
                id=new_id(), conversation_id=case, position=0, direction="in", mailbox="support", at=NOW,
                sender_email="c@x.example", new_text=f"Kettle {number} ばか", raw_mail_id=raw, to=[["Ann", "a@x"]],
            ))  # fmt: skip
        # more than one batch of something
        rows = [{"id": new_id(), "at": NOW, "kind": "mail_recorded", "data": {"n": n}} for n in range(2600)]
        await tx.execute(insert(events), rows)
    await db.dispose()


async def moved(source: str, target: str) -> Any:
    ours, theirs = Database(source), Database(target)
    try:
        return await Move(ours, theirs).run()
    finally:
        await ours.dispose()
        await theirs.dispose()


async def look(url: str, *queries: Any) -> list[Any]:
    db = Database(url)
    try:
        async with db.read() as tx:
            return [(await tx.execute(query)).all() for query in queries]
    finally:
        await db.dispose()


async def opened(url: str) -> None:
    db = Database(url)
    try:
        await migrate.upgrade(db)
    finally:
        await db.dispose()


def test_everything_arrives_and_the_old_store_refuses_work(home: str, fresh: str) -> None:
    done = asyncio.run(moved(home, fresh))
    assert (done.rows["conversations"], done.rows["events"], done.resumed) == (40, 2600, False)
    assert done.repaired >= 40  # the names with NUL, and the words of the search made of them
    [cases, words, waiting] = asyncio.run(look(
        fresh, select(conversations).order_by(conversations.c.reference), select(func.max(search_words.c.number)),
        select(conversations.c.waiting_at).limit(1),
    ))  # fmt: skip
    assert cases[0].customer_name == "Zoë\ufffdΩmega" and cases[0].opened_at == NOW
    assert cases[0].ledger["signals"][0]["name"] == "Wörter 😡"
    assert waiting[0][0] == NOW
    asyncio.run(opened(fresh))
    with pytest.raises(ConfigurationError, match="was moved to postgresql"):
        asyncio.run(opened(home))
    asyncio.run(goes_on(fresh, words[0][0]))


async def goes_on(url: str, highest: int) -> None:
    """Write a new case: triggers and counters work."""
    db = Database(url)
    async with db.write() as tx:
        await tx.execute(insert(conversations).values(
            id=new_id(), reference="MB-NEW", mailbox="support", customer_email="n@x", subject="Kettle", state="gathering",
            is_open=True, opened_at=NOW, last_activity_at=NOW,
        ))  # fmt: skip
        renamed = update(conversations).where(conversations.c.reference == "MB-NEW").values(subject="Toaster")
        await tx.execute(renamed)
        row = (await tx.execute(select(search_words).where(search_words.c.words.like("%Toaster%")))).one()
        assert row.number > highest
        assert (await tx.execute(select(switches).where(switches.c.key == "moved"))).all() == []
    await db.dispose()


def test_a_process_that_has_the_old_store_open_is_refused(home: str, fresh: str) -> None:
    async def run() -> None:
        asleep = Database(home)
        async with asleep.read() as tx:
            await tx.execute(select(events.c.id).limit(1))
        await moved(home, fresh)
        with pytest.raises(StoreBusy, match="moved to another database"):
            async with asleep.write() as tx:
                await tx.execute(events.delete())
        await asleep.dispose()

    asyncio.run(run())


def test_a_target_that_holds_something_is_refused(home: str, fresh: str) -> None:
    asyncio.run(filled(fresh, cases=0))
    with pytest.raises(RefusedError, match="holds rows in events"):
        asyncio.run(moved(home, fresh))
    asyncio.run(opened(home))  # untouched


def test_a_store_at_work_is_not_moved(home: str, fresh: str) -> None:
    async def at_work() -> None:
        db = Database(home)
        async with db.write() as tx:
            await NodeRoll().beat(tx, "n", holder="desk:17", version="1", started_at=NOW, seconds=60)
        await db.dispose()

    asyncio.run(at_work())
    with pytest.raises(RefusedError, match=r"mailbot run \(desk:17\) is at work"):
        asyncio.run(moved(home, fresh))


def command(home: str, folder: Path, *words: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "MAILBOT_STORE__URL": home}
    return subprocess.Popen(
        [sys.executable, "-m", "mailbot", "db", "move", *words],
        cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.slow
def test_killed_in_the_middle_it_goes_on(home: str, fresh: str, tmp_path: Path) -> None:
    address = fresh.replace("+psycopg", "")
    asyncio.run(_slow_after(home, fresh))
    first = command(home, tmp_path, "--to", address)
    rows = asyncio.run(_until_some_arrived(fresh))
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert rows < 2600
    with pytest.raises(ConfigurationError, match="has not arrived"):
        asyncio.run(opened(fresh))
    with pytest.raises(ConfigurationError, match="is being moved to postgresql"):
        asyncio.run(opened(home))
    asyncio.run(_free(fresh))
    second = command(home, tmp_path, "--to", address)
    out, err = second.communicate(timeout=120)
    assert second.returncode == 0, err
    assert "moved and compared" in out and "went on" in out
    [events_there] = asyncio.run(look(fresh, select(func.count()).select_from(events)))
    assert events_there[0][0] == 2600
    third = command(home, tmp_path, "--to", address)
    assert "was moved already" in third.communicate(timeout=120)[1] and third.returncode == 2


async def _slow_after(home: str, target: str) -> None:
    """Hold the move at its second batch of events: prepare the target as the move does, and make the table stick."""
    ours, theirs = Database(home), Database(target)
    carrying = Move(ours, theirs)
    await carrying._check_target_is_free()
    await carrying._prepare_target(await carrying._fence_source())
    async with theirs.write() as tx:
        await tx.execute(text(
            "CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF (NEW.data->>'n')::int = 1200 THEN PERFORM pg_sleep(60); END IF; RETURN NEW; END $$"
        ))  # fmt: skip
        await tx.execute(text("CREATE TRIGGER hold BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION hold()"))
    await ours.dispose()
    await theirs.dispose()


async def _free(target: str) -> None:
    db = Database(target)
    async with db.write() as tx:
        await tx.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
        await tx.execute(text("DROP TRIGGER hold ON events"))
    await db.dispose()


async def _until_some_arrived(target: str) -> int:
    db = Database(target)
    try:
        async with asyncio.timeout(90):
            while True:
                async with db.read() as tx:
                    count = int((await tx.execute(select(func.count()).select_from(events))).scalar_one())
                if count >= 1000:
                    return count
                await asyncio.sleep(0.05)
    finally:
        await db.dispose()


def test_a_move_is_given_up(home: str, fresh: str) -> None:
    async def run() -> None:
        ours, theirs = Database(home), Database(fresh)
        with pytest.raises(RefusedError, match="Nothing is being moved"):
            await give_up_move(ours)
        await Move(ours, theirs)._fence_source()
        await give_up_move(ours)
        await migrate.upgrade(ours)
        async with ours.write() as tx:
            await tx.execute(events.delete())
        await ours.dispose()
        await theirs.dispose()

    asyncio.run(run())


#: A schema that this program no longer works on, with tables that the house's rows of today fit into.
BEFORE = "0014"


async def broken_off_by_an_older_version(source: str, target: str) -> None:
    """Leave what a move leaves that was killed after its first batch, and whose program was then upgraded."""
    await filled(source, revision=BEFORE)
    ours, theirs = Database(source), Database(target)
    await migrate.upgrade(theirs, BEFORE)
    mark = {"id": new_id(), "to": "postgresql://"}
    async with ours.write() as tx:
        await tx.execute(insert(switches).values(key=MOVE, value=mark, updated_at=NOW, updated_by="mailbot"))
        first = (await tx.execute(select(events).order_by(events.c.id).limit(500))).all()
        await tx.run_sync(fence)
    async with theirs.write() as tx:
        await tx.run_sync(moving.create)
        await tx.execute(switches.delete())
        for table in TABLES:
            gone = {"last": json.dumps([first[-1].id]), "rows": len(first)} if table is events else {"rows": 0}
            await tx.execute(insert(moving).values(name=table.name, move=mark["id"], **gone))
        for table in (conversations, messages):
            await tx.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
        await tx.execute(insert(events), [row._asdict() for row in first])
    await ours.dispose()
    await theirs.dispose()


def test_a_move_that_an_older_version_began_goes_on(tmp_path: Path, fresh: str) -> None:
    home = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    asyncio.run(broken_off_by_an_older_version(home, fresh))
    done = asyncio.run(moved(home, fresh))
    assert (done.rows["conversations"], done.rows["events"], done.resumed) == (40, 2600, False)
    [words] = asyncio.run(look(fresh, select(func.max(search_words.c.number))))
    asyncio.run(opened(fresh))
    with pytest.raises(ConfigurationError, match="was moved to postgresql"):
        asyncio.run(opened(home))
    asyncio.run(goes_on(fresh, words[0][0]))


async def _newer(url: str) -> None:
    db = Database(url)
    async with db.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        note = {"revision": "9999", "oldest": "0001"}
        await tx.execute(update(switches).where(switches.c.key == "schema").values(value=note))
    await db.dispose()


def test_a_store_of_a_newer_version_is_not_moved_by_an_older_one(home: str, fresh: str) -> None:
    asyncio.run(_newer(home))
    with pytest.raises(ConfigurationError, match="newer than this program"):
        asyncio.run(moved(home, fresh))
