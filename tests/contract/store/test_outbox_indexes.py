"""What the outbox is asked every few seconds is answered by an index made for it, not by a walk through the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event

from mailbot.store import schema
from mailbot.store.database import Database
from mailbot.store.outbox import OutboxStore
from tests.contract.store.house import START


async def test_what_is_to_be_filed_is_found_by_its_own_index(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'mailbot.db'}")
    await schema.create(db)
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _k: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    event.listen(db.engine.sync_engine, "before_cursor_execute", note)
    async with db.write() as tx:
        await OutboxStore().claim_unfiled(tx, now=START, holder="x", seconds=1, limit=5)
        [(statement, parameters)] = [one for one in asked if one[0].startswith("UPDATE outbox")]
        plan = (await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
    await db.dispose()
    assert any("ix_outbox_unfiled_due" in row.detail for row in plan), plan
    assert not any(row.detail.startswith("SCAN outbox") and "ix_" not in row.detail for row in plan), plan
