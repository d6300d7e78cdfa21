"""A folder's mails pass through three hands: while one batch is recorded, the next is read and the one after it fetched.

The order holds: each hand takes the batches as they come, so an answer is never recorded before the mail that it
answers. Nor is anything new lost when a hand fails or the process dies: the cursor moves with the kept bytes, and
what was kept and not recorded is inherited by the folder's next watch (`Receiving.inherit`) before anything newer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from mailbot.intake.receiving import ReadMail, Receiving
from mailbot.model.mailbox import MailBatch
from mailbot.model.message import RawMail
from mailbot.ports import WatchLease

Recorded = Callable[[Sequence[RawMail]], Awaitable[None]]


class Relay:
    """Hands the batches of one folder on. Run `read` and `record` beside the watch that calls `take`."""

    def __init__(
        self, receiving: Receiving, *, from_sent: bool, under: WatchLease, recorded: Recorded | None = None
    ) -> None:
        """`recorded` is called with the mails of each batch once it is recorded."""
        self._receiving, self._from_sent, self._under = receiving, from_sent, under
        self._recorded = recorded
        # One batch waits between two hands, no more: what is under way stays small.
        self._fetched: asyncio.Queue[MailBatch] = asyncio.Queue(1)
        self._read: asyncio.Queue[tuple[MailBatch, Sequence[ReadMail]]] = asyncio.Queue(1)

    async def take(self, batch: MailBatch) -> None:
        """Take a batch from the watch, as soon as there is room for it."""
        await self._fetched.put(batch)

    async def read(self) -> None:
        """Keep and read batches without end.

        Raises:
            StaleError, StoreBusy: as `Receiving.keep`; nothing of the batch in hand was kept.
        """
        while True:
            batch = await self._fetched.get()
            missed = [one for one in batch.skipped if one.there]
            kept = await self._receiving.keep(
                batch.mails, cursor=batch.cursor, missed=missed, from_sent=self._from_sent, under=self._under
            )
            await self._read.put((batch, await self._receiving.read(kept)))

    async def record(self) -> None:
        """Record batches without end.

        Raises:
            StoreBusy: as `Receiving.record`.
        """
        while True:
            batch, read = await self._read.get()
            await self._receiving.record(read)
            if self._recorded is not None and batch.mails:
                await self._recorded(batch.mails)
