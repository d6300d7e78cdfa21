"""What all throw-away servers share: a temporary folder, a child process, a port that answers, an end."""

from __future__ import annotations

import abc
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, ClassVar, Self

START_SECONDS = 60.0  # generous: two slow cores, many builders
STOP_SECONDS = 20.0
_PR_SET_PDEATHSIG = 1


class MissingServer(RuntimeError):
    """A server binary (or root) is missing; the message names the Debian package."""


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def require_binary(pattern: str, package: str) -> Path:
    """Return the newest file that matches `pattern`; raise MissingServer naming the Debian package."""
    found = sorted(Path("/").glob(pattern.lstrip("/")))
    if not found:
        raise MissingServer(f"{pattern} is missing: install the Debian package {package} (apt-get install {package}).")
    return found[-1]


def unprivileged(*names: str) -> pwd.struct_passwd:
    """Return the first of `names` that exists when we are root, otherwise ourselves."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in (*names, "nobody") if name in known)


def end_with_parent() -> None:
    """Ask Linux to end the child when the test run is killed, so that nothing is left over."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class ServerProcess(abc.ABC):
    """A foreground server child. Subclasses write the configuration and name the command.

    `start` and `stop` may be called again and again on the same folder and ports, as a restart in
    life does; leaving the context removes the folder. Start it from the main thread: Linux ties
    the child to the thread that started it.
    """

    prefix: ClassVar[str] = "mbsv-"
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self) -> None:
        self.dir = short_folder(self.prefix)
        self.process: subprocess.Popen[bytes] | None = None
        self.start_seconds = 0.0

    @abc.abstractmethod
    def command(self) -> list[str]:
        """Return the program and its arguments."""

    def popen_options(self) -> dict[str, Any]:
        """Return further arguments of Popen: user, environment."""
        return {}

    @abc.abstractmethod
    def ready(self) -> bool:
        """Tell whether the server answers."""

    def log(self) -> str:
        """Return everything that the server wrote, for the message of a failing test."""
        return "".join(path.read_text(errors="replace") for path in (self.dir / "out",) if path.exists())

    def start(self) -> Self:
        """Start the child and return when it answers; raise RuntimeError with its log when it does not."""
        began = time.monotonic()
        with (self.dir / "out").open("ab") as out:
            self.process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent,
                **self.popen_options(),
            )
        self._wait_until_ready(self.process, began + START_SECONDS)
        self.start_seconds = time.monotonic() - began
        return self

    def _wait_until_ready(self, process: subprocess.Popen[bytes], end: float) -> None:
        while not self.ready():
            try:
                status = process.wait(0.02)  # the pause between two looks; an early death is noticed at once
            except subprocess.TimeoutExpired:
                status = None
            if status is not None:
                raise RuntimeError(f"{self.command()[0]} ended with {status}:\n{self.log()}")
            if time.monotonic() > end:
                self.kill()
                raise RuntimeError(f"{self.command()[0]} did not answer within {START_SECONDS:.0f} s:\n{self.log()}")

    def stop(self) -> None:
        """End the server as an operator would, and kill the group if it does not listen."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._kill_group(self.process)
        self.process = None

    def kill(self) -> None:
        """Crash: SIGKILL for the child and everything it started."""
        if self.process is not None:
            self._kill_group(self.process)
        self.process = None

    @staticmethod
    def _kill_group(process: subprocess.Popen[bytes]) -> None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # the group is gone already
        finally:
            process.wait(STOP_SECONDS)

    def close(self) -> None:
        """Stop and remove the folder."""
        self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_exception: object) -> None:
        self.close()


def short_folder(prefix: str) -> Path:
    """Return a new temporary folder with a short path: UNIX sockets in it are limited to 107 characters."""
    base = tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix=prefix, dir=base if len(base) < 50 else "/tmp"))


def greeting(port: int, expected: bytes) -> bool:
    """Tell whether the server on the loopback port greets with `expected`."""
    try:
        with socket.create_connection(("127.0.0.1", port), 2) as connection:
            connection.settimeout(5)
            return connection.recv(200).startswith(expected)
    except OSError:
        return False


def give_to(folder: Path, uid: int, gid: int) -> None:
    """Hand a folder and all in it to another user; only root can and needs to."""
    if os.getuid() != 0:
        return
    for root, _folders, files in os.walk(folder):
        for path in (root, *(os.path.join(root, name) for name in files)):
            os.chown(path, uid, gid)
