"""A stand-in for the store behind a watch: records batches and lets tests wait for them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from mailbot.adapters.imap import ImapMailbox
from mailbot.model.mailbox import Cursor, MailBatch
from mailbot.model.message import RawMail

DEADLINE = 60.0


def mail(number: int, *, body: str = "My kettle broke.", extra: str = "") -> bytes:
    """Return a small mail with its own Message-ID."""
    return (
        f"From: Maria <maria@example.test>\r\nTo: support@example.test\r\nSubject: Complaint {number}\r\n"
        f"Message-ID: <{number}.kettle@example.test>\r\n{extra}\r\n{body}\r\n"
    ).encode()


class Ledger:
    """Records what a watch gives, as the store would, and lets tests wait for it."""

    def __init__(self) -> None:
        self.batches: list[MailBatch] = []
        self.cursor: Cursor | None = None
        self._news = asyncio.Condition()

    async def record(self, batch: MailBatch) -> None:
        self.batches.append(batch)
        self.cursor = batch.cursor
        async with self._news:
            self._news.notify_all()

    @property
    def mails(self) -> list[RawMail]:
        return [mail for batch in self.batches for mail in batch.mails]

    @property
    def subjects(self) -> list[int]:
        """Return the numbers in the recorded subjects, in order of arrival."""
        return [int(one.raw.split(b"Complaint ")[1].split(b"\r\n")[0]) for one in self.mails]

    async def until(self, condition: Callable[[], bool]) -> None:
        async with self._news, asyncio.timeout(DEADLINE):
            await self._news.wait_for(condition)

    async def count(self, number: int) -> None:
        await self.until(lambda: len(self.mails) >= number)


@contextlib.asynccontextmanager
async def watching(
    mailbox: ImapMailbox, ledger: Ledger, folder: str | None = None
) -> AsyncIterator[asyncio.Task[None]]:
    """Watch into the ledger, from the ledger's cursor, for the length of the block."""
    task = asyncio.create_task(mailbox.watch(ledger.cursor, ledger.record, folder=folder))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
