"""Who is at work, and who watches which mailbox: leases that end by themselves when a process dies or stands still."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import StaleError
from mailbot.ports import WatchLease
from mailbot.store import claims
from mailbot.store.claims import Lease
from mailbot.store.raw_mails import insert_or_ignore
from mailbot.store.tables import nodes, watches
from mailbot.store.wakeups import ring


class WatchStore:
    """Implements `mailbot.ports.Watches`: one watcher a mailbox, whatever the number of nodes."""

    async def take(self, tx: AsyncConnection, mailbox: str, *, holder: str, seconds: float) -> WatchLease | None:
        """Take the right to watch a mailbox if nobody has it."""
        await tx.execute(insert_or_ignore(watches, tx.dialect.name, "id"), {"id": mailbox})
        rows = await claims.claim(
            tx, watches, where=watches.c.id == mailbox, order_by=(watches.c.id,), holder=holder, seconds=seconds
        )
        return WatchLease(mailbox=mailbox, fence=rows[0].fence) if rows else None

    async def free_from(self, tx: AsyncConnection, holder: str) -> None:
        """Free what a process held that is known to be dead: nobody has to wait for its lease."""
        await tx.execute(watches.update().where(watches.c.lease_holder == holder).values(lease_until=_just_now(tx)))

    async def holder(self, tx: AsyncConnection, mailbox: str) -> str | None:
        """Return who holds or held the watch last ("host:pid")."""
        query = select(watches.c.lease_holder).where(watches.c.id == mailbox)
        return (await tx.execute(query)).scalar_one_or_none()

    async def watched(self, tx: AsyncConnection) -> frozenset[str]:
        """Return the mailboxes that some node watches now."""
        query = select(watches.c.id).where(watches.c.lease_until >= claims.moment(tx))
        return frozenset((await tx.execute(query)).scalars())

    async def unwatched(self, tx: AsyncConnection, mailboxes: Collection[str], *, seconds: float) -> frozenset[str]:
        """Return those of some mailboxes that nobody has watched for so long.

        Those of which nobody knows a watcher begin to count now: the rows of watches do not move with a store.
        """
        for one in mailboxes:
            await tx.execute(insert_or_ignore(watches, tx.dialect.name, "id"), {"id": one})
        named = watches.c.id.in_(mailboxes)
        begun = watches.update().where(named, watches.c.lease_until.is_(None)).values(lease_until=_just_now(tx))
        await tx.execute(begun)
        long_ago = watches.c.lease_until < claims.later(claims.moment(tx), -seconds)
        return frozenset((await tx.execute(select(watches.c.id).where(named, long_ago))).scalars())

    async def renew(self, tx: AsyncConnection, lease: WatchLease, *, seconds: float) -> None:
        """Prolong it. Raises StaleError: another node watches."""
        await claims.renew(tx, watches, _lease(lease), seconds=seconds)

    async def release(self, tx: AsyncConnection, lease: WatchLease) -> None:
        """Give it to whoever comes first. Raises StaleError: another node watches already."""
        await claims.release(tx, watches, _lease(lease), {"lease_until": _just_now(tx)})
        ring(tx, "watch")

    async def prove(self, tx: AsyncConnection, lease: WatchLease) -> None:
        """Make sure that the lease is the latest, and stays it until the end of the transaction.

        Raises:
            StaleError: another node watches; what we fetched is its to record.
        """
        # A share lock: the folders of one mailbox record side by side, a claimant waits until we have committed.
        query = select(watches.c.fence).where(watches.c.id == lease.mailbox).with_for_update(read=True)
        if (await tx.execute(query)).scalar_one_or_none() != lease.fence:
            raise StaleError(f"Another node watches {lease.mailbox} by now; what we fetched is dropped.")


def _just_now(tx: AsyncConnection) -> Any:
    """Return the end of a watch that is given back: free at once, and known since when nobody watches."""
    return claims.later(claims.moment(tx), -1.0)


def _lease(lease: WatchLease) -> Lease:
    return Lease(id=lease.mailbox, fence=lease.fence)


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """A process at work."""

    id: str
    holder: str  # "host:pid"
    version: str
    started_at: datetime
    watches: tuple[str, ...] = ()  # mailboxes


class NodeRoll:
    """The roll of processes at work."""

    async def beat(
        self, tx: AsyncConnection, node_id: str, *, holder: str, version: str, started_at: datetime, seconds: float
    ) -> None:
        """Say that we live for some more seconds; take those off the roll who have been silent for long."""
        row = {"id": node_id, "version": version, "started_at": started_at}
        await tx.execute(insert_or_ignore(nodes, tx.dialect.name, "id"), row)
        until = {"lease_holder": holder, "lease_until": claims.later(claims.moment(tx), seconds)}
        await tx.execute(nodes.update().where(nodes.c.id == node_id).values(**until))
        await tx.execute(nodes.delete().where(nodes.c.lease_until < claims.later(claims.moment(tx), -3600.0)))

    async def leave(self, tx: AsyncConnection, node_id: str) -> None:
        """Say that we stop."""
        await tx.execute(nodes.delete().where(nodes.c.id == node_id))

    async def alive(self, tx: AsyncConnection) -> Sequence[Node]:
        """Return who is at work, the oldest first."""
        query = select(nodes).where(nodes.c.lease_until >= claims.moment(tx)).order_by(nodes.c.started_at, nodes.c.id)
        rows = (await tx.execute(query)).all()
        held = select(watches.c.lease_holder, watches.c.id).where(watches.c.lease_until >= claims.moment(tx))
        watched = [(row.lease_holder, row.id) for row in await tx.execute(held.order_by(watches.c.id))]
        return [
            Node(
                id=row.id,
                holder=row.lease_holder,
                version=row.version,
                started_at=row.started_at,
                watches=tuple(mailbox for holder, mailbox in watched if holder == row.lease_holder),
            )
            for row in rows
        ]

    async def share(self, tx: AsyncConnection, mailboxes: int) -> int:
        """Return how many mailboxes a node watches when all share alike, rounded up."""
        query = select(func.count()).select_from(nodes).where(nodes.c.lease_until >= claims.moment(tx))
        return -(-mailboxes // max(1, int((await tx.execute(query)).scalar_one())))
