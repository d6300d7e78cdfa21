"""A desk's archive after years: as many cases as asked for, most of them solved, some with an open draft."""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from mailbot.store.database import Database, new_id
from mailbot.store.tables import conversations, drafts, messages

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORDS = """kettle lamp parcel invoice refund broken late waiting order driver door shop counter box leak crack price
account password charge card month return label courier depot street floor glass cable handle screw wheel paint oak""".split()
#: As a desk looks after years: most is solved.
STATES = ("closed",) * 88 + ("resolved",) * 5 + ("waiting",) * 3 + ("drafted",) * 2 + ("attention", "callback")
#: What complaints are about: some categories are common, some rare.
CATEGORIES = (
    ("delivery",) * 30 + ("billing",) * 20 + ("quality",) * 15 + ("service",) * 12 + ("refund",) * 8 + ("account",) * 6
    + ("other",) * 5 + ("staff",) * 3 + ("outage",)
)  # fmt: skip


async def fill(db: Database, upto: int, start: int = 0, agents: Sequence[str] = ("anna",)) -> None:
    """Add cases number `start` to `upto`, one mail each; some with an open draft."""
    dice = random.Random(start)
    for first in range(start, upto, 2_000):
        cases: list[dict[str, Any]] = []
        mails: list[dict[str, Any]] = []
        open_drafts: list[dict[str, Any]] = []
        for number in range(first, min(upto, first + 2_000)):
            case, mail = one_case(number, dice, agents)
            cases.append(case)
            mails.append(mail)
            if case["state"] == "drafted":
                open_drafts.append(one_draft(case))
        async with db.write() as tx:
            await tx.execute(insert(conversations), cases)
            await tx.execute(insert(messages), mails)
            if open_drafts:
                await tx.execute(insert(drafts), open_drafts)
    async with db.write() as tx:
        await tx.execute(text("ANALYZE"))


def one_case(number: int, dice: random.Random, agents: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the rows of a case and of its one mail."""
    at = NOW - timedelta(minutes=dice.randrange(1_000_000))
    state = dice.choice(STATES)
    case: dict[str, Any] = {
        "id": new_id(), "reference": f"MB-{number:08}", "mailbox": "support", "state": state,
        "is_open": state not in ("closed", "resolved"), "customer_email": f"c{number % 40_000}@home.example",
        "customer_name": f"Customer {number}", "subject": f"Order LP-{number:05}", "heat": round(dice.random() * 0.7, 3),
        "band": "low", "opened_at": at, "last_customer_at": at, "last_activity_at": at, "messages": 1,
        "snippet": " ".join(dice.choices(WORDS, k=12)),
        "category": dice.choice(CATEGORIES),
        "language": "vi" if number % 1000 == 7 else "en",
        "assignee": agents[number // 40 % len(agents)] if number % 40 == 0 else None,
    }  # fmt: skip
    mail = {
        "id": new_id(), "conversation_id": case["id"], "position": 0, "direction": "in", "mailbox": "support",
        "sender_email": case["customer_email"], "at": at, "new_text": " ".join(dice.choices(WORDS, k=70)),
    }  # fmt: skip
    return case, mail


def one_draft(case: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a case's open draft."""
    return {
        "id": new_id(), "conversation_id": case["id"], "status": "open", "language": "en", "playbook": "nine-step",
        "subject": "Re", "body": "Dear customer", "body_hash": "x", "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]
