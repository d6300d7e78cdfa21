"""The alarm from end to end: a real server that stops answering, the watch that waits for it, a mail by another server.

Wall time is injected; what is waited for are events of the watch.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
import pytest_asyncio

from mailbot.adapters.backoff import Backoff
from mailbot.adapters.imap_reading import ReadingLimits
from mailbot.adapters.imap_watch import WatchHealth
from mailbot.adapters.oauth import TokenFile, Tokens
from mailbot.bootstrap.alarms import AlarmMails
from mailbot.bootstrap.mailboxes import WiredMailbox, consent_warning, wired_mailboxes
from mailbot.config import Mailbox
from mailbot.intake.lookout import Lookout
from mailbot.store import schema
from mailbot.store.database import Database
from mailbot.store.mailbox_health import MailboxHealthRows, outages
from mailbot.store.people import People
from mailbot.store.records import records
from mailbot.worker.day import _seen
from tests.contract.store.house import HandClock
from tests.contract.store.test_alarm_mails import people, read
from tests.servers.dovecot import Dovecot
from tests.servers.ledger import DEADLINE, Ledger, watching
from tests.servers.proxy import Proxy
from tests.servers.scripted_smtp import ScriptedSmtp

MINUTES = 15


@pytest_asyncio.fixture(loop_scope="session")
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """Return a store on one engine: what differs between the engines, test_lookout.py tries."""
    made = Database(f"sqlite:///{tmp_path / 'mailbot.db'}")
    await schema.create(made)
    yield made
    await made.dispose()


def settings(address: str, imap_port: int, smtp_port: int, password: str) -> Mailbox:
    line = {"host": "127.0.0.1", "security": "none"}
    imap = {**line, "port": imap_port, "auth": "password", "user": address, "password": password}
    return Mailbox.model_validate(
        {"address": address, "imap": imap, "smtp": {**line, "auth": "none", "port": smtp_port}}
    )


@dataclass(kw_only=True)
class Watched:
    """A mailbox under watch, with what the worker does about its health."""

    mailbox: WiredMailbox
    lookout: Lookout
    clock: HandClock
    told: ScriptedSmtp
    health: asyncio.Queue[WatchHealth]

    async def look(self) -> int:
        """Do what the worker's beat does every twenty seconds."""
        return await self.lookout.look([_seen(self.mailbox)])

    async def until(self, condition: Callable[[WatchHealth], bool]) -> None:
        """Wait for a state of the watch."""
        async with asyncio.timeout(DEADLINE):
            while not condition(await self.health.get()):
                pass

    def letters(self) -> list[tuple[str, str, str]]:
        """Return the alarms that the other server took: to, subject, text."""
        return [read(one) for one in self.told.received]


@contextlib.asynccontextmanager
async def watched(db: Database, address: str, port: int, password: str) -> AsyncIterator[Watched]:
    clock, health = HandClock(datetime.now(UTC)), asyncio.Queue[WatchHealth]()
    async with ScriptedSmtp() as dead, ScriptedSmtp() as other:
        mailboxes = wired_mailboxes(
            {
                "support": settings(address, port, dead.port, password),
                "sales": settings("s@x.example", 1, other.port, "unused"),
            }
        )
        box = mailboxes["support"].imap
        box._clock, box._backoff = clock, Backoff(first=0.05, cap=0.2)
        box._limits = ReadingLimits(poll_seconds=0.3, connect_seconds=1.0, answer_seconds=1.0)
        box._on_health = lambda one: health.put_nowait(replace(one))
        lookout = Lookout(
            records=records(db), rows=MailboxHealthRows(), clock=clock, after=timedelta(minutes=MINUTES),
            tell=AlarmMails(mailboxes, await people(db), clock, (), MINUTES),
        )  # fmt: skip
        try:
            async with watching(box, Ledger()):
                yield Watched(mailbox=mailboxes["support"], lookout=lookout, clock=clock, told=other, health=health)
        finally:
            await box.close()
        assert dead.received == [], "the alarm took the dead mailbox's own way"


