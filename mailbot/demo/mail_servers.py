"""An IMAP and an SMTP server in this process, in memory, on loopback ports: for the demo and for tests.

The IMAP side is pymap's, the SMTP side aiosmtpd's; both run in one event loop in a daemon thread, so
SIGTERM ends them with the process. Three defects of pymap 0.36.7 are stepped around, none patched:
its PROXY-protocol reader keeps no reference to connection tasks (the garbage collector closes idling
connections), so we call its IMAPServer ourselves; it writes one response in several pieces
(imapclient's IDLE breaks on half a line), so our connection writes each response at once; and its IDLE
waits for the next change even when one came just before, so our folders look before they wait.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from argparse import Namespace
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime
from typing import Any, Self, TypeVar
from uuid import uuid4

from aiosmtpd.smtp import SMTP
from proxyprotocol.result import ProxyResultUnknown
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import DictBackend
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Event
from pymap.context import connection_exit
from pymap.imap import IMAPConnection, IMAPServer
from pymap.imap.state import ConnectionState
from pymap.parsing.message import AppendMessage
from pymap.parsing.response import Response
from pymap.parsing.specials import ObjectId
from pymap.selected import SelectedMailbox
from pymap.user import Passwords, UserMetadata
from pysasl.hashing import Cleartext

Result = TypeVar("Result")

PASSWORD = "demo"  # noqa: S105  # of every mailbox: the servers listen on the loopback interface only
MAX_MAIL_BYTES = 20_000_000
#: How the receiving server names itself in Authentication-Results (RFC 8601).
AUTHSERV_ID = "mail.demo.invalid"
START_SECONDS = 30.0


class MailServers:
    """`with MailServers() as servers:` (or `async with`), then `imap_port`, `smtp_port`, `password`.

    Mail for any address is accepted; each recipient gets a mailbox with INBOX, Sent and Drafts, open
    to IMAP under the address and the one password. `refusals` maps addresses to an answer at RCPT TO,
    such as "550 5.1.1 no such user".
    """

    def __init__(
        self,
        *addresses: str,
        refusals: Mapping[str, str] | None = None,
        host: str = "127.0.0.1",
        imap_port: int = 0,
        smtp_port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._now = now  # the moment of delivery: the tour's clock may be put forward
        self.host, self.imap_port, self.smtp_port, self.password = host, imap_port, smtp_port, PASSWORD
        self.received = 0  # mails taken by SMTP
        self._addresses, self._refusals = addresses, dict(refusals or {})
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="demo mail servers", daemon=True)
        self._ready: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._end = asyncio.Event()

    # Life

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.result(START_SECONDS)
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(START_SECONDS)

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.__enter__)

    async def __aexit__(self, *exception: object) -> None:
        await asyncio.to_thread(self.__exit__, *exception)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)
        finally:
            self._loop.run_until_complete(_cancel_the_rest())
            self._loop.close()

    async def _serve(self) -> None:
        await self._start_backend()
        for address in self._addresses:
            await self._add_mailbox(address)
        tasks = _Connections(_Server(self._backend.login, self._config))
        imap = await asyncio.start_server(tasks.accept, self.host, self.imap_port)
        smtp = await self._loop.create_server(self._smtp_session, self.host, self.smtp_port)
        self.imap_port, self.smtp_port = (one.sockets[0].getsockname()[1] for one in (imap, smtp))
        self._ready.set_result(None)
        await self._end.wait()
        for server in (imap, smtp):
            server.close()
        await tasks.close()

    async def _start_backend(self) -> None:
        arguments = Namespace(
            demo_data=False,
            demo_user="nobody",
            demo_password=uuid4().hex,
            debug=False,
            host=[self.host],
            port=str(self.imap_port),
            cert=None,
            key=None,
            tls=False,
            proxy_protocol=None,
            inherited_sockets=None,
            passlib_cfg=None,
        )
        # the password is no secret, and 500,000 rounds of PBKDF2 would cost each login 0.4 s
        self._backend, self._config = await DictBackend.init(arguments, hash_context=Cleartext())
        self._config.apply_context()
        self._hash = await Passwords(self._config).hash_password(PASSWORD)

    def _smtp_session(self) -> SMTP:
        return SMTP(self, hostname=AUTHSERV_ID, enable_SMTPUTF8=True, data_size_limit=MAX_MAIL_BYTES, loop=self._loop)

    # Mailboxes

    def add_mailbox(self, address: str) -> None:
        """Make an empty mailbox with INBOX, Sent and Drafts, unless it is there. For other threads than ours."""
        self._ask(self._add_mailbox(address))

    def mails(self, address: str, folder: str = "INBOX") -> list[bytes]:
        """Return the mails of a folder as bytes, oldest first. For other threads than ours."""
        return self._ask(self._mails(address, folder))

    def deliver(self, address: str, raw: bytes, folder: str = "INBOX") -> None:
        """Put a mail (CRLF line ends) into a folder. For other threads than ours."""
        self._ask(self._deliver(address, raw, folder))

    def _ask(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(START_SECONDS)

    async def _add_mailbox(self, address: str) -> MailboxSet:
        known: MailboxSet | None = self._config.set_cache.get(address, (None, None))[0]
        if known is not None:
            return known
        self._backend.login.users_dict[address] = UserMetadata(self._config, address, password=self._hash)
        made = _Folders()
        for folder in ("Sent", "Drafts"):
            await made.add_mailbox(folder)
        self._config.set_cache[address] = (made, FilterSet())
        return made

    async def _mails(self, address: str, folder: str) -> list[bytes]:
        box = await (await self._add_mailbox(address)).get_mailbox(folder)
        return [bytes(message._content or b"") async for message in box.messages()]

    async def _deliver(self, address: str, raw: bytes, folder: str = "INBOX") -> None:
        box = await (await self._add_mailbox(address)).get_mailbox(folder)
        await box.append(AppendMessage(raw, self._now(), frozenset()))

    # SMTP, as aiosmtpd calls its handler

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        """Refuse by the table, take everything else."""
        if (answer := self._refusals.get(address.lower())) is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Deliver to each recipient's INBOX."""
        header = f"Return-Path: <{envelope.mail_from or ''}>\r\n".encode()
        for address in dict.fromkeys(one.lower() for one in envelope.rcpt_tos):
            await self._deliver(address, header + envelope.content)
        self.received += 1
        return f"250 2.0.0 OK: queued as {uuid4().hex[:12].upper()}"


