"""Mails of mailboxes that nobody serves any more: said where people look, instead of waiting for ever."""

from __future__ import annotations

from collections.abc import Collection

from mailbot.delivery.lookup import Lookup
from mailbot.delivery.sending import Delivery
from mailbot.ports import Clock, Records


class Unserved:
    """Works off what no mailbox's own turn takes up: nothing leaves or is filed, and each mail says why.

    They go the way of any mail whose server does not answer: tried again, given up after the policy's hours. So they
    leave or are filed when the mailbox comes back before that.
    """

    def __init__(
        self, *, records: Records, delivery: Delivery, lookup: Lookup, mailboxes: Collection[str], clock: Clock
    ) -> None:
        """Wire the use case; `mailboxes` are those that this process is configured for."""
        self._records, self._delivery, self._lookup = records, delivery, lookup
        self._ours, self._clock = frozenset(mailboxes), clock

    async def work_off(self) -> int:
        """Take up what is due in mailboxes that neither we nor anybody who watches them serves; return how many mails."""
        async with self._records.db.read() as tx:
            due = await self._records.outbox.mailboxes_at_work(tx, self._clock.now()) - self._ours
            left = sorted(due - await self._records.watches.watched(tx)) if due else []
        return sum([await self._of(mailbox) for mailbox in left])

    async def _of(self, mailbox: str) -> int:
        return (
            await self._delivery.deliver_due(mailbox=mailbox)
            + await self._lookup.look_up(mailbox=mailbox)
            + await self._lookup.file_sent(mailbox=mailbox)
        )
