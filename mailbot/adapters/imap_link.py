"""A connection in a thread of its own, usable from asyncio and breakable at any moment."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any, TypeVar

from mailbot.adapters.account import Login, ServerAddress
from mailbot.adapters.imap_connection import ImapConnection, close, connect, translated
from mailbot.adapters.imap_reading import ReadingLimits
from mailbot.adapters.login_pace import LoginPace
from mailbot.adapters.own_thread import OwnThread
from mailbot.errors import LoginRefused, ServerUnreachable

Result = TypeVar("Result")


class ImapLink:
    """At most one open connection; each call runs in the link's thread with our errors."""

    def __init__(
        self, name: str, address: ServerAddress, login: Login, limits: ReadingLimits, pace: LoginPace | None = None
    ) -> None:
        """Make a line; `pace` is shared by all lines that log in as the same user."""
        self._address, self._login, self._limits = address, login, limits
        self.pace = pace or LoginPace(login.kept_in)
        self._thread = OwnThread(name)
        self._connection: ImapConnection | None = None
        self._cut = False
        self._wake_writer, self._wake = socket.socketpair()
        self._wake.setblocking(False)
        self._wake_writer.setblocking(False)

    async def call(self, doing: str, function: Callable[..., Result], *args: Any) -> Result:
        """Run `function(connection, *args)`, connecting first if need be.

        Raises ServerUnreachable (the connection is dropped; the next call makes a new one), Refused,
        LoginRefused, ConfigurationError. When the caller is cancelled the connection is cut.
        """
        try:
            return await self._thread.run(self._call, doing, function, args)
        except BaseException as error:
            if not isinstance(error, Exception):  # cancelled: free the thread from a server that does not answer
                self.cut()
            raise

    def _call(self, doing: str, function: Callable[..., Result], args: tuple[Any, ...]) -> Result:
        connection = self._connected()
        try:
            with translated(self._address, doing):
                return function(connection, *args)
        except ConnectionError:
            self._drop()
            raise

    def _connected(self) -> ImapConnection:
        if self._connection is None and not self._cut:
            self._connection = self._logged_in()
        if self._connection is None or self._cut:  # connecting takes time: it may have been cut meanwhile
            self._drop()
            raise ServerUnreachable(f"The line to {self._address} was ended by us.")
        return self._connection

    def _logged_in(self) -> ImapConnection:
        self.pace.ask()
        seconds = {"connect_seconds": self._limits.connect_seconds, "answer_seconds": self._limits.answer_seconds}
        try:
            connection = connect(self._address, self._login, **seconds)
        except LoginRefused as error:
            self.pace.refused(error)
            raise
        self.pace.granted()
        return connection

    def _drop(self) -> None:
        if self._connection is not None:
            close(self._connection)
        self._connection = None

    @property
    def connected(self) -> bool:
        """Tell whether a connection is open, as far as we know."""
        return self._connection is not None

    @property
    def wake_socket(self) -> socket.socket:
        """Becomes readable when `wake` is called; drained by `slept`."""
        return self._wake

    def wake(self) -> None:
        """End a wait on the wake socket, from any thread."""
        try:
            self._wake_writer.send(b"!")
        except OSError:
            return  # full or closed: it is awake already

    def slept(self) -> None:
        """Forget earlier calls of `wake`."""
        try:
            while self._wake.recv(64):
                pass
        except OSError:
            return  # nothing left to read

    def cut(self) -> None:
        """Break the connection for good, at once, from any thread."""
        self._cut = True
        if (connection := self._connection) is not None:
            connection.cut()
        self.wake()

    async def reset(self) -> None:
        """Drop the connection; the next call makes a new one."""
        await self._thread.run(self._drop)

    def close(self) -> None:
        """Cut, then let thread and sockets go when the thread has noticed."""
        self.cut()
        self._thread.run_last(self._release)

    def _release(self) -> None:
        self._drop()
        self._wake.close()
        self._wake_writer.close()
