"""Transactions, types and errors: the same on both engines."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from mailbot.errors import ConfigurationError, StoreBusy
from mailbot.store import schema
from mailbot.store.database import Database, new_id
from mailbot.store.tables import customers, events, settings

NOW = datetime(2026, 3, 2, 9, 10, 0, 123456, tzinfo=timezone(timedelta(hours=7)))


async def put(tx: object, key: str, value: object) -> None:
    await tx.execute(insert(settings).values(key=key, value=value, updated_at=NOW))  # type: ignore[attr-defined]


async def test_commits_at_the_end_and_rolls_back_on_errors(db: Database) -> None:
    async with db.write() as tx:
        await put(tx, "kept", {"é": [1, None]})
    with pytest.raises(RuntimeError, match="boom"):
        async with db.write() as tx:
            await put(tx, "lost", 1)
            raise RuntimeError("boom")
    async with db.read() as tx:
        rows = (await tx.execute(select(settings.c.key, settings.c.value))).all()
    assert rows == [("kept", {"é": [1, None]})]


async def test_moments_come_back_aware_in_utc(db: Database) -> None:
    async with db.write() as tx:
        await put(tx, "a", None)
    async with db.read() as tx:
        moment = (await tx.execute(select(settings.c.updated_at))).scalar_one()
        earlier = (await tx.execute(select(settings.c.key).where(settings.c.updated_at < NOW))).all()
    assert moment == NOW and moment.tzinfo is UTC
    assert earlier == []


async def test_naive_moments_are_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="no zone"):
        async with db.write() as tx:
            await tx.execute(insert(settings).values(key="n", updated_at=datetime(2026, 1, 1)))


async def test_fifty_writers_that_read_first_all_get_through(db: Database) -> None:
    async with db.write() as tx:
        await put(tx, "count", 0)

    async def bump() -> None:
        async with db.write() as tx:
            query = select(settings.c.value).where(settings.c.key == "count").with_for_update()
            value = (await tx.execute(query)).scalar_one()
            await tx.execute(settings.update().where(settings.c.key == "count").values(value=value + 1))

    await asyncio.gather(*(bump() for _ in range(50)))
    async with db.read() as tx:
        assert (await tx.execute(select(settings.c.value))).scalar_one() == 50


async def test_booleans_have_defaults(db: Database) -> None:
    async with db.write() as tx:
        await tx.execute(insert(customers).values(email="a@b.c", created_at=NOW, updated_at=NOW))
        assert (await tx.execute(select(customers.c.opted_out))).scalar_one() is False


async def test_a_store_without_tables_says_so(store_url: str) -> None:
    database = Database(store_url)
    with pytest.raises(ConfigurationError, match="no tables"):
        async with database.read() as tx:
            await tx.execute(select(events))
    await database.dispose()


async def test_ids_sort_by_time() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000 and all(len(one) == 26 for one in ids)
    assert [one[:10] for one in ids] == sorted(one[:10] for one in ids)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://x", "cannot live on 'mysql'"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("::nonsense::", "cannot be read"),
    ],
)
def test_bad_urls_are_explained(url: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        Database(url)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgres_urls_get_our_driver(scheme: str) -> None:
    assert Database(f"{scheme}://u:p@h/d").url.drivername == "postgresql+psycopg"


async def test_an_unreachable_server_is_busy_not_a_traceback() -> None:
    database = Database("postgresql://u:p@127.0.0.1:1/d")
    with pytest.raises(StoreBusy, match="cannot be reached"):
        async with database.read() as tx:
            await tx.execute(select(events))
    await database.dispose()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (
            "no/where.db",
            "{0}/no/where.db cannot be opened. There is no folder {0}/no: make it, or correct [store] url.",
        ),
        ("", "{0} cannot be opened. That is a folder: name a file in it as [store] url."),
        ("letter.txt", "{0}/letter.txt is no SQLite database. Look at [store] url: it names another file."),
    ],
)
async def test_a_store_that_cannot_be_opened_is_named_with_what_to_do(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "letter.txt").write_text("Dear customer, " * 99)
    database = Database(f"sqlite:///{tmp_path / name}")
    with pytest.raises(StoreBusy) as trouble:
        async with database.read() as tx:
            await tx.execute(select(events))
    assert trouble.value.sentence() == "The store's file " + told.format(tmp_path)
    await database.dispose()


async def test_a_full_disk_is_explained_and_rolls_back(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'full.db'}", pool_size=1)
    await schema.create(database)
    with pytest.raises(StoreBusy, match="disk is full"):
        async with database.write() as tx:
            await tx.exec_driver_sql("PRAGMA max_page_count=1")
            await put(tx, "big", "x" * 1_000_000)
    async with database.read() as tx:
        assert (await tx.execute(select(settings))).all() == []
    await database.dispose()


async def test_a_lock_held_by_another_process_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.db"
    monkeypatch.setattr("mailbot.store.database.BUSY_SECONDS", 0.01)
    database = Database(f"sqlite:///{path}")
    await schema.create(database)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy, match="busy"):
        async with database.write() as tx:
            await put(tx, "a", 1)
    other.close()
    async with database.write() as tx:
        await put(tx, "a", 1)
    await database.dispose()


async def test_a_write_inside_a_write_is_a_mistake_that_says_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    async with database.write():
        with pytest.raises(RuntimeError, match="already open"):
            async with database.write():
                pass
    await database.dispose()


async def test_the_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    await schema.create(database)
    await database.dispose()
    assert (tmp_path / "a.db").stat().st_mode & 0o077 == 0
