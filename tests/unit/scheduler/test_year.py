"""A simulated year: cases in five zones, a clock that jumps, a week offline; nothing is missed, nothing is doubled."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from mailbot.model.policy import FollowUpPolicy, HoursPolicy
from scheduler.calendar import calendar_of
from scheduler.due import DueFollowUps
from scheduler.followup import FollowUp, FollowUpKind, FollowUpState, Resolution, Situation, move
from scheduler.ports import Claimed, Letter
from scheduler.rules import Plan, plan

START = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tokyo")
POLICY, HOURS = FollowUpPolicy(), HoursPolicy()


@dataclass
class Year:
    """Follow-ups in memory behind the scheduler's port, with everything that was done."""

    situations: dict[str, Situation] = field(default_factory=dict)
    items: dict[str, FollowUp] = field(default_factory=dict)
    queue: list[tuple[datetime, str]] = field(default_factory=list)
    sent: list[tuple[str, FollowUpKind, datetime]] = field(default_factory=list)

    async def plan(self, conversation_id: str, plans: Sequence[Plan], now: datetime) -> None:
        for number, one in enumerate(plans):
            item = FollowUp(
                id=f"{conversation_id}.{number}", conversation_id=conversation_id, kind=one.kind, due_at=one.due_at,
                reason=one.reason, created_at=now,
            )  # fmt: skip
            self.items[item.id] = item
            heapq.heappush(self.queue, (item.due_at, item.id))

    async def claim(self, now: datetime, limit: int) -> Sequence[Claimed]:
        found: list[Claimed] = []
        while self.queue and self.queue[0][0] <= now and len(found) < limit:
            _, name = heapq.heappop(self.queue)
            item = self.items[name]
            if item.state is FollowUpState.PLANNED:
                found.append(Claimed(item=item, situation=self.situations[item.conversation_id], fence=1))
        return found

    def _settle(self, claimed: Claimed, state: FollowUpState, now: datetime) -> None:
        item = self.items[claimed.item.id]
        self.items[item.id] = replace(item, state=move(item.state, state), done_at=now)

    async def send(self, claimed: Claimed, letter: Letter, now: datetime) -> None:
        self._settle(claimed, FollowUpState.DONE, now)
        self.sent.append((claimed.item.conversation_id, claimed.item.kind, now))

    async def close(self, claimed: Claimed, reason: str, now: datetime) -> None:
        self._settle(claimed, FollowUpState.DONE, now)
        case = claimed.item.conversation_id
        self.situations[case] = replace(self.situations[case], state="closed")

    async def task(self, claimed: Claimed, reason: str, now: datetime) -> None:
        self._settle(claimed, FollowUpState.ASKED, now)

    async def postpone(self, claimed: Claimed, until: datetime, reason: str) -> None:
        item = self.items[claimed.item.id]
        assert until > item.due_at
        self.items[item.id] = replace(item, due_at=until)
        heapq.heappush(self.queue, (until, item.id))

    async def drop(self, claimed: Claimed, reason: str, now: datetime) -> None:
        self._settle(claimed, FollowUpState.CANCELLED, now)


class Words:
    """Letters without templates."""

    async def follow_up(self, claimed: Claimed) -> Letter:
        return Letter(language="en", subject="s", body="b")


def ticks(dice: random.Random) -> list[datetime]:
    """Return the moments of 400 days: hourly, one hour set back now and then, a day skipped, a week offline."""
    at, found = START, []
    while at < START + timedelta(days=430):
        found.append(at)
        step = timedelta(hours=1)
        if dice.random() < 0.01:
            step = timedelta(hours=-1)
        elif dice.random() < 0.002:
            step = timedelta(days=1)
        if at.month == 8 and at.day == 3 and at.hour == 0 and at.year == 2026:
            step = timedelta(days=7)
        at += step
    return found


async def lived(cases: int, seed: int) -> Year:
    """Let a year pass."""
    dice, year = random.Random(seed), Year()
    for number in range(cases):
        solved = START + timedelta(minutes=dice.randrange(365 * 24 * 60))
        zone = ZONES[number % len(ZONES)]
        resolution = Resolution(
            conversation_id=str(number), resolved_at=solved, by_call=dice.random() < 0.2, amends=dice.random() < 0.2,
            habitual=dice.random() < 0.05, opted_out=dice.random() < 0.03, zone=zone,
        )  # fmt: skip
        wrote = solved + timedelta(days=dice.uniform(0.1, 9)) if dice.random() < 0.2 else None
        year.situations[str(number)] = Situation(
            state="resolved", resolved_at=solved, last_customer_at=wrote, opted_out=resolution.opted_out, zone=zone
        )
        await year.plan(str(number), plan(resolution, POLICY, HOURS), solved)
    due = DueFollowUps(year, Words(), POLICY, HOURS)
    for now in ticks(dice):
        while sum((await due.run(now)).values()):
            pass
    return year


def check(year: Year, cases: int) -> None:
    assert not [item for item in year.items.values() if item.state is FollowUpState.PLANNED], "missed"
    doubled = [key for key, count in Counter((case, kind) for case, kind, _ in year.sent).items() if count > 1]
    assert doubled == []
    calendars = {zone: calendar_of(HOURS, zone=zone) for zone in ZONES}
    indecent = [case for case, _, at in year.sent if not calendars[ZONES[int(case) % len(ZONES)]].is_open(at)]
    assert indecent == []
    wrote = {case for case, situation in year.situations.items() if situation.last_customer_at}
    early = {
        (case, kind)
        for case, kind, at in year.sent
        if case in wrote and at > year.situations[case].last_customer_at  # type: ignore[operator]
    }
    assert early == set(), "asked although the customer wrote first"
    closed = sum(situation.state == "closed" for situation in year.situations.values())
    asked = {item.conversation_id for item in year.items.values() if item.state is FollowUpState.ASKED}
    assert closed + len(wrote) + len(asked) >= cases * 0.95


async def test_three_thousand_cases_in_a_year_that_jumps() -> None:
    check(await lived(3_000, seed=1), 3_000)


@pytest.mark.slow
@pytest.mark.timeout(1800)  # a minute and a half on a machine of one's own
async def test_a_hundred_thousand_cases_in_a_year_that_jumps() -> None:
    check(await lived(100_000, seed=2), 100_000)
