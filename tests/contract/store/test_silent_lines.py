"""PostgreSQL and lines that fall silent: nobody waits two hours, and nobody's rows stay locked by a node that is gone."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from select import select as select_ready

import pytest
from sqlalchemy import insert, select, text, update
from structlog.testing import capture_logs

from mailbot.bootstrap.store_checks import check_silent_lines
from mailbot.errors import StoreBusy
from mailbot.store import migrate
from mailbot.store.database import Database
from mailbot.store.silence import ROLE, patience
from mailbot.store.tables import settings
from tests.servers.fixtures import start_or_skip
from tests.servers.pgbouncer import PgBouncer
from tests.servers.postgres import Postgres
from tests.servers.process import end_with_parent
from tests.servers.wire import Wire

pytestmark = pytest.mark.postgres

ROOT = Path(__file__).parents[3]
#: What stands in the namespace: takes a row, says so, waits for a word, asks the database once more, says what came.
FAR = """
import asyncio, sys
from sqlalchemy import text, update
from mailbot.errors import StoreBusy
from mailbot.store.database import Database
from mailbot.store.tables import settings
async def main(url):
    db = Database(url)
    try:
        async with db.write() as tx:
            await tx.execute(update(settings).where(settings.c.key == "row").values(value="far"))
            print("took", flush=True)
            await asyncio.to_thread(sys.stdin.readline)
            await tx.execute(text("SELECT 1"))
    except StoreBusy as error:
        print("busy", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    async with db.write() as tx:
        await tx.execute(update(settings).where(settings.c.key == "row").values(value="back"))
    print("back", flush=True)
asyncio.run(main(sys.argv[1]))
"""


async def migrated(url: str) -> Database:
    db = Database(url)
    await migrate.upgrade(db)
    async with db.write() as tx:
        now = (await tx.execute(select(text("clock_timestamp()")))).scalar_one()
        await tx.execute(insert(settings).values(key="row", value="free", updated_at=now, updated_by="test"))
    return db


def plain(server: object, url: str) -> str:
    """Make the database an ordinary role's, and return the address for that role."""
    assert isinstance(server, Postgres)
    return server.owned_by_plain_role(url)


async def test_an_ordinary_role_is_given_up_by_the_server_when_it_falls_silent(
    postgres: object, postgres_url: str
) -> None:
    db = await migrated(plain(postgres, postgres_url))
    async with db.read() as tx:
        held = {name: (await tx.execute(text(f"SHOW {name}"))).scalar_one() for name in ROLE}
        assert await patience(tx) == ()
    assert held == dict(ROLE)
    assert (await check_silent_lines(db)).ok
    await db.dispose()


async def test_what_an_administrator_has_set_stays(postgres: object, postgres_url: str) -> None:
    url = plain(postgres, postgres_url)
    before = Database(url)
    async with before.write() as tx:
        await tx.execute(text("ALTER ROLE CURRENT_USER SET idle_in_transaction_session_timeout = '90s'"))
    await before.dispose()
    db = await migrated(url)
    async with db.read() as tx:
        assert (await tx.execute(text("SHOW idle_in_transaction_session_timeout"))).scalar_one() == "90s"
        assert (await tx.execute(text("SHOW tcp_keepalives_idle"))).scalar_one() == "10"
    await db.dispose()


async def test_a_server_that_refuses_is_lived_with_and_told(
    postgres: object, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mailbot.store.silence.ROLE", {"log_statement": "all"})  # a superuser's to set
    with capture_logs() as logs:
        db = await migrated(plain(postgres, postgres_url))
    assert [one["event"] for one in logs if one["log_level"] == "warning"] == ["role_defaults_refused"]
    async with db.read() as tx:
        assert (await tx.execute(select(settings.c.value).where(settings.c.key == "row"))).scalar_one() == "free"
    await db.dispose()


async def test_the_defaults_hold_behind_the_pooler(postgres: object, postgres_url: str) -> None:
    direct = await migrated(postgres_url)
    await direct.dispose()
    with start_or_skip(lambda: PgBouncer(postgres)) as pooler:  # type: ignore[arg-type]
        db = Database(pooler.url(postgres_url))
        async with db.read() as tx:
            assert (await tx.execute(text("SHOW idle_in_transaction_session_timeout"))).scalar_one() == "15s"
        await db.dispose()


async def test_doctor_tells_of_a_server_that_waits_for_ever(postgres_url: str) -> None:
    db = Database(postgres_url)
    check = await check_silent_lines(db)
    assert not check.ok and "idle_in_transaction_session_timeout" in check.sentence and check.what_to_do
    await db.dispose()


async def test_a_transaction_that_stood_still_for_too_long_ends_in_a_plain_sentence(
    postgres: object, postgres_url: str
) -> None:
    db = await migrated(plain(postgres, postgres_url))
    with pytest.raises(StoreBusy, match="stood still"):
        async with db.write() as tx:
            await tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = '50ms'"))
            lines = await tx.get_raw_connection()
            await asyncio.to_thread(_until_readable, lines.driver_connection.fileno())  # type: ignore[union-attr]
            await tx.execute(text("SELECT 1"))
    await db.dispose()


def _until_readable(number: int) -> None:
    assert select_ready([number], [], [], 60)[0], "the server never hung up"


@pytest.fixture
def wire() -> Iterator[Wire]:
    """Yield a machine called "far"."""
    with start_or_skip(lambda: Wire("far")) as made:
        yield made


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_node_whose_cable_is_pulled_lets_go_and_notices(wire: Wire) -> None:
    with start_or_skip(lambda: Postgres(also_at=wire.gateway)) as server, server.database() as made:
        url = server.owned_by_plain_role(made)
        db = await migrated(url)
        far = await asyncio.create_subprocess_exec(
            *wire.prefix("far"), sys.executable, "-c", FAR, url.replace("127.0.0.1", wire.gateway),
            cwd=ROOT, stdin=-1, stdout=-1, preexec_fn=end_with_parent,
        )  # fmt: skip
        assert far.stdin is not None and far.stdout is not None
        assert await far.stdout.readline() == b"took\n"
        wire.pull("far")
        began = time.monotonic()
        far.stdin.write(b"\n")
        # Its row was locked in the middle of its transaction: the server has to give it up, or we would wait for ever.
        async with asyncio.timeout(120), db.write() as tx:
            await tx.execute(update(settings).where(settings.c.key == "row").values(value="near"))
        print(f"\nthe row was free after {time.monotonic() - began:.0f} s")
        assert await asyncio.wait_for(far.stdout.readline(), 120) == b"busy\n"
        print(f"the far node noticed after {time.monotonic() - began:.0f} s")
        wire.plug("far")
        far.stdin.write(b"\n")
        assert await asyncio.wait_for(far.stdout.readline(), 120) == b"back\n"
        assert await far.wait() == 0
        await db.dispose()
