"""Silence has a temperature: cases that wait are weighed anew as time passes, with no new mail (GUIDANCE 3.2)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from mailbot.errors import StaleError, TransientError
from mailbot.model.case import Case
from mailbot.model.conversation import Conversation, State
from mailbot.model.event import Event
from mailbot.model.heat import Band, Heat
from mailbot.model.sentence import named, say
from mailbot.ports import Callbacks, Clock, Records, Tx

log = structlog.get_logger("mailbot.work")

#: Weighs a case as it stands at its `now`, away from the loop.
Weigh = Callable[[Case], Awaitable[Heat]]

#: A wait is counted in these: a case is weighed again when another one has passed.
STEP = timedelta(days=1)

#: Batches of a turn: a desk with thousands of waiting cases gets through them within the hour, and others get a turn too.
LONGEST_TURN = 50

#: Smaller changes are not worth a line in the history.
_NOTICEABLE = 0.005


class Waiting:
    """Weighs waiting cases."""

    def __init__(self, *, records: Records, weigh: Weigh, callbacks: Callbacks, clock: Clock) -> None:
        self._records, self._weigh, self._callbacks, self._clock = records, weigh, callbacks, clock

    async def reweigh_due(self, limit: int = 20) -> int:
        """Weigh all cases that have waited for another day, longest first; return how many became hotter or cooler.

        `limit` is the size of a batch. A turn ends after `LONGEST_TURN` of them: the next one goes on.
        """
        changed = 0
        for _ in range(LONGEST_TURN):
            async with self._records.db.read() as tx:
                waiting = await self._records.conversations.waiting(tx, self._clock.now() - STEP, limit)
            changed += sum([await self.reweigh(one) for one in waiting])
            if len(waiting) < limit:
                break
        return changed

    async def reweigh(self, conversation_id: str) -> bool:
        """Weigh one case; one that becomes hot, or is due a call already, goes through triage again.

        Returns:
            Whether the heat changed.
        """
        async with self._records.db.read() as tx:
            case = await self._case(tx, conversation_id)
        heat = await self._weighed(case)
        try:
            async with self._records.db.write() as tx:
                if heat is None:  # looked at again in a day, so that it is not for ever the first in line
                    await self._records.conversations.change(tx, case.conversation, triaged_at=self._clock.now())
                    return False
                return await self._record(tx, case.conversation, heat)
        except StaleError:  # somebody acted meanwhile: the next look finds the case as it is then
            return False

    async def _weighed(self, case: Case) -> Heat | None:
        """Return the heat; None when a case cannot be weighed, for its mailbox is no longer configured, say."""
        try:
            return await self._weigh(case)
        except TransientError:
            raise
        except Exception as error:
            log.error("case_not_weighed", case=case.conversation.id, exc_info=error)
            return None

    async def _case(self, tx: Tx, conversation_id: str) -> Case:
        conversation = await self._records.conversations.get(tx, conversation_id)
        return Case(
            conversation=conversation,
            messages=await self._records.messages.thread(tx, conversation_id),
            callback_open=await self._callbacks.is_open(tx, conversation_id),
            now=self._clock.now(),
        )

    async def _record(self, tx: Tx, seen: Conversation, heat: Heat) -> bool:
        now = self._clock.now()
        changed = abs(heat.value - seen.heat) > _NOTICEABLE or heat.band is not seen.band
        more = {"triage_due_at": now} if changed and _needs_triage(seen, heat) else {}
        await self._records.conversations.weighed(tx, seen, heat, triaged_at=now, **more)
        if changed:
            data = {"heat": heat.value, "band": heat.band.value, "before": seen.heat}
            event = Event(kind="heat_aged", at=now, conversation_id=seen.id, reasons=_why(heat), data=data)
            await self._records.events.add(tx, event)
        return changed


def _needs_triage(seen: Conversation, heat: Heat) -> bool:
    """A case that has become hot is decided anew; the line of a call that is due moves with the heat."""
    crossed = heat.band is Band.HIGH and seen.band is not Band.HIGH
    return crossed or (seen.state is State.CALLBACK and heat.value > seen.heat)


def _why(heat: Heat) -> tuple[str, ...]:
    aged = {"silence", "our_broken_promise", "promises_broken_again", "unanswered", "reopened"}
    return tuple(
        say("aged", "{signal} +{weight}", signal=named("signal", one.name), weight=f"{one.weight:.2f}")
        for one in heat.signals
        if one.name in aged
    )
