"""A wrong date must not erase what has years to rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mailbot.worker.steady import Steady

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Wall:
    def __init__(self) -> None:
        self.at, self.count = START, 0.0

    def now(self) -> datetime:
        return self.at

    def pass_(self, **span: float) -> None:
        self.at += timedelta(**span)
        self.count += timedelta(**span).total_seconds()


async def test_a_leap_of_the_clock_stops_erasing_for_a_day() -> None:
    wall, turns = Wall(), []

    async def act(now: datetime) -> None:
        turns.append(now)

    steady = Steady(act, wall, count=lambda: wall.count)
    await steady()
    wall.pass_(minutes=1)
    await steady()
    assert len(turns) == 2
    wall.at += timedelta(days=4000)
    await steady()
    wall.pass_(hours=23)
    await steady()
    assert len(turns) == 2
    wall.pass_(hours=2)
    await steady()
    assert len(turns) == 3


async def test_a_clock_that_goes_back_or_a_little_ahead_stops_nothing() -> None:
    wall, turns = Wall(), []

    async def act(now: datetime) -> None:
        turns.append(now)

    steady = Steady(act, wall, count=lambda: wall.count)
    for leap in (timedelta(minutes=59), timedelta(hours=-3), timedelta()):
        await steady()
        wall.at += leap
    await steady()
    assert len(turns) == 4
