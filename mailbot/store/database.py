"""The database: one URL, two engines, explicit read and write transactions."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from mailbot.errors import ConfigurationError, MailbotError, StoreBusy
from mailbot.model.sentence import as_data, revived
from mailbot.store.commit import do_last, forget_last
from mailbot.store.sheaf import write_before_savepoint, write_first
from mailbot.store.silence import LINE
from mailbot.store.sqlite_driver import SqliteConnection
from mailbot.store.types import Id, Json, UtcDateTime, new_id
from mailbot.store.wakeups import Bell, announce, forget

__all__ = ["Database", "Id", "Json", "UtcDateTime", "new_id"]

#: Seconds that a writer of another process may hold SQLite's lock before we give up.
BUSY_SECONDS = 10.0

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers never wait for the writer
    "PRAGMA synchronous=FULL",  # a committed mail survives a power cut: we ack it upstream afterwards
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-32000",  # 32 MB: the inbox's indexes stay in memory
    "PRAGMA temp_store=MEMORY",
)


class Database:
    """An engine and its two kinds of transaction.

    Writers on SQLite begin with BEGIN IMMEDIATE: a deferred transaction that reads and then writes fails
    at once when another writer came between, however long the busy timeout (SQLITE_BUSY_SNAPSHOT).
    Writers of one process queue on a fair lock before they meet the file's lock.
    """

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        """Prepare the engine; nothing is opened yet.

        Args:
            url: `sqlite:///file`, `postgresql://user:password@host/name`, or the same with a driver.
            pool_size: connections kept open.

        Raises:
            ConfigurationError: the URL cannot be understood or names an engine that we do not know.
        """
        self.url = _normalised(url)
        self.engine: AsyncEngine = _engine(self.url, pool_size)
        self.bell = Bell()
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self._turn = asyncio.Lock()
        self._writer: asyncio.Task[Any] | None = None
        event.listen(self.engine.sync_engine, "before_execute", write_first)
        event.listen(self.engine.sync_engine, "savepoint", write_before_savepoint)
        if self.sqlite:
            event.listen(self.engine.sync_engine, "connect", _configure_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @property
    def engine_name(self) -> str:
        """Return "sqlite" or "postgresql"."""
        return self.url.get_backend_name()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that may write; commits at the end of the block, rolls back on any exception.

        Raises:
            StoreBusy: the store is locked, full or gone; nothing was written.
            ConfigurationError: the tables are missing.
        """
        if not self.sqlite:
            async with self._begin(writes=True) as tx:
                yield tx
            return
        if self._writer is asyncio.current_task():
            raise RuntimeError("A write transaction is already open in this task: pass its tx on.")
        async with self._turn:
            self._writer = asyncio.current_task()
            try:
                async with self._begin(writes=True) as tx:
                    yield tx
            finally:
                self._writer = None

    @asynccontextmanager
    async def read(self, *, brief: bool = False) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that only reads; sees one consistent state on SQLite.

        Args:
            brief: a few rows by key, no list and no search: on SQLite they are read where they are asked for.

        Raises:
            StoreBusy: the store is locked or gone.
            ConfigurationError: the tables are missing.
        """
        async with self._begin(writes=False, brief=brief) as tx:
            yield tx

    async def dispose(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    @asynccontextmanager
    async def _begin(self, *, writes: bool, brief: bool = False) -> AsyncIterator[AsyncConnection]:
        with _mapped_errors(self.url):
            async with self.engine.connect() as tx:
                await tx.execution_options(mailbot_writes=writes, mailbot_brief=brief)
                forget(tx)
                forget_last(tx)
                async with tx.begin():
                    yield tx
                    await do_last(tx)
                    rung = await announce(tx)
        self.bell.hear(rung)


def _normalised(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ConfigurationError(
            "The store's URL cannot be read.",
            hint="Write sqlite:///path/to/mailbot.db or postgresql://user:password@host/database.",
        ) from None
    backend = parsed.drivername.partition("+")[0]
    if backend not in _DRIVERS:
        raise ConfigurationError(
            "The store cannot live on {backend!r}.",
            hint="Choose SQLite (sqlite:///…) or PostgreSQL (postgresql://…).",
            backend=backend,
        )
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ConfigurationError("The store needs a file.", hint="Write sqlite:///path/to/mailbot.db.")
    return parsed.set(drivername=_DRIVERS[backend])


def _engine(url: URL, pool_size: int) -> AsyncEngine:
    options: dict[str, Any] = {
        "json_serializer": _dumps,
        "json_deserializer": _loads,
        "pool_size": pool_size,
        "max_overflow": 2 * pool_size,
    }
    if url.get_backend_name() == "postgresql":
        # PgBouncer in transaction mode hands out another server connection each time: no prepared statements.
        # The pre-ping survives a restarted server or a failed-over one.
        options |= {"pool_pre_ping": True, "connect_args": {"prepare_threshold": None, **LINE}}
    else:
        options["async_creator"] = lambda: _sqlite(str(url.database))
    try:
        return create_async_engine(url, **options)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigurationError(
            "The driver for {engine} is not installed ({error}).",
            hint="Run: pip install 'mailbot[postgres]'.",
            engine=url.get_backend_name(),
            error=error,
        ) from error


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _dumps(value: Any) -> str:
    if type(value) is list and not value:  # most lists of most mails
        return "[]"
    return _ENCODER.encode(as_data(value))


def _loads(text: str | bytes) -> Any:
    return json.loads(text, object_hook=revived)


def _private(path: str) -> None:
    """Make a new file readable by its owner alone: customers' mails are nobody else's business."""
    # O_EXCL: an existing file must not be opened beside SQLite, closing it would drop the process's locks on it.
    # What cannot be made here is explained when SQLite tries.
    with contextlib.suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


async def _sqlite(path: str) -> SqliteConnection:
    _private(path)
    return SqliteConnection(path, busy_seconds=BUSY_SECONDS)


def _configure_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("mailbot_writes", True):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # the two words for the same tell our driver where to run what follows
        connection.exec_driver_sql("BEGIN DEFERRED" if options.get("mailbot_brief") else "BEGIN")


# -- errors in plain words ------------------------------------------------------------------------------------------

#: (what the driver says, what the person reads, what to do).
_SQLITE_TROUBLE = (
    ("moved to another", "This store was moved to another database.", "Set [store] url to its new home and restart."),
    ("locked", "The store is busy: another process is writing to it.", "Nothing is lost; try again in a moment."),
    ("full", "The store's disk is full.", "Free some space; mail stays on the server until then."),
    ("readonly", "The store's file {file} is read-only.", "Check its owner and permissions."),
    ("not a database", "The store's file {file} is no SQLite database.", "Look at [store] url: it names another file."),
    ("malformed", "The store's file {file} is damaged.", "Stop mailbot and put the last backup in its place."),
    ("disk i/o", "The store's disk does not answer.", "Check the disk and the folder the file lies in."),
)

#: SQLSTATE prefixes (PostgreSQL, appendix A).
_POSTGRES_TROUBLE = (
    (
        "53100",
        "The store's disk is full.",
        "Free some space on the database server; mail stays on the server until then.",
    ),
    ("53", "The database server is out of resources.", "Wait, or raise its limits (max_connections, memory)."),
    ("55P03", "The store is busy: a lock was not available.", "Nothing is lost; try again in a moment."),
    ("40", "The store is busy: two writers met on the same row.", "Nothing is lost; try again."),
    ("57", "The database server is stopping or starting.", "Nothing is lost; try again in a moment."),
    ("08", "The database server cannot be reached.", "Check that it runs and that the store's URL is right."),
    ("25P03", "A transaction stood still for too long and was given up.", "Nothing is lost; it is tried again."),
    ("25006", "The database is read-only, a standby perhaps.", "Point the store's URL at the primary server."),
)


@contextmanager
def _mapped_errors(url: URL) -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise StoreBusy("All connections to the store are in use.", hint="Try again in a moment.") from error
    except DBAPIError as error:
        mapped = _mapped(error, url)
        if mapped is None:
            raise
        raise mapped from error


def _mapped(error: DBAPIError, url: URL) -> MailbotError | None:
    said = str(error.orig).lower()
    state = getattr(error.orig, "sqlstate", None)
    if "no such table" in said or state == "42P01":
        return ConfigurationError("The store has no tables yet, or old ones.", hint="Run: mailbot migrate.")
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database)).absolute()
        if "unable to open" in said:
            return _unopened(file)
        found = ((what, hint) for sign, what, hint in _SQLITE_TROUBLE if sign in said)
        return next((StoreBusy(what, hint=hint, file=file) for what, hint in found), None)
    for prefix, what, hint in _POSTGRES_TROUBLE:
        if state and state.startswith(prefix):
            return StoreBusy(what, hint=hint)
    return _unconnected(error, state, said)


def _unopened(file: Path) -> StoreBusy:
    return StoreBusy(
        "The store's file {file} cannot be opened.",
        hint=(
            "That is a folder: name a file in it as [store] url."
            if file.is_dir()
            else "Let the user who runs mailbot write there."
            if file.parent.is_dir()
            else "There is no folder {folder}: make it, or correct [store] url."
        ),
        file=file,
        folder=file.parent,
    )


def _unconnected(error: DBAPIError, state: str | None, said: str) -> MailbotError | None:
    """Map errors without SQLSTATE: the connection never came about, or broke."""
    if "password authentication failed" in said or state == "28P01":
        return ConfigurationError("The database refuses the user or the password.", hint="Check the store's URL.")
    if "does not exist" in said and state in (None, "3D000", "28000"):
        return ConfigurationError(
            "The database says: {words}.", hint="Create it first.", words=str(error.orig).strip().splitlines()[-1]
        )
    if state is None or error.connection_invalidated:
        return StoreBusy("The database server cannot be reached.", hint="Check that it runs and that the URL is right.")
    return None
