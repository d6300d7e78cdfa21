"""Use case: the line as a mail, morning and noon, for managers who live in their mail client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from escalation.digest import queue_digest
from escalation.ports import Calls
from escalation.rules import Place
from escalation.script import CallTexts
from mailbot.model.customer import Identity
from mailbot.model.message import Address, OutboundMessage
from mailbot.model.outgoing import MailKind, NewMail
from mailbot.model.person import Agent, Role
from mailbot.ports import Clock, Composer, Records, Tx

#: A digest that could not leave within this time is not worth sending any more.
_FRESH = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """What a bulletin is printed with."""

    identity: Identity
    compose: Composer
    new_id: Callable[[], str]
    texts: Mapping[str, CallTexts]
    hours: Sequence[int]  # full hours on each manager's own wall, (8, 12)


class Bulletin:
    """Sends each manager the line at the set hours, once; an empty line is no news."""

    def __init__(
        self,
        calls: Calls,
        managers: Callable[[], Awaitable[Sequence[Agent]]],
        records: Records,
        clock: Clock,
        press: Press,
    ) -> None:
        self._calls = calls
        self._managers = managers
        self._records = records
        self._clock = clock
        self._press = press

    async def round(self) -> int:
        """Send what is due at this moment; return how many mails were put into the outbox."""
        now = self._clock.now()
        due = [(agent, slot) for agent in await self._managers() if (slot := self._slot(agent, now)) is not None]
        return sum([await self._send(agent, slot, now) for agent, slot in due])

    def _slot(self, agent: Agent, now: datetime) -> str | None:
        """Return the hour that has just struck at a manager's, as a name that is used once."""
        if not agent.active or not agent.role.includes(Role.MANAGER):
            return None
        local = now.astimezone(ZoneInfo(agent.zone))
        struck = [local.replace(hour=hour, minute=0, second=0, microsecond=0) for hour in self._press.hours]
        last = max((moment for moment in struck if moment <= local < moment + _FRESH), default=None)
        return last.isoformat() if last else None

    async def _send(self, agent: Agent, slot: str, now: datetime) -> int:
        key = f"digest:{agent.id}"
        places = await self._calls.line(now)
        async with self._records.db.write() as tx:
            if not places or await self._records.switches.get(tx, key) == slot:
                return 0
            await self._records.switches.set(tx, key, slot, by="mailbot", now=now)
            await self._put(tx, agent, places, now)
        return 1

    async def _put(self, tx: Tx, agent: Agent, places: Sequence[Place], now: datetime) -> None:
        texts = self._press.texts.get(agent.language) or self._press.texts["en"]
        digest = queue_digest(places, texts, agent.zone)
        identity = self._press.identity
        message = OutboundMessage(
            message_id=f"<{self._press.new_id()}@{identity.domain}>",
            sender=identity.address,
            to=(Address(name=agent.name, email=agent.email),),
            subject=digest.subject,
            text=digest.body,
            language=texts.language,
            automatic=True,
            date=now,
        )
        payload = self._press.compose(message)
        mail = NewMail(
            conversation_id=None,
            mailbox=identity.mailbox,
            message=message,
            payload=payload,
            due_at=now,
            kind=MailKind.NOTICE,
        )
        await self._records.outbox.put(tx, mail, now)
