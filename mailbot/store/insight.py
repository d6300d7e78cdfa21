"""What complaints point at: counts over a span, for managers (GUIDANCE 3.10)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.heat import Kind
from mailbot.model.view import Count, Insight
from mailbot.store.database import Database
from mailbot.store.tables import conversations, follow_ups, messages


class Insights:
    """Reads the figures."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def over(self, since: datetime, until: datetime) -> Insight:
        """Return the figures of cases opened within a span."""
        async with self._db.read() as tx:
            rows = (await tx.execute(_cases(since, until))).all()
            answers = await _answers(tx, since, until)
            waits = await _first_answers(tx, since, until)
        complaints = [row for row in rows if row.kind == Kind.COMPLAINT.value]
        return Insight(
            since=since,
            until=until,
            cases=len(rows),
            complaints=len(complaints),
            hot=sum(row.band == "high" for row in complaints),
            reopened=sum(row.reopened > 0 for row in complaints),
            content=answers["content"],
            unhappy=answers["unhappy"],
            first_answer_minutes=median(waits) if waits else None,
            by_category=_bars(complaints, "category"),
            by_language=_bars(complaints, "language"),
            by_day=_days(complaints, since, until),
        )


def _cases(since: datetime, until: datetime) -> Select[Any]:
    table = conversations.c
    return select(table.kind, table.band, table.category, table.language, table.opened_at, table.reopened).where(
        table.opened_at >= since, table.opened_at < until, table.merged_into.is_(None)
    )


async def _answers(tx: AsyncConnection, since: datetime, until: datetime) -> Counter[str]:
    statement = (
        select(follow_ups.c.answer, func.count())
        .where(follow_ups.c.done_at >= since, follow_ups.c.done_at < until, follow_ups.c.answer.is_not(None))
        .group_by(follow_ups.c.answer)
    )
    return Counter({answer: count for answer, count in await tx.execute(statement)})


async def _first_answers(tx: AsyncConnection, since: datetime, until: datetime) -> list[float]:
    """Return minutes from a customer's first mail in a case to our first one after it."""
    mail, span = messages.c, (conversations.c.opened_at >= since, conversations.c.opened_at < until)
    asked = (
        select(mail.conversation_id, func.min(mail.at).label("at"))
        .join(conversations, conversations.c.id == mail.conversation_id)
        .where(*span, mail.direction == "in", mail.automatic.is_(None))
        .group_by(mail.conversation_id)
        .subquery()
    )
    statement = (
        select(asked.c.at, func.min(mail.at).label("answered"))
        .join(messages, (mail.conversation_id == asked.c.conversation_id) & (mail.at >= asked.c.at))
        .where(mail.direction == "out")
        .group_by(mail.conversation_id, asked.c.at)
    )
    return [(row.answered - row.at).total_seconds() / 60 for row in await tx.execute(statement)]


def _bars(rows: list[Row[Any]], column: str) -> tuple[Count, ...]:
    total = Counter(getattr(row, column) for row in rows)
    hot = Counter(getattr(row, column) for row in rows if row.band == "high")
    return tuple(Count(label=label, value=value, part=hot[label]) for label, value in total.most_common())


def _days(rows: list[Row[Any]], since: datetime, until: datetime) -> tuple[Count, ...]:
    total = Counter(row.opened_at.date() for row in rows)
    hot = Counter(row.opened_at.date() for row in rows if row.band == "high")
    days = [since.date() + timedelta(days=n) for n in range((until.date() - since.date()).days + 1)]
    return tuple(Count(label=day.isoformat(), value=total[day], part=hot[day]) for day in days)
