"""Read models: what the console and the command line show, each from one consistent look at the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from mailbot.errors import RefusedError
from mailbot.model.view import Called, InboxPage, InboxQuery, InboxRow, Leaving, QuarantineRow
from mailbot.store.database import Database
from mailbot.store.inbox_cursor import cursor_of
from mailbot.store.inbox_pages import (
    Shape,
    counts_of,
    counts_statement,
    led,
    numbers_statement,
    page_statement,
    parameters,
    rows_of_cases,
)
from mailbot.store.search import found_by
from mailbot.store.tables import agents, conversations, mentions, notes, outbox, raw_mails


class Views:
    """Implements `mailbot.ports.Views`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def inbox(self, query: InboxQuery, now: datetime) -> InboxPage:
        """Return one page of cases and how many each tab holds."""
        shape = Shape.of(query)
        values = parameters(query, now)
        async with self._db.read() as tx:
            if shape.search:
                values["found"] = await found_by(tx, query.words, sqlite=self._db.sqlite)
            if self._db.sqlite and shape.asks_who_leads:
                shape = led(shape, (await tx.execute(numbers_statement(shape), values)).one())
            rows = list((await tx.execute(page_statement(shape, self._db.sqlite), values)).all())
            counts = counts_of(shape, (await tx.execute(counts_statement(shape, self._db.sqlite), values)).one())
        shown = rows[: query.limit]
        return InboxPage(
            rows=tuple(inbox_row(row) for row in shown),
            counts=counts,
            next=cursor_of(shown[-1], query.order) if len(rows) > query.limit else None,
        )

    async def of_customer(self, email: str, besides: str, limit: int = 10) -> tuple[InboxRow, ...]:
        """Return the customer's other cases, newest first."""
        statement = (
            rows_of_cases()
            .where(conversations.c.customer_email == email, conversations.c.id != besides)
            .order_by(conversations.c.last_activity_at.desc())
            .limit(limit)
        )
        async with self._db.read() as tx:
            return tuple(inbox_row(row) for row in await tx.execute(statement))

    async def leaving(self, agent_id: str, now: datetime) -> tuple[Leaving, ...]:
        """Return the replies of an agent that leave within minutes, the last approved first."""
        soon = now + timedelta(minutes=10)
        statement = (
            select(outbox.c.draft_id, outbox.c.conversation_id, outbox.c.due_at, conversations.c.customer_name,
                   conversations.c.customer_email)
            .join(conversations, conversations.c.id == outbox.c.conversation_id)
            .where(outbox.c.state == "waiting", outbox.c.due_at > now, outbox.c.due_at <= soon,
                   outbox.c.created_by == agent_id, outbox.c.draft_id.is_not(None))
            .order_by(outbox.c.id.desc())
            .limit(3)
        )  # fmt: skip
        async with self._db.read(brief=True) as tx:
            return tuple(
                Leaving(
                    draft_id=row.draft_id,
                    conversation_id=row.conversation_id,
                    customer=row.customer_name or row.customer_email,
                    due_at=row.due_at,
                )
                for row in await tx.execute(statement)
            )

    async def called(self, agent_id: str, limit: int = 3) -> tuple[Called, ...]:
        """Return the notes that call somebody and that they have not seen, newest first."""
        statement = (
            select(notes.c.conversation_id, notes.c.body, notes.c.at, conversations.c.subject, agents.c.name)
            .join(mentions, mentions.c.note_id == notes.c.id)
            .join(conversations, conversations.c.id == notes.c.conversation_id)
            .outerjoin(agents, agents.c.id == notes.c.author)
            .where(mentions.c.agent_id == agent_id, mentions.c.seen_at.is_(None))
            .order_by(notes.c.id.desc())
            .limit(limit)
        )
        async with self._db.read(brief=True) as tx:
            return tuple(
                Called(
                    conversation_id=row.conversation_id,
                    subject=row.subject,
                    author=row.name or "",
                    body=row.body,
                    at=row.at,
                )
                for row in await tx.execute(statement)
            )

    async def quarantine(self, limit: int = 100, after: str = "") -> tuple[QuarantineRow, ...]:
        """Return mails that could not be parsed, newest first; those behind the mail `after`, where one is named."""
        c = raw_mails.c
        # Only the head of each: a page of a hundred mails of many megabytes would not fit into memory.
        head, size = func.substr(c.raw, 1, 2000).label("head"), func.length(c.raw).label("size")
        statement: Select[Any] = (
            select(c.id, c.mailbox, c.folder, c.received_at, c.error, head, size)
            .where(c.state == "quarantined")
            .order_by(c.received_at.desc(), c.id.desc())
            .limit(limit)
        )
        if after:
            last = select(c.received_at).where(c.id == after).scalar_subquery()
            statement = statement.where(or_(c.received_at < last, and_(c.received_at == last, c.id < after)))
        async with self._db.read() as tx:
            return tuple(_quarantined(row) for row in await tx.execute(statement))

    async def raw(self, raw_mail_id: str) -> bytes:
        """Return a mail as it came.

        Raises:
            RefusedError: there is none with this id.
        """
        async with self._db.read() as tx:
            found = (
                await tx.execute(select(raw_mails.c.raw).where(raw_mails.c.id == raw_mail_id))
            ).scalar_one_or_none()
        if found is None:
            raise RefusedError("There is no such mail.")
        return bytes(found)


def inbox_row(row: Row[Any]) -> InboxRow:
    """Return one case of a list."""
    found = row._asdict()
    wrote, answered = found.pop("last_customer_at"), found.pop("last_outbound_at")
    del found["waiting_at"]
    found |= {
        "urgent": bool(found["urgent"]),
        "draft_stale": found["draft_stale"] is not None,
        "waiting_since": wrote if wrote is not None and (answered is None or answered < wrote) else None,
    }
    return InboxRow(**found)


def _quarantined(row: Row[Any]) -> QuarantineRow:
    head = bytes(row.head or b"").decode("utf-8", "replace").replace("\r", "")
    harmless = "".join(char if char == "\n" or char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in head)
    return QuarantineRow(
        id=row.id,
        mailbox=row.mailbox,
        folder=row.folder,
        received_at=row.received_at,
        size=row.size,
        error=row.error or "",
        head="\n".join(harmless.splitlines()[:12]),
    )
