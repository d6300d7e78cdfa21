"""The outbox in the store: a mail leaves once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, func, insert, literal_column, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError, StaleError
from mailbot.model.delivery import SendPhase
from mailbot.model.draft import OutboxState
from mailbot.model.message import OutboundMessage
from mailbot.model.outgoing import MailKind, NewMail, OutboxMail
from mailbot.store import claims, codec
from mailbot.store.claims import Lease
from mailbot.store.sheaf import is_quiet
from mailbot.store.tables import outbox
from mailbot.store.types import new_id
from mailbot.store.wakeups import ring

_WAITING, _SENDING = OutboxState.WAITING.value, OutboxState.SENDING.value


#: What nobody has yet; one that some recipients have waits, too, but has left.
_UNSENT = (outbox.c.state == _WAITING) & outbox.c.sent_at.is_(None)

_WAITING_OF = select(outbox).where(outbox.c.conversation_id == bindparam("case_id"), _UNSENT).order_by(outbox.c.id)


class OutboxStore:
    """Implements `mailbot.ports.Outbox`."""

    async def put(self, tx: AsyncConnection, mail: NewMail, now: datetime) -> str:
        """Insert a waiting mail, return the row's id."""
        message, row_id = mail.message, new_id()
        await tx.execute(
            insert(outbox).values(
                id=row_id,
                conversation_id=mail.conversation_id,
                draft_id=mail.draft_id,
                mailbox=mail.mailbox,
                message_id=message.message_id,
                kind=mail.kind.value,
                automatic=message.automatic,
                sender=message.sender.email,
                recipients=_recipients(message),
                subject=message.subject,
                payload=mail.payload,
                content=_content(message),
                body_hash=mail.body_hash,
                state=_WAITING,
                due_at=mail.due_at,
                created_at=now,
                created_by=mail.created_by,
            )
        )
        ring(tx, "outbox", mail.due_at)
        return row_id

    async def get(self, tx: AsyncConnection, outbox_id: str) -> OutboxMail:
        """Return a row.

        Raises:
            RefusedError: there is none with this id.
        """
        row = (await tx.execute(select(outbox).where(outbox.c.id == outbox_id))).one_or_none()
        if row is None:
            raise RefusedError("There is no outgoing mail {id}.", hint="Reload the page.", id=outbox_id)
        return noun(row)

    async def of_draft(self, tx: AsyncConnection, draft_id: str) -> OutboxMail | None:
        """Return the newest row of a draft."""
        query = select(outbox).where(outbox.c.draft_id == draft_id).order_by(outbox.c.id.desc()).limit(1)
        row = (await tx.execute(query)).one_or_none()
        return noun(row) if row else None

    async def by_message_id(self, tx: AsyncConnection, message_id: str) -> OutboxMail | None:
        """Return the row with this Message-ID."""
        row = (await tx.execute(select(outbox).where(outbox.c.message_id == message_id))).one_or_none()
        return noun(row) if row else None

    async def prove(self, tx: AsyncConnection, message_id: str, proof: str, now: datetime, *, filed: bool) -> bool:
        """Note that a mail of ours did leave; one of unknown outcome is due for its look at once."""
        ours = update(outbox).where(outbox.c.message_id == message_id)
        values: dict[str, Any] = {"proof": proof}
        if filed:
            values["filed_at"] = func.coalesce(outbox.c.filed_at, now)
        known = await tx.execute(ours.values(**values))
        await tx.execute(ours.where(outbox.c.state == OutboxState.UNKNOWN.value).values(due_at=now))
        return known.rowcount == 1

    async def waiting_of(self, tx: AsyncConnection, conversation_id: str) -> Sequence[OutboxMail]:
        """Return the mails of a case that no recipient has and that are not being sent."""
        if is_quiet(tx, conversation_id):
            return []
        return [noun(row) for row in await tx.execute(_WAITING_OF, {"case_id": conversation_id})]

    async def message(self, tx: AsyncConnection, outbox_id: str) -> OutboundMessage:
        """Return the mail of a row as it will stand in the thread."""
        row = (await tx.execute(select(outbox).where(outbox.c.id == outbox_id))).one()
        return _message(row)

    async def cancel(self, tx: AsyncConnection, outbox_id: str, reason: str) -> bool:
        """Take a waiting mail back; False when it is being sent, or somebody has it."""
        statement = (
            update(outbox)
            .where(outbox.c.id == outbox_id, _UNSENT)
            .values(state=OutboxState.CANCELLED.value, last_error=reason)
        )
        return (await tx.execute(statement)).rowcount == 1

    async def claim_due(
        self,
        tx: AsyncConnection,
        *,
        now: datetime,
        holder: str,
        seconds: float,
        limit: int,
        mailbox: str | None = None,
    ) -> Sequence[OutboxMail]:
        """Claim waiting mails that are due: their state is `sending` from here on."""
        due = (outbox.c.state == _WAITING) & (outbox.c.due_at <= now)
        values = {"state": _SENDING, "phase": None, "attempts": outbox.c.attempts + 1}
        return await self._claim(
            tx, due if mailbox is None else due & (outbox.c.mailbox == mailbox), holder, seconds, limit, values
        )

    async def due_mailboxes(self, tx: AsyncConnection, now: datetime) -> dict[str, int]:
        """Return how many mails are due in each mailbox that has any."""
        query = select(outbox.c.mailbox, func.count()).where(outbox.c.state == _WAITING, outbox.c.due_at <= now)
        return {mailbox: count for mailbox, count in await tx.execute(query.group_by(outbox.c.mailbox))}

    async def claim_one(
        self, tx: AsyncConnection, outbox_id: str, state: OutboxState, *, holder: str, seconds: float
    ) -> OutboxMail | None:
        """Claim one row if it is in this state and free."""
        where = (outbox.c.id == outbox_id) & (outbox.c.state == state.value)
        return next(iter(await self._claim(tx, where, holder, seconds, 1, {})), None)

    async def mailboxes_at_work(self, tx: AsyncConnection, now: datetime) -> frozenset[str]:
        """Return the mailboxes that have a mail to send, to look up or to file."""
        open_ = outbox.c.state.in_((_WAITING, OutboxState.UNKNOWN.value)) & (outbox.c.due_at <= now)
        found = union(*(select(outbox.c.mailbox).where(due) for due in (open_, _unfiled(now))))
        return frozenset((await tx.execute(found)).scalars())

    async def claim_unknown(
        self,
        tx: AsyncConnection,
        *,
        now: datetime,
        holder: str,
        seconds: float,
        limit: int,
        mailbox: str | None = None,
    ) -> Sequence[OutboxMail]:
        """Claim mails of unknown outcome that are due for a look in Sent, of one mailbox or of all."""
        due = (outbox.c.state == OutboxState.UNKNOWN.value) & (outbox.c.due_at <= now)
        if mailbox is not None:
            due &= outbox.c.mailbox == mailbox
        return await self._claim(tx, due, holder, seconds, limit, {"lookups": outbox.c.lookups + 1})

    async def claim_unfiled(
        self,
        tx: AsyncConnection,
        *,
        now: datetime,
        holder: str,
        seconds: float,
        limit: int,
        mailbox: str | None = None,
    ) -> Sequence[OutboxMail]:
        """Claim mails that left and do not lie in Sent yet, of one mailbox or of all."""
        due = _unfiled(now)
        if mailbox is not None:
            due &= outbox.c.mailbox == mailbox
        return await self._claim(tx, due, holder, seconds, limit, {})

    async def orphans(self, tx: AsyncConnection, *, holder: str, seconds: float) -> Sequence[OutboxMail]:
        """Take over mails left in `sending` by workers that died, under a new fence; the caller settles them."""
        return await self._claim(tx, outbox.c.state == _SENDING, holder, seconds, 100, {})

    async def _claim(
        self,
        tx: AsyncConnection,
        where: ColumnElement[bool],
        holder: str,
        seconds: float,
        limit: int,
        values: dict[str, Any],
    ) -> Sequence[OutboxMail]:
        order = (outbox.c.due_at, outbox.c.id)
        rows = await claims.claim(
            tx, outbox, where=where, order_by=order, holder=holder, seconds=seconds, limit=limit, values=values
        )
        return sorted((noun(row) for row in rows), key=lambda mail: (mail.due_at, mail.id))

    async def reached(self, tx: AsyncConnection, mail: OutboxMail, phase: SendPhase, *, seconds: float) -> None:
        """Record how far an attempt came and prolong the lease.

        Raises:
            StaleError: the lease is lost.
        """
        lease = Lease(id=mail.id, fence=mail.fence)
        await claims.renew(tx, outbox, lease, seconds=seconds, values={"phase": phase.value})

    async def doubtful(self, tx: AsyncConnection, conversation_id: str, *, besides: str) -> bool:
        """Tell whether it is unknown of a mail of the case, other than `besides`, if it left."""
        c = outbox.c
        query = select(c.id).where(
            c.conversation_id == conversation_id, c.state == OutboxState.UNKNOWN.value, c.id != besides
        )
        return (await tx.execute(query.limit(1))).first() is not None

    async def still_ours(self, tx: AsyncConnection, mail: OutboxMail) -> None:
        """Make sure that a mail is being sent, by us: also that no earlier turn of ours has settled it.

        Raises:
            StaleError: the lease is lost, or the outcome is recorded.
        """
        query = select(outbox.c.fence).where(outbox.c.id == mail.id, outbox.c.state == _SENDING)
        if (await tx.execute(query)).scalar_one_or_none() != mail.fence:
            raise StaleError("What became of this mail is recorded by now, or another worker has it.")

    async def settle(self, tx: AsyncConnection, mail: OutboxMail, state: OutboxState, **changes: Any) -> None:
        """Give the lease back with what became of the mail.

        Raises:
            StaleError: the lease is lost.
        """
        values = {name: value.value if isinstance(value, Enum) else value for name, value in changes.items()}
        values |= {name: list(values[name]) for name in ("accepted", "recipients") if name in values}
        await claims.release(tx, outbox, Lease(id=mail.id, fence=mail.fence), {**values, "state": state.value})
        if state is OutboxState.WAITING:
            ring(tx, "outbox", values.get("due_at"))
        elif state is OutboxState.SENT and values.get("filed_at") is None:
            ring(tx, "filing", values.get("due_at"))


