"""Which node watches which mailbox: one at a time, by a lease under a fence; another takes over within seconds.

A node that was killed or stopped does not renew its lease; one that wakes up after it was taken over finds its fence
outdated in the very transaction that would have recorded what it fetched (`mailbot.ports.Watches.prove`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import socket
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog

from mailbot import __version__
from mailbot.errors import StaleError, TransientError
from mailbot.ports import Tx, Watches, WatchLease
from mailbot.store.database import Database
from mailbot.store.types import new_id
from mailbot.store.watches import NodeRoll

log = structlog.get_logger("mailbot.work")


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    """Seconds between the acts of a lease; fail-over takes at most `lease` and `standby` together."""

    lease: float = 10.0
    renew: float = 3.0
    standby: float = 2.0  # between two looks of those who wait


@dataclass(kw_only=True)
class Tenure:
    """One mailbox's watch as this node sees it."""

    mailbox: str
    lease: WatchLease | None = None
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def set(self, lease: WatchLease | None) -> None:
        """Begin or end; all who wait hear of it."""
        async with self.changed:
            self.lease = lease
            self.changed.notify_all()

    async def begun(self) -> WatchLease:
        """Wait until we watch, and return under which fence."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.lease is not None)
            assert self.lease is not None
            return self.lease

    async def over(self, lease: WatchLease) -> None:
        """Wait until this lease is no longer ours."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.lease != lease)


class Tenures:
    """Takes, keeps and gives back the watches of a node, and keeps the node on the roll."""

    def __init__(
        self,
        db: Database,
        watches: Watches,
        mailboxes: Sequence[str],
        holder: str,
        rhythm: Rhythm = Rhythm(),
    ) -> None:
        self._db, self._watches, self._holder, self._rhythm = db, watches, holder, rhythm
        self._roll, self._node, self._since = NodeRoll(), new_id(), datetime.now(UTC)
        self.of = {name: Tenure(mailbox=name) for name in mailboxes}

    @property
    def held(self) -> tuple[str, ...]:
        """Return the mailboxes that this node watches."""
        return tuple(name for name, tenure in self.of.items() if tenure.lease is not None)

    async def prove(self, tx: Tx, lease: WatchLease) -> None:
        """See Watches.prove."""
        await self._watches.prove(tx, lease)

    async def lost(self, lease: WatchLease) -> None:
        """Stop watching: somebody found out that another node does."""
        tenure = self.of[lease.mailbox]
        if tenure.lease == lease:
            log.warning("watch_lost", mailbox=lease.mailbox, fence=lease.fence)
            await tenure.set(None)

    async def run_roll(self, stop: asyncio.Event) -> None:
        """Keep this node on the roll until `stop`."""
        try:
            while not stop.is_set():
                await self._beat()
                await _pause(stop, self._rhythm.renew)
        finally:
            with contextlib.suppress(TransientError):
                async with self._db.write() as tx:
                    await self._roll.leave(tx, self._node)

    async def _beat(self) -> None:
        try:
            async with self._db.write() as tx:
                await self._roll.beat(
                    tx, self._node, holder=self._holder, version=__version__, started_at=self._since,
                    seconds=self._rhythm.lease,
                )  # fmt: skip
        except TransientError as error:
            log.warning("roll_put_off", error=error.sentence())

    async def run(self, mailbox: str, stop: asyncio.Event) -> None:
        """Stand by for a mailbox, watch it when it is free, until `stop`; then give it back."""
        tenure = self.of[mailbox]
        try:
            while not stop.is_set():
                lease = await self._taken(mailbox)
                if lease is None:
                    await self._stand_by(stop)
                    continue
                log.info("watch_taken", mailbox=mailbox, fence=lease.fence)
                await tenure.set(lease)
                await self._keep(tenure, lease, stop)
        finally:
            await self._give_back(tenure)

    async def _taken(self, mailbox: str) -> WatchLease | None:
        try:
            async with self._db.write() as tx:
                if len(self.held) >= await self._roll.share(tx, len(self.of)) and await self._anybody_else(tx):
                    return None
                if self._db.sqlite:
                    await self._free_from_the_dead(tx, mailbox)
                return await self._watches.take(tx, mailbox, holder=self._holder, seconds=self._rhythm.lease)
        except TransientError as error:
            log.warning("watch_put_off", mailbox=mailbox, error=error.sentence())
            return None

    async def _free_from_the_dead(self, tx: Tx, mailbox: str) -> None:
        """All who share a file share a machine: there a dead process is known at once."""
        holder = await self._watches.holder(tx, mailbox)
        host, _, pid = (holder or "").rpartition(":")
        if holder and host == socket.gethostname() and holder != self._holder and _gone(pid):
            await self._watches.free_from(tx, holder)

    async def _anybody_else(self, tx: Tx) -> bool:
        return any(node.id != self._node for node in await self._roll.alive(tx))

    async def _stand_by(self, stop: asyncio.Event) -> None:
        """Wait for the next look, or until a node that stops rings."""
        rung = asyncio.ensure_future(self._db.bell.heard("watch"))
        pause = asyncio.ensure_future(_pause(stop, self._rhythm.standby * (0.75 + random.random() / 2)))  # noqa: S311
        try:
            await asyncio.wait((rung, pause), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _cancelled(rung, pause)

    async def _keep(self, tenure: Tenure, lease: WatchLease, stop: asyncio.Event) -> None:
        """Renew until the lease is lost, or until so long after the last renewal that it may be."""
        sure_until = time.monotonic() + self._rhythm.lease
        while tenure.lease == lease:
            if await _until(stop, tenure.over(lease), self._rhythm.renew):
                return
            try:
                async with self._db.write() as tx:
                    await self._watches.renew(tx, lease, seconds=self._rhythm.lease)
                    surplus = len(self.held) - await self._roll.share(tx, len(self.of))
                sure_until = time.monotonic() + self._rhythm.lease
            except StaleError:
                await self.lost(lease)
            except TransientError as error:
                log.warning("watch_not_renewed", mailbox=lease.mailbox, error=error.sentence())
                if time.monotonic() > sure_until:
                    await self.lost(lease)
            else:
                if surplus > 0:  # a node came in: it shall have its part
                    log.info("watch_shared", mailbox=lease.mailbox)
                    await self._give_back(tenure)

    async def _give_back(self, tenure: Tenure) -> None:
        lease = tenure.lease
        if lease is None:
            return
        await tenure.set(None)
        with contextlib.suppress(StaleError, TransientError):  # it ends by itself
            async with self._db.write() as tx:
                await self._watches.release(tx, lease)


def _gone(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)  # asks only
    except ProcessLookupError:
        return True
    except (ValueError, PermissionError):
        return False
    return False


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


async def _until(stop: asyncio.Event, change: Awaitable[None], seconds: float) -> bool:
    """Wait for one of the three; tell whether we are to stop."""
    stopped, changed = asyncio.ensure_future(stop.wait()), asyncio.ensure_future(change)
    try:
        await asyncio.wait((stopped, changed), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _cancelled(stopped, changed)
    return stop.is_set()


async def _cancelled(*tasks: asyncio.Future[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
