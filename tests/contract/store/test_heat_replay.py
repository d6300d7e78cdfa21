"""What another threshold would have made of the archive is told beforehand, and nothing is changed by telling."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from mailbot.adapters.clock import SystemClock
from mailbot.cli import build
from mailbot.errors import UsageError
from mailbot.store import migrate
from mailbot.store.archive import Archive
from mailbot.store.database import Database
from mailbot.store.tables import conversations
from tests.contract.store.house import House, mail, raw

SETTINGS = """
company = "Shop"
[mailbox.support]
address = "help@shop.example"
zone = "Europe/London"
[mailbox.support.imap]
host = "mail.example"
user = "help"
password = "x"
[mailbox.support.smtp]
host = "mail.example"
user = "help"
password = "x"
[store]
url = "sqlite:///{path}"
"""
MILD = "The kettle has a scratch. Could you send me another lid, please?"
FURIOUS = (
    "This is the third time you lied to me, you incompetent crooks! I am absolutely furious, give me my money NOW!!!"
)


@pytest.fixture
async def site(tmp_path: Path) -> tuple[Path, Database]:
    """Return a site's settings file and its store with a mild and a furious case."""
    settings = tmp_path / "mailbot.toml"
    settings.write_text(SETTINGS.format(path=tmp_path / "mailbot.db"), encoding="utf-8")
    db = Database(f"sqlite:///{tmp_path / 'mailbot.db'}")
    await migrate.upgrade(db)
    house = House(db)
    house.clock.at = SystemClock().now()
    for number, words in enumerate((MILD, FURIOUS), 1):
        content = mail(number, words, From=f"P{number} <p{number}@home.example>", Subject=f"Case {number}")
        await house.receiving.receive(raw(number, content, at=house.clock.now()))
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    return settings, db


async def asked(settings: Path, *words: str) -> str:
    argv = ["--config", str(settings), "heat", "replay", *words]
    done = await asyncio.to_thread(CliRunner().invoke, build(["heat"]), argv)
    assert done.exit_code == 0, done.output
    return done.stdout


async def test_a_threshold_is_tried_on_the_archive(site: tuple[Path, Database]) -> None:
    settings, db = site
    async with db.read() as tx:
        before = (await tx.execute(conversations.select())).all()
    high = [json.loads(line) for line in (await asked(settings, "--high", "0.05", "--format", "jsonl")).splitlines()]
    assert {one["would_be_band"] for one in high} == {"high"}
    assert {one["band"] for one in high} == {"low", "high"} and len({one["heat"] for one in high}) == 2
    told = await asked(settings, "--high", "0.05")
    assert "1 letter -> call" in told and "Case 1" in told and "Nothing was changed" in told
    async with db.read() as tx:
        assert (await tx.execute(conversations.select())).all() == before
    await db.dispose()


async def test_what_was_solved_afterwards_was_not_reopened_then(site: tuple[Path, Database]) -> None:
    settings, db = site
    before = await asked(settings, "--high", "0.6", "--format", "jsonl")
    async with db.write() as tx:
        later = SystemClock().now() + timedelta(days=2)
        await tx.execute(update(conversations).values(resolved_at=later, state="resolved", is_open=False))
    assert await asked(settings, "--high", "0.6", "--format", "jsonl") == before
    await db.dispose()


async def test_what_was_erased_or_lies_too_far_back_is_left_out(site: tuple[Path, Database]) -> None:
    _, db = site
    archive = Archive(db)
    now = SystemClock().now()
    assert len(await archive.ids(now.replace(year=now.year - 1), 10)) == 2
    assert len(await archive.ids(now.replace(year=now.year - 1), 1)) == 1
    assert await archive.ids(now.replace(year=now.year + 1), 10) == ()
    async with db.write() as tx:
        await tx.execute(update(conversations).values(erased=1))
    assert await archive.ids(now.replace(year=now.year - 1), 10) == ()
    await db.dispose()


def test_it_asks_what_to_try() -> None:
    done = CliRunner().invoke(build(["heat"]), ["heat", "replay"])
    assert isinstance(done.exception, UsageError) and "--high 0.65" in done.exception.sentence()
