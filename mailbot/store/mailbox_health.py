"""The health of the mailboxes in the store: written by whoever watches, read by every node, console and command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, case, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.mailbox import MailboxHealth
from mailbot.store.database import Database
from mailbot.store.tables import mailbox_health

_TABLE = mailbox_health
_SEEN = (
    update(_TABLE)
    .where(_TABLE.c.mailbox == bindparam("of_mailbox"))
    .values(
        last_look_at=case((_TABLE.c.last_look_at < bindparam("at"), bindparam("at")), else_=_TABLE.c.last_look_at),
        trouble=bindparam("with_trouble"),
    )
)


class MailboxHealthRows:
    """Implements `mailbot.intake.lookout.HealthRows`."""

    async def looked(self, tx: AsyncConnection, mailbox: str, at: datetime, trouble: str) -> None:
        """Remember the last successful look and the trouble since; time never goes back."""
        values = {"of_mailbox": mailbox, "at": at, "with_trouble": trouble[:1000]}
        if (await tx.execute(_SEEN, values)).rowcount == 0:
            await tx.execute(insert(_TABLE).values(mailbox=mailbox, last_look_at=at, trouble=trouble[:1000]))

    async def all(self, tx: AsyncConnection) -> Sequence[MailboxHealth]:
        """Return the health of every mailbox, by name."""
        return [MailboxHealth(**row._mapping) for row in await tx.execute(select(_TABLE).order_by(_TABLE.c.mailbox))]

    async def claim(self, tx: AsyncConnection, seen: MailboxHealth, alarmed_at: datetime | None) -> bool:
        """Begin or end an outage, as it was seen; False when another node was faster."""
        before = _TABLE.c.alarmed_at
        same = before.is_(None) if seen.alarmed_at is None else before == seen.alarmed_at
        values = {"alarmed_at": alarmed_at, "told_at": None}
        done = await tx.execute(update(_TABLE).where(_TABLE.c.mailbox == seen.mailbox, same).values(**values))
        return done.rowcount == 1

    async def told(self, tx: AsyncConnection, mailbox: str, at: datetime | None) -> None:
        """Remember that people know; None: nobody could be told, it is tried again in some minutes."""
        await tx.execute(update(_TABLE).where(_TABLE.c.mailbox == mailbox).values(told_at=at))


async def outages(db: Database) -> Sequence[MailboxHealth]:
    """Return the mailboxes that have been reported out (for the console's banner)."""
    async with db.read(brief=True) as tx:
        return [one for one in await MailboxHealthRows().all(tx) if one.alarmed_at is not None]
