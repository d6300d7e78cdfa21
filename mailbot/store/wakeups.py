"""Wake-ups: who records work that is due rings, and whoever waits for such work looks at once.

A ring is part of its transaction: nothing is heard of what was rolled back. Inside a process it is an event, between
processes on PostgreSQL a NOTIFY (sent with the commit, also through PgBouncer). Rings may get lost; polling finds
everything all the same, a second later.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

#: The channel of LISTEN and NOTIFY.
CHANNEL = "mailbot"

_RUNG = "mailbot_rung"
#: What is due later than this is left to polling: timers for each row of next week would be a second queue.
_HORIZON = 600.0
_TIMERS = 10_000


def ring(tx: AsyncConnection, work: str, at: datetime | None = None) -> None:
    """Say that there is work of a kind ("triage", "outbox", "calls", "watch"), now or at a moment; told on commit."""
    rung: dict[str, set[float]] = tx.info.setdefault(_RUNG, {})
    # Rounded up: who is woken before the moment finds nothing due, and would wait for the next poll.
    rung.setdefault(work, set()).add(math.ceil(at.timestamp() * 100) / 100 if at else 0.0)


async def announce(tx: AsyncConnection) -> dict[str, list[float]]:
    """Hand over what was rung in a transaction that is about to commit; other processes hear it after the commit."""
    rung = {work: sorted(moments)[:20] for work, moments in tx.info.pop(_RUNG, {}).items()}
    if rung and tx.dialect.name == "postgresql":
        await tx.execute(select(func.pg_notify(CHANNEL, json.dumps(rung))))
    return rung


def forget(tx: AsyncConnection) -> None:
    """Drop what an earlier user of this connection rang and rolled back."""
    tx.info.pop(_RUNG, None)


class Bell:
    """What a process has heard; one for each database."""

    def __init__(self) -> None:
        self._rung: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._timers = 0

    def hear(self, rung: Mapping[str, list[float]]) -> None:
        """Take in rings: kind of work -> moments (seconds since 1970; 0: now)."""
        for work, moments in rung.items():
            for moment in moments:
                self._set(work, moment - datetime.now(UTC).timestamp())

    def hear_payload(self, payload: str) -> None:
        """Take in a notification; what makes no sense means "look everywhere"."""
        try:
            rung = {str(work): [float(one) for one in moments] for work, moments in json.loads(payload).items()}
        except (ValueError, TypeError, AttributeError):
            self.all()
            return
        self.hear(rung)

    def all(self) -> None:
        """Wake everybody: after a gap in which rings may have been missed."""
        for event in self._rung.values():
            event.set()

    async def heard(self, work: str) -> None:
        """Wait until there is work of this kind."""
        event = self._rung[work]
        await event.wait()
        event.clear()

    def _set(self, work: str, seconds: float) -> None:
        if seconds <= 0:
            self._rung[work].set()
        elif seconds <= _HORIZON and self._timers < _TIMERS:
            self._timers += 1
            asyncio.get_running_loop().call_later(seconds, self._due, work)

    def _due(self, work: str) -> None:
        self._timers -= 1
        self._rung[work].set()
