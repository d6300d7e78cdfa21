"""The Mailbox port over IMAP: watch folders, file copies once, keep drafts in the agents' mail programs."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from mailbot.adapters import imap_filing as filing
from mailbot.adapters.account import Login, ServerAddress
from mailbot.adapters.backoff import Backoff
from mailbot.adapters.clock import SystemClock
from mailbot.adapters.imap_connection import ImapConnection
from mailbot.adapters.imap_folders import FolderRole, choose_folder, list_folders
from mailbot.adapters.imap_link import ImapLink
from mailbot.adapters.imap_reading import FolderReader, ReadingLimits
from mailbot.adapters.imap_watch import FolderWatch, OnHealth, WatchHealth
from mailbot.adapters.login_pace import LoginPace
from mailbot.errors import ConfigurationError, ServerUnreachable
from mailbot.model.mailbox import Cursor, DraftPlace, DraftSighting, MailBatch, SkippedMail
from mailbot.model.message import RawMail
from mailbot.ports import Clock

Result = TypeVar("Result")
OnBatch = Callable[[MailBatch], Awaitable[None]]

#: A connection unused for so long is tried with NOOP before it is trusted.
STALE_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class FolderChoice:
    """Folder names from the configuration; None: found by SPECIAL-USE."""

    inbox: str = "INBOX"
    sent: str | None = None
    drafts: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AfterCommit:
    """What may be done to a mail once it is recorded. By default nothing: the mailbox is read-only."""

    keyword: str | None = None  # "$Mailbot"
    move_to: str | None = None  # "Done"


class ImapMailbox:
    """One mailbox of ours on an IMAP server. Each watched folder has its own connection and thread;
    everything else shares one more.
    """

    def __init__(
        self,
        *,
        name: str,
        address: ServerAddress,
        login: Login,
        folders: FolderChoice | None = None,
        after_commit: AfterCommit | None = None,
        limits: ReadingLimits | None = None,
        backoff: Backoff | None = None,
        clock: Clock | None = None,
        on_health: OnHealth | None = None,
    ) -> None:
        """`on_health` is called in the loop after each look and each failure of a watch."""
        self.name = name
        self._on_health = on_health
        self.health: dict[str, WatchHealth] = {}  # by folder, from its first watch on
        self.troubles: dict[FolderRole, str] = {}  # why Sent or Drafts could not be chosen
        self._address, self._login, self.pace = address, login, LoginPace(login.kept_in)
        self._folders, self._after = folders or FolderChoice(), after_commit or AfterCommit()
        self._limits, self._backoff = limits or ReadingLimits(), backoff or Backoff()
        self._clock = clock or SystemClock()
        self._desk: ImapLink | None = None
        self._desk_lock = asyncio.Lock()
        self._desk_used = 0.0
        self._watches: set[ImapLink] = set()

    # Watching

    async def watch(self, cursor: Cursor | None, on_batch: OnBatch, *, folder: str | None = None) -> None:
        """Give every new mail of a folder to `on_batch`, from `cursor` on, until cancelled.

        `on_batch` sees to it that the mails and the batch's cursor are recorded together, in the order of the batches;
        the next batch comes when it returns. What it raises ends the watch. Lost and silent connections are mended here, with
        backoff; `health` tells. Raises LoginRefused (after three attempts), Refused (no such folder),
        ConfigurationError.
        """
        folder = folder or self._folders.inbox
        link = self._link(folder)
        self._watches.add(link)
        watch = FolderWatch(
            link,
            mailbox=self.name,
            folder=folder,
            cursor=cursor,
            limits=self._limits,
            backoff=self._backoff,
            clock=self._clock,
            on_health=self._on_health,
            health=self.health.get(folder),
        )
        self.health[folder] = watch.health
        try:
            while True:
                batch = await watch.next_batch()
                await on_batch(batch)
                watch.advance(batch.cursor)
        finally:
            self._watches.discard(link)
            link.close()

    def look_now(self) -> None:
        """Let all watches look into their folders at once instead of waiting on."""
        for link in self._watches:
            link.wake()

    @property
    def marks(self) -> bool:
        """Tell whether the operator allows that recorded mails are marked."""
        return self._after.keyword is not None

    async def acknowledge(self, mails: Sequence[RawMail]) -> None:
        """Mark or move recorded mails if the operator allows it; otherwise do nothing. Call after the commit."""
        if not (self._after.keyword or self._after.move_to):
            return
        place = lambda mail: (mail.folder, mail.uidvalidity)  # noqa: E731
        for (folder, validity), group in groupby(sorted(mails, key=place), key=place):
            uids = [mail.uid for mail in group]
            if self._after.keyword:
                await self._at_desk("marking", filing.mark, folder, validity, uids, self._after.keyword)
            if self._after.move_to:
                await self._at_desk("moving", filing.move, folder, validity, uids, self._after.move_to)

    async def fetch_again(self, folder: str, uidvalidity: int, uid: int) -> RawMail | SkippedMail:
        """Ask once more for a mail that was announced and not given.

        Raises ServerUnreachable, LoginRefused, Refused.
        """
        return await self._at_desk(f"reading {folder}", self._again, folder, uidvalidity, uid)

    def _again(self, connection: ImapConnection, folder: str, uidvalidity: int, uid: int) -> RawMail | SkippedMail:
        reader = FolderReader(connection, mailbox=self.name, folder=folder, limits=self._limits, now=self._clock.now)
        return reader.again(uidvalidity, uid)

    # Folders

    async def folder_for(self, role: FolderRole) -> str:
        """Return the name of Sent or Drafts. Raises ConfigurationError when it is not plain which one it is."""
        configured = {FolderRole.SENT: self._folders.sent, FolderRole.DRAFTS: self._folders.drafts}[role]
        folders = await self._at_desk("listing folders", list_folders)
        self.troubles.pop(role, None)
        try:
            return choose_folder(role, folders, configured)
        except ConfigurationError as error:
            self.troubles[role] = error.sentence()
            raise

    async def folder_names(self) -> list[str]:
        """Return the names of all folders that can hold mail."""
        return [name for _flags, _delimiter, name in await self._at_desk("listing folders", list_folders)]

    # Filing

    async def find_by_message_id(self, folder: str, message_id: str) -> int | None:
        """Return the UID of the mail with this Message-ID (with brackets), or None."""
        return await self._at_desk(f"searching {folder}", filing.find_by_message_id, folder, message_id)

    async def append_once(
        self, folder: str, payload: bytes, message_id: str, flags: Sequence[bytes] = (b"\\Seen",)
    ) -> int | None:
        """File a copy unless one with this Message-ID is there; return its UID when the server tells.

        Raises ServerUnreachable: it may have been filed; calling again is safe.
        """
        return await self._at_desk(f"filing into {folder}", filing.append_once, folder, payload, message_id, flags)

    async def put_draft(self, payload: bytes, message_id: str) -> DraftPlace:
        """Lay a draft into the Drafts folder, once by Message-ID; give each version of a draft its own.

        Raises StaleError when a person has edited it there, besides the errors of `folder_for`.
        """
        folder = await self.folder_for(FolderRole.DRAFTS)
        return await self._at_desk(f"filing into {folder}", filing.put_draft, folder, payload, message_id)

    async def read_draft(self, place: DraftPlace) -> DraftSighting:
        """Tell what has become of a draft of ours."""
        return await self._at_desk("reading a draft", filing.look_at_draft, place)

    async def remove_draft(self, place: DraftPlace) -> bool:
        """Remove a draft of ours if nobody touched it; tell whether we did."""
        return await self._at_desk("removing a draft", filing.remove_draft, place)

    async def check(self) -> frozenset[str]:
        """Connect, log in, open the inbox read-only; return the server's capabilities.

        Raises ServerUnreachable, LoginRefused, Refused, ConfigurationError, each with a sentence.
        """
        return await self._at_desk("checking", _check, self._folders.inbox)

    # The shared connection

    def _link(self, purpose: str) -> ImapLink:
        return ImapLink(f"imap {self.name} {purpose}", self._address, self._login, self._limits, self.pace)

    async def _at_desk(self, doing: str, function: Callable[..., Result], *args: Any) -> Result:
        async with self._desk_lock:
            link = self._desk = self._desk or self._link("desk")
            try:
                await self._try_idle(link)
                return await link.call(doing, function, *args)
            except asyncio.CancelledError:
                self._desk = None  # cut by the link: the next call makes a new one
                link.close()
                raise
            finally:
                self._desk_used = time.monotonic()

    async def _try_idle(self, link: ImapLink) -> None:
        """Try a connection that has been idle before it is trusted, because servers close idle ones."""
        if link.connected and time.monotonic() - self._desk_used > STALE_SECONDS:
            with contextlib.suppress(ServerUnreachable):
                await link.call("checking the connection", ImapConnection.noop)

    async def close(self) -> None:
        """End all connections. Watches end with LoginRefused or cancellation, not by this."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None


def _check(connection: ImapConnection, inbox: str) -> frozenset[str]:
    connection.select_folder(inbox, readonly=True)
    return frozenset(one.decode("ascii", "replace") for one in connection.capabilities())
