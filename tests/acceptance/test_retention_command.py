"""`mailbot retention` as a person runs it: off as shipped, a look that changes nothing, and the erasing."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from mailbot.store import migrate
from mailbot.store.database import Database, new_id
from mailbot.store.tables import conversations


def site(folder: Path, terms: str) -> Path:
    (folder / "policy.toml").write_text(terms, encoding="utf-8")
    config = folder / "mailbot.toml"
    config.write_text(
        f'company = "Shop"\npolicy_file = "{folder / "policy.toml"}"\n[store]\nurl = "sqlite:///{folder / "m.db"}"\n',
        encoding="utf-8",
    )
    return config


def run(config: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mailbot", "-c", str(config), "retention", *arguments],
        capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip


async def _with_cases(url: str) -> None:
    db = Database(url)
    await migrate.upgrade(db)
    async with db.write() as tx:
        for days in (400, 40):
            at = datetime.now(UTC) - timedelta(days=days)
            await tx.execute(
                insert(conversations).values(
                    id=new_id(), reference=f"MB-{days}", mailbox="support", customer_email=f"c{days}@home.example", state="closed",
                    is_open=False, opened_at=at, last_activity_at=at,
                )
            )  # fmt: skip
    await db.dispose()


async def _emails(url: str) -> list[str]:
    db = Database(url)
    async with db.read() as tx:
        found = list((await tx.execute(select(conversations.c.customer_email))).scalars())
    await db.dispose()
    return found


def test_as_shipped_nothing_goes(tmp_path: Path) -> None:
    done = run(site(tmp_path, ""))
    assert (done.returncode, done.stdout) == (0, "")
    assert "Nothing is ever erased" in done.stderr


def test_terms_out_of_order_are_a_sentence(tmp_path: Path) -> None:
    done = run(site(tmp_path, "[retention]\ntrail_days = 3\n"))
    assert done.returncode != 0
    assert "trail_days needs person_days" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("within", [0, 60])
def test_a_look_then_the_erasing(tmp_path: Path, within: int) -> None:
    config, url = site(tmp_path, "[retention]\nperson_days = 90\n"), f"sqlite:///{tmp_path / 'm.db'}"
    asyncio.run(_with_cases(url))
    looked = run(config, "--dry-run", "--within", str(within), "--format", "jsonl")
    rows = [json.loads(line) for line in looked.stdout.splitlines()]
    assert [row["reference"] for row in rows] == (["MB-400", "MB-40"] if within else ["MB-400"])
    assert (rows[0]["stage"], rows[0]["reason"]) == ("person", "at rest for 90 days")
    refused = run(config)
    assert refused.returncode == 2
    assert "--dry-run" in refused.stderr
    assert "c400@home.example" in asyncio.run(_emails(url))
    assert "1 to person" in run(config, "--yes").stdout
    left = asyncio.run(_emails(url))
    assert "c40@home.example" in left
    assert "c400@home.example" not in left
