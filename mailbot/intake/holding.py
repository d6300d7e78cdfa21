"""Mail beyond a cap is kept, filed and shown, and nothing follows from it until a person releases it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mailbot.intake.matching import find_case, follow_merge
from mailbot.intake.place import Place
from mailbot.intake.storm import LONGEST_WINDOW, beyond_cap, highest_cap
from mailbot.model.conversation import Conversation
from mailbot.model.event import Event
from mailbot.model.message import Automatic, InboundMessage, Written
from mailbot.model.policy import IntakePolicy
from mailbot.ports import Records, StoredRaw, Tx


class Holding:
    """Holds mail of senders who write more than a person does (two robots that answer each other)."""

    def __init__(self, *, records: Records, policy: IntakePolicy) -> None:
        self._records, self._policy = records, policy

    async def hold(self, tx: Tx, raw: StoredRaw, message: InboundMessage, now: datetime) -> Place | None:
        """File a mail that is beyond a cap and return its place; None for all other mail.

        Danger to life or health passes every cap.
        """
        most = highest_cap(self._policy)
        if not most or message.urgent:
            return None
        sender = message.sender.email.lower()
        lately = await self._records.messages.sent_lately(tx, raw.mail.mailbox, sender, now - LONGEST_WINDOW, most)
        if not lately or not beyond_cap(sender, message.subject, lately, now, self._policy):
            return None
        case = await self._case(tx, raw, message, lately, now)
        reason = await self._since_release(tx, case, sender, message, lately, now)
        return await self._file(tx, raw, message, case, reason, now) if reason else None

    async def _since_release(
        self, tx: Tx, case: Conversation, sender: str, message: InboundMessage, lately: Sequence[Written], now: datetime
    ) -> str:
        """Count again from the last release: who was let through by a person starts afresh."""
        released = await self._records.events.last(tx, case.id, "mails_released")
        since = [one for one in lately if released is None or one.at > released.at]
        return beyond_cap(sender, message.subject, since, now, self._policy)

    async def _case(
        self, tx: Tx, raw: StoredRaw, message: InboundMessage, lately: Sequence[Written], now: datetime
    ) -> Conversation:
        found = await find_case(tx, self._records, raw.mail.mailbox, message, self._policy, now)
        # A storm opens no case: without one of its own the mail joins the sender's latest.
        return found.conversation or await follow_merge(tx, self._records, lately[0].conversation_id)

    async def _file(
        self, tx: Tx, raw: StoredRaw, message: InboundMessage, case: Conversation, reason: str, now: datetime
    ) -> Place:
        row = await self._records.messages.add_inbound(
            tx, case, message, raw=raw, at=min(raw.mail.received_at, now),
            automatic=Automatic.STORM.value, automatic_reason=reason,
        )  # fmt: skip
        if await self._is_first(tx, case):
            await self._records.conversations.call_attention(tx, case.id, reason)
            event = Event(kind="mails_held", at=now, conversation_id=case.id, reasons=(reason,), data={"message": row})
            await self._records.events.add(tx, event)
        return Place(conversation_id=case.id, message_row=row)

    async def _is_first(self, tx: Tx, case: Conversation) -> bool:
        """A storm is told once, and once more after each release; each mail carries its own reason."""
        held = await self._records.events.last(tx, case.id, "mails_held")
        released = await self._records.events.last(tx, case.id, "mails_released")
        return held is None or (released is not None and released.at >= held.at)
