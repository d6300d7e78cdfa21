"""From delivery to draft: mails handed one by one to a real Dovecot by LMTP, read by IDLE, judged, drafted.

Two spans are told. From the moment at which IDLE brought news to the recorded decision is ours; from the delivery to the
draft lies Dovecot's own delay before it tells (about half a second) besides. The silence that a customer is given (the burst
window, ten minutes as shipped) is set to nothing: it is a choice, no cost.

All polls are switched off while it runs: every mail comes through by wake-ups alone, or the run does not end.
"""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import statistics
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from mailbot.adapters.imap_connection import ImapConnection
from mailbot.bootstrap.house import House, opened_house
from mailbot.config import Settings, load_settings
from mailbot.model.policy import Policy
from mailbot.store.tables import events, raw_mails
from mailbot.worker import day, work
from tests.acceptance.program import Program
from tests.benchmarks.mailbox import complaints
from tests.benchmarks.results import Figure, record
from tests.servers.dovecot import Dovecot

pytestmark = [pytest.mark.slow, pytest.mark.dovecot, pytest.mark.timeout(900)]

MAILS, WARM = 40, 5
PATIENCE = 60.0
NEVER = 86_400.0
POLLS = ("TRIAGE", "DELIVERY", "FILING", "LOOKUP", "LEFTOVERS", "MIRROR", "HOOKS", "WRITER", "WAITING", "LOOKOUT")

_RECORDED = select(events.c.at).where(events.c.kind == "mail_recorded").order_by(events.c.id)


class News(ImapConnection):
    """An IMAP connection that remembers when IDLE brought news."""

    heard: list[datetime] = []  # noqa: RUF012  # of all connections

    def announcements(self) -> list[Any]:
        """Note the moment."""
        found = super().announcements()
        if any(b"EXISTS" in one for one in found if isinstance(one, tuple)):
            self.heard.append(datetime.now(UTC))
        return found


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mbbench-") as path:
        yield Path(path)


class Decisions:
    """Notes when cases were decided and the decisions recorded, and lets a test wait for it."""

    def __init__(self, house: House) -> None:
        self.moments: list[datetime] = []
        self._changed = asyncio.Condition()
        self._triage_due = house.triage.triage_due
        house.triage.triage_due = self._turn  # type: ignore[method-assign]

    async def _turn(self, limit: int = 20) -> int:
        count = await self._triage_due(limit)
        async with self._changed:
            self.moments += [datetime.now(UTC)] * count
            self._changed.notify_all()
        return count

    async def reached(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: len(self.moments) >= count)


@contextlib.asynccontextmanager
async def at_work(settings: Settings, policy: Policy) -> AsyncIterator[tuple[House, Decisions]]:
    """Run a house as `mailbot run` does, until the block ends."""
    stop = asyncio.Event()
    async with opened_house(settings, policy=policy) as house:
        decisions = Decisions(house)
        task = asyncio.create_task(work(day.work_of(house), stop))
        try:
            yield house, decisions
        finally:
            stop.set()
            await task


def deliver(server: Dovecot, address: str, raw: bytes) -> datetime:
    """Hand a mail over by LMTP; return when the server had taken it."""
    with smtplib.LMTP("127.0.0.1", server.lmtp_port) as line:
        line.sendmail("customer@mail.example", [address], raw)
    return datetime.now(UTC)


def span(began: list[datetime], ended: list[datetime]) -> tuple[float, float]:
    """Return median and 99th percentile in milliseconds."""
    taken = sorted((after - before).total_seconds() * 1000 for before, after in zip(began, ended, strict=True))
    return statistics.median(taken), taken[min(len(taken) - 1, round(0.99 * len(taken)))]


@pytest.mark.parametrize("doubtful", [0.0, None], ids=["quick look", "as shipped"])
async def test_from_the_notice_to_the_decision(
    dovecot: Dovecot, folder: Path, monkeypatch: pytest.MonkeyPatch, doubtful: float | None
) -> None:
    for name in POLLS:
        monkeypatch.setattr(day, name, NEVER)
    monkeypatch.setattr("mailbot.adapters.imap_connection.ImapConnection", News)
    monkeypatch.setattr(News, "heard", [])
    address = dovecot.new_user("fast")
    Program(folder, address, dovecot.imap_port, 1, dovecot.password, imap="first_look_days = 30")
    config = folder / "mailbot.toml"
    config.write_text(config.read_text().replace("poll_seconds = 5", "poll_seconds = 1500"), encoding="utf-8")
    settings = load_settings(config)
    policy = Policy()
    policy = replace(policy, burst=replace(policy.burst, quiet_seconds=0.0))
    if doubtful is not None:
        policy = replace(policy, heat=replace(policy.heat, doubtful=doubtful))
    delivered, noticed, done = list[datetime](), list[datetime](), list[datetime]()
    async with at_work(settings, policy) as (house, decisions):
        for number, raw in enumerate(complaints(MAILS + WARM, address)):
            news = len(News.heard)
            at = await asyncio.to_thread(deliver, dovecot, address, raw)
            await decisions.reached(number + 1)
            if number >= WARM:
                delivered.append(at)
                noticed.append(News.heard[news])
                done.append(decisions.moments[number])
        async with house.db.read() as tx:
            fetched = list((await tx.execute(select(raw_mails.c.recorded_at).order_by(raw_mails.c.uid))).scalars())
            recorded = list((await tx.execute(_RECORDED)).scalars())
    ours, whole = span(noticed, done), span(delivered, done)
    steps = (noticed, fetched[WARM:], recorded[WARM:], done)
    parts = [round(span(*pair)[0]) for pair in pairwise(steps)]
    print(
        f"\n  medians in ms: fetched after {parts[0]}, recorded after another {parts[1]}, decided after another {parts[2]}"
    )
    name = "quick look only" if doubtful == 0 else "with the second look, as shipped"
    record(
        "delivery",
        [
            Figure(what=f"notice to decision, {name}", value=ours[0], unit="ms (median)", note=f"p99 {ours[1]:.0f}"),
            Figure(what=f"delivery to decision, {name}", value=whole[0], unit="ms (median)",
                   note=f"p99 {whole[1]:.0f}; Dovecot waits before it tells"),
        ],
        part="quick" if doubtful == 0 else "shipped",
    )  # fmt: skip
    assert len(recorded) == MAILS + WARM
