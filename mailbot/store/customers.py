"""The customers' files in the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.customer import Customer
from mailbot.store.raw_mails import upsert
from mailbot.store.tables import customers

_FIELDS = tuple(field.name for field in fields(Customer))

_OF = select(customers).where(customers.c.email.in_(bindparam("emails", expanding=True)))


class CustomerStore:
    """Implements `mailbot.ports.Customers`."""

    async def get(self, tx: AsyncConnection, email: str) -> Customer | None:
        """Return a file, or None."""
        row = (await tx.execute(select(customers).where(customers.c.email == email.lower()))).one_or_none()
        return _noun(row) if row else None

    async def of(self, tx: AsyncConnection, emails: Sequence[str]) -> dict[str, Customer]:
        """Return the files that there are, by address in lower case."""
        found = await tx.execute(_OF, {"emails": sorted({one.lower() for one in emails})})
        return {row.email: _noun(row) for row in found}

    async def write(self, tx: AsyncConnection, email: str, now: datetime, **changes: Any) -> None:
        """Create or change a file; keys are columns of `customers`."""
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in changes.items()}
        statement = upsert(tx, customers).values(email=email.lower(), created_at=now, updated_at=now, **values)
        await tx.execute(statement.on_conflict_do_update(index_elements=["email"], set_={**values, "updated_at": now}))

    async def undeliverable(self, tx: AsyncConnection, email: str, now: datetime) -> None:
        """Note that a mail to this address came back for good."""
        await self.write(tx, email, now, undeliverable_since=now)


def _noun(row: Row[Any]) -> Customer:
    values = {name: getattr(row, name) for name in _FIELDS}
    return Customer(**{**values, "phones": tuple(values["phones"] or ())})
