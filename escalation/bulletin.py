"""Use case: the line as a mail, morning and noon, for managers who live in their mail client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from escalation.appointment import for_manager
from escalation.digest import queue_digest
from escalation.edition import Changes, due_edition
from escalation.ports import Calls
from escalation.rules import Place
from escalation.script import CallTexts
from mailbot.model.customer import Identity
from mailbot.model.message import Address, OutboundMessage
from mailbot.model.outgoing import MailKind, NewMail
from mailbot.model.person import Agent, Role
from mailbot.ports import Clock, Composer, Records, Tx


@dataclass(frozen=True, kw_only=True, slots=True)
class Press:
    """What a bulletin is printed with."""

    identity: Identity
    compose: Composer
    new_id: Callable[[], str]
    texts: Mapping[str, CallTexts]
    hours: Sequence[int]  # full hours on each manager's own wall, (8, 12)
    changes_key: Callable[[str], str]  # agent id -> the setting with what they changed
    changes: Callable[[Any], Changes]  # its value, read


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
        readers = [one for one in await self._managers() if one.active and one.role.includes(Role.MANAGER)]
        return sum([await self._send(agent, now) for agent in readers])

    async def _send(self, agent: Agent, now: datetime) -> int:
        """Send the edition whose hour has struck, unless it has gone or nobody waits."""
        key, switches = f"digest:{agent.id}", self._records.switches
        async with self._records.db.read() as tx:
            changes = self._press.changes(await switches.get(tx, self._press.changes_key(agent.id)))
        edition = due_edition(agent.zone, self._press.hours, changes, now)
        places = await self._calls.line(now) if edition else ()
        if edition is None or not places:
            return 0
        async with self._records.db.write() as tx:
            if await switches.get(tx, key) == edition.slot:
                return 0
            await switches.set(tx, key, edition.slot, by="mailbot", now=now)
            await self._put(tx, agent, places, now)
        return 1

    async def _put(self, tx: Tx, agent: Agent, places: Sequence[Place], now: datetime) -> None:
        texts = self._press.texts.get(agent.language) or self._press.texts["en"]
        digest = queue_digest(places, texts, agent.zone)
        identity = self._press.identity
        agreed = for_manager([one.callback for one in places], texts, now)
        message = OutboundMessage(
            message_id=f"<{self._press.new_id()}@{identity.domain}>",
            sender=identity.address,
            to=(Address(name=agent.name, email=agent.email),),
            subject=digest.subject,
            text=digest.body,
            language=texts.language,
            automatic=True,
            date=now,
            enclosures=(agreed,) if agreed else (),
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