def noun(row: Row[Any]) -> OutboxMail:
    """Return the mail of a row of `outbox`."""
    return OutboxMail(
        id=row.id,
        conversation_id=row.conversation_id,
        draft_id=row.draft_id,
        mailbox=row.mailbox,
        message_id=row.message_id,
        kind=MailKind(row.kind),
        automatic=row.automatic,
        sender=row.sender,
        recipients=tuple(row.recipients),
        subject=row.subject,
        payload=row.payload,
        state=OutboxState(row.state),
        phase=SendPhase(row.phase) if row.phase else None,
        due_at=row.due_at,
        attempts=row.attempts,
        lookups=row.lookups,
        last_error=row.last_error,
        accepted=tuple(row.accepted or ()),
        refused=row.refused or {},
        created_at=row.created_at,
        created_by=row.created_by,
        sent_at=row.sent_at,
        filed_at=row.filed_at,
        proof=row.proof,
        fence=row.fence,
    )


def _recipients(message: OutboundMessage) -> list[str]:
    return list(dict.fromkeys(address.email for address in (*message.to, *message.cc)))


def _content(message: OutboundMessage) -> dict[str, Any]:
    return {
        "sender": [message.sender.name, message.sender.email],
        "to": codec.addresses(message.to),
        "cc": codec.addresses(message.cc),
        "subject": message.subject,
        "text": message.text,
        "language": message.language,
        "in_reply_to": message.in_reply_to,
        "references": list(message.references),
        "date": message.date.isoformat(),
    }


def _message(row: Row[Any]) -> OutboundMessage:
    content = row.content
    return OutboundMessage(
        message_id=row.message_id,
        sender=codec.to_addresses([content["sender"]])[0],
        to=codec.to_addresses(content["to"]),
        cc=codec.to_addresses(content["cc"]),
        subject=content["subject"],
        text=content["text"],
        language=content["language"],
        in_reply_to=content["in_reply_to"],
        references=tuple(content["references"]),
        automatic=row.automatic,
        date=datetime.fromisoformat(content["date"]),
    )


def _unfiled(now: datetime) -> ColumnElement[bool]:
    """Return what left and is due to be filed in Sent, unless it was erased meanwhile.

    The state is written out so that the partial index serves it: it is asked every few seconds, and a million filed
    ones lie beside it.
    """
    due = (outbox.c.state == literal_column("'sent'")) & outbox.c.filed_at.is_(None) & (outbox.c.due_at <= now)
    return due & (func.length(outbox.c.payload) > 0)
