"""Carries a SQLite store to PostgreSQL: all rows, resumable, compared at the end; meanwhile nobody writes to the source.

The source is fenced first, by triggers: a process that was asleep and wakes up is refused, too. Each batch is written to
the target together with how far we came, so that a killed move goes on where it was. The target opens for work only when
every table has as many rows, and the same ones, as the source.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, Row, Table, Text, func, inspect, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError, UsageError
from mailbot.store import migrate
from mailbot.store.database import Database
from mailbot.store.moved import MOVE, MOVING, fence, is_fenced, unfence
from mailbot.store.tables import conversations, messages, metadata, nodes, search_words, settings, watches
from mailbot.store.types import new_id
from mailbot.store.watches import NodeRoll

#: Who is at work, and who watches: says nothing about the new home.
LEFT_BEHIND = frozenset({nodes.name, watches.name})
TABLES = tuple(table for table in metadata.sorted_tables if table.name not in LEFT_BEHIND)
#: Tables whose triggers would write the search's words a second time.
_TRIGGERED = (conversations, messages)
_BATCH = 500
_HEAVY = {"raw_mails": 50, "outbox": 100, "messages": 200}

moving = Table(
    MOVING,
    MetaData(),
    Column("name", Text, primary_key=True),
    Column("move", Text, nullable=False),  # which move this is: the source's
    Column("last", Text),  # primary key of the last row carried, as JSON
    Column("rows", Integer, nullable=False),
)

#: Called with a table's name, the rows carried or compared so far, and all of its rows.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """What was carried."""

    rows: dict[str, int]  # by table
    repaired: int  # texts with NUL characters, which PostgreSQL does not keep: they became U+FFFD
    resumed: bool


class Move:
    """One move from a source to a target."""

    def __init__(self, source: Database, target: Database) -> None:
        """Prepare it; nothing is touched yet.

        Raises:
            UsageError: the source is not SQLite, or the target not PostgreSQL.
        """
        if not source.sqlite:
            raise UsageError("Only a SQLite store is moved.", hint="Between PostgreSQL servers use pg_dump.")
        if target.sqlite:
            raise UsageError("A store moves to PostgreSQL only.", hint="Write --to postgresql://user@host/database.")
        self._source, self._target = source, target
        self._repaired = 0

    async def run(self, progress: Progress = lambda _name, _done, _all: None) -> Moved:
        """Carry everything, or go on where a move was broken off; compare; open the target.

        What an older version of mailbot began is begun again: the source is migrated behind its fence, the target emptied.

        Raises:
            RefusedError: a `mailbot run` holds the source, or the target holds something else.
            ConfigurationError: the source's schema is newer than this program.
            StoreBusy: one of them is away; call again to go on.
        """
        await self._check_target_is_free()
        move = await self._fence_source()
        resumed = await self._prepare_target(move)
        for table in TABLES:
            await self._carry(table, move, progress)
        rows = {table.name: await self._compare(table, progress) for table in TABLES}
        await self._open_target()
        return Moved(rows=rows, repaired=self._repaired, resumed=resumed)

    # -- before

    async def _check_target_is_free(self) -> None:
        async with self._source.read() as tx:
            mark = await _mark(tx)
        async with self._target.read() as tx:
            present = set(await tx.run_sync(lambda connection: inspect(connection).get_table_names()))
            if MOVING in present:
                known = set((await tx.execute(select(moving.c.move))).scalars())
                if mark is None or known - {mark["id"]}:
                    raise RefusedError("Another store is being moved to this database.", hint="Name an empty one.")
                return
            if mark is not None and mark.get("done"):
                raise RefusedError("This store was moved already.", hint="Set [store] url to its new home.")
            for table in TABLES:
                if table.name in present and (await tx.execute(select(table).limit(1))).first() is not None:
                    raise RefusedError(
                        f"The target holds rows in {table.name} already.", hint="Name an empty database."
                    )

    async def _fence_source(self) -> str:
        """Bring the source to our schema and fence it; return the move's id.

        A fence that an older version left gives way to the migration and stands again before anybody else can write.
        """
        async with self._source.write() as tx:
            mark = await _mark(tx)
            if mark is not None and await migrate.is_at_head(tx):
                return str(mark["id"])
            if mark is not None:
                await tx.run_sync(unfence)
            await migrate.upgrade_in(tx)
            if mark is None:
                await _check_nobody_is_at_work(tx)
                mark = {"id": new_id(), "to": self._target.url.render_as_string(hide_password=True)}
            now = datetime.now(UTC)
            await tx.execute(settings.insert().values(key=MOVE, value=mark, updated_at=now, updated_by="mailbot"))
            await tx.run_sync(fence)
            return str(mark["id"])

    async def _prepare_target(self, move: str) -> bool:
        """Make tables; tell whether some of the way was gone before, by a version with our schema."""
        async with self._target.write() as tx:
            if await tx.run_sync(lambda connection: inspect(connection).has_table(MOVING)):
                if await migrate.is_at_head(tx):
                    return True
                await _empty_target(tx)
        await migrate.upgrade(self._target)
        async with self._target.write() as tx:
            await tx.run_sync(moving.create)
            await tx.execute(settings.delete())  # what the migration noted; the source brings its own
            for table in TABLES:
                await tx.execute(moving.insert().values(name=table.name, move=move, rows=0))
            for table in _TRIGGERED:
                await tx.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))
        return False

    # -- the way

    async def _carry(self, table: Table, move: str, progress: Progress) -> None:
        total = await _count(self._source, table)
        async with self._target.read() as tx:
            state = (await tx.execute(select(moving).where(moving.c.name == table.name))).one()
        done, last = state.rows, json.loads(state.last) if state.last else None
        progress(table.name, done, total)
        async for rows in self._pages(table, last):
            key = json.dumps([getattr(rows[-1], column.name) for column in table.primary_key])
            done += len(rows)
            async with self._target.write() as tx:
                await tx.execute(table.insert(), [self._values(table, row) for row in rows])
                where = (moving.c.name == table.name, moving.c.move == move)
                await tx.execute(moving.update().where(*where).values(last=key, rows=done))
            progress(table.name, done, total)

    async def _pages(self, table: Table, last: list[Any] | None) -> AsyncIterator[Sequence[Row[Any]]]:
        """Give the source's rows in the order of their keys, behind the last one."""
        key = tuple_(*table.primary_key.columns)
        size = _HEAVY.get(table.name, _BATCH)
        while True:
            query = select(table).order_by(*table.primary_key.columns).limit(size)
            if last is not None:
                query = query.where(key > tuple_(*last))
            async with self._source.read() as tx:
                rows = (await tx.execute(query)).all()
            if not rows:
                return
            yield rows
            last = [getattr(rows[-1], column.name) for column in table.primary_key]

    def _values(self, table: Table, row: Row[Any]) -> dict[str, Any]:
        values = {column.name: row._mapping[column] for column in table.columns if column.computed is None}
        clean = {name: storable(value) for name, value in values.items()}
        self._repaired += sum(clean[name] != value for name, value in values.items())
        return clean

    # -- the end

    async def _compare(self, table: Table, progress: Progress) -> int:
        """Compare number and content of a table's rows. Raises RefusedError when they differ."""
        total = await _count(self._source, table)
        ours, theirs, count, there = 0, 0, 0, 0
        async for rows in self._pages(table, None):
            count += len(rows)
            ours = (ours + sum(fingerprint(table, row) for row in rows)) % _MODULUS
            progress(f"{table.name}: comparing", count, total)
        async with self._target.read() as tx:
            async for row in await tx.stream(select(table)):
                there += 1
                theirs = (theirs + fingerprint(table, row)) % _MODULUS
        if (count, ours) != (there, theirs):
            raise RefusedError(
                f"{table.name} differs after the move ({count} rows here, {there} there); the target stays closed.",
                hint="Empty the target and move again, or go on here with: mailbot db move --give-up.",
            )
        return count

    async def _open_target(self) -> None:
        async with self._source.read() as tx:
            mark = await _mark(tx)
        async with self._target.write() as tx:
            for table in _TRIGGERED:
                await tx.execute(text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))
            await tx.run_sync(_set_sequences)
            await tx.execute(settings.delete().where(settings.c.key == MOVE))
            await tx.run_sync(moving.drop)
        async with self._source.write() as tx:  # killed before this, the next call finds rows in the target and says so
            await tx.run_sync(unfence)
            now = datetime.now(UTC)
            told = {**(mark or {}), "done": now.isoformat()}
            await tx.execute(settings.insert().values(key=MOVE, value=told, updated_at=now, updated_by="mailbot"))
            await tx.run_sync(fence)


