"""Hears what other processes ring: LISTEN on a PostgreSQL connection of its own.

Behind PgBouncer in transaction mode LISTEN is answered and then nothing ever comes: so each line is tried before it is
trusted. Without it nothing is lost: polling finds the work, about a second later.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import func, select

from mailbot.errors import StoreBusy
from mailbot.store.database import Database
from mailbot.store.silence import LINE
from mailbot.store.wakeups import CHANNEL, Bell

if TYPE_CHECKING:
    from psycopg import AsyncConnection

log = structlog.get_logger("mailbot.store")

#: Seconds that a notification of our own may take before the line counts as deaf.
TRY_SECONDS = 3.0
#: Seconds between two looks whether the line still stands.
LOOK_SECONDS = 20.0

DEAF = (
    "Wake-ups between nodes do not arrive: the store is reached through PgBouncer in transaction mode, it seems. "
    "Work is found by polling, about a second later. Give [store] listen_url a direct line to PostgreSQL, if you like."
)


class Listener:
    """Keeps one line open and passes on what comes; the worker starts it again, with a pause, when it breaks."""

    def __init__(self, db: Database, listen_url: str = "") -> None:
        self._db = db
        self._url = listen_url
        self._told = False
        self.hears: bool | None = None  # None: not tried yet
        self.tried = asyncio.Event()  # set once it is known

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop` is set; wait idly where there is nothing to hear (SQLite, PgBouncer).

        Raises:
            StoreBusy: the line could not be had, or broke.
        """
        if not self._db.sqlite:
            async with self._line() as line:
                self.hears = await self._tried(line)
                self.tried.set()
                if self.hears:
                    self._told = False
                    self._db.bell.all()  # what was rung before we listened
                    await self._pass_on(line, stop)
                    return
                if not self._told:
                    self._told = True
                    log.warning("wakeups_unavailable", reason=DEAF)
        await stop.wait()

    async def check(self) -> bool:
        """Tell whether wake-ups arrive, for `mailbot doctor`. Raises StoreBusy."""
        async with self._line() as line:
            return await self._tried(line)

    @contextlib.asynccontextmanager
    async def _line(self) -> AsyncIterator[AsyncConnection[Any]]:
        import psycopg

        url = self._url or self._db.url.set(drivername="postgresql").render_as_string(hide_password=False)
        try:
            connection = await psycopg.AsyncConnection.connect(
                url.replace("postgresql+psycopg://", "postgresql://", 1), autocommit=True, prepare_threshold=None,
                **LINE,
            )  # fmt: skip
            async with connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                yield connection
        except psycopg.Error as error:
            raise StoreBusy(
                "The line for wake-ups to the database broke.", hint="Polling finds the work meanwhile."
            ) from error

    async def _tried(self, line: AsyncConnection[Any]) -> bool:
        """Ring by another connection and wait for it: the same one would hear itself even through PgBouncer."""
        word = f"try {secrets.token_hex(8)}"
        async with self._db.write() as tx:
            await tx.execute(select(func.pg_notify(CHANNEL, word)))
        async for heard in line.notifies(timeout=TRY_SECONDS):
            if heard.payload == word:
                return True
        return False

    async def _pass_on(self, line: AsyncConnection[Any], stop: asyncio.Event) -> None:
        ended = asyncio.create_task(stop.wait())
        reading = asyncio.create_task(_read(line, self._db.bell))
        try:
            await asyncio.wait((ended, reading), return_when=asyncio.FIRST_COMPLETED)
            if reading.done():
                reading.result()
        finally:
            for task in (ended, reading):
                task.cancel()
            await asyncio.gather(ended, reading, return_exceptions=True)


async def _read(line: AsyncConnection[Any], bell: Bell) -> None:
    hear: Callable[[str], None] = bell.hear_payload
    while True:
        async for heard in line.notifies(timeout=LOOK_SECONDS):
            if not heard.payload.startswith("try "):
                hear(heard.payload)
        await line.execute("SELECT 1")  # a line that died in silence is noticed here
