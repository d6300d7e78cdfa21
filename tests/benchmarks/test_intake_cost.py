"""What a mail costs from its bytes to its recorded message: processor time in both processes, and memory over many.

Figures are printed; what is asserted holds on any machine (flat memory, a ceiling of statements).
`MAILBOT_BENCH_MAILS` shortens the long run.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from mailbot.adapters.clock import SystemClock
from mailbot.adapters.parser import ParserPool
from mailbot.intake import Receiving
from mailbot.model.customer import Identity
from mailbot.model.mailbox import Cursor, MailBatch
from mailbot.model.message import Address, RawMail
from mailbot.model.policy import Policy
from mailbot.store import schema
from mailbot.store.database import Database
from mailbot.store.records import records
from tests.benchmarks.results import Figure, record
from tests.contract.store.house import receive_batch

pytestmark = [pytest.mark.slow, pytest.mark.timeout(5400)]

DESK = "help@shop.example"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BATCH = 50
LONG_RUN = int(os.environ.get("MAILBOT_BENCH_MAILS", "50000"))
WORDS = "kettle lamp parcel invoice refund broken late order driver shop box leak price card label glass cable paint".split()
#: Statements of the store for one mail that opens a case, on average over a batch.
STATEMENTS = 1.0


def mail(number: int, dice: random.Random) -> bytes:
    """Return a mail; every seventh answers an earlier one, every second has an HTML part too."""
    text = "\r\n".join(" ".join(dice.choices(WORDS, k=12)) + "." for _ in range(8))
    head = f"From: Customer {number} <c{number % 20000}@home{number % 7}.example>\r\nTo: {DESK}\r\nMessage-ID: <{number}@home.example>\r\n"
    head += f"Subject: Order LP-{number:05}\r\nDate: Mon, 02 Mar 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    if number % 7 == 6:
        head = head.replace(f"c{number % 20000}@home{number % 7}", f"c{(number - 6) % 20000}@home{(number - 6) % 7}")
        head += f"In-Reply-To: <{number - 6}@home.example>\r\n"
    if number % 2:
        return f"{head}\r\n{text}\r\n".encode()
    html = "".join(f"<p>{line}</p>" for line in text.split("\r\n"))
    parts = (
        f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--b\r\nContent-Type: text/html\r\n\r\n{html}\r\n--b--\r\n"
    )
    return f"{head}Content-Type: multipart/alternative; boundary=b\r\n\r\n{parts}".encode()


def batches(count: int) -> Iterator[MailBatch]:
    dice = random.Random(7)
    for first in range(0, count, BATCH):
        mails = tuple(
            RawMail(
                mailbox="support", folder="INBOX", uidvalidity=1, uid=number + 1, raw=mail(number, dice),
                received_at=START + timedelta(seconds=number),
            )
            for number in range(first, min(count, first + BATCH))
        )  # fmt: skip
        yield MailBatch(mails=mails, cursor=Cursor(mailbox="support", folder="INBOX", uidvalidity=1, uid=mails[-1].uid))


class Intake:
    """Receiving on a fresh SQLite store with one parser process."""

    def __init__(self, db: Database, pool: ParserPool) -> None:
        who = Identity(mailbox="support", address=Address(name="Shop", email=DESK), own=frozenset({DESK}))
        self.pool = pool
        self.receiving = Receiving(
            records=records(db), reader=pool, clock=SystemClock(), policy=Policy(), identities={"support": who}
        )

    def cpu(self) -> tuple[float, float]:
        """Return seconds of processor time so far: here, and in the parser."""
        fields = Path(f"/proc/{self.pool.pids[0]}/stat").read_text().rpartition(")")[2].split()
        return time.process_time(), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return MiB of resident memory of both processes."""
        return sum(_resident(pid) for pid in (os.getpid(), *self.pool.pids))


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


@pytest.fixture
async def intake(tmp_path: Path) -> AsyncIterator[Intake]:
    db = Database(f"sqlite:///{tmp_path / 'mailbot.db'}")
    await schema.create(db)
    async with ParserPool(workers=1) as pool:
        made = Intake(db, pool)
        made.db = db  # type: ignore[attr-defined]
        yield made
    await db.dispose()


async def test_processor_time_and_statements_of_a_mail(intake: Intake) -> None:
    statements = 0

    def count(*_: Any) -> None:
        nonlocal statements
        statements += 1

    here, there = [], []
    for number, batch in enumerate(batches(1_000)):
        if number == 2:  # warm by now
            event.listen(intake.db.engine.sync_engine, "before_cursor_execute", count)  # type: ignore[attr-defined]
        before = intake.cpu() if number else (0.0, 0.0)
        await receive_batch(intake.receiving, batch)
        after = intake.cpu()
        if number >= 2:
            here.append((after[0] - before[0]) / BATCH * 1000)
            there.append((after[1] - before[1]) / BATCH * 1000)
    each = statements / (1_000 - 2 * BATCH)
    print()
    figures = [
        Figure(what="recording a parsed mail, processor time", value=statistics.median(here), unit="ms/mail",
               note=f"median of batches; {each:.1f} statements"),
        Figure(what="parsing a mail, processor time", value=statistics.mean(there), unit="ms/mail", note="in its own process"),
    ]  # fmt: skip
    record("intake", figures, part="steps")
    assert each <= STATEMENTS


async def test_memory_stays_flat_over_many_mails(intake: Intake) -> None:
    seen: list[float] = []
    began = time.perf_counter()
    for number, batch in enumerate(batches(LONG_RUN)):
        await receive_batch(intake.receiving, batch)
        if number * BATCH % max(BATCH, LONG_RUN // 10 // BATCH * BATCH) == 0:
            seen.append(intake.memory())
    rate = LONG_RUN / (time.perf_counter() - began)
    course = " ".join(f"{one:.0f}" for one in seen)
    print(f"\nMiB over {LONG_RUN} mails: {course}; {rate:.0f} mails a second")
    what = f"recording {LONG_RUN:,} mails, program and parser"
    record("memory", [Figure(what=what, value=seen[-1], unit="MiB", note=f"on the way {course}")], part="intake")
    # The first third fills SQLite's page cache up to its limit; after that, growth would be a leak.
    assert seen[-1] < seen[2] * 1.15
    if LONG_RUN >= 20_000:
        assert seen[-1] < seen[len(seen) // 2] * 1.02
