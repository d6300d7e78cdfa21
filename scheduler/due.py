"""Use case: what is due now is done, put off, dropped, or laid before a person; once each."""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import datetime, timedelta

import structlog

from mailbot.errors import StaleError, TransientError
from mailbot.model.policy import FollowUpPolicy, HoursPolicy, PromisePolicy, RetentionPolicy
from mailbot.model.sentence import say
from scheduler.calendar import calendar_of
from scheduler.followup import FollowUpKind
from scheduler.ports import Claimed, ClaimedPromise, FollowUps, Letters, Promises, Retained, Reweigh
from scheduler.promise import Break, Confirm, Verdict, Warn, Withdraw, warning_at
from scheduler.promise import judge as judge_promise
from scheduler.retention import Erase
from scheduler.retention import judge as judge_rest
from scheduler.rules import Ask, Drop, Go, Judgement, Wait, judge

log = structlog.get_logger("mailbot.work")

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
        """Work off one batch and return how many were judged how ("go", "wait", "drop", "ask", "stale", "failed").

        What cannot be carried out (its mailbox is no longer configured, say) goes before a person, and holds up nothing.
        """
        done: Counter[str] = Counter()
        for claimed in await self._rows.claim(now, BATCH):
            hours = self._hours.of(claimed.situation.mailbox)
            judgement = judge(claimed.item, claimed.situation, self._policy, hours, now)
            try:
                await self._carry_out(claimed, judgement, now)
                done[type(judgement).__name__.lower()] += 1
            except StaleError:
                # Our lease ran out and another worker took it, or the customer wrote: it is in good hands.
                done["stale"] += 1
            except TransientError:
                raise
            except Exception as error:
                await self._give_up(claimed, error, now)
                done["failed"] += 1
        return done

    async def _give_up(self, claimed: Claimed, error: Exception, now: datetime) -> None:
        log.error("follow_up_failed", follow_up=claimed.item.id, exc_info=error)
        why = say("no_decision", "No decision could be made: {why}", why=f"{type(error).__name__}: {error}"[:300])
        with contextlib.suppress(StaleError):
            await self._rows.task(claimed, why, now)

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


class DuePromises:
    """Warns of promises before they run out, and says so when one was broken."""

    def __init__(self, rows: Promises, reweigh: Reweigh, policy: PromisePolicy, hours: HoursPolicy) -> None:
        self._rows = rows
        self._reweigh = reweigh
        self._policy = policy
        self._hours = hours
        self._reckoned = False

    async def run(self, now: datetime) -> Counter[str]:
        """Work off one batch and return how many were judged how ("warn", "break", "confirm", "withdraw", "stale", "failed").

        The first run of a process looks whether its calendars bring warnings forward: hours change with a restart.
        """
        if not self._reckoned:
            await self.reckon_warnings(now)
            self._reckoned = True
        done: Counter[str] = Counter()
        for claimed in await self._rows.claim(now, BATCH):
            calendar = calendar_of(self._hours.of(claimed.mailbox), zone=claimed.zone)
            verdict = judge_promise(claimed.item, claimed.case_state, now, self._policy, calendar)
            try:
                await self._carry_out(claimed, verdict, now)
                done[type(verdict).__name__.lower()] += 1
            except StaleError:
                done["stale"] += 1
            except TransientError:
                raise
            except Exception as error:  # looked at again when its lease ends; the others must not wait for it
                log.error("promise_failed", promise=claimed.item.id, exc_info=error)
                done["failed"] += 1
        return done

    async def reckon_warnings(self, now: datetime) -> int:
        """Bring warnings forward that would now come while nobody is there; return how many.

        What the customer was told stands: only our own warning moves, and only to an earlier moment.
        """
        moved = 0
        for one in await self._rows.unwarned(now):
            calendar = calendar_of(self._hours.of(one.mailbox), zone=one.zone)
            sooner = warning_at(one.item.created_at, one.item.due_at, self._policy, calendar)
            if sooner < one.item.look_at:
                await self._rows.warn_sooner(one.item.id, sooner)
                moved += 1
        return moved

    async def _carry_out(self, claimed: ClaimedPromise, verdict: Verdict, now: datetime) -> None:
        match verdict:
            case Warn(look_at=look_at, reason=reason):
                await self._rows.warn(claimed, look_at, reason, now)
            case Confirm(look_at=look_at, reason=reason):
                await self._rows.confirm(claimed, look_at, reason, now)
            case Withdraw(reason=reason):
                await self._rows.withdraw(claimed, reason, now)
            case Break(reason=reason, heat=heat):
                await self._rows.break_(claimed, reason, now)
                if heat:
                    await self._reweigh(claimed.item.conversation_id)


class DueErasures:
    """Erases what has been kept long enough; every case in a transaction of its own, so that a kill costs nothing."""

    def __init__(self, rows: Retained, policy: RetentionPolicy) -> None:
        self._rows = rows
        self._policy = policy

    async def run(self, now: datetime) -> Counter[str]:
        """Work off one batch; return how many cases went how far ("raw_mail", "person", "trail", "stale")."""
        done: Counter[str] = Counter()
        for kept in await self._rows.due(self._policy, now, BATCH):
            verdict = judge_rest(kept, self._policy, now)
            if isinstance(verdict, Erase):
                erased = await self._rows.erase(kept, verdict.stage, verdict.reason, now)
                done[verdict.stage.name.lower() if erased else "stale"] += 1
        if done:
            await self._rows.sweep()
        return done

    async def run_strays(self, now: datetime) -> int:
        """Empty one batch of old mails that belong to no case; return how many."""
        if not self._policy.stray_days:
            return 0
        return await self._rows.strays(now - timedelta(days=self._policy.stray_days), BATCH)
