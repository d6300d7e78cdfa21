"""Watching one folder without end: backfill, IDLE, safety poll, reconnect."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from mailbot.adapters.backoff import Backoff
from mailbot.adapters.imap_connection import ImapConnection, wait_readable
from mailbot.adapters.imap_link import ImapLink
from mailbot.adapters.imap_reading import FolderReader, ReadingLimits
from mailbot.adapters.login_pace import LOGIN_ATTEMPTS
from mailbot.errors import LoginRefused, MailbotError, ServerUnreachable
from mailbot.model.mailbox import Cursor, MailBatch
from mailbot.ports import Clock

log = structlog.get_logger(__name__)

Pause = Callable[[float], Awaitable[None]]
OnHealth = Callable[["WatchHealth"], None]


@dataclass(kw_only=True, slots=True)
class WatchHealth:
    """How a watch is doing; read it for the alarm "no successful look for N minutes"."""

    folder: str
    last_look: datetime | None = None  # the folder was looked through without an error
    failures: int = 0  # in a row
    trouble: str = ""  # the last error's sentence, empty when well


class FolderWatch:
    """Gives one batch after the other; hides lost connections. Not for two tasks at once."""

    def __init__(
        self,
        link: ImapLink,
        *,
        mailbox: str,
        folder: str,
        cursor: Cursor | None,
        limits: ReadingLimits,
        backoff: Backoff,
        clock: Clock,
        pause: Pause = asyncio.sleep,
        on_health: OnHealth | None = None,
        health: WatchHealth | None = None,
    ) -> None:
        """`health` is that of the folder's last watch: what it saw is not forgotten."""
        self._link, self._limits, self._backoff, self._clock, self._pause = link, limits, backoff, clock, pause
        self._mailbox, self._folder, self._cursor = mailbox, folder, cursor
        self._reader: FolderReader | None = None
        self._refusals = 0  # in a row
        self._on_health = on_health or (lambda _health: None)
        self.health = health or WatchHealth(folder=folder)

    async def next_batch(self) -> MailBatch:
        """Wait for the next batch behind the cursor, for days if need be.

        Raises LoginRefused after some attempts, Refused (no such folder), ConfigurationError.
        """
        while True:
            try:
                if (batch := await self._step()) is not None:
                    return batch
            except ServerUnreachable as error:
                await self._recover(error)
            except LoginRefused as error:
                self._refusals += 1
                if self._refusals >= LOGIN_ATTEMPTS or self._link.pace.refusal:
                    self.health.trouble = error.sentence()
                    raise
                await self._recover(error)
            except MailbotError as error:
                self.health.trouble = error.sentence()
                raise

    def advance(self, cursor: Cursor) -> None:
        """Go on behind `cursor`: everything up to it is recorded."""
        self._cursor = cursor

    async def _step(self) -> MailBatch | None:
        """Open, fetch, look again or sleep: whatever is next."""
        if self._reader is None:
            return await self._open()
        assert self._cursor is not None  # _open has set it
        batch = await self._link.call(f"reading {self._folder}", _next_batch, self._reader, self._cursor)
        if batch is None and not await self._link.call(f"searching {self._folder}", _look, self._reader, self._cursor):
            self._well()
            await self._link.call(f"waiting for news in {self._folder}", _sleep, self._link, self._limits)
        return batch

    async def _open(self) -> MailBatch | None:
        known = self._cursor
        self._reader, opened = await self._link.call(f"opening {self._folder}", self._open_reader)
        self._well()
        self._cursor = opened.cursor
        return opened if opened.cursor != known else None

    def _open_reader(self, connection: ImapConnection) -> tuple[FolderReader, MailBatch]:
        reader = FolderReader(
            connection, mailbox=self._mailbox, folder=self._folder, limits=self._limits, now=self._clock.now
        )
        return reader, reader.open(self._cursor)

    def _well(self) -> None:
        if self.health.failures:
            log.info("mailbox is back", mailbox=self._mailbox, folder=self._folder)
        self.health.last_look, self.health.failures, self.health.trouble = self._clock.now(), 0, ""
        self._refusals = 0
        self._on_health(self.health)

    async def _recover(self, error: ServerUnreachable | LoginRefused) -> None:
        self._reader = None
        await self._link.reset()
        self.health.failures += 1
        self.health.trouble = error.sentence()
        self._on_health(self.health)
        seconds = self._backoff.delay(self.health.failures)
        log.warning("mailbox trouble", mailbox=self._mailbox, trouble=error.sentence(), again_in=round(seconds, 1))
        await self._pause(seconds)


def _next_batch(_connection: ImapConnection, reader: FolderReader, cursor: Cursor) -> MailBatch | None:
    return reader.next_batch(cursor)


def _look(_connection: ImapConnection, reader: FolderReader, cursor: Cursor) -> bool:
    return reader.look_again(cursor)


def _sleep(connection: ImapConnection, link: ImapLink, limits: ReadingLimits) -> None:
    """Wait for news: IDLE where the server can, else NOOP after a pause. Time out is no error."""
    if connection.new_mail_announced():
        return  # it came with the answer to the search: IDLE would not repeat it
    if connection.has_capability("IDLE"):
        connection.wait_for_news(link.wake_socket, limits.poll_seconds)
    else:
        wait_readable((link.wake_socket,), limits.poll_without_idle_seconds)
        connection.noop()
        connection.new_mail_announced()
    link.slept()
