"""Tells other programs what happened: signed, at least once, and never for ever."""

from __future__ import annotations

import asyncio
import base64
import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailbot.delivery.hook_verdict import judge
from mailbot.errors import StaleError, UsageError
from mailbot.model.hook import TOPICS, ClaimedDelivery, Hook, HookAnswer
from mailbot.model.person import Agent
from mailbot.model.sentence import say
from mailbot.ports import Clock
from mailbot.ports.hooks import HookPost, HookRows

#: A telling may take this long; its lease is longer, so that nobody else makes it meanwhile.
LEASE_SECONDS = 60.0
#: How long a telling that was made or given up can be looked at and sent again.
KEPT = timedelta(days=30)
#: Old tellings removed in one transaction.
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class NewHook:
    """A receiver just made, with the secret that is shown this once."""

    hook: Hook
    secret: str


class Hooks:
    """The use case."""

    def __init__(
        self,
        *,
        rows: HookRows,
        post: HookPost,
        clock: Clock,
        holder: str = "hooks",
        dice: Callable[[], float] = random.random,
    ) -> None:
        """Wire it."""
        self.rows, self._post, self._clock = rows, post, clock
        self._holder, self._dice = holder, dice

    async def deliver_due(self, limit: int = 20) -> int:
        """Make the tellings whose time has come; return how many were tried."""
        due = await self.rows.claim_due(now=self._clock.now(), holder=self._holder, seconds=LEASE_SECONDS, limit=limit)
        await asyncio.gather(*(self._tell(one) for one in due))
        return len(due)

    async def tidy(self, now: datetime) -> int:
        """Remove tellings that ended a month ago; return how many. The events that they told of stay."""
        gone = 0
        while removed := await self.rows.forget_old(now - KEPT, _AT_ONCE):
            gone += removed
        return gone

    async def _tell(self, claimed: ClaimedDelivery) -> None:
        one = claimed.delivery
        if not claimed.hook.active:
            answer = HookAnswer(error=say("hook_off", "The receiver is switched off."), for_good=True)
        else:
            answer = await self._post.post(claimed.hook.url, claimed.secret, one.id, one.body, self._clock.now())
        now = self._clock.now()
        verdict = judge(claimed, answer, now=now, jitter=self._dice())
        try:
            await self.rows.settle(
                claimed,
                state=verdict.state,
                due_at=verdict.due_at,
                status=answer.status,
                error=verdict.error,
                failures=verdict.failures,
                failing_since=verdict.failing_since,
                disable=verdict.disable,
                now=now,
            )
        except StaleError:  # we slept past our lease; receivers know a repetition by its webhook-id
            return

    # -- what admins do

    async def add(self, admin: Agent, url: str, topics: Sequence[str] = (), note: str = "") -> NewHook:
        """Add a receiver; its secret is shown this once.

        Raises:
            UsageError: the address is none that we send to, or a topic does not exist.
        """
        unknown = [one for one in topics if one not in TOPICS]
        if unknown:
            raise UsageError(
                "There is no topic {topic}.", hint="There are {known}.", topic=unknown[0], known=", ".join(TOPICS)
            )
        secret = new_secret()
        hook = await self.rows.add(
            self._post.check(url), secret, tuple(topics), note=note, by=admin.id, now=self._clock.now()
        )
        return NewHook(hook=hook, secret=secret)

    async def renew_secret(self, admin: Agent, hook_id: str) -> NewHook:
        """Give a receiver a new secret, shown this once; the old one is worth nothing from now on."""
        secret = new_secret()
        await self.rows.renew_secret(hook_id, secret, by=admin.id, now=self._clock.now())
        return NewHook(hook=await self.rows.get(hook_id), secret=secret)


def new_secret() -> str:
    """Return a secret as Standard Webhooks writes it: `whsec_` and 32 random bytes in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
