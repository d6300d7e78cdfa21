"""Intake beside django-helpdesk and roundup: the same thousand mails, the same disk, in turns of one run.

mailbot reads them from Dovecot as `mailbot run` does: fetched, parsed in its workers, threaded, glanced through for danger and
recorded; then, after the customer's silence, weighed, decided and drafted, each step on disk. django-helpdesk reads the same mailbox
over IMAP, roundup an mbox; both store the mails and do no more. Three figures are measured of mailbot:

- stored: what the others do, with the silence as shipped (ten minutes), so that nothing is weighed yet; a warm process, whose mailbox
  gets a second lot all at once, until the last of it stands in its case;
- cold: with no silence, from the start of the process, which lies within, to the last decision and draft about a full mailbox;
- warm: the same process goes on with a second lot of as many mails, to the last decision and draft.

Of the others the start and the setting up are never counted, so their figures are warm ones.
`MAILBOT_BENCH_INTAKE` and `MAILBOT_BENCH_TURNS` shorten it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from imapclient import IMAPClient

from tests.acceptance.program import Program, until
from tests.benchmarks.mailbox import complaints, write_mbox
from tests.benchmarks.peers import DJANGO_HELPDESK, HERE, ROUNDUP, Peer
from tests.benchmarks.results import Figure, record
from tests.servers.dovecot import Dovecot

pytestmark = [pytest.mark.slow, pytest.mark.dovecot, pytest.mark.timeout(1800)]

MAILS, TURNS = int(os.environ.get("MAILBOT_BENCH_INTAKE", "1000")), int(os.environ.get("MAILBOT_BENCH_TURNS", "3"))
PARKED = "Parked"
MEMORY = Path("/dev/shm")
SILENCE = 600.0  # seconds, as shipped


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One reading of the mailbox."""

    stored: int
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Return mails a second."""
        return self.stored / self.seconds

    @property
    def milliseconds(self) -> float:
        """Return milliseconds of processor time a mail."""
        return self.cpu_seconds / self.stored * 1000


@pytest.fixture
def place() -> Iterator[Path]:
    """Yield an empty folder in memory."""
    with tempfile.TemporaryDirectory(prefix="mbbench-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


def filled(server: Dovecot, count: int) -> str:
    """Return the address of a new mailbox that holds so many complaints, and as many of other customers in a folder."""
    address = server.new_user("bench")
    with logged_in(server, address) as client:
        client.multiappend("INBOX", complaints(count, address))
        client.create_folder(PARKED)
        client.multiappend(PARKED, complaints(count, address, seed=20261130, customers="buyer"))
    return address


@contextmanager
def logged_in(server: Dovecot, address: str) -> Iterator[IMAPClient]:
    """Yield a connection to a mailbox."""
    with IMAPClient("127.0.0.1", port=server.imap_port, ssl=False) as client:
        client.login(address, server.password)
        yield client


def mailbot(server: Dovecot, folder: Path, count: int, *, silence: float) -> tuple[Run, Run]:
    """Let `mailbot run` read a full mailbox, then a second lot: the cold and the warm run.

    Without a silence each case is to be decided; with one (seconds) the mails are to be stored, as they are for its length.
    """
    folder.mkdir()
    program = Program(folder, filled(server, count), server.imap_port, 1, server.password)
    policy = folder / "policy.toml"
    policy.write_text(policy.read_text().replace("quiet_seconds = 0.5", f"quiet_seconds = {silence}"), encoding="utf-8")
    program.people()
    done = stored if silence else decided
    began = time.perf_counter()
    program.start()
    try:
        cold = ended(program, done, began, 0.0, count, count)
        spent, began = processor_time(program), time.perf_counter()
        with logged_in(server, program.address) as client:
            client.select_folder(PARKED)
            client.copy(client.search(), "INBOX")  # a link a mail: all of them are there within a moment
        return cold, ended(program, done, began, spent, count, 2 * count)
    finally:
        program.stop()


def ended(
    program: Program, done: Callable[[Path, int], bool], began: float, spent: float, count: int, in_all: int
) -> Run:
    """Wait until `in_all` mails are done; return what the last `count` of them took since `began` and `spent`."""
    # Looked at often: storing the mails takes no longer than some two seconds.
    until("every mail done", lambda: done(program.folder / "mailbot.sqlite3", in_all), patience=900.0, rest=0.05)
    seconds = time.perf_counter() - began
    return Run(stored=count, seconds=seconds, cpu_seconds=processor_time(program) - spent)


def stored(path: Path, count: int) -> bool:
    """Return whether so many mails stand in their cases."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10) as store:
        [(recorded,)] = store.execute("SELECT count(*) FROM raw_mails WHERE state = 'recorded'")
    return bool(recorded == count)


