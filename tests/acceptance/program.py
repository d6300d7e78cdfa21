"""The program as an operator has it: a configuration file, `mailbot run` as a process, and the other commands."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Row, Select

from mailbot.model.view import InboxQuery, InboxRow, Tab
from mailbot.store.database import Database
from mailbot.store.views import Views

ROOT = Path(__file__).parents[2]
Result = TypeVar("Result")

#: Seconds after which a test gives up; generous, because the machine may be busy.
PATIENCE = 90.0

POLICY = """
[burst]
quiet_seconds = 0.5
[desk]
undo_seconds = 0.5
undo_hot_seconds = 0.5
[hours]
opens = "00:00"
closes = "00:00"
days = [0, 1, 2, 3, 4, 5, 6]
[follow_up]
after_reply_days = 0
after_call_days = 0
[calls]
opens = "00:00"
closes = "23:59"
days = [0, 1, 2, 3, 4, 5, 6]
verified_senders_only = false
"""


class Program:
    """One installation in a folder of its own."""

    _peopled: ClassVar[bytes] = b""

    def __init__(
        self, folder: Path, address: str, imap_port: int, smtp_port: int, password: str, more: str = "",
        *, imap: str = "",
    ) -> None:  # fmt: skip
        self.folder, self.address = folder, address
        self.process: subprocess.Popen[bytes] | None = None
        self.console = ""
        (folder / "policy.toml").write_text(POLICY, encoding="utf-8")
        (folder / "mailbot.toml").write_text(
            f"""
company = "Lumen & Pine"
policy_file = "{folder / "policy.toml"}"
[mailbox.support]
address = "{address}"
display_name = "Lumen & Pine"
[mailbox.support.imap]
host = "127.0.0.1"
port = {imap_port}
security = "none"
user = "{address}"
password = "{password}"
poll_seconds = 5
{imap}
[mailbox.support.smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
auth = "none"
[store]
url = "sqlite:///{folder / "mailbot.sqlite3"}"
{more if "[console]" in more else "[console]" + chr(10) + "port = 0" + chr(10) + "insecure_cookies = true" + chr(10) + more}
""",
            encoding="utf-8",
        )

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of every command."""
        return os.environ | {"PYTHONPATH": str(ROOT), "MAILBOT_AGENT": "ann@desk.example", "NO_COLOR": "1"}

    def command(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "mailbot", *words],
            cwd=self.folder, env=self.environment, input=stdin, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip

    def done(self, *words: str, stdin: str = "") -> str:
        """Run a command that must succeed and return what it printed."""
        ended = self.command(*words, stdin=stdin)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def people(self) -> None:
        """Add an agent and a manager by the commands for it; later programs get a copy of the store they made."""
        store = self.folder / "mailbot.sqlite3"
        if Program._peopled:
            store.write_bytes(Program._peopled)
            return
        self.done("user", "add", "ann@desk.example", "--name", "Ann", stdin="ann-is-an-agent\n")
        manager = ("--name", "Noah", "--role", "admin", "--phone", "+442071838750")
        self.done("user", "add", "noah@desk.example", *manager, stdin="noah-is-a-manager\n")
        assert list(self.folder.glob("mailbot.sqlite3*")) == [store]  # whole, without a log beside it
        Program._peopled = store.read_bytes()

    def start(self) -> None:
        """Start `mailbot run` and wait until it says that its console answers."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mailbot", "run"], cwd=self.folder, env=self.environment, stderr=subprocess.PIPE
        )
        assert self.process.stderr is not None
        told: list[str] = []
        for line in self.process.stderr:
            told.append(line.decode())
            if found := re.search(r"(http://127\.0\.0\.1:\d+)", told[-1]):
                self.console = found[1]
                break
        assert self.console, "".join(told)
        # Nobody reads on: a full pipe would stop the program.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def kill(self) -> None:
        """End the process as a power cut would."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> int:
        """Ask the process to end and return its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)

    def queue(self, tab: str = "todo") -> list[InboxRow]:
        """Return the cases of a tab, read beside the running program."""

        async def read(db: Database) -> list[InboxRow]:
            return list((await Views(db).inbox(InboxQuery(tab=Tab(tab)), datetime.now(UTC))).rows)

        return self._beside(read)

    def rows(self, statement: Select[Any]) -> list[Row[Any]]:
        """Return what a statement finds in the store, read beside the running program."""

        async def read(db: Database) -> list[Row[Any]]:
            async with db.read() as tx:
                return list(await tx.execute(statement))

        return self._beside(read)

    def _beside(self, read: Callable[[Database], Awaitable[Result]]) -> Result:
        async def run() -> Result:
            db = Database(f"sqlite:///{self.folder / 'mailbot.sqlite3'}")
            try:
                return await read(db)
            finally:
                await db.dispose()

        return asyncio.run(run())


def until(what: str, look: Callable[[], Result], patience: float = PATIENCE, rest: float = 0.2) -> Result:
    """Look again and again, with a rest of so many seconds between, until there is something to see, and return it."""
    pause, deadline = threading.Event(), time.monotonic() + patience
    while time.monotonic() < deadline:
        if found := look():
            return found
        pause.wait(rest)
    raise AssertionError(f"In vain waited for: {what}")
