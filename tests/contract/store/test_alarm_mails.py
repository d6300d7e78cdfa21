"""The alarm reaches a person by another way than the dead mailbox, and `mailbot health` tells monitors."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailbot.bootstrap.alarms import AlarmMails
from mailbot.bootstrap.mailboxes import wired_mailboxes
from mailbot.cli import build
from mailbot.config import Mailbox
from mailbot.intake.outage import Alarm
from mailbot.model.mailbox import MailboxHealth
from mailbot.model.person import Agent, Role
from mailbot.store import migrate
from mailbot.store.database import Database
from mailbot.store.mailbox_health import MailboxHealthRows
from mailbot.store.people import People
from tests.contract.store.house import START, HandClock
from tests.servers.scripted_smtp import CLOSE, ScriptedSmtp

OUT = MailboxHealth(mailbox="support", last_look_at=START, trouble="The server does not answer.")


def mailbox(address: str, smtp_port: int) -> Mailbox:
    line = {"host": "127.0.0.1", "security": "none", "auth": "none"}
    return Mailbox.model_validate(
        {
            "address": address,
            "imap": {**line, "auth": "password", "password": "x", "port": 1},
            "smtp": {**line, "port": smtp_port},
        }
    )


async def people(db: Database) -> People:
    known = People(db)
    for name, role, language in (("max", Role.MANAGER, "de"), ("anna", Role.AGENT, "en")):
        someone = Agent(id=name, email=f"{name}@home.example", name=name, role=role, language=language)
        await known.add(someone, None, START)
    return known


def read(payload: bytes) -> tuple[str, str, str]:
    mail = email.message_from_bytes(payload, policy=email.policy.default)
    assert mail["Auto-Submitted"] == "auto-generated"
    body = mail.get_body(("plain",))
    assert body is not None
    return str(mail["To"]), str(mail["Subject"]), body.get_content()


async def test_managers_are_told_through_another_mailbox_in_their_language(db: Database) -> None:
    async with ScriptedSmtp() as dead, ScriptedSmtp() as other:
        mailboxes = wired_mailboxes(
            {"support": mailbox("help@shop.example", dead.port), "sales": mailbox("sales@shop.example", other.port)}
        )
        tell = AlarmMails(mailboxes, await people(db), HandClock(), (), 15)
        assert await tell(Alarm.OUTAGE, OUT)
        assert await tell(Alarm.ALL_CLEAR, OUT)
    assert dead.received == []
    [(to, subject, text), (_, clear, _)] = [read(one) for one in other.received]
    assert to == "max@home.example"
    assert "support" in subject and "The server does not answer." in text and "Postfach" in text
    assert "Entwarnung" in clear


async def test_the_next_route_is_taken_when_one_fails_and_nobody_hears_when_all_do(db: Database) -> None:
    async with ScriptedSmtp() as own, ScriptedSmtp(greeting=CLOSE) as other:
        mailboxes = wired_mailboxes(
            {"support": mailbox("help@shop.example", own.port), "sales": mailbox("sales@shop.example", other.port)}
        )
        tell = AlarmMails(mailboxes, await people(db), HandClock(), ("boss@elsewhere.example",), 15)
        assert await tell(Alarm.OUTAGE, OUT)
        assert [read(one)[0] for one in own.received] == ["boss@elsewhere.example"]
    assert not await tell(Alarm.OUTAGE, OUT)


async def test_the_dead_mailbox_is_never_told_about_itself(db: Database) -> None:
    async with ScriptedSmtp() as server:
        mailboxes = wired_mailboxes({"support": mailbox("help@shop.example", server.port)})
        tell = AlarmMails(mailboxes, await people(db), HandClock(), ("help@shop.example",), 15)
        assert not await tell(Alarm.OUTAGE, OUT)
        assert server.received == []


async def _seed(url: str, at: datetime) -> None:
    db = Database(url)
    await migrate.upgrade(db)
    async with db.write() as tx:
        await MailboxHealthRows().looked(tx, "support", at, "")
    await db.dispose()


@pytest.mark.parametrize(("minutes", "status"), [(1, 0), (60, 1)])
def test_the_command_tells_monitors(tmp_path: Path, minutes: int, status: int) -> None:
    url = f"sqlite:///{tmp_path}/m.sqlite3"
    asyncio.run(_seed(url, datetime.now(UTC) - timedelta(minutes=minutes)))
    line = 'host = "127.0.0.1"\nport = 1\nsecurity = "none"\nauth = "none"\n'
    config = tmp_path / "mailbot.toml"
    config.write_text(
        f'[store]\nurl = "{url}"\n[mailbox.support]\naddress = "help@shop.example"\n'
        f"[mailbox.support.imap]\n{line}[mailbox.support.smtp]\n{line}"
    )
    result = CliRunner().invoke(build(["health"]), ["-c", str(config), "health", "--format", "jsonl"])
    assert result.exit_code == status
    told = json.loads(result.stdout)
    assert (told["mailbox"], told["ok"]) == ("support", status == 0)
