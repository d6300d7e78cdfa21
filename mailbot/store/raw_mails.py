"""Raw mails and cursors in the store."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, bindparam, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.mailbox import Cursor, SkippedMail
from mailbot.model.message import RawMail
from mailbot.ports import StoredRaw
from mailbot.store import claims
from mailbot.store.claims import Lease
from mailbot.store.database import Database
from mailbot.store.sheaf import Turn, sheaf_of
from mailbot.store.tables import cursors, raw_mails
from mailbot.store.types import new_id

_KEY = (raw_mails.c.mailbox, raw_mails.c.folder, raw_mails.c.uidvalidity, raw_mails.c.uid)


_NEW = raw_mails.c.state == "new"
_MISSED = raw_mails.c.state == "missed"  # announced by the server, and not given
_OPEN = raw_mails.c.state.in_(("new", "missed"))

# Statements of the path that every mail takes are built once: building costs as much as running.
_KNOWN_CONTENTS = select(raw_mails.c.content_hash).where(
    raw_mails.c.mailbox == bindparam("of_mailbox"),
    raw_mails.c.content_hash.in_(bindparam("of_contents", expanding=True)),
    raw_mails.c.state.in_(("recorded", "ignored")),
)


#: The hash of a mail whose bytes never came.
_NEVER_SEEN = ""


def upsert(tx: AsyncConnection, table: Any) -> Any:
    """Return the engine's INSERT that knows ON CONFLICT."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)


@cache
def insert_or_ignore(table: Table, engine: str, *columns: str) -> Any:
    """Return an INSERT that does nothing when a row with these unique columns is there."""
    insertion = postgresql.insert(table) if engine == "postgresql" else sqlite.insert(table)
    return insertion.on_conflict_do_nothing(index_elements=list(columns))


_SETTLE = update(raw_mails).where(
    raw_mails.c.id == bindparam("lease_id"), raw_mails.c.fence == bindparam("lease_fence"), _NEW
)


@cache
def _keep(engine: str, seconds: float) -> Any:
    insertion = insert_or_ignore(raw_mails, engine, *(one.name for one in _KEY)).returning(raw_mails.c.id)
    if engine == "postgresql":  # a node whose clock is wrong must not give itself a lease of hours, or none
        return insertion.values(lease_until=func.clock_timestamp() + timedelta(seconds=seconds))
    return insertion


_AGAIN = (
    raw_mails.update()
    .where(raw_mails.c.state == "quarantined")
    .values(
        state=case((raw_mails.c.raw_hash == _NEVER_SEEN, "missed"), else_="new"), attempts=0, due_at=None, error=None
    )
)