@dataclass(kw_only=True)
class Trouble:
    """How a server stops answering, and how it comes back."""

    begin: Callable[[], Any]
    end: Callable[[], Any]


def killed(server: Dovecot, _proxy: Proxy) -> Trouble:
    return Trouble(begin=server.kill, end=server.start)


def stopped(server: Dovecot, _proxy: Proxy) -> Trouble:
    assert server.process is not None
    family = [psutil.Process(server.process.pid)]

    def begin() -> None:
        family[1:] = family[0].children(recursive=True)
        for one in family:
            os.kill(one.pid, signal.SIGSTOP)

    def end() -> None:
        for one in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGCONT)

    return Trouble(begin=begin, end=end)


def black_hole(_server: Dovecot, proxy: Proxy) -> Trouble:
    """Present connections go silent, new ones are hung up on."""

    def begin() -> None:
        proxy.refusing = True
        proxy.go_silent()

    def end() -> None:
        proxy.refusing = False

    return Trouble(begin=begin, end=end)


@pytest.mark.dovecot
@pytest.mark.parametrize("kind", [killed, stopped, black_hole])
async def test_a_server_that_stops_answering_is_told_by_another_way_and_so_is_its_return(
    db: Database, crashable_dovecot: Dovecot, kind: Callable[[Dovecot, Proxy], Trouble]
) -> None:
    server = crashable_dovecot
    with Proxy(server.imap_port) as proxy:
        trouble = kind(server, proxy)
        async with watched(db, server.new_user(), proxy.port, server.password) as seen:
            await seen.until(lambda health: health.last_look is not None)
            assert await seen.look() == 0
            trouble.begin()
            try:
                await seen.until(lambda health: health.failures > 0)
                seen.clock.forward(minutes=MINUTES - 1)
                assert await seen.look() == 0, "too early"
                seen.clock.forward(minutes=1)
                assert await seen.look() == 1
                assert await seen.look() == 0, "told twice"
            finally:
                trouble.end()
            [(to, subject, text)] = seen.letters()
            assert to == "max@home.example" and "support" in subject and "127.0.0.1" in text
            assert [one.mailbox for one in await outages(db)] == ["support"]
            seen.clock.forward(seconds=1)
            await seen.until(lambda health: not health.failures and health.last_look == seen.clock.now())
            assert await seen.look() == 1
            assert len(seen.letters()) == 2 and "Entwarnung" in seen.letters()[1][1]
            assert await outages(db) == []


async def test_a_consent_that_ends_soon_is_told_by_another_way(db: Database, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    file = TokenFile(path=tmp_path / "tokens.json")
    file.write(
        Tokens(
            refresh_token="r", access_token="a", access_expires_at=now + timedelta(hours=1),
            refresh_expires_at=now + timedelta(days=3),
        )
    )  # fmt: skip
    line = {"host": "mail.example", "port": 993, "auth": "xoauth2"}
    oauth = {"provider": "google", "client_id": "id", "client_secret": "s", "token_file": str(file.path)}
    clock = HandClock(now)
    async with ScriptedSmtp() as other:
        mailboxes = wired_mailboxes(
            {
                "support": Mailbox.model_validate(
                    {"address": "a@mail.example", "imap": line, "smtp": line, "oauth": oauth}
                ),
                "sales": settings("s@x.example", 1, other.port, "unused"),
            }
        )
        await people(db)
        lookout = Lookout(
            records=records(db), rows=MailboxHealthRows(), clock=clock, after=timedelta(minutes=MINUTES),
            tell=AlarmMails(mailboxes, People(db), clock, (), MINUTES),
        )  # fmt: skip
        for _ in range(3):
            ending = {"support": consent_warning(mailboxes["support"].settings)}
            await lookout.look([("support", clock.now(), "")], ending)
            clock.forward(minutes=10)
        [(to, subject, text)] = [read(one) for one in other.received]
    assert to == "max@home.example" and "Zustimmung" in subject
    assert f"{now + timedelta(days=3):%Y-%m-%d}" in text and "mailbot init" in text
    assert await outages(db) == []
