"""One mailbox whose login is refused holds up nobody else, and people are told which one it is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from mailbot.adapters.backoff import Backoff
from mailbot.bootstrap.house import House, opened_house
from mailbot.config import Settings
from mailbot.errors import LoginRefused
from mailbot.model.mailbox import Cursor
from mailbot.store.mailbox_health import MailboxHealthRows, outages
from mailbot.store.tables import raw_mails
from mailbot.worker import Work, day, work
from tests.servers.embedded import Embedded, Hand
from tests.servers.ledger import DEADLINE, mail


def settings(folder: Path, server: Embedded, passwords: dict[str, Path]) -> Settings:
    line = {"host": "127.0.0.1", "security": "none"}
    mailboxes = {
        user.partition("@")[0]: {
            "address": user,
            "imap": {**line, "port": server.imap_port, "auth": "password", "user": user, "password_file": str(file)},
            "smtp": {**line, "port": server.smtp_port, "auth": "none"},
        }
        for user, file in passwords.items()
    }
    return Settings.model_validate(
        {
            "mailbox": mailboxes,
            "store": {"url": f"sqlite:///{folder / 'mailbot.db'}"},
            "console": {"enabled": False},
            "alarm": {"after_minutes": 15},
        }
    )


def password_file(folder: Path, name: str, password: str) -> Path:
    file = folder / name
    file.write_text(password)
    file.chmod(0o600)
    return file


@contextlib.asynccontextmanager
async def house_of(folder: Path, server: Embedded, passwords: dict[str, Path]) -> AsyncIterator[House]:
    chosen = settings(folder, server, passwords)
    async with opened_house(chosen) as house:
        for one in house.mailboxes.values():
            one.imap._backoff = Backoff(first=0.02, cap=0.02)
        yield house


def watched(house: House) -> Work:
    """Return the watches and what tells of them; the judges stay unread."""
    whole = day.work_of(house)
    return Work(parts=whole.parts, beats=tuple(one for one in whole.beats if one.name == "lookout"))


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    """Look again and again: what is waited for happens in other tasks and leaves only rows."""
    async with asyncio.timeout(DEADLINE):
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_the_other_mailbox_goes_on_and_a_mended_password_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedded: Embedded
) -> None:
    monkeypatch.setattr(day, "REFUSED_REST", 0.1)
    monkeypatch.setattr(day, "LOOKOUT", 0.1)
    good, bad = embedded.new_user("good"), embedded.new_user("bad")
    for number, user in enumerate((good, bad), 1):
        Hand(embedded, user).put(mail(number))
    wrong = password_file(tmp_path, "bad", "wrong")
    passwords = {good: password_file(tmp_path, "good", embedded.password), bad: wrong}
    stop = asyncio.Event()
    async with house_of(tmp_path, embedded, passwords) as house:
        running = asyncio.create_task(work(watched(house), stop))

        async def came(count: int) -> bool:
            assert not running.done(), "one refused login has ended the process"
            async with house.db.read() as tx:
                return len((await tx.execute(raw_mails.select())).all()) >= count

        async def told() -> bool:
            assert not running.done(), "one refused login has ended the process"
            return bool(await outages(house.db))

        await until(lambda: came(1))
        await until(told)
        [out] = await outages(house.db)
        assert out.mailbox == bad.partition("@")[0]
        assert f"refuses the login of {bad}" in out.trouble and "Check user name and password" in out.trouble
        wrong.write_text(embedded.password)
        await until(lambda: came(2))

        async def well() -> bool:
            async with house.db.read() as tx:
                return not any(one.trouble or one.alarmed_at for one in await MailboxHealthRows().all(tx))

        await until(well)
        stop.set()
        await running


async def test_the_only_mailbox_ends_the_start_with_a_clear_error(tmp_path: Path, embedded: Embedded) -> None:
    user = embedded.new_user("only")
    async with house_of(tmp_path, embedded, {user: password_file(tmp_path, "only", "wrong")}) as house:
        with pytest.raises(LoginRefused, match=f"refuses the login of {user}"):
            async with asyncio.timeout(DEADLINE):
                await work(watched(house), asyncio.Event())


async def test_the_only_mailbox_refused_after_it_was_read_once_leaves_the_house_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedded: Embedded
) -> None:
    monkeypatch.setattr(day, "REFUSED_REST", 0.1)
    monkeypatch.setattr(day, "LOOKOUT", 0.1)
    user = embedded.new_user("only")
    passwords = {user: password_file(tmp_path, "only", "wrong")}
    stop = asyncio.Event()
    async with house_of(tmp_path, embedded, passwords) as house:
        async with house.db.write() as tx:  # another node, or we before a restart
            read = Cursor(mailbox=user.partition("@")[0], folder="INBOX", uidvalidity=1, uid=0)
            await house.records.cursors.save(tx, read, house.clock.now())
        running = asyncio.create_task(work(watched(house), stop))

        async def told() -> bool:
            assert not running.done(), "a login refused today has ended the process"
            return bool(await outages(house.db))

        await until(told)
        stop.set()
        await running
