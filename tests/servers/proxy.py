"""A TCP proxy in front of a real server that goes silent, cuts after N bytes or refuses, on command."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from typing import Self


class Proxy:
    """`with Proxy(server.imap_port) as proxy:` connect to `proxy.port`; all methods work from any thread."""

    def __init__(self, target_port: int) -> None:
        self._target = target_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._lock = threading.RLock()
        self._selector = selectors.DefaultSelector()
        self._wake, self._wake_reader = socket.socketpair()
        self._selector.register(self._listener, selectors.EVENT_READ, "accept")
        self._selector.register(self._wake_reader, selectors.EVENT_READ, "wake")
        self._closing = False
        self._held: list[socket.socket] = []  # gone silent: neither read nor closed
        self.refusing = False  # hang up on new connections at once
        self._left: int | None = None
        self._then_silent = False
        self._servers: set[socket.socket] = set()
        self.connections = 0
        self._asked_idle, self.idling = 0, 0  # how often a client asked for IDLE, and was told to wait
        self.connected = threading.Condition(self._lock)
        self._thread = threading.Thread(target=self._work, name="proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._closing = True
        self._wake.send(b"!")
        self._thread.join(10)
        for one in (*self._pairs, *self._held, self._listener, self._wake, self._wake_reader):
            one.close()

    def go_silent(self) -> None:
        """Become a black hole for all present connections: nothing passes, nothing is closed (no FIN, no RST)."""
        with self._lock:
            for one in self._pairs:
                with contextlib.suppress(KeyError):
                    self._selector.unregister(one)
            self._held += self._pairs  # closing them would send a FIN; new connections work
            self._pairs = {}

    def cut_after(self, count: int, *, silently: bool = False) -> None:
        """Cut once, after `count` bytes from the server; `silently`: pass nothing on and close nothing."""
        with self._lock:
            self._left, self._then_silent = count, silently

    def cut_all(self) -> None:
        """Close all present connections."""
        with self._lock:
            for one in list(self._pairs):
                self._close(one)

    def wait_for_connections(self, count: int, seconds: float = 60.0) -> bool:
        """Wait until `count` connections have been made in all."""
        with self.connected:
            return self.connected.wait_for(lambda: self.connections >= count, seconds)

    def wait_for_idle(self, count: int = 1, seconds: float = 60.0) -> bool:
        """Wait until clients have entered IDLE so many times in all: asked for it, and heard the server's "+"."""
        with self.connected:
            return self.connected.wait_for(lambda: self.idling >= count, seconds)

    def _work(self) -> None:
        while not self._closing:
            for key, _events in self._selector.select():
                with self._lock:
                    if key.data == "accept":
                        self._accept()
                    elif key.data == "pipe":
                        self._pipe(key.fileobj)  # type: ignore[arg-type]

    def _accept(self) -> None:
        client, _address = self._listener.accept()
        self.connections += 1
        self.connected.notify_all()
        if self.refusing:
            client.close()
            return
        try:
            server = socket.create_connection(("127.0.0.1", self._target), 10)
        except OSError:
            client.close()
            return
        self._pairs |= {client: server, server: client}
        self._servers.add(server)
        for one in (client, server):
            self._selector.register(one, selectors.EVENT_READ, "pipe")

    def _pipe(self, source: socket.socket) -> None:
        if source not in self._pairs:
            return  # its pair was closed in this very round
        try:
            data = source.recv(65536)
            if source in self._servers and self._left is not None:
                data = data[: self._left]
                self._left -= len(data)
            if data:
                self._pairs[source].sendall(data)
                self._note_idle(source, data)
        except OSError:
            data = b""
        spent = self._left == 0 and source in self._servers
        if spent:
            self._left = None
        if spent and self._then_silent:
            self.go_silent()
        elif spent or not data:
            self._close(source)

    def _note_idle(self, source: socket.socket, data: bytes) -> None:
        if source not in self._servers and b" IDLE\r\n" in data:
            self._asked_idle += 1
        elif source in self._servers and b"+ " in data and self.idling < self._asked_idle:
            self.idling = self._asked_idle
            self.connected.notify_all()

    def _close(self, one: socket.socket) -> None:
        other = self._pairs.pop(one, None)
        for end in (one, other):
            if end is not None:
                self._pairs.pop(end, None)
                self._servers.discard(end)
                with contextlib.suppress(KeyError, ValueError):
                    self._selector.unregister(end)
                end.close()
