"""What just happened, for pages that are open; and who has which case open."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.view import Change
from mailbot.store.database import Database
from mailbot.store.tables import agents, events, mentions, notes, sessions
from mailbot.store.types import first_id_of

#: Somebody who has not been heard of for so long has left a case's page.
AWAY_AFTER = timedelta(seconds=45)


class Pulse:
    """Reads the newest events; implements `mailbot.console.house.Pulse`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def recent(self, seconds: float) -> Sequence[Change]:
        """Return what was recorded within the last seconds, oldest first.

        The span has to overlap between two looks: a transaction that began earlier may commit later.
        """
        statement = (
            select(events.c.id, events.c.conversation_id, events.c.actor)
            .where(events.c.id >= first_id_of(seconds_ago=seconds))
            .order_by(events.c.id)
            .limit(1000)
        )
        async with self._db.read() as tx:
            return [
                Change(id=row.id, conversation_id=row.conversation_id, actor=row.actor)
                for row in await tx.execute(statement)
            ]


class Presence:
    """Who has which case open; kept with the browser session, so that all processes know it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def enter(self, token: str, agent_id: str, case_id: str, now: datetime) -> Sequence[str]:
        """Note that a session has a case open, so that its notes have been seen; return the names of the others who have."""
        key = hashlib.sha256(token.encode()).hexdigest()
        async with self._db.write() as tx:
            data = (await tx.execute(select(sessions.c.data).where(sessions.c.id_hash == key))).scalar_one_or_none()
            if data is not None:
                place = {"case": case_id, "at": now.isoformat()}
                await tx.execute(
                    update(sessions).where(sessions.c.id_hash == key).values(data={**data, "place": place})
                )
            here = select(notes.c.id).where(notes.c.conversation_id == case_id)
            unseen = mentions.c.seen_at.is_(None) & (mentions.c.agent_id == agent_id) & mentions.c.note_id.in_(here)
            await tx.execute(update(mentions).where(unseen).values(seen_at=now))
            return await _others(tx, agent_id, case_id, now)


async def _others(tx: AsyncConnection, agent_id: str, case_id: str, now: datetime) -> list[str]:
    statement = (
        select(sessions.c.data, agents.c.name)
        .join(agents, agents.c.id == sessions.c.agent_id)
        .where(sessions.c.expires_at > now, sessions.c.agent_id != agent_id)
    )
    names = set()
    for row in await tx.execute(statement):
        place = (row.data or {}).get("place")
        if place and place["case"] == case_id and now - datetime.fromisoformat(place["at"]) < AWAY_AFTER:
            names.add(row.name)
    return sorted(names)
