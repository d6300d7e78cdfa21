"""What a transaction does last, just before it commits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection

#: What is kept on a connection under a name that begins so belongs to one transaction.
LAST = "mailbot_last_"
_ACTS = f"{LAST}acts"

LastAct = Callable[[AsyncConnection], Awaitable[None]]


def at_commit(tx: AsyncConnection, act: LastAct) -> None:
    """Have something done once, when the transaction is about to commit."""
    tx.info.setdefault(_ACTS, []).append(act)


async def do_last(tx: AsyncConnection) -> None:
    """Do what was put off until now."""
    for act in tx.info.pop(_ACTS, ()):
        await act(tx)


def forget_last(tx: AsyncConnection) -> None:
    """Drop what an earlier user of this connection put off and rolled back."""
    for name in [name for name in tx.info if str(name).startswith(LAST)]:
        del tx.info[name]