class RawMailStore:
    """Implements `mailbot.ports.RawMails`."""

    async def keep(
        self,
        tx: AsyncConnection,
        mails: Sequence[RawMail],
        *,
        holder: str,
        seconds: float,
        now: datetime,
        from_sent: bool = False,
    ) -> Sequence[StoredRaw]:
        """Keep those not yet known by (mailbox, folder, UIDVALIDITY, UID), leased to us; return these."""
        lease: dict[str, Any] = {"lease_holder": holder}
        if tx.dialect.name == "sqlite":
            lease["lease_until"] = datetime.now(UTC) + timedelta(seconds=seconds)
        rows = {_key(mail): {**_values(mail, now), **lease, "from_sent": from_sent} for mail in mails}
        if not rows:
            return []
        # The key decides which are new, also when another watcher keeps the same mails at this moment.
        new = set((await tx.execute(_keep(tx.dialect.name, seconds), list(rows.values()))).scalars())
        return [
            StoredRaw(id=row["id"], mail=mail, attempts=1, fence=1, from_sent=from_sent)
            for mail, row in ((mail, rows.pop(_key(mail), None)) for mail in mails)
            if row is not None and row["id"] in new
        ]

    async def claim(
        self,
        tx: AsyncConnection,
        *,
        holder: str,
        seconds: float,
        now: datetime,
        limit: int,
        mailboxes: Collection[str] | None = None,
        missed: bool = False,
    ) -> Sequence[StoredRaw]:
        """Claim mails that were kept but never worked off, or `missed` ones to ask for again; each claim is an attempt."""
        which = _MISSED if missed else _NEW
        return await _claim(tx, which, mailboxes, now, holder=holder, seconds=seconds, limit=limit)

    async def miss(
        self, tx: AsyncConnection, cursor: Cursor, missed: Sequence[SkippedMail], *, now: datetime, from_sent: bool
    ) -> None:
        """Note what the server announced and did not give, where the cursor passes it by."""
        for one in missed:
            mail = RawMail(
                mailbox=cursor.mailbox,
                folder=cursor.folder,
                uidvalidity=cursor.uidvalidity,
                uid=one.uid,
                raw=b"",
                received_at=now,
                size=0,
            )
            unknown = {"state": "missed", "error": one.reason, "raw_hash": _NEVER_SEEN, "attempts": 0}
            row = {**_values(mail, now), **unknown, "due_at": now + timedelta(minutes=1), "from_sent": from_sent}
            await tx.execute(insert_or_ignore(raw_mails, tx.dialect.name, *(one.name for one in _KEY)), row)

    async def arrived(self, tx: AsyncConnection, raw: StoredRaw, mail: RawMail) -> None:
        """Keep the bytes of what was missed; it is worked off like any new mail.

        Raises:
            StaleError: another worker took it meanwhile.
        """
        given = {
            "raw": mail.raw,
            "size": mail.size or len(mail.raw),
            "headers_only": mail.headers_only,
            "raw_hash": hashlib.sha256(mail.raw).hexdigest(),
            "received_at": mail.received_at,
        }
        values = {**given, "state": "new", "attempts": 0, "due_at": None, "error": None}
        await claims.release(tx, raw_mails, Lease(id=raw.id, fence=raw.fence), values, still=_MISSED)

    async def inherit(self, tx: AsyncConnection, mailbox: str, folder: str, *, holder: str) -> int:
        """Free what the last watcher of a folder kept and did not record, whatever its lease; return how much it is.

        Its fence grows: if that watcher still lives, its recording is refused.
        """
        statement = (
            raw_mails.update()
            .where(_NEW, raw_mails.c.mailbox == mailbox, raw_mails.c.folder == folder, raw_mails.c.due_at.is_(None))
            .values(lease_holder=holder, lease_until=None, fence=raw_mails.c.fence + 1)
        )
        return (await tx.execute(statement)).rowcount

    async def kept_since(self, tx: AsyncConnection, cursor: Cursor, since: datetime, *, most: int) -> Sequence[RawMail]:
        """Return where the newest mails of a folder lie that were kept since then, without their bytes."""
        c = raw_mails.c
        query = (
            select(c.uid, c.received_at)
            .where(c.mailbox == cursor.mailbox, c.folder == cursor.folder, c.uidvalidity == cursor.uidvalidity)
            .where(c.recorded_at >= since, c.state != "missed", c.uid > cursor.uid - most)
        )
        return [
            RawMail(
                mailbox=cursor.mailbox, folder=cursor.folder, uidvalidity=cursor.uidvalidity, uid=row.uid, raw=b"",
                received_at=row.received_at,
            )
            for row in await tx.execute(query)
        ]  # fmt: skip

    async def known_contents(self, tx: AsyncConnection, mailbox: str, hashes: Sequence[str]) -> frozenset[str]:
        """Return which of some contents a worked-off raw mail of this mailbox has."""
        place = {"of_mailbox": mailbox, "of_contents": list(hashes)}
        return frozenset((await tx.execute(_KNOWN_CONTENTS, place)).scalars())

    async def settle(
        self,
        tx: AsyncConnection,
        raw: StoredRaw,
        state: str,
        *,
        content_hash: str | None = None,
        message: str | None = None,
        error: str | None = None,
    ) -> None:
        """Give the lease back with what became of the mail; the bytes of a duplicate are not kept twice.

        Raises:
            StaleError: another worker took it meanwhile.
        """
        values: dict[str, Any] = {
            "state": str(state),
            "content_hash": content_hash,
            "message_id": message,
            "error": error,
        }
        if state == "duplicate":
            values["raw"] = b""
        sheaf = sheaf_of(tx)
        if sheaf is not None:
            free = {"lease_holder": None, "lease_until": None, "lease_id": raw.id, "lease_fence": raw.fence}
            sheaf.lay(Turn.SETTLED, _SETTLE, {**values, **free}, stale="Another worker took over a mail of ours.")
            return
        await claims.release(tx, raw_mails, Lease(id=raw.id, fence=raw.fence), values, still=_OPEN)

    async def put_off(
        self, tx: AsyncConnection, raw: StoredRaw, *, due_at: datetime | None, error: str | None, attempts: int
    ) -> None:
        """Give the lease back; the mail is tried again when due (None: as soon as can be), as if it had been tried `attempts` times."""
        values = {"due_at": due_at, "error": error, "attempts": attempts}
        await claims.release(tx, raw_mails, Lease(id=raw.id, fence=raw.fence), values, still=_OPEN)

    async def again(self, tx: AsyncConnection, raw_id: str) -> bool:
        """Put a quarantined mail back to be read anew; False when it is not in quarantine."""
        return (await tx.execute(_AGAIN.where(raw_mails.c.id == raw_id))).rowcount == 1

    async def all_again(self, tx: AsyncConnection) -> int:
        """Put all quarantined mails back to be read anew; return how many."""
        return (await tx.execute(_AGAIN)).rowcount

    async def mailboxes_waiting(self, tx: AsyncConnection) -> frozenset[str]:
        """Return the mailboxes of which mails are kept, or announced, and not recorded."""
        return frozenset((await tx.execute(select(raw_mails.c.mailbox).where(_OPEN).distinct())).scalars())

    async def waiting(self, tx: AsyncConnection) -> int:
        """Return how many mails are kept but not worked off."""
        return int((await tx.execute(select(func.count()).where(raw_mails.c.state == "new"))).scalar_one())