class _Folder(MailboxData):
    """A folder whose IDLE does not miss what came between the command and the wait."""

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        seen = selected.mod_sequence
        news = seen is not None and self._mod_sequences.highest > seen
        return await super().update_selected(selected, wait_on=None if news else wait_on)


class _Folders(MailboxSet):
    """One mailbox, made of our folders."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox = _Folder(self._content_cache, self._thread_cache)

    async def add_mailbox(self, name: str) -> ObjectId:
        await super().add_mailbox(name)  # refuses a name that is taken
        folder = self._set[name] = _Folder(self._content_cache, self._thread_cache)
        return folder.mailbox_id


async def _cancel_the_rest() -> None:
    """End what pymap leaves behind: an IDLE's task for updates outlives its cancelled connection."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


class _WholeResponses(IMAPConnection):
    """Writes each response in one piece."""

    async def write_response(self, response: Response) -> None:
        pieces = _Pieces()
        await response.async_write(pieces)
        try:
            self.writer.write(b"".join(pieces.all))
            await self.writer.drain()
        except ConnectionError:
            return  # the client is gone; the reading side will notice


class _Pieces:
    """Collects what would go to the socket."""

    def __init__(self) -> None:
        self.all: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.all.append(bytes(data))

    async def drain(self) -> None:
        """Nothing to wait for."""


class _Server(IMAPServer):
    """pymap's server with our connection."""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, info: SocketInfo) -> None:
        connection = _WholeResponses(self.commands, self._config, reader, writer, info)
        async with AsyncExitStack() as stack:
            connection_exit.set(stack)
            stack.enter_context(closing(connection))
            await connection.run(ConnectionState(self._login, self._config))


class _Connections:
    """Keeps the tasks of open connections alive, and ends them."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self._tasks: set[asyncio.Task[None]] = set()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        info = SocketInfo.get(writer, ProxyResultUnknown(), unique_id=uuid4().bytes)
        task = asyncio.get_running_loop().create_task(self._server(reader, writer, info))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Cancel all connections and wait for their ends."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
