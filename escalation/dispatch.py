"""Use case: a claimed callback becomes a call, and no call is ever lost or made twice.

Read, decide, write the attempt down, only then ring. An answer of the provider that got lost is doubt, and doubt is
settled by looking, never by asking again. What the process forgot when it died, the sweeper reads back from the rows.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from escalation.callback import Attempt, AttemptState, Callback, CallEvent, Choice, Leg, Outcome, Side
from escalation.ports import AccountTrouble, CallOrder, CallReport, Calls, NumberRefused, Phone, RegionRefused, Script
from escalation.script import CallTexts, brief_of, say, voicemail_text
from mailbot.errors import MailbotError, OutcomeUnknown, RefusedError, TransientError
from mailbot.model.person import Agent
from mailbot.model.policy import CallPolicy
from mailbot.ports import Clock

log = structlog.get_logger("escalation.dispatch")

#: How often a request that was never processed is made (429), with growing pauses.
TRIES = 5
#: How often a turn among the calls of all nodes is asked for, half a call's time apart.
TURNS = 20
#: How often a lost creation is looked up before it counts as never made.
LOOKS = 2
#: Beyond its time limit a call is an orphan.
_ORPHAN_AFTER = timedelta(seconds=120)

_ENDS: tuple[tuple[type[MailbotError], Outcome], ...] = (
    (NumberRefused, Outcome.NUMBER_REFUSED),
    (RegionRefused, Outcome.REGION_REFUSED),
    (AccountTrouble, Outcome.ACCOUNT_TROUBLE),
    (TransientError, Outcome.NOT_PLACED),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """What dispatch needs to know of the site."""

    policy: CallPolicy
    texts: Mapping[str, CallTexts]
    company: str = ""


class Dispatch:
    """Calls, and looks after the calls that are under way."""

    def __init__(
        self,
        calls: Calls,
        phone: Phone | None,
        clock: Clock,
        site: Site,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Wire the use case; without a phone only calls by hand are possible."""
        self._calls = calls
        self._phone = phone
        self._clock = clock
        self._site = site
        self._pause = pause

    # -- calling ------------------------------------------------------------------------------------------------------

    async def call(self, callback: Callback, manager: Agent) -> Attempt:
        """Ring the manager for a callback that they have claimed.

        Raises:
            RefusedError: no provider, no telephone of the manager, the breaker is open, or the number may not be dialled.
            StaleError: the claim ran out, or the customer or the manager is on the line.
            Refused, AccountTrouble, TransientError: the provider said no; the callback is back where it belongs.
            OutcomeUnknown: it may be ringing; the sweeper finds out.
        """
        phone = self._ready()
        number = manager.phone
        if not number:
            raise RefusedError("Your profile has no telephone number.", hint="Add it, or dial by hand.")
        trouble = await self._calls.troubled(self._clock.now())
        if trouble:
            raise RefusedError(
                "Calls are paused: {trouble}", hint="Dial by hand, or run: mailbot doctor.", trouble=trouble
            )
        await self._take_turn()
        attempt = await self._begin(callback, manager, number, manual=False)
        await self._place(phone, attempt)
        return attempt

    async def _take_turn(self) -> None:
        """Wait for one of the turns that all nodes share. Raises TransientError when there is none for long."""
        for _ in range(TURNS):
            if await self._calls.turn():
                return
            await self._pause(0.5 / max(self._site.policy.per_second, 0.05))
        raise TransientError("Too many calls are being placed at this moment.", hint="Try again in a moment.")

    async def call_by_hand(self, callback: Callback, manager: Agent) -> Attempt:
        """Write down that a manager dials with their own telephone; needs no provider at all.

        Raises:
            RefusedError: the number may not be dialled.
            StaleError: the claim ran out, or somebody is on the line with this customer.
        """
        return await self._begin(callback, manager, manager.phone or "", manual=True)

    def _ready(self) -> Phone:
        if self._phone is None:
            raise RefusedError("No telephone provider is configured.", hint="Dial by hand and log the outcome.")
        return self._phone

    async def _begin(self, callback: Callback, manager: Agent, number: str, *, manual: bool) -> Attempt:
        texts = self._texts(manager.language)
        script = Script(
            brief=brief_of(callback, texts, self._texts(callback.language), self._site.policy.brief_seconds),
            language=texts.language,
            customer_language=callback.language,
            company=self._site.company,
        )
        return await self._calls.begin(
            callback.id,
            callback.token,
            manager_id=manager.id,
            manager_number=number,
            script=script,
            manual=manual,
            now=self._clock.now(),
        )

    def _texts(self, language: str) -> CallTexts:
        return self._site.texts.get(language) or self._site.texts["en"]

    async def _place(self, phone: Phone, attempt: Attempt) -> None:
        try:
            ref = await self._patiently(phone, self._order(attempt))
        except OutcomeUnknown as doubt:
            await self._calls.unsure(attempt.id, str(doubt), self._clock.now())
            raise
        except MailbotError as refusal:
            await self._not_placed(attempt, refusal)
            raise
        await self._calls.placed(attempt.id, ref, self._clock.now())

    async def _patiently(self, phone: Phone, order: CallOrder) -> str:
        """Ask again only what was certainly never processed."""
        for turn in range(TRIES - 1):
            try:
                return await phone.place(order)
            except TransientError:
                await self._pause(min(30.0, 0.5 * 2**turn) * (0.5 + random.random()))  # noqa: S311 - jitter
        return await phone.place(order)

    async def _not_placed(self, attempt: Attempt, refusal: MailbotError) -> None:
        now = self._clock.now()
        outcome = next((end for kind, end in _ENDS if isinstance(refusal, kind)), Outcome.NOT_PLACED)
        await self._calls.not_placed(attempt.id, outcome, str(refusal), now)
        if outcome is Outcome.ACCOUNT_TROUBLE:
            until = now + timedelta(minutes=self._site.policy.breaker_minutes)
            await self._calls.trouble(str(refusal), until, now)
            log.error("calls_paused", reason=refusal.sentence())

    def _order(self, attempt: Attempt) -> CallOrder:
        policy = self._site.policy
        return CallOrder(
            attempt_id=attempt.id,
            nonce=attempt.nonce,
            to=attempt.manager_number,
            ring_seconds=policy.manager_ring_seconds,
            limit_seconds=policy.talk_minutes * 60 + 300,
            since=attempt.created_at,
        )

    # -- while it runs ------------------------------------------------------------------------------------------------

    async def leave_message(self, attempt_id: str) -> None:
        """Speak to the customer's answering machine and bring the manager back to the menu.

        Raises:
            RefusedError: the customer's side has not picked up.
        """
        attempt = await self._calls.attempt(attempt_id)
        if attempt.customer_ref is None or attempt.customer_leg is not Leg.ANSWERED:
            raise RefusedError(
                "There is nobody to leave a message with.", hint="Wait until the other side has picked up."
            )
        callback = await self._calls.get(attempt.callback_id)
        texts = self._texts(callback.language)
        await self._ready().leave_message(attempt.customer_ref, say(voicemail_text(texts, self._site.company), texts))

    # -- the sweeper ----------------------------------------------------------------------------------------------------

    async def sweep(self) -> int:
        """Hang up what is to be stopped, ask after what went silent, tidy the line; return how many rows were touched."""
        now = self._clock.now()
        touched = await self._calls.mend(now)
        if self._phone is None:
            return touched
        for attempt in await self._calls.to_hang_up(now):
            touched += await self._safely(self._hang_up(self._phone, attempt))
        for attempt in await self._calls.overdue(now):
            touched += await self._safely(self._ask_after(self._phone, attempt))
        return touched

    async def _safely(self, work: Awaitable[None]) -> int:
        try:
            await work
        except MailbotError as error:  # one call's trouble must not keep us from the others
            log.warning("call_not_looked_up", error=error.sentence())
            return 0
        return 1

    async def _hang_up(self, phone: Phone, attempt: Attempt) -> None:
        if attempt.ref is not None:
            await phone.hang_up(attempt.ref)

    async def _ask_after(self, phone: Phone, attempt: Attempt) -> None:
        limit = timedelta(minutes=self._site.policy.talk_minutes) + _ORPHAN_AFTER + timedelta(minutes=5)
        too_long = self._clock.now() > attempt.created_at + limit
        try:
            if attempt.ref is None:
                return await self._search(phone, attempt)
            report = await phone.report(attempt.ref)
        except AccountTrouble:
            if not too_long:
                raise
            return await self._give_up(attempt)
        await self._believe(attempt, report)
        if not report.manager.over and too_long:
            await phone.hang_up(attempt.ref)

    async def _give_up(self, attempt: Attempt) -> None:
        """Settle by what was heard what the provider will tell no more of (another account, a call it has forgotten).

        Beyond its limit no call is on the line; the customer and the manager must not stay engaged by it for ever.
        """
        outcome = Outcome.TALKED if attempt.customer_leg.spoke else Outcome.NOT_PLACED
        log.warning("call_given_up", attempt=attempt.id, outcome=outcome.value)
        await self._calls.settle(attempt.id, outcome, self._clock.now())

    async def _search(self, phone: Phone, attempt: Attempt) -> None:
        """One live call per manager: what rings there since the attempt was written down, and is no other's, is this one's.

        The provider's clock is not ours: an earlier call to the same manager may seem to be a later one.
        """
        found = await self._calls.unknown(await phone.find(self._order(attempt)))
        if found:
            await self._calls.placed(attempt.id, found[0], self._clock.now())
            await self._believe(attempt, await phone.report(found[0]))
        elif await self._calls.looks(attempt.id) >= LOOKS:
            await self._calls.settle(attempt.id, Outcome.NOT_PLACED, self._clock.now())

    async def _believe(self, attempt: Attempt, report: CallReport) -> None:
        """Take a report in as if it had come by itself; what stays open after two looks is settled."""
        now = self._clock.now()
        known = attempt
        for event in _events(attempt, report, now):
            known = await self._calls.heard(event) or known
        unfinished = known.state is not AttemptState.ENDED and report.manager.over and known.choice is Choice.ACCEPT
        if unfinished and report.customer is Leg.NONE and await self._calls.looks(attempt.id) >= LOOKS:
            await self._calls.settle(attempt.id, Outcome.MANAGER_HUNG_UP, now)


def _events(attempt: Attempt, report: CallReport, now: datetime) -> tuple[CallEvent, ...]:
    """The customer's side first: the manager's end closes the attempt."""
    sides = (
        (Side.CUSTOMER, report.customer, report.customer_ref, report.customer_seconds or None),
        (Side.MANAGER, report.manager, report.ref, None),
    )
    return tuple(
        CallEvent(
            attempt_id=attempt.id,
            side=side,
            leg=leg,
            ref=ref,
            key=f"asked:{side.value}:{leg.value}:{seconds or 0}",
            seconds=seconds,
            at=now,
        )
        for side, leg, ref, seconds in sides
        if leg is not Leg.NONE
    )
