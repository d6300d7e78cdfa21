"""Known causes in the store: opened and closed by people, read by every decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError
from mailbot.model.event import Event
from mailbot.model.incident import Incident, IncidentText
from mailbot.store.database import Database
from mailbot.store.events import EventLog
from mailbot.store.tables import incidents
from mailbot.store.types import new_id

#: Days after its end for which mails about an incident may still come.
AFTERMATH = timedelta(days=4)


class IncidentStore:
    """Rows of `incidents`."""

    async def add(self, tx: AsyncConnection, incident: Incident, *, by: str | None = None) -> str:
        """Open an incident, return its id."""
        values = {
            "id": new_id(),
            "name": incident.name,
            "words": list(incident.words),
            "region": list(incident.region),
            "problems": list(incident.problems),
            "texts": {language: asdict(text) for language, text in incident.texts.items()},
            "begun_at": incident.begun_at,
            "until": incident.until,
            "ended_at": incident.ended_at,
            "opened_by": by,
        }
        await tx.execute(insert(incidents).values(**values))
        return str(values["id"])

    async def close(self, tx: AsyncConnection, incident_id: str, at: datetime) -> Incident:
        """End an incident.

        Raises:
            RefusedError: there is none with this id that lasts.
        """
        lasting = (incidents.c.id == incident_id, incidents.c.ended_at.is_(None))
        statement = update(incidents).where(*lasting).values(ended_at=at).returning(*incidents.c)
        row = (await tx.execute(statement)).one_or_none()
        if row is None:
            raise RefusedError("There is no open incident {id}.", hint="See the list of known causes.", id=incident_id)
        return _noun(row)

    async def current(self, tx: AsyncConnection, now: datetime) -> tuple[Incident, ...]:
        """Return what lasts or ended lately, the newest first."""
        lately = or_(incidents.c.ended_at.is_(None), incidents.c.ended_at > now - AFTERMATH)
        rows = await tx.execute(select(incidents).where(lately).order_by(incidents.c.begun_at.desc()))
        return tuple(map(_noun, rows))

    async def all(self, tx: AsyncConnection) -> tuple[Incident, ...]:
        """Return every incident, the newest first."""
        return tuple(map(_noun, await tx.execute(select(incidents).order_by(incidents.c.begun_at.desc()).limit(200))))


class KnownCauses:
    """What people do with incidents: each act in one transaction with its line in the memory."""

    def __init__(self, db: Database) -> None:
        """Work on a store."""
        self._db, self._rows, self._events = db, IncidentStore(), EventLog()

    async def all(self) -> tuple[Incident, ...]:
        """Return every incident, the newest first."""
        async with self._db.read() as tx:
            return await self._rows.all(tx)

    async def open(self, incident: Incident, *, now: datetime, by: str | None = None) -> str:
        """Open an incident, return its id; `by` is an agent's id, None at the command line."""
        async with self._db.write() as tx:
            made = await self._rows.add(tx, incident, by=by)
            await self._events.add(tx, _act("incident_opened", made, incident, now, by))
        return made

    async def close(self, incident_id: str, *, now: datetime, by: str | None = None) -> Incident:
        """End an incident.

        Raises:
            RefusedError: there is none with this id that lasts.
        """
        async with self._db.write() as tx:
            ended = await self._rows.close(tx, incident_id, now)
            await self._events.add(tx, _act("incident_closed", incident_id, ended, now, by))
        return ended


def _act(kind: str, incident_id: str, incident: Incident, now: datetime, by: str | None) -> Event:
    data = {"incident": incident_id, "name": incident.name}
    return Event(kind=kind, at=now, actor=by or "mailbot", data=data)


def _noun(row: Row[Any]) -> Incident:
    texts: Mapping[str, Mapping[str, str]] = row.texts or {}
    return Incident(
        id=row.id,
        name=row.name,
        words=tuple(row.words),
        region=tuple(row.region or ()),
        problems=tuple(row.problems or ()),
        begun_at=row.begun_at,
        until=row.until,
        ended_at=row.ended_at,
        texts={language: IncidentText(**text) for language, text in texts.items()},
    )
