"""Events that wait for the commit are written with it, and never after a rollback."""

from __future__ import annotations

import pytest

from mailbot.model.event import Event
from mailbot.store.database import Database
from mailbot.store.events import EventLog
from tests.contract.store.house import START


async def kinds(db: Database) -> list[str]:
    async with db.read() as tx:
        return sorted(one.kind for one in await EventLog().latest(tx))


async def test_events_put_off_are_written_at_the_commit_and_forgotten_on_a_rollback(db: Database) -> None:
    log = EventLog()
    with pytest.raises(RuntimeError, match="rolled back"):
        async with db.write() as tx:
            log.later(tx, Event(kind="lost", at=START))
            raise RuntimeError("rolled back")
    for name in ("first", "second"):
        async with db.write() as tx:
            log.later(tx, Event(kind=name, at=START))
            log.later(tx, Event(kind=f"{name} too", at=START))
            assert name not in [one.kind for one in await log.latest(tx)]
    assert await kinds(db) == ["first", "first too", "second", "second too"]
