"""Use case: what is due now is done, put off, dropped, or laid before a person; once each."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from mailbot.errors import StaleError
from mailbot.model.policy import FollowUpPolicy, HoursPolicy
from scheduler.followup import FollowUpKind
from scheduler.ports import Claimed, FollowUps, Letters
from scheduler.rules import Ask, Drop, Go, Judgement, Wait, judge

#: Rows claimed in one go; after a week offline the rest follows in the next tick, so that nothing storms.
BATCH = 50


class DueFollowUps:
    """Turns a tick of the clock into what is due."""

    def __init__(self, rows: FollowUps, letters: Letters, policy: FollowUpPolicy, hours: HoursPolicy) -> None:
        self._rows = rows
        self._letters = letters
        self._policy = policy
        self._hours = hours

    async def run(self, now: datetime) -> Counter[str]:
        """Work off one batch and return how many were judged how ("go", "wait", "drop", "ask", "stale")."""
        done: Counter[str] = Counter()
        for claimed in await self._rows.claim(now, BATCH):
            judgement = judge(claimed.item, claimed.situation, self._policy, self._hours, now)
            try:
                await self._carry_out(claimed, judgement, now)
                done[type(judgement).__name__.lower()] += 1
            except StaleError:
                # Our lease ran out and another worker took it: it is in good hands.
                done["stale"] += 1
        return done

    async def _carry_out(self, claimed: Claimed, judgement: Judgement, now: datetime) -> None:
        match judgement:
            case Wait(until=until, reason=reason):
                await self._rows.postpone(claimed, until, reason)
            case Drop(reason=reason):
                await self._rows.drop(claimed, reason, now)
            case Ask(reason=reason):
                await self._rows.task(claimed, reason, now)
            case Go(reason=reason):
                await self._go(claimed, reason, now)

    async def _go(self, claimed: Claimed, reason: str, now: datetime) -> None:
        match claimed.item.kind:
            case FollowUpKind.QUESTION | FollowUpKind.REMINDER:
                await self._rows.send(claimed, await self._letters.follow_up(claimed), now)
            case FollowUpKind.CLOSE:
                await self._rows.close(claimed, reason, now)
            case FollowUpKind.CARD:
                await self._rows.task(claimed, reason, now)
