"""Known causes in the store: while they last, and some days after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailbot.errors import RefusedError
from mailbot.model.incident import Incident, IncidentText
from mailbot.store.database import Database
from mailbot.store.incidents import IncidentStore

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
CUT = Incident(
    id="",
    name="Fibre cut",
    words=("internet",),
    region=("Ashford",),
    begun_at=NOW - timedelta(hours=3),
    until=NOW + timedelta(hours=6),
    texts={"en": IncidentText(cause="A digger cut the fibre.")},
)


async def test_an_incident_comes_back_as_it_was_opened(db: Database) -> None:
    async with db.write() as tx:
        made = await IncidentStore().add(tx, CUT)
        (found,) = await IncidentStore().current(tx, NOW)
    assert found.id == made
    assert (found.words, found.region, found.texts, found.begun_at) == (CUT.words, CUT.region, CUT.texts, CUT.begun_at)


async def test_it_counts_for_some_days_after_its_end(db: Database) -> None:
    store = IncidentStore()
    async with db.write() as tx:
        made = await store.add(tx, CUT)
        ended = await store.close(tx, made, NOW)
        assert ended.ended_at == NOW
        assert [one.id for one in await store.current(tx, NOW + timedelta(days=3))] == [made]
        assert await store.current(tx, NOW + timedelta(days=5)) == ()
        assert [one.id for one in await store.all(tx)] == [made]


async def test_what_is_over_cannot_be_ended_again(db: Database) -> None:
    async with db.write() as tx:
        made = await IncidentStore().add(tx, CUT)
        await IncidentStore().close(tx, made, NOW)
        with pytest.raises(RefusedError, match="no open incident"):
            await IncidentStore().close(tx, made, NOW)
