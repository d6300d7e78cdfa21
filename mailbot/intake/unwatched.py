"""Mails of mailboxes that nobody watches any more: put before a person, instead of waiting for ever."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from mailbot.errors import UnreadableMail
from mailbot.model.event import Event
from mailbot.model.sentence import raised
from mailbot.ports import Clock, Records, StoredRaw, Tx

#: How long a mailbox may be without a watcher: a node that is rebuilt over a night shall find its mails.
AFTER = timedelta(days=1)
_SECONDS, _AT_ONCE = 60.0, 50


class Unwatched:
    """Quarantines what was kept and not recorded of mailboxes that are configured nowhere."""

    def __init__(self, *, records: Records, mailboxes: Collection[str], clock: Clock, holder: str) -> None:
        """Wire the use case; `mailboxes` are those that this process is configured for."""
        self._records, self._ours, self._clock, self._holder = records, frozenset(mailboxes), clock, holder

    async def put_before_a_person(self) -> int:
        """Quarantine the mails of mailboxes that have had no watcher for a day; return how many.

        Who comes back within that day reads them. Later a person lets them be read again; while the mailbox is still
        away they return to quarantine at once.
        """
        async with self._records.db.read() as tx:
            waiting = await self._records.raw_mails.mailboxes_waiting(tx) - self._ours
        if not waiting:
            return 0
        async with self._records.db.write() as tx:
            left = await self._records.watches.unwatched(tx, sorted(waiting), seconds=AFTER.total_seconds())
            mails = [*await self._claimed(tx, left, missed=False), *await self._claimed(tx, left, missed=True)]
            for raw in mails:
                await self._quarantine(tx, raw)
        return len(mails)

    async def _claimed(self, tx: Tx, mailboxes: Collection[str], *, missed: bool) -> list[StoredRaw]:
        if not mailboxes:
            return []
        return [
            *await self._records.raw_mails.claim(
                tx, holder=self._holder, seconds=_SECONDS, now=self._clock.now(), limit=_AT_ONCE,
                mailboxes=mailboxes, missed=missed,
            )
        ]  # fmt: skip

    async def _quarantine(self, tx: Tx, raw: StoredRaw) -> None:
        why = UnreadableMail(
            "The mailbox {name} has been configured nowhere for a day, so nobody reads its mails.",
            hint="Add the mailbox {name} to the settings again and let this mail be read again, or answer it elsewhere.",
            name=raw.mail.mailbox,
        )
        sentence = raised(why)
        await self._records.raw_mails.settle(tx, raw, "quarantined", error=sentence)
        place = {"raw_mail": raw.id, "mailbox": raw.mail.mailbox, "folder": raw.mail.folder, "uid": raw.mail.uid}
        event = Event(kind="mail_quarantined", at=self._clock.now(), reasons=(sentence,), data=place)
        await self._records.events.add(tx, event)
