"""What everything stands on: time, transactions, the memory of what happened."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from mailbot.model.event import Event

#: An open transaction, opaque to use cases.
Tx: TypeAlias = Any


class Clock(Protocol):
    """Wall time for due dates; never for timeouts (those are monotonic)."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class Transactions(Protocol):
    """The store's two kinds of transaction; both raise StoreBusy when it is locked, full or gone."""

    def write(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction that commits at the end of the block."""
        ...

    def read(self) -> AbstractAsyncContextManager[Tx]:
        """Open a transaction that only reads."""
        ...


class Events(Protocol):
    """The append-only memory."""

    async def add(self, tx: Tx, event: Event) -> None:
        """Append one event."""
        ...

    def later(self, tx: Tx, event: Event) -> None:
        """Append one event with all others of the transaction, as it commits; it cannot be read before."""
        ...

    async def latest(self, tx: Tx, *, kind: str | None = None, limit: int = 100) -> Sequence[Event]:
        """Return the newest events of all cases, newest first."""
        ...

    async def last(self, tx: Tx, conversation_id: str, kind: str) -> Event | None:
        """Return the newest event of a kind in a case, or None."""
        ...
