"""`mailbot schedule` as a person runs it: what will happen when and why, and the course of a case as a picture."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from mailbot.store import migrate
from mailbot.store.database import Database, new_id
from mailbot.store.tables import conversations, events, follow_ups, promises


async def filled(url: str) -> None:
    """Write a solved case with a question to come and a promise that runs."""
    db, case, now = Database(url), new_id(), datetime.now(UTC)
    await migrate.upgrade(db)
    async with db.write() as tx:
        await tx.execute(
            insert(conversations).values(
                id=case, reference="MB-KETTLE", mailbox="support", customer_email="ann@home.example", state="resolved",
                is_open=False, opened_at=now, last_activity_at=now,
            )
        )  # fmt: skip
        await tx.execute(
            insert(follow_ups).values(
                id=new_id(), conversation_id=case, kind="question", state="planned", due_at=now + timedelta(days=3),
                reason="3 business days after our reply solved it", created_at=now,
            )
        )  # fmt: skip
        await tx.execute(
            insert(promises).values(
                id=new_id(), conversation_id=case, words="We will ring by Friday.", due_at=now + timedelta(days=1),
                warn_at=now + timedelta(hours=20), state="running", created_at=now,
            )
        )  # fmt: skip
        await tx.execute(insert(events).values(id=new_id(), at=now, conversation_id=case, kind="case_resolved"))
    await db.dispose()


def test_it_lists_what_happens_when_and_why_and_draws_a_case(tmp_path: Path) -> None:
    url, config = f"sqlite:///{tmp_path / 'm.db'}", tmp_path / "mailbot.toml"
    config.write_text(f'company = "Shop"\n[store]\nurl = "{url}"\n', encoding="utf-8")
    asyncio.run(filled(url))

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "mailbot", "-c", str(config), "schedule", *arguments],
            capture_output=True, text=True, check=True, timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        return done.stdout

    listed = [json.loads(line) for line in run("--format", "jsonl").splitlines()]
    assert listed[0]["what"] == "promise"  # the next one first
    assert {one["reason"] for one in listed} >= {"3 business days after our reply solved it"}
    assert run("--picture", "MB-KETTLE", "--zone", "Europe/Berlin").startswith("<svg")
