"""An archive with all that followed: solved cases with their answers, Message-IDs, follow-ups and kept promises."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, insert, text

from mailbot.store.database import Database, new_id
from mailbot.store.tables import conversations, drafts, follow_ups, message_ids, messages, outbox, promises
from tests.benchmarks.archive import NOW, WORDS, one_case, one_draft

#: Tables in the order in which their rows may be written.
ORDER: tuple[Table, ...] = (conversations, messages, message_ids, drafts, outbox, follow_ups, promises)
PIECE = 2_000
#: Cases that are as a desk has them, some open; all later ones are solved: the archive grows, not the work on the desk.
DESKFUL = 1_000
DESK = "help@shop.example"


def rows(number: int, dice: random.Random) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Yield the rows of one case: two mails, and what followed from them."""
    case, mail = one_case(number, dice, ("anna",))
    case["triaged_at"] = NOW
    if number >= DESKFUL:
        case |= {"state": "closed", "is_open": False}
    own, at = {"conversation_id": case["id"]}, case["opened_at"]
    yield conversations, case
    yield messages, mail
    yield message_ids, own | {"mailbox": "support", "message_id": f"<{number}@home>", "direction": "in", "seen_at": at}
    if case["state"] == "drafted":
        yield drafts, one_draft(case)
    if case["is_open"]:
        return
    later = at + timedelta(hours=3)
    reply = f"<{number}@shop>"
    answer = " ".join(dice.choices(WORDS, k=90))
    yield messages, {**mail, "id": new_id(), "position": 1, "direction": "out", "at": later, "new_text": answer}
    yield message_ids, own | {"mailbox": "support", "message_id": reply, "direction": "out", "seen_at": later}
    yield outbox, own | {
        "id": new_id(), "mailbox": "support", "message_id": reply, "sender": DESK, "recipients": [case["customer_email"]],
        "payload": answer.encode(), "content": {}, "state": "sent", "due_at": later, "created_at": later,
        "sent_at": later, "filed_at": later,
    }  # fmt: skip
    done = {"id": new_id(), "due_at": later, "created_at": at}
    yield follow_ups, own | done | {"kind": "content", "state": "done", "done_at": later}
    yield promises, own | done | {"id": new_id(), "words": "by noon", "warn_at": at, "state": "kept"}


async def grow(url: str, start: int, upto: int) -> None:
    """Add cases number `start` to `upto`."""
    db, dice = Database(url), random.Random(start)
    for first in range(start, upto, PIECE):
        piece: dict[Table, list[dict[str, Any]]] = {table: [] for table in ORDER}
        for number in range(first, min(upto, first + PIECE)):
            for table, row in rows(number, dice):
                piece[table].append(row)
        async with db.write() as tx:
            for table, many in piece.items():
                if many:
                    await tx.execute(insert(table), many)
    async with db.write() as tx:
        await tx.execute(text("ANALYZE"))
    await db.dispose()


def grow_in_a_process(url: str, start: int, upto: int) -> None:
    """The same, for a process of its own: what filling leaves in memory is none of the house's."""
    asyncio.run(grow(url, start, upto))
