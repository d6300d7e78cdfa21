"""`mailbot health` counts what nobody reads: mails of a mailbox that is no longer in the settings."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from sqlalchemy import create_engine, insert

from mailbot.cli.health import health
from mailbot.store.tables import mailbox_health, metadata, raw_mails

SETTINGS = """
[store]
url = "sqlite:///{store}"
[mailbox.support]
address = "help@shop.example"
imap = { host = "imap.shop.example", password = "x" }
smtp = { host = "smtp.shop.example", password = "x" }
"""


@pytest.fixture
def configured(tmp_path: Path) -> Path:
    store, path, now = tmp_path / "mailbot.db", tmp_path / "mailbot.toml", datetime.now(UTC)
    path.write_text(SETTINGS.replace("{store}", str(store)), encoding="utf-8")
    mail = {
        "mailbox": "old", "folder": "INBOX", "uidvalidity": 1, "raw": b"x", "size": 1, "raw_hash": "", "received_at": now,
        "recorded_at": now,
    }  # fmt: skip
    engine = create_engine(f"sqlite:///{store}")
    metadata.create_all(engine)
    with engine.begin() as tx:
        tx.execute(insert(mailbox_health).values(mailbox="support", last_look_at=now, trouble=""))
        for uid, state in enumerate(("new", "missed", "quarantined", "recorded")):
            tx.execute(insert(raw_mails).values(id=str(uid), uid=uid, state=state, **mail))
    engine.dispose()
    return path


def test_mails_that_nobody_reads_are_counted(configured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        health(Namespace(obj=configured), format="jsonl")  # type: ignore[arg-type]
    support, old = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (support["mailbox"], support["ok"]) == ("support", True)
    assert (old["mailbox"], old["ok"], old["unread"], old["quarantined"]) == ("old", False, 2, 1)
    assert "2 of its mails are kept and not read, 1 are in quarantine" in old["trouble"]
    assert ended.value.exit_code == 1
