"""Leases with fencing tokens on any table that has the columns of `lease_columns`.

A claim is one statement on both engines: WITH chosen AS MATERIALIZED (SELECT … LIMIT … FOR UPDATE SKIP LOCKED)
UPDATE … WHERE id IN (chosen) RETURNING. Without the CTE PostgreSQL may run the SELECT once for each row of the table, skip
what the statement itself has just locked, and so claim far more than the limit.
SQLite has one writer at a time and leaves the lock clause out. Workers on PostgreSQL never wait for each
other, and never get the same row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import StaleError
from mailbot.store.types import UtcDateTime


@dataclass(frozen=True, kw_only=True, slots=True)
class Lease:
    """The right to work on one row until a moment; every later write proves it with the fence."""

    id: str
    fence: int


async def claim(
    tx: AsyncConnection,
    table: Table,
    *,
    where: ColumnElement[bool],
    order_by: Sequence[ColumnElement[Any]],
    holder: str,
    seconds: float,
    limit: int = 1,
    values: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> Sequence[Row[Any]]:
    """Claim up to `limit` free rows and return them as they are after the claim, in no particular order.

    Args:
        where: which rows are due.
        order_by: which come first.
        holder: who claims, for people to read ("host:pid:role").
        seconds: length of the lease; renew before it ends.
        values: columns to set with the claim, such as a new state or attempts + 1.
        now: the moment for leases, for tests. By default the database's clock on PostgreSQL, so that nodes
            with wrong clocks agree, and this machine's on SQLite.
    """
    at = moment(tx, now)
    free = or_(table.c.lease_until.is_(None), table.c.lease_until < at)
    first = select(table.c.id).where(where, free).order_by(*order_by).limit(limit)
    statement = (
        update(table)
        .where(table.c.id.in_(chosen_once(first)))
        .values(lease_holder=holder, lease_until=later(at, seconds), fence=table.c.fence + 1, **(values or {}))
        .returning(*table.c)
    )
    return (await tx.execute(statement)).all()


def chosen_once(first: Select[Any]) -> Select[Any]:
    """Lock the rows of a limited SELECT of ids that nobody else holds, and choose them once whatever the plan."""
    chosen = first.with_for_update(skip_locked=True).cte("chosen").prefix_with("MATERIALIZED")
    return select(chosen.c.id)


async def renew(
    tx: AsyncConnection,
    table: Table,
    lease: Lease,
    *,
    seconds: float,
    values: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> None:
    """Prolong a lease that is still ours, writing columns with it.

    Raises:
        StaleError: another worker took the row meanwhile.
    """
    until = later(moment(tx, now), seconds)
    await write_fenced(tx, table, lease, {**(values or {}), "lease_until": until})


async def release(
    tx: AsyncConnection,
    table: Table,
    lease: Lease,
    values: dict[str, Any] | None = None,
    *,
    still: ColumnElement[bool] | None = None,
) -> None:
    """Give a row back, writing the outcome with it.

    Raises:
        StaleError: another worker took the row meanwhile, or it is no longer as `still` says; nothing was written.
    """
    await write_fenced(tx, table, lease, {"lease_holder": None, "lease_until": None, **(values or {})}, still=still)


async def write_fenced(
    tx: AsyncConnection,
    table: Table,
    lease: Lease,
    values: dict[str, Any],
    *,
    still: ColumnElement[bool] | None = None,
) -> None:
    """Write to a row only while our claim is the latest one.

    `still` is what must hold besides: after a commit whose answer got lost, the second turn has to notice the first.

    Raises:
        StaleError: another worker took the row meanwhile; nothing was written.
    """
    proof = {"lease_id": lease.id, "lease_fence": lease.fence}
    plain = {name: value for name, value in values.items() if not isinstance(value, ClauseElement)}
    computed = {name: value for name, value in values.items() if name not in plain}
    statement = _fenced(table).values(**computed) if computed else _fenced(table)
    if still is not None:
        statement = statement.where(still)
    if (await tx.execute(statement, {**plain, **proof})).rowcount != 1:
        raise StaleError(
            "Another worker took over this row of {table} while we were away; our work is dropped.", table=table.name
        )


@cache
def _fenced(table: Table) -> Update:
    return update(table).where(table.c.id == bindparam("lease_id"), table.c.fence == bindparam("lease_fence"))


def moment(tx: AsyncConnection, now: datetime | None = None) -> ColumnElement[datetime]:
    """Return the moment that leases go by: the database's own on PostgreSQL, unless a test says another."""
    if now is None and tx.dialect.name == "postgresql":
        return func.clock_timestamp()
    return literal(now or datetime.now(UTC), UtcDateTime())


def later(at: ColumnElement[datetime], seconds: float) -> Any:
    """Return the moment some seconds after another, as a value to write or compare with."""
    wait = timedelta(seconds=seconds)
    return at.value + wait if hasattr(at, "value") else at + literal(wait)
