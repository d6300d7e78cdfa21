"""The people who work with mailbot, their sessions and tokens, in the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError
from mailbot.model.person import Agent, Role
from mailbot.store.tables import agents, api_tokens, sessions
from mailbot.store.types import new_id


class AgentStore:
    """People. Passwords, cookies and tokens arrive here as hashes only."""

    async def add(
        self,
        tx: AsyncConnection,
        *,
        email: str,
        name: str,
        role: Role,
        now: datetime,
        password_hash: str | None = None,
        **more: Any,
    ) -> Agent:
        """Insert a person; `more` are further columns (language, phone, zone).

        Raises:
            RefusedError: the address is taken.
        """
        values = {"id": new_id(), "email": email.lower(), "name": name, "role": role.value, "created_at": now, **more}
        try:
            async with tx.begin_nested():
                await tx.execute(insert(agents).values(**values, password_hash=password_hash))
        except IntegrityError as error:
            raise RefusedError(f"There is already somebody with the address {email}.") from error
        return await self.get(tx, str(values["id"]))

    async def get(self, tx: AsyncConnection, agent_id: str) -> Agent:
        """Return a person.

        Raises:
            RefusedError: there is none with this id.
        """
        row = (await tx.execute(select(agents).where(agents.c.id == agent_id))).one_or_none()
        if row is None:
            raise RefusedError(f"There is nobody with the id {agent_id}.")
        return noun(row)

    async def by_email(self, tx: AsyncConnection, email: str) -> tuple[Agent, str | None] | None:
        """Return a person and the hash of the password, or None."""
        row = (await tx.execute(select(agents).where(agents.c.email == email.strip().lower()))).one_or_none()
        return (noun(row), row.password_hash) if row else None

    async def all(self, tx: AsyncConnection, *, active: bool | None = None) -> Sequence[Agent]:
        """Return the people, by name."""
        query = select(agents).order_by(agents.c.name)
        return [
            noun(row) for row in await tx.execute(query if active is None else query.where(agents.c.active == active))
        ]

    async def change(self, tx: AsyncConnection, agent_id: str, **changes: Any) -> Agent:
        """Write columns; a new role or password, or being made inactive, ends the person's sessions."""
        values = {name: value.value if isinstance(value, Role) else value for name, value in changes.items()}
        await tx.execute(update(agents).where(agents.c.id == agent_id).values(**values))
        if {"role", "password_hash"} & values.keys() or values.get("active") is False:
            await tx.execute(delete(sessions).where(sessions.c.agent_id == agent_id))
        return await self.get(tx, agent_id)

    async def open_session(
        self, tx: AsyncConnection, id_hash: str, agent_id: str, *, now: datetime, expires_at: datetime, data: Any = None
    ) -> None:
        """Begin a browser session."""
        values = {"id_hash": id_hash, "agent_id": agent_id, "created_at": now, "seen_at": now}
        await tx.execute(insert(sessions).values(**values, expires_at=expires_at, data=data))

    async def session(self, tx: AsyncConnection, id_hash: str, now: datetime) -> tuple[Agent, Row[Any]] | None:
        """Return the person of a session that has not expired, and its row; None otherwise."""
        query = (
            select(sessions, agents.c.active)
            .join(agents, agents.c.id == sessions.c.agent_id)
            .where(sessions.c.id_hash == id_hash, sessions.c.expires_at > now, agents.c.active)
        )
        row = (await tx.execute(query)).one_or_none()
        return (await self.get(tx, row.agent_id), row) if row else None

    async def touch_session(self, tx: AsyncConnection, id_hash: str, now: datetime) -> None:
        """Note that a session is in use."""
        await tx.execute(update(sessions).where(sessions.c.id_hash == id_hash).values(seen_at=now))

    async def end_session(self, tx: AsyncConnection, id_hash: str) -> None:
        """End a session."""
        await tx.execute(delete(sessions).where(sessions.c.id_hash == id_hash))

    async def add_token(
        self,
        tx: AsyncConnection,
        agent_id: str,
        name: str,
        token_hash: str,
        now: datetime,
        expires_at: datetime | None = None,
    ) -> str:
        """Insert an API token's hash, return the row's id."""
        row_id = new_id()
        values = {"id": row_id, "agent_id": agent_id, "name": name, "token_hash": token_hash, "created_at": now}
        await tx.execute(insert(api_tokens).values(**values, expires_at=expires_at))
        return row_id

    async def by_token(self, tx: AsyncConnection, token_hash: str, now: datetime) -> Agent | None:
        """Return the person of a token that is neither revoked nor expired."""
        query = (
            select(agents, api_tokens.c.expires_at)
            .join(api_tokens, api_tokens.c.agent_id == agents.c.id)
            .where(api_tokens.c.token_hash == token_hash, api_tokens.c.revoked_at.is_(None), agents.c.active)
        )
        row = (await tx.execute(query)).one_or_none()
        return noun(row) if row and (row.expires_at is None or row.expires_at > now) else None

    async def revoke_token(self, tx: AsyncConnection, token_id: str, now: datetime) -> None:
        """Make a token useless."""
        await tx.execute(update(api_tokens).where(api_tokens.c.id == token_id).values(revoked_at=now))


def noun(row: Row[Any]) -> Agent:
    """Return the person of a row of `agents`."""
    return Agent(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        language=row.language,
        phone=row.phone,
        zone=row.zone,
        active=row.active,
    )