def decided(path: Path, count: int) -> bool:
    """Return whether every mail is recorded and no case waits for its decision."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10) as store:
        [(waiting,)] = store.execute("SELECT count(*) FROM conversations WHERE triage_due_at IS NOT NULL")
    return stored(path, count) and not waiting


def processor_time(program: Program) -> float:
    """Return the seconds of processor time that the program and its workers used."""
    assert program.process is not None
    process = psutil.Process(program.process.pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    ended = process.cpu_times()
    return sum(one.user + one.system for one in times) + ended.children_user + ended.children_system


def peer(which: Peer, script: str, *words: str) -> Run:
    """Let a peer read the mails in its own environment."""
    ended = subprocess.run(
        [which.python, HERE / script, *words], check=True, capture_output=True, text=True, timeout=900
    )
    return Run(**json.loads(ended.stdout.splitlines()[-1]))


def middle(runs: list[Run]) -> Run:
    """Return the run with the median rate."""
    return sorted(runs, key=lambda run: run.rate)[len(runs) // 2]


def test_the_same_mailbox_beside_other_help_desks(dovecot: Dovecot, place: Path) -> None:
    try:
        names = [DJANGO_HELPDESK.install(), ROUNDUP.install()]
    except subprocess.CalledProcessError as error:
        pytest.skip(f"A peer cannot be installed here: {error}")
    write_mbox(complaints(MAILS, "bench@example.test"), place / "mails.mbox")
    only, ours, warm, theirs, others = list[Run](), list[Run](), list[Run](), list[Run](), list[Run]()
    for turn in range(TURNS):
        for lot, run in zip((ours, warm), mailbot(dovecot, place / f"mailbot{turn}", MAILS, silence=0), strict=True):
            lot.append(run)
        only.append(mailbot(dovecot, place / f"stored{turn}", MAILS, silence=SILENCE)[1])
        (place / f"django{turn}").mkdir()
        address = filled(dovecot, MAILS)
        login = (str(dovecot.imap_port), address, dovecot.password)
        theirs.append(peer(DJANGO_HELPDESK, "read_django_helpdesk.py", str(place / f"django{turn}"), *login))
        mbox = place / f"mails{turn}.mbox"
        mbox.write_bytes((place / "mails.mbox").read_bytes())
        others.append(peer(ROUNDUP, "read_roundup.py", str(place / f"roundup{turn}"), str(mbox), "1000"))
    best, django, roundup = middle(ours), middle(theirs), middle(others)
    print()
    others_by_name = {names[0]: django, f"{names[1]}, 1,000 hash rounds": roundup}
    record("intake", list(figures(middle(only), best, middle(warm), others_by_name)))
    spread = statistics.pstdev(run.rate for run in ours) / best.rate
    print(f"  spread of mailbot's runs: {spread:.0%}")
    assert all(run.stored >= 0.9 * MAILS for run in (*theirs, *others)), "a peer did not store the mails"


def figures(only: Run, cold: Run, warm: Run, others: dict[str, Run]) -> Iterator[Figure]:
    """Yield rate and processor time of each; ratios say how much faster mailbot stores, and does all its work, warm."""
    counted, kept = "parsed, threaded, weighed, decided, drafted", "parsed, threaded, glanced through, stored"
    ways = (("stored", only, kept), ("cold", cold, f"{counted}; the start lies within"), ("warm", warm, counted))
    for name, run, note in ways:
        yield Figure(what=f"mailbot, {name}", value=run.rate, unit="mails/s", note=f"{run.stored:,} mails; {note}")
        yield Figure(what=f"mailbot, {name}, processor time", value=run.milliseconds, unit="ms/mail")
    for name, run in others.items():
        note = f"stored, as mailbot's first line; its start is not counted; all of mailbot's work: × {warm.rate / run.rate:.2f}"
        yield Figure(what=name, value=run.rate, unit="mails/s", ratio=only.rate / run.rate, note=note)
        faster = run.milliseconds / only.milliseconds
        note = f"all of mailbot's work: × {run.milliseconds / warm.milliseconds:.2f}"
        yield Figure(what=f"{name}, processor time", value=run.milliseconds, unit="ms/mail", ratio=faster, note=note)
