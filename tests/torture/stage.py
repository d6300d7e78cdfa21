"""Everything around the nodes: PostgreSQL on a small disk with an ordinary role, Dovecot, the sink, the telephones."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import smtplib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from psycopg import sql

from tests.servers.dovecot import Dovecot
from tests.servers.postgres import Postgres
from tests.servers.process import end_with_parent

ROOT = Path(__file__).parents[2]
MANAGERS = {f"manager{number}@desk.example": f"+44207183860{number}" for number in range(1, 5)}
CUSTOMERS = tuple(f"+4420718387{number:02}" for number in range(100)) + tuple(
    f"+4420718388{number:02}" for number in range(100)
)
DISK_MEGABYTES = 400

POLICY = """
[burst]
quiet_seconds = 1.0
[desk]
undo_seconds = 0.5
undo_hot_seconds = 0.5
block = []
[hours]
opens = "00:00"
closes = "00:00"
days = [0, 1, 2, 3, 4, 5, 6]
[intake]
lease_seconds = 20.0
retry_seconds = 2.0
[delivery]
first_retry_seconds = 2.0
longest_retry_seconds = 8.0
lease_seconds = 15.0
lookups = 2
lookup_seconds = 2.0
burst = 50
[follow_up]
after_reply_days = 1
after_call_days = 1
[calls]
opens = "00:00"
closes = "23:59"
days = [0, 1, 2, 3, 4, 5, 6]
verified_senders_only = false
per_number_day = 50
per_number_week = 500
per_customer_week = 500
per_country_day = 10000
per_hour = 10000
per_day = 10000
minutes_per_day = 100000
gap_minutes = 0
cool_off_minutes = 0
manager_ring_seconds = 10
customer_ring_seconds = 10
stale_seconds = 5
digest_hours = []
"""


class SmallPostgres(Postgres):
    """A cluster whose tables lie on a small disk of their own (a tmpfs, where we may mount one), its log elsewhere."""

    prefix = "mbtp-"

    def __init__(self, also_at: str | None = None) -> None:
        super().__init__(also_at=also_at)
        self.small = self.dir / "small"
        self.small.mkdir()
        self.mounted = os.getuid() == 0 and _run(
            "mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m", "tmpfs", str(self.small)
        )
        shutil.move(self.dir / "data", self.small / "data")
        shutil.move(self.small / "data" / "pg_wal", self.dir / "wal")
        (self.small / "data" / "pg_wal").symlink_to(self.dir / "wal")
        if os.getuid() == 0:
            _run("chown", "-R", f"{self._owner.pw_uid}:{self._owner.pw_gid}", str(self.dir))

    def command(self) -> list[str]:
        return [word.replace(f"{self.dir}/data", f"{self.small}/data") for word in super().command()]

    def close(self) -> None:
        self.stop()
        if self.mounted:
            _run("umount", "-l", str(self.small))
        super().close()

    def owned_database(self, name: str = "mailbot") -> str:
        """Make a database that belongs to an ordinary role, and return its address for that role."""
        with self._connect() as connection:
            connection.execute("CREATE ROLE plain LOGIN PASSWORD 'plain' NOSUPERUSER NOCREATEDB NOCREATEROLE")
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER plain").format(sql.Identifier(name)))
        return f"postgresql://plain:plain@127.0.0.1:{self.port}/{name}"

    def cut(self) -> int:
        """Break all connections of the ordinary role; return how many there were."""
        with self._connect() as connection:
            query = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'plain'"
            return int(connection.execute(query).fetchone()[0])  # type: ignore[index]

    def revive(self) -> bool:
        """Start the server again if it has died, as an operator would; tell whether it had. Call it from the main thread."""
        if self.process is None or self.process.poll() is None:
            return False
        self.start()
        return True

    def fill(self) -> Path | None:
        """Fill the disk to the brim; return the file to remove, None where there is no small disk."""
        if not self.mounted:
            return None
        path = self.small / "filler"
        with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
            while file.write(bytes(1 << 20)):  # until there is no space left: the last piece fails
                continue
        return path


def _run(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


class Node:
    """One `mailbot run` as a process that may be killed, stopped and started again; `prefix` says on which machine."""

    def __init__(self, folder: Path, name: str, place: tuple[str, int], settings: str, prefix: Sequence[str]) -> None:
        self.folder, self.name, self.place, self._prefix = folder / name, name, place, prefix
        self.folder.mkdir()
        self.config, self.clock = self.folder / "mailbot.toml", folder / "clock"
        self.config.write_text(settings, encoding="utf-8")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it is up when its console answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self._prefix, sys.executable, "-m", "tests.torture.node", str(self.config), str(self.clock)],
                cwd=self.folder, env=os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "OMP_NUM_THREADS": "1"},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=end_with_parent,
            )  # fmt: skip

    @property
    def alive(self) -> bool:
        """Tell whether the process exists."""
        return self.process is not None and self.process.poll() is None

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to a living process."""
        if self.process is not None and self.alive:
            self.process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGKILL) -> int:
        """End it and return its exit status."""
        self.tell(signal.SIGCONT)
        self.tell(number)
        return self.process.wait(60) if self.process else 0

    def log(self) -> str:
        """Return what it wrote."""
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""


def settings_of(
    folder: Path,
    *,
    address: str,
    dovecot: Dovecot,
    smtp_port: int,
    store: str,
    place: tuple[str, int],
    public: str,
    phone: str,
) -> str:
    """Return a node's mailbot.toml."""
    return f"""
company = "Lumen & Pine"
policy_file = "{folder / "policy.toml"}"
[mailbox.support]
address = "{address}"
display_name = "Lumen & Pine"
[mailbox.support.imap]
host = "127.0.0.1"
port = {dovecot.imap_port}
security = "none"
user = "{address}"
password = "{dovecot.password}"
poll_seconds = 5
[mailbox.support.smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
auth = "none"
data_timeout_seconds = 30
per_minute = 600
[store]
url = "{store}"
[console]
host = "{place[0]}"
port = {place[1]}
public_url = "{public}"
insecure_cookies = true
secret_key = "torture-torture-torture-torture-torture"
[log]
format = "json"
{phone}
"""


def deliver(port: int, sender: str, recipient: str, raw: bytes) -> None:
    """Hand a mail to Dovecot over LMTP."""
    with smtplib.LMTP("127.0.0.1", port, timeout=30) as lmtp:
        lmtp.sendmail(sender, [recipient], raw)