async def give_up_move(source: Database) -> None:
    """Let a source be worked on again.

    Raises:
        RefusedError: nothing is being moved, or the move is complete: the target may have gone on.
    """
    async with source.write() as tx:
        mark = await _mark(tx)
        if mark is None:
            raise RefusedError("Nothing is being moved from this store.")
        if mark.get("done"):
            raise RefusedError("This store was moved; its new home may have gone on since.")
        await tx.run_sync(unfence)


async def _check_nobody_is_at_work(tx: AsyncConnection) -> None:
    at_work = await NodeRoll().alive(tx)
    if at_work:
        raise RefusedError(
            f"mailbot run ({at_work[0].holder}) is at work on this store.",
            hint="Stop it first; after a crash, wait a quarter of a minute.",
        )


async def _empty_target(tx: AsyncConnection) -> None:
    """Throw away what an older version carried: a row carried before a migration is not the row that it makes."""
    present = set(await tx.run_sync(lambda connection: inspect(connection).get_table_names()))
    carried = ", ".join(table.name for table in TABLES if table.name in present)
    await tx.execute(text(f"TRUNCATE {carried} RESTART IDENTITY CASCADE"))
    for table in _TRIGGERED:
        await tx.execute(text(f"ALTER TABLE {table.name} ENABLE TRIGGER USER"))
    await tx.run_sync(moving.drop)