async def unread_counts(db: Database) -> dict[str, tuple[int, int]]:
    """Return for each mailbox how many mails are kept or announced and not recorded, and how many in quarantine."""
    quarantined = raw_mails.c.state == "quarantined"
    query = (
        select(raw_mails.c.mailbox, func.count().filter(_OPEN), func.count().filter(quarantined))
        .where(_OPEN | quarantined)
        .group_by(raw_mails.c.mailbox)
        .order_by(raw_mails.c.mailbox)
    )
    async with db.read() as tx:
        return {mailbox: (waiting, held) for mailbox, waiting, held in await tx.execute(query)}


class CursorStore:
    """Implements `mailbot.ports.Cursors`."""

    async def get(self, tx: AsyncConnection, mailbox: str, folder: str) -> Cursor | None:
        """Return the cursor, None before the first look."""
        query = select(cursors).where(cursors.c.mailbox == mailbox, cursors.c.folder == folder)
        row = (await tx.execute(query)).one_or_none()
        if row is None:
            return None
        return Cursor(mailbox=mailbox, folder=folder, uidvalidity=row.uidvalidity, uid=row.last_uid)

    async def save(self, tx: AsyncConnection, cursor: Cursor, now: datetime) -> None:
        """Record it; within one UIDVALIDITY it never goes back."""
        insertion = upsert(tx, cursors).values(
            mailbox=cursor.mailbox,
            folder=cursor.folder,
            uidvalidity=cursor.uidvalidity,
            last_uid=cursor.uid,
            read_at=now,
        )
        given = insertion.excluded
        behind = (cursors.c.uidvalidity == given.uidvalidity) & (cursors.c.last_uid > given.last_uid)
        await tx.execute(
            insertion.on_conflict_do_update(
                index_elements=[cursors.c.mailbox, cursors.c.folder],
                set_={
                    "uidvalidity": given.uidvalidity,
                    "last_uid": case((behind, cursors.c.last_uid), else_=given.last_uid),
                    "read_at": given.read_at,
                },
            )
        )

    async def all(self, tx: AsyncConnection) -> Sequence[tuple[Cursor, datetime | None]]:
        """Return every cursor and when its folder was last read with success, for the alarm on silence."""
        return [
            (Cursor(mailbox=r.mailbox, folder=r.folder, uidvalidity=r.uidvalidity, uid=r.last_uid), r.read_at)
            for r in await tx.execute(select(cursors))
        ]


async def _claim(
    tx: AsyncConnection,
    state: ColumnElement[bool],
    mailboxes: Collection[str] | None,
    now: datetime,
    *,
    holder: str,
    seconds: float,
    limit: int,
) -> Sequence[StoredRaw]:
    due = or_(raw_mails.c.due_at.is_(None), raw_mails.c.due_at <= now)
    if mailboxes is not None:
        due &= raw_mails.c.mailbox.in_(mailboxes)
    rows = await claims.claim(
        tx,
        raw_mails,
        where=state & due,
        order_by=(raw_mails.c.id,),
        holder=holder,
        seconds=seconds,
        limit=limit,
        values={"attempts": raw_mails.c.attempts + 1},
    )
    return sorted((_stored(row) for row in rows), key=lambda raw: (_key(raw.mail), raw.id))


def _values(mail: RawMail, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "mailbox": mail.mailbox,
        "folder": mail.folder,
        "uidvalidity": mail.uidvalidity,
        "uid": mail.uid,
        "raw": mail.raw,
        "size": mail.size or len(mail.raw),
        "headers_only": mail.headers_only,
        "raw_hash": hashlib.sha256(mail.raw).hexdigest(),
        "received_at": mail.received_at,
        "recorded_at": now,
        "state": "new",
        "attempts": 1,
        "fence": 1,
    }


def _key(mail: RawMail) -> tuple[str, str, int, int]:
    return (mail.mailbox, mail.folder, mail.uidvalidity, mail.uid)


def _stored(row: Row[Any]) -> StoredRaw:
    mail = RawMail(
        mailbox=row.mailbox,
        folder=row.folder,
        uidvalidity=row.uidvalidity,
        uid=row.uid,
        raw=row.raw,
        received_at=row.received_at,
        size=row.size,
        headers_only=row.headers_only,
    )
    return StoredRaw(id=row.id, mail=mail, attempts=row.attempts, fence=row.fence, from_sent=row.from_sent)
