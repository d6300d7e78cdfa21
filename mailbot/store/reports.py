"""The digests of the line as scheduled items: when the next one comes, and a person's pause, move or skip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.edition import Changes, next_edition
from mailbot.errors import RefusedError
from mailbot.model.moment import to_come
from mailbot.model.person import Agent, Role
from mailbot.model.view import Planned
from mailbot.ports import Clock
from mailbot.store.database import Database
from mailbot.store.people import agent_of
from mailbot.store.switches import SwitchStore
from mailbot.store.tables import agents
from scheduler.ports import Act


def changes_key(agent_id: str) -> str:
    """Return the setting under which a person's changes to their digests are kept."""
    return f"digest_changes:{agent_id}"


def to_changes(kept: dict[str, Any] | None) -> Changes:
    """Return the changes that a setting holds."""
    kept = kept or {}
    moved_to = datetime.fromisoformat(kept["moved_to"]) if kept.get("moved_to") else None
    return Changes(
        paused=bool(kept.get("paused")),
        skipped=kept.get("skipped", ""),
        moved=kept.get("moved", ""),
        moved_to=moved_to,
    )


def _kept(changes: Changes) -> dict[str, Any]:
    moved_to = changes.moved_to.isoformat() if changes.moved_to else ""
    return {"paused": changes.paused, "skipped": changes.skipped, "moved": changes.moved, "moved_to": moved_to}


class Reports:
    """Implements `mailbot.console.house.Reports`, and lists what is to come for the schedule."""

    def __init__(self, db: Database, hours: Sequence[int], clock: Clock) -> None:
        self._db, self._hours, self._clock = db, tuple(hours), clock

    async def planned(self) -> tuple[Planned, ...]:
        """Return each manager's next digest."""
        now = self._clock.now()
        async with self._db.read() as tx:
            people = [agent_of(row) for row in await tx.execute(select(agents).order_by(agents.c.id))]
            return tuple([one for agent in people if _reads(agent) for one in await self._next(tx, agent, now)])

    async def _next(self, tx: AsyncConnection, agent: Agent, now: datetime) -> tuple[Planned, ...]:
        changes = to_changes(await SwitchStore().get(tx, changes_key(agent.id)))
        edition = next_edition(agent.zone, self._hours, changes, now)
        if edition is None:
            return ()
        return (
            Planned(
                id=agent.id,
                what="report",
                kind="digest",
                due_at=edition.at,
                reason="the line of callbacks as a mail",
                conversation_id="",
                subject="",
                customer=agent.name,
                state="paused" if changes.paused else "planned",
            ),
        )

    async def act(self, agent: Agent, agent_id: str, act: Act, now: datetime, *, until: datetime | None = None) -> None:
        """Pause, resume, move or leave out a person's next digest: one's own, or anybody's for an admin.

        Raises:
            RefusedError: it is somebody else's, there is none, or the time has passed.
        """
        if agent_id != agent.id and not agent.role.includes(Role.ADMIN):
            raise RefusedError("This report is somebody else's.", hint="Ask them, or an admin.")
        async with self._db.write() as tx:
            row = (await tx.execute(select(agents).where(agents.c.id == agent_id))).one_or_none()
            changes = to_changes(await SwitchStore().get(tx, changes_key(agent_id)))
            edition = next_edition(agent_of(row).zone, self._hours, changes, now) if row else None
            if edition is None:
                raise RefusedError("It is no longer there.", hint="Reload the list.")
            changed = _changed(changes, act, edition.slot, until, now)
            await SwitchStore().set(tx, changes_key(agent_id), _kept(changed), by=agent.id, now=now)


def _changed(changes: Changes, act: Act, slot: str, until: datetime | None, now: datetime) -> Changes:
    if act in (Act.PAUSE, Act.RESUME):
        return replace(changes, paused=act is Act.PAUSE)
    if act is Act.CANCEL:
        return replace(changes, skipped=slot)
    if act is not Act.MOVE:
        raise RefusedError("This cannot be done with a report.")
    return replace(changes, moved=slot, moved_to=to_come(until, now))


def _reads(agent: Agent) -> bool:
    return agent.active and agent.role.includes(Role.MANAGER)