async def _mark(tx: AsyncConnection) -> dict[str, Any] | None:
    if not await tx.run_sync(is_fenced):
        return None
    value = (await tx.execute(select(settings.c.value).where(settings.c.key == MOVE))).scalar_one()
    return dict(value)


async def _count(db: Database, table: Table) -> int:
    async with db.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(table))).scalar_one())


def _set_sequences(connection: Connection) -> None:
    """Let the one counter of the schema go on behind what was carried."""
    highest = connection.execute(select(func.coalesce(func.max(search_words.c.number), 0))).scalar_one()
    name = func.pg_get_serial_sequence(search_words.name, search_words.c.number.name)
    connection.execute(select(func.setval(name, highest + 1, False)))


_MODULUS = 1 << 256


def fingerprint(table: Table, row: Row[Any]) -> int:
    """Return a number that two rows share only when they hold the same; sums of them do not depend on the order."""
    parts = (_spelled(storable(row._mapping[column])) for column in table.columns)
    return int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest(), "big")


def storable(value: Any) -> Any:
    """Return a value as PostgreSQL keeps it: without NUL characters, in texts as in JSON."""
    match value:
        case str():
            return value.replace("\x00", "\ufffd")
        case dict():
            return {storable(name): storable(one) for name, one in value.items()}
        case list():
            return [storable(one) for one in value]
        case _:
            return value


def _spelled(value: Any) -> str:
    match value:
        case bytes() | memoryview():
            return hashlib.sha256(value).hexdigest()
        case datetime():
            return value.astimezone(UTC).isoformat()
        case dict() | list():
            return json.dumps(_numbers(value), sort_keys=True, ensure_ascii=False)
        case _:
            return repr(value)


def _numbers(value: Any) -> Any:
    """JSONB writes 1e3 as 1000: whole numbers are compared as such."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {name: _numbers(one) for name, one in value.items()}
        case list():
            return [_numbers(one) for one in value]
        case _:
            return value
