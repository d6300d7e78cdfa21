"""Behind PgBouncer in transaction mode everything works but LISTEN, which is noticed, said once, and done without."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from mailbot.bootstrap.store_checks import check_wakeups
from mailbot.store import migrate
from mailbot.store.database import Database
from mailbot.store.listening import Listener
from mailbot.store.tables import outbox, raw_mails
from mailbot.store.wakeups import Bell, ring
from mailbot.store.watches import WatchStore
from tests.contract.store.house import House, raw
from tests.servers.fixtures import start_or_skip
from tests.servers.pgbouncer import PgBouncer

pytestmark = pytest.mark.postgres


@pytest.fixture
def addresses(postgres: object, postgres_url: str) -> Iterator[tuple[str, str]]:
    """Yield a database's address through the pooler, and the direct one."""
    with start_or_skip(lambda: PgBouncer(postgres)) as pooler:  # type: ignore[arg-type]
        yield pooler.url(postgres_url), postgres_url


async def test_the_house_works_through_the_pooler(addresses: tuple[str, str]) -> None:
    db = Database(addresses[0])
    await migrate.upgrade(db)
    house = House(db)

    async def arrive(uid: int) -> None:
        await house.receiving.receive(raw(uid))

    await house.approved()
    await asyncio.gather(*(arrive(uid) for uid in range(2, 26)))
    async with db.write() as tx:
        lease = await WatchStore().take(tx, "support", holder="one", seconds=60)
        assert lease is not None
        await WatchStore().prove(tx, lease)
    assert {row.state for row in await house.rows(raw_mails)} == {"recorded"}
    await asyncio.gather(*(house.delivery.deliver_due() for _ in range(6)))
    assert {row.state for row in await house.rows(outbox)} == {"sent"}
    assert len(house.wire.taken) == 1
    await db.dispose()


async def test_deaf_lines_are_noticed_said_once_and_done_without(addresses: tuple[str, str]) -> None:
    pooled, direct = addresses
    db, stop = Database(pooled), asyncio.Event()
    listener = Listener(db)
    with capture_logs() as logs:
        for _ in range(2):
            running = asyncio.create_task(listener.run(stop))
            async with asyncio.timeout(30):
                await listener.tried.wait()
            stop.set()
            await running
            stop.clear()
            assert listener.hears is False
    assert [one["event"] for one in logs] == ["wakeups_unavailable"]
    said = await check_wakeups(db, "")
    assert said.ok and "PgBouncer" in said.sentence and "listen_url" in said.what_to_do
    said = await check_wakeups(db, direct)
    assert said.ok and "arrive" in said.sentence and not said.what_to_do
    await db.dispose()


async def test_a_direct_line_hears_what_is_rung_through_the_pooler(addresses: tuple[str, str]) -> None:
    pooled, direct = addresses
    db, there, stop = Database(pooled), Database(pooled), asyncio.Event()
    there.bell = Bell()
    listening = asyncio.create_task(Listener(there, direct).run(stop))
    async with asyncio.timeout(30):
        await there.bell.heard("ready")
        async with db.write() as tx:
            ring(tx, "outbox")
        await there.bell.heard("outbox")
    stop.set()
    await listening
    await db.dispose()
    await there.dispose()
