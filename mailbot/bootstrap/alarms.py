"""Alarm mails: to the configured people, or the managers, through whatever SMTP server takes them."""

from __future__ import annotations

import structlog

from mailbot.bootstrap.mailboxes import WiredMailbox
from mailbot.console.texts import translator
from mailbot.intake.outage import Alarm
from mailbot.mail.compose import compose, new_message_id
from mailbot.model.delivery import SendState
from mailbot.model.mailbox import MailboxHealth
from mailbot.model.message import Address, OutboundMessage
from mailbot.model.person import Role
from mailbot.ports import Clock
from mailbot.store.database import new_id
from mailbot.store.people import People

log = structlog.get_logger(__name__)


class AlarmMails:
    """Implements `mailbot.intake.lookout.Teller`: other mailboxes' SMTP servers first, then the mailbox's own.

    Reading (IMAP) and sending (SMTP) fail apart often enough for the second to be worth trying last. Nothing goes
    through the outbox: an alarm must not wait for a desk.
    """

    def __init__(
        self, mailboxes: dict[str, WiredMailbox], people: People, clock: Clock, to: tuple[str, ...], after_minutes: int
    ) -> None:
        self._mailboxes, self._people, self._clock, self._to, self._after = mailboxes, people, clock, to, after_minutes

    async def __call__(self, alarm: Alarm, health: MailboxHealth) -> bool:
        """Tell everybody concerned; whether at least one mail was taken by a server."""
        people = await self._recipients()
        if not people:
            log.error("alarm_to_nobody", mailbox=health.mailbox, what_to_do="Set [alarm] to, or add a manager.")
        return any([await self._send(alarm, health, email, language) for email, language in people.items()])

    async def _recipients(self) -> dict[str, str]:
        """Return address -> language; never one of our own mailboxes, which may be the dead one."""
        known = [one for one in await self._people.all() if one.active]
        languages = {one.email.lower(): one.language for one in known}
        managers = [one.email for one in known if one.role.includes(Role.MANAGER)]
        own = frozenset[str]().union(*(one.identity.own for one in self._mailboxes.values()))
        chosen = [email.lower() for email in (self._to or managers)]
        return {email: languages.get(email, "en") for email in chosen if email not in own}

    async def _send(self, alarm: Alarm, health: MailboxHealth, email: str, language: str) -> bool:
        for mailbox in self._routes(health.mailbox):
            outcome = await mailbox.smtp.send(
                self._letter(alarm, health, email, language, mailbox), mailbox.identity.address.email, (email,)
            )
            if outcome.state is SendState.ACCEPTED:
                return True
            log.warning("alarm_not_taken", through=mailbox.name, reply=outcome.reply)
        return False

    def _routes(self, dead: str) -> list[WiredMailbox]:
        return sorted(self._mailboxes.values(), key=lambda one: one.name == dead)

    def _letter(self, alarm: Alarm, health: MailboxHealth, email: str, language: str, through: WiredMailbox) -> bytes:
        t, sender = translator(language), through.identity.address
        values = {
            "mailbox": health.mailbox,
            "since": f"{health.last_look_at:%Y-%m-%d %H:%M} UTC",
            "minutes": self._after,
            "trouble": health.trouble or "-",
        }
        return compose(
            OutboundMessage(
                message_id=new_message_id(sender.email.rpartition("@")[2], new_id()),
                sender=sender,
                to=(Address(email=email),),
                subject=t(f"alarm.{alarm.value}_subject", **values),
                text=t(f"alarm.{alarm.value}_text", **values),
                language=language,
                automatic=True,
                date=self._clock.now(),
            )
        )
