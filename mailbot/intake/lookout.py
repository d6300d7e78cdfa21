"""Keeps an eye on the fetching of each mailbox and tells people by another way than that mailbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

import structlog

from mailbot.intake.outage import UNTOLD, Alarm, judge_outage
from mailbot.model.event import Event
from mailbot.model.mailbox import MailboxHealth
from mailbot.ports import Clock, Records, Tx

log = structlog.get_logger(__name__)

#: How long after a warning of an end to come it is told again.
AGAIN = timedelta(days=1)

_WARNED = "mailbox_ending"
#: Warnings looked back at; more mailboxes than that end their consents on different days.
_WARNINGS = 500


class Teller(Protocol):
    """A way to a person that does not lead through the mailbox's IMAP server."""

    async def __call__(self, alarm: Alarm, health: MailboxHealth) -> bool:
        """Tell somebody; whether it was taken."""
        ...


class HealthRows(Protocol):
    """What all nodes know of the mailboxes' health."""

    async def looked(self, tx: Tx, mailbox: str, at: datetime, trouble: str) -> None:
        """Remember the last successful look and the trouble since; time never goes back."""
        ...

    async def all(self, tx: Tx) -> Sequence[MailboxHealth]:
        """Return the health of every mailbox."""
        ...

    async def claim(self, tx: Tx, seen: MailboxHealth, alarmed_at: datetime | None) -> bool:
        """Begin or end an outage, as it was seen; False when another node was faster."""
        ...

    async def told(self, tx: Tx, mailbox: str, at: datetime | None) -> None:
        """Remember that people know; None: nobody could be told."""
        ...


class Lookout:
    """Records looks, raises and ends alarms."""

    def __init__(self, *, records: Records, rows: HealthRows, tell: Teller, clock: Clock, after: timedelta) -> None:
        self._records, self._rows, self._tell, self._clock, self._after = records, rows, tell, clock, after
        self._started = clock.now()
        self._logged: dict[str, tuple[str, date]] = {}
        self._tried: dict[str, datetime] = {}

    async def look(
        self,
        looks: Sequence[tuple[str, datetime | None, str]],
        endings: Mapping[str, str] | None = None,
        refused: Collection[str] = (),
    ) -> int:
        """Record what the watches of this node saw, then judge all mailboxes; return how many alarms were told.

        Args:
            looks: (mailbox, last successful look of its slowest folder or None, trouble) of what this node watches.
            endings: mailbox -> what will end its fetching soon, such as a consent; of what this node watches.
            refused: the mailboxes of this node whose server refuses the login for good.
        """
        async with self._records.db.write() as tx:
            for mailbox, at, trouble in looks:
                await self._rows.looked(tx, mailbox, at or self._started, trouble)
            known = await self._rows.all(tx)
        now = self._clock.now()
        self._log(looks, now)
        told = sum([await self._warn(mailbox, words, now) for mailbox, words in (endings or {}).items() if words])
        due = [(alarm, one) for one in known if (alarm := self._judged(one, now, refused)) is not None]
        return told + sum([await self._raise(alarm, one, now) for alarm, one in due])

    def _judged(self, health: MailboxHealth, now: datetime, refused: Collection[str]) -> Alarm | None:
        return judge_outage(health, now, started=self._started, after=self._after, refused=health.mailbox in refused)

    def _log(self, looks: Sequence[tuple[str, datetime | None, str]], now: datetime) -> None:
        """Say once a day in the log what does not stop the fetching yet."""
        for mailbox, _, trouble in looks:
            if trouble and self._logged.get(mailbox) != (trouble, now.date()):
                self._logged[mailbox] = (trouble, now.date())
                log.warning("mailbox_trouble", mailbox=mailbox, trouble=trouble)

    async def _warn(self, mailbox: str, words: str, now: datetime) -> bool:
        """Tell people of an end to come, by the way that alarms take, and again each day until it is averted.

        It counts as told when a server has taken it; a crash between the two tells it once more.
        """
        if not self._after or now - self._tried.get(mailbox, now - UNTOLD) < UNTOLD:
            return False
        async with self._records.db.read() as tx:
            lately = await self._records.events.latest(tx, kind=_WARNED, limit=_WARNINGS)
        if any(one.data.get("mailbox") == mailbox and now - one.at < AGAIN for one in lately):
            return False
        self._tried[mailbox] = now
        log.warning(_WARNED, mailbox=mailbox, trouble=words)
        if not await self._tell(Alarm.CONSENT, MailboxHealth(mailbox=mailbox, last_look_at=now, trouble=words)):
            return False
        async with self._records.db.write() as tx:
            event = Event(kind=_WARNED, at=now, reasons=(words,), data={"mailbox": mailbox})
            await self._records.events.add(tx, event)
        return True

    async def _raise(self, alarm: Alarm, health: MailboxHealth, now: datetime) -> bool:
        outage = alarm in (Alarm.OUTAGE, Alarm.REFUSED)
        async with self._records.db.write() as tx:
            if not await self._rows.claim(tx, health, now if outage else None):
                return False
            kind = "mailbox_outage" if outage else "mailbox_back"
            await self._records.events.add(
                tx,
                Event(
                    kind=kind, at=now, reasons=tuple(filter(None, (health.trouble,))), data={"mailbox": health.mailbox}
                ),
            )
        log.error(kind, mailbox=health.mailbox, last_look=health.last_look_at.isoformat(), trouble=health.trouble)
        told = await self._tell(alarm, health)
        if outage:
            async with self._records.db.write() as tx:
                await self._rows.told(tx, health.mailbox, self._clock.now() if told else None)
        return told
