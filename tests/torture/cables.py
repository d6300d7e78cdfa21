"""Each node a machine of its own, where namespaces can be had: then its cable can be pulled; else all share one machine."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.servers.process import MissingServer, end_with_parent
from tests.servers.wire import Wire

ROOT = Path(__file__).parents[2]


class Cables:
    """`with Cables(names) as cables:` then what a node's start needs to know; `wire` is None on one machine."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._stack = contextlib.ExitStack()
        self.wire: Wire | None = None

    def __enter__(self) -> Self:
        with contextlib.suppress(MissingServer):
            self.wire = self._stack.enter_context(Wire(*self._names))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def gateway(self) -> str | None:
        """Return this machine's address as nodes of other machines see it."""
        return self.wire.gateway if self.wire else None

    def prefix(self, name: str) -> list[str]:
        """Return the words that start a command on a node's machine."""
        return self.wire.prefix(name) if self.wire else []

    def address(self, name: str) -> str:
        """Return a node's address."""
        return self.wire.address(name) if self.wire else "127.0.0.1"

    def seen_from_nodes(self, url: str) -> str:
        """Return a server's address as nodes reach it directly."""
        return url.replace("127.0.0.1", self.gateway) if self.gateway else url

    def carry(self, ports: Sequence[int]) -> None:
        """Let each node find servers of this machine's loopback on its own loopback, by the same ports."""
        if self.wire is None:
            return
        gateway, names = self.wire.gateway, [str(port) for port in ports]
        self._relay([], gateway, "127.0.0.1", names)
        for name in self._names:
            self._relay(self.wire.prefix(name), "127.0.0.1", gateway, names)

    def _relay(self, prefix: Sequence[str], here: str, there: str, ports: Sequence[str]) -> None:
        process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "tests.torture.relay", here, there, *ports],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, preexec_fn=end_with_parent,
        )  # fmt: skip
        assert process.stdout is not None
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        self._stack.callback(process.stdout.close)
        if process.stdout.readline() != b"carrying\n":
            raise RuntimeError(f"The relay from {here} to {there} did not start.")

    def pull(self, name: str) -> None:
        """Let a node's machine fall silent."""
        assert self.wire is not None
        self.wire.pull(name)

    def plug(self, name: str) -> None:
        """Let it be heard again."""
        assert self.wire is not None
        self.wire.plug(name)
