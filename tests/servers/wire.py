"""Network namespaces as machines of their own, whose cable can be pulled without anybody being told.

A bridge joins this machine (its first address) with each namespace. Taking a namespace's end off the bridge drops
what is sent in both directions while both ends still see a carrier: no reset, no error, only silence.
"""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from typing import Self

from .process import MissingServer

_NUMBERS = itertools.count(os.getpid() % 200)


class Wire:
    """`with Wire(names) as wire:` then `prefix(name)`, `address(name)`, `gateway`, `pull(name)`, `plug(name)`."""

    def __init__(self, *names: str) -> None:
        if os.getuid() != 0 or shutil.which("ip") is None:
            raise MissingServer("Network namespaces need root and ip (Debian package iproute2).")
        self._names = names
        self._net = f"10.213.{next(_NUMBERS) % 250}"
        self._id = f"mb{os.getpid() % 100_000}"
        self.gateway = f"{self._net}.1"

    def __enter__(self) -> Self:
        bridge = f"{self._id}b"
        try:
            _ip(f"link add {bridge} type bridge")
            _ip(f"addr add {self.gateway}/24 dev {bridge}")
            _ip(f"link set {bridge} up")
            for name in self._names:
                self._join(name, bridge)
        except RuntimeError as error:
            self.__exit__()
            raise MissingServer(f"This kernel gives no network namespaces: {error}") from error
        return self

    def _join(self, name: str, bridge: str) -> None:
        space, near = self.space(name), self._near(name)
        _ip(f"netns add {space}")
        _ip(f"link add {near} type veth peer name eth0 netns {space}")
        _ip(f"link set {near} master {bridge} up")
        _ip(f"-n {space} link set lo up")
        _ip(f"-n {space} addr add {self.address(name)}/24 dev eth0")
        _ip(f"-n {space} link set eth0 up")

    def __exit__(self, *_: object) -> None:
        for name in self._names:
            _ip(f"netns del {self.space(name)}", may_fail=True)
            _ip(f"link del {self._near(name)}", may_fail=True)
        _ip(f"link del {self._id}b", may_fail=True)

    def space(self, name: str) -> str:
        """Return the namespace's name."""
        return f"{self._id}-{self._names.index(name)}"

    def address(self, name: str) -> str:
        """Return the namespace's address on the bridge."""
        return f"{self._net}.{10 + self._names.index(name)}"

    def prefix(self, name: str) -> list[str]:
        """Return the words to put before a command that is to run there."""
        return ["ip", "netns", "exec", self.space(name)]

    def pull(self, name: str) -> None:
        """Let everything from and to it vanish."""
        _ip(f"link set {self._near(name)} nomaster")

    def plug(self, name: str) -> None:
        """Let it speak and hear again."""
        _ip(f"link set {self._near(name)} master {self._id}b")

    def _near(self, name: str) -> str:
        return f"{self._id}v{self._names.index(name)}"


def _ip(words: str, *, may_fail: bool = False) -> None:
    done = subprocess.run(["ip", *words.split()], check=False, capture_output=True, text=True)
    if done.returncode and not may_fail:
        raise RuntimeError(f"ip {words}: {done.stderr.strip()}")
