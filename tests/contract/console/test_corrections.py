"""From "this heat is wrong" on the page to a file that `mailbot heat` reads: by the console's link and by the command."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

from typer.testing import CliRunner

from mailbot.adapters.heat_corpus import read_mails
from mailbot.cli import build
from mailbot.model.heat import Band
from mailbot.model.message import RawMail
from mailbot.model.person import Role
from mailbot.store.tables import messages
from tests.contract.console.desk import ConsoleDesk

MAIL = (
    b"From: Rosa <rosa@home.example>\r\nTo: support@lumen-pine.example\r\nSubject: Lamp LP-20417\r\n"
    b"Message-ID: <rosa1@home.example>\r\n\r\nMy order LP-20417 is late and I am sick of waiting. Where is it?\r\n"
)


async def arrived(desk: ConsoleDesk) -> str:
    """Let a complaint arrive and be read; return its case."""
    at = desk.clock.now()
    await desk.house.receiving.receive(
        RawMail(mailbox="support", folder="INBOX", uidvalidity=1, uid=1, raw=MAIL, received_at=at)
    )
    desk.clock.at += timedelta(minutes=31)
    await desk.house.triage.triage_due()
    async with desk.house.db.read() as tx:
        return str((await tx.execute(messages.select())).one().conversation_id)


async def test_a_dispute_on_the_page_becomes_a_labelled_case(desk: ConsoleDesk, tmp_path: Path) -> None:
    case_id = await arrived(desk)
    agent, csrf = await desk.browser(Role.AGENT)
    said = {"csrf": csrf, "band": "high", "comment": "Third time, she rang too."}
    assert (await agent.post(f"/cases/{case_id}/dispute", data=said)).status_code == 303
    manager, _ = await desk.browser(Role.MANAGER)
    assert '<a href="/insight/corrections.jsonl">' in (await manager.get("/insight")).text
    handed = await manager.get("/insight/corrections.jsonl")
    assert handed.headers["content-disposition"].startswith("attachment")
    path, config = tmp_path / "cases.jsonl", tmp_path / "mailbot.toml"
    config.write_text(
        f'[store]\nurl = "sqlite:///{desk.house.db.url.database}"\n[mailbox.support]\naddress = "help@shop.example"\n'
        '[mailbox.support.imap]\nhost = "127.0.0.1"\npassword = "x"\n[mailbox.support.smtp]\nhost = "127.0.0.1"\npassword = "x"\n'
    )
    command = ["-c", str(config), "heat", "disputes", "--out", str(path)]
    done = await asyncio.to_thread(CliRunner().invoke, build(["heat"]), command)
    assert done.exit_code == 0, done.output
    assert json.loads(handed.text) == json.loads(path.read_text(encoding="utf-8"))
    [read] = read_mails([path])
    assert (read.text.strip(), read.band) == (
        "My order LP-20417 is late and I am sick of waiting. Where is it?",
        Band.HIGH,
    )
