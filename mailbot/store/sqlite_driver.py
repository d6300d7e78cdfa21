"""SQLite under an event loop: writes on the loop, waits and long reads beside it.

The usual asyncio driver sends each call to a thread of its own: three or four hand-overs a statement, which cost more
than the statement (measured: 1.6 ms of CPU a statement against 0.2). A statement of a write transaction touches a few
rows by key and takes microseconds, so it runs where it is asked for. What may take long does not hold up the loop:

- a lock of another process is waited for by sleeping and trying again,
- COMMIT, which waits for the disk, the writing of many rows, and every statement of a read transaction run in a thread,
  unless that is a brief one: a few rows by key, for which two hand-overs cost more than the reading.

The classes have the names and methods that SQLAlchemy's aiosqlite dialect calls.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import suppress
from typing import Any, Generic, Self, TypeVar

Result = TypeVar("Result")

#: Seconds between two tries to get the lock; grows up to the second value.
_FIRST_WAIT, _LONGEST_WAIT = 0.001, 0.05
#: Rows that a write may add on the loop; more take milliseconds.
_FEW = 8
#: Values that a statement of a write transaction may have on the loop; more are those of many rows.
_FEW_VALUES = 256


class Errand(Generic[Result]):
    """Work for a thread that does nothing when it was given up before the thread came to it."""

    def __init__(self, function: Callable[[], Result]) -> None:
        self._function = function
        self.given_up = False

    def run(self) -> Result:
        """Do the work.

        Raises:
            sqlite3.OperationalError: nobody wants it any more.
        """
        if self.given_up:
            raise sqlite3.OperationalError("interrupted")
        return self._function()


class SqliteConnection:
    """One connection to a database file."""

    def __init__(self, path: str, *, busy_seconds: float) -> None:
        # We wait for locks ourselves (timeout 0), and say BEGIN ourselves (isolation_level None).
        self._connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        self._busy_seconds = busy_seconds
        self.writing = self.brief = False

    @property
    def _conn(self) -> sqlite3.Connection:
        return self._connection

    @property
    def isolation_level(self) -> str | None:
        """Return None: transactions begin when we say so."""
        return None

    def cursor(self) -> SqliteCursor:
        """Return a new cursor."""
        return SqliteCursor(self, self._connection.cursor())

    async def create_function(self, *args: Any, **options: Any) -> None:
        """Register a function for SQL."""
        self._connection.create_function(*args, **options)

    async def commit(self) -> None:
        """Commit; the wait for the disk is in a thread. Who only read has no disk to wait for."""
        if self._connection.in_transaction:
            commit = self._connection.commit
            await self.patiently(lambda: self.beside_the_loop(commit) if self.writing else _at_once(commit))

    async def rollback(self) -> None:
        """Roll back."""
        if self._connection.in_transaction:
            self._connection.rollback()

    async def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def stop(self) -> None:
        """Close the file without waiting for anything."""
        self._connection.close()

    async def run(self, function: Callable[[], Result], statement: str, *, long: bool = False) -> Result:
        """Run a statement where it belongs."""
        if statement.startswith("BEGIN"):
            self.writing, self.brief = "IMMEDIATE" in statement, "DEFERRED" in statement
        elif long or (not self.writing and not self.brief and self._connection.in_transaction):
            return await self.patiently(lambda: self.beside_the_loop(function))
        return await self.patiently(lambda: _at_once(function))

    async def beside_the_loop(self, function: Callable[[], Result]) -> Result:
        """Run in a thread; a cancelled caller leaves only when the thread has let go of the connection.

        However often it is cancelled: a scope of anyio cancels again at every turn of the loop, and a connection that is
        closed under a running statement takes the process with it.
        """
        errand = Errand(function)
        future = asyncio.get_running_loop().run_in_executor(None, errand.run)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            errand.given_up = True
            while not future.done():
                self._connection.interrupt()  # again: it passes by a statement that was just about to begin
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([future], timeout=_LONGEST_WAIT)
            future.exception()  # seen: the caller is gone
            raise

    async def patiently(self, attempt: Callable[[], Awaitable[Result]]) -> Result:
        """Try until the lock is free or the time is up; a statement that met a lock has done nothing."""
        wait, end = _FIRST_WAIT, time.monotonic() + self._busy_seconds
        while True:
            try:
                return await attempt()
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > end:
                    raise
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)


class SqliteCursor:
    """One cursor; rows are read when the statement runs."""

    def __init__(self, connection: SqliteConnection, cursor: sqlite3.Cursor) -> None:
        self._connection, self._cursor = connection, cursor
        self._rows: Sequence[Any] = ()
        self.arraysize = 1

    def __await__(self) -> Generator[Any, None, Self]:
        yield from ()
        return self

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        """Return the columns, as DB-API 2 has them."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """Return how many rows were written."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """Return the last rowid."""
        return self._cursor.lastrowid

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Self:
        """Run a statement and read its rows."""
        many = self._connection.writing and len(parameters) > _FEW_VALUES
        self._rows = await self._connection.run(lambda: self._run(statement, parameters), statement, long=many)
        return self

    def _run(self, statement: str, parameters: Sequence[Any]) -> Sequence[Any]:
        self._cursor.execute(statement, parameters)
        return self._cursor.fetchall() if self._cursor.description else ()

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> Self:
        """Run a statement for each set of parameters; many of them run beside the loop."""
        run = lambda: self._cursor.executemany(statement, parameters)  # noqa: E731
        await self._connection.run(run, statement, long=len(parameters) > _FEW)
        return self

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows that the statement gave."""
        return self._rows

    async def fetchone(self) -> Any:
        """Return the first row that the statement gave and that was not fetched yet."""
        rows = list(self._rows)
        self._rows = rows[1:]
        return rows[0] if rows else None

    async def close(self) -> None:
        """Let go of the statement."""
        self._cursor.close()


async def _at_once(function: Callable[[], Result]) -> Result:
    return function()
