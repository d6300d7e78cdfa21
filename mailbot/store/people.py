"""The people on our side of the desk, their browser sessions and their API tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from mailbot.errors import RefusedError, UsageError
from mailbot.model.person import Agent, Role, Session
from mailbot.store.database import Database, new_id
from mailbot.store.tables import agents, api_tokens, sessions

#: A session ends after this long without a click, and in any case after the second span.
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)

#: Writing "seen" on every request would make each page view a write.
_SEEN_EVERY = timedelta(minutes=5)


class People:
    """Agents, managers, admins; implements `mailbot.ports.People`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def all(self) -> Sequence[Agent]:
        """Return everybody, by name."""
        async with self._db.read() as tx:
            return [agent_of(row) for row in await tx.execute(select(agents).order_by(agents.c.name, agents.c.id))]

    async def get(self, agent_id: str) -> Agent | None:
        """Return a person, or None."""
        async with self._db.read(brief=True) as tx:
            row = (await tx.execute(select(agents).where(agents.c.id == agent_id))).one_or_none()
            return agent_of(row) if row else None

    async def by_email(self, email: str) -> Agent | None:
        """Return the person with this address, or None."""
        async with self._db.read(brief=True) as tx:
            row = (await tx.execute(select(agents).where(agents.c.email == email.strip().lower()))).one_or_none()
            return agent_of(row) if row else None

    async def password_hash(self, agent_id: str) -> str | None:
        """Return the hash of a person's password, None when they have none."""
        async with self._db.read() as tx:
            found: str | None = (
                await tx.execute(select(agents.c.password_hash).where(agents.c.id == agent_id))
            ).scalar_one_or_none()
            return found

    async def add(self, agent: Agent, password_hash: str | None, now: datetime) -> Agent:
        """Add a person; `agent.id` is given by the store.

        Raises:
            UsageError: somebody has this address already.
        """
        values = {
            "id": new_id(),
            "email": agent.email.strip().lower(),
            "name": agent.name,
            "role": agent.role.value,
            "language": agent.language,
            "phone": agent.phone,
            "zone": agent.zone,
            "active": agent.active,
            "password_hash": password_hash,
            "created_at": now,
        }
        try:
            async with self._db.write() as tx:
                row = (await tx.execute(insert(agents).values(**values).returning(*agents.c))).one()
        except IntegrityError as error:
            raise UsageError(
                "There is already somebody with the address {email}.",
                hint="Change them with `mailbot user set`.",
                email=agent.email,
            ) from error
        return agent_of(row)

    async def change(self, agent_id: str, **changes: Any) -> Agent:
        """Write fields of a person; a new password, role or a deactivation ends all their sessions.

        Raises:
            RefusedError: there is nobody with this id.
        """
        async with self._db.write() as tx:
            row = (
                await tx.execute(update(agents).where(agents.c.id == agent_id).values(**changes).returning(*agents.c))
            ).one_or_none()
            if row is None:
                raise RefusedError("There is nobody with this id.")
            if changes.keys() & {"password_hash", "role", "active"}:
                await tx.execute(delete(sessions).where(sessions.c.agent_id == agent_id))
            return agent_of(row)

    # -- browser sessions ----------------------------------------------------------------------------------------

    async def start_session(self, agent_id: str, now: datetime) -> str:
        """Open a session and return the cookie's value; only its hash is kept."""
        token = secrets.token_urlsafe(32)
        async with self._db.write() as tx:
            await tx.execute(delete(sessions).where(sessions.c.expires_at < now))
            await tx.execute(
                insert(sessions).values(
                    id_hash=_hash(token),
                    agent_id=agent_id,
                    created_at=now,
                    seen_at=now,
                    expires_at=now + IDLE,
                    data={"csrf": secrets.token_urlsafe(32)},
                )
            )
            await tx.execute(update(agents).where(agents.c.id == agent_id).values(seen_at=now))
        return token

    async def session(self, token: str, now: datetime) -> Session | None:
        """Return a live session with its person, None when it is over or unknown."""
        async with self._db.read(brief=True) as tx:
            row = (
                await tx.execute(
                    select(sessions, *agents.c)
                    .join(agents, agents.c.id == sessions.c.agent_id)
                    .where(sessions.c.id_hash == _hash(token), sessions.c.expires_at > now, agents.c.active)
                )
            ).one_or_none()
        if row is None or now - row.created_at > LONGEST:
            return None
        if now - row.seen_at > _SEEN_EVERY:
            await self._seen(token, now)
        return Session(agent=agent_of(row), csrf=row.data["csrf"], started_at=row.created_at)

    async def end_session(self, token: str) -> None:
        """End a session."""
        async with self._db.write() as tx:
            await tx.execute(delete(sessions).where(sessions.c.id_hash == _hash(token)))

    async def _seen(self, token: str, now: datetime) -> None:
        async with self._db.write() as tx:
            await tx.execute(
                update(sessions).where(sessions.c.id_hash == _hash(token)).values(seen_at=now, expires_at=now + IDLE)
            )

    # -- API tokens ------------------------------------------------------------------------------------------------

    async def add_token(self, agent_id: str, name: str, now: datetime, expires_at: datetime | None = None) -> str:
        """Make an API token for a person and return it; it is shown this once."""
        token = f"mb_{secrets.token_urlsafe(32)}"
        async with self._db.write() as tx:
            await tx.execute(
                insert(api_tokens).values(
                    id=new_id(),
                    agent_id=agent_id,
                    name=name,
                    token_hash=_hash(token),
                    created_at=now,
                    expires_at=expires_at,
                )
            )
        return token

    async def token_bearer(self, token: str, now: datetime) -> Agent | None:
        """Return the person of a live token, None otherwise."""
        live = api_tokens.c.revoked_at.is_(None) & (api_tokens.c.expires_at.is_(None) | (api_tokens.c.expires_at > now))
        async with self._db.read(brief=True) as tx:
            row = (
                await tx.execute(
                    select(agents)
                    .join(api_tokens, api_tokens.c.agent_id == agents.c.id)
                    .where(api_tokens.c.token_hash == _hash(token), live, agents.c.active)
                )
            ).one_or_none()
        return agent_of(row) if row else None


def agent_of(row: Row[Any]) -> Agent:
    """Return the noun of a row of `agents` (joined rows too: the agents' columns win)."""
    values = row._mapping
    return Agent(
        id=values[agents.c.id],
        email=values[agents.c.email],
        name=values[agents.c.name],
        role=Role(values[agents.c.role]),
        language=values[agents.c.language],
        phone=values[agents.c.phone],
        zone=values[agents.c.zone],
        active=values[agents.c.active],
    )


def _hash(token: str) -> str:
    # Tokens are random, so a plain hash is enough: there is nothing to guess.
    return hashlib.sha256(token.encode()).hexdigest()
