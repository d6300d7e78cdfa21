"""Reads the events of one case for its picture."""

from __future__ import annotations

from sqlalchemy import or_, select

from mailbot.errors import UsageError
from mailbot.store.database import Database
from mailbot.store.tables import conversations, events
from scheduler.timeline import Moment, timeline_svg


async def picture(db: Database, case: str, zone: str = "UTC") -> str:
    """Return the course of a case as SVG.

    Args:
        case: its reference ("MB-7K3QX9") or its id.

    Raises:
        UsageError: there is no such case.
    """
    table = conversations.c
    async with db.read() as tx:
        found = (
            await tx.execute(
                select(table.id, table.reference, table.subject).where(or_(table.id == case, table.reference == case))
            )
        ).one_or_none()
        if found is None:
            raise UsageError("There is no case {case}.", hint="Take a reference from `mailbot queue list`.", case=case)
        query = select(events.c.at, events.c.kind, events.c.reasons).where(events.c.conversation_id == found.id)
        rows = (await tx.execute(query.order_by(events.c.at, events.c.id))).all()
    moments = [Moment(at=row.at, kind=row.kind, words=next(iter(row.reasons or ()), "")) for row in rows]
    return timeline_svg(f"{found.reference}: {found.subject}", moments, zone)
