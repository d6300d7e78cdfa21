"""The mails of the cases in the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.case import ThreadMessage
from mailbot.model.conversation import Conversation
from mailbot.model.heat import Reading
from mailbot.model.message import Address, Automatic, BounceReport, InboundMessage, OutboundMessage, Verdict, Written
from mailbot.ports import StoredRaw
from mailbot.store import codec
from mailbot.store.raw_mails import insert_or_ignore
from mailbot.store.sheaf import Turn, sheaf_of
from mailbot.store.tables import conversations, message_ids, messages
from mailbot.store.types import new_id

_THREAD = (
    "id", "position", "direction", "at", "message_id", "references", "in_reply_to", "sender_name", "sender_email",
    "subject", "text", "new_text", "signature", "language", "automatic", "authentication",
    "source",
)  # fmt: skip

_ADD = insert(messages)
# What returns something is written as one statement for all rows: after each statement SQLite writes the pieces that the
# full-text index has gathered, which for mails one by one took three times as long as finding them.
_ADD_MANY = _ADD.returning(messages.c.id)
_COUNT = (
    update(conversations)
    .where(conversations.c.id == bindparam("case_id"))
    .values(messages=conversations.c.messages + 1)
)
_SENT_LATELY = (
    select(messages.c.at, messages.c.subject, messages.c.conversation_id)
    .where(
        messages.c.mailbox == bindparam("of_mailbox"),
        messages.c.sender_email == bindparam("of_sender"),
        messages.c.at > bindparam("since"),
    )
    .order_by(messages.c.at.desc())
    .limit(bindparam("most"))
)
_RELEASE = (
    update(messages)
    .where(messages.c.conversation_id == bindparam("case_id"), messages.c.automatic == Automatic.STORM.value)
    .values(automatic=None, automatic_reason="")
    .returning(messages.c.id, messages.c.position)
)
_READ_THREAD = (
    select(*(messages.c[name] for name in _THREAD))
    .where(messages.c.conversation_id == bindparam("case_id"))
    .order_by(messages.c.at, messages.c.position)
)
_READ_THREADS = (
    select(messages.c.conversation_id, *(messages.c[name] for name in _THREAD))
    .where(messages.c.conversation_id.in_(bindparam("cases", expanding=True)))
    .order_by(messages.c.at, messages.c.position)
)
_READ_AS = update(messages).where(messages.c.id == bindparam("row_id"))
# One INSERT for all mails: every column named, so that its compiled form is found again.
_DEFAULTS: dict[str, Any] = {
    **{column.name: None for column in messages.c if column.server_default is None and column.name != "id"},
    "source": "mailbox",
}


class MessageStore:
    """Implements `mailbot.ports.Messages`."""

    async def add_inbound(
        self,
        tx: AsyncConnection,
        conversation: Conversation,
        message: InboundMessage,
        *,
        raw: StoredRaw,
        at: datetime,
        counted: bool = True,
        **more: Any,
    ) -> str:
        """Append a mail to its case, remember its Message-ID, return the row's id.

        Without `counted` the caller writes the case's number of messages with its other changes.
        """
        values = {**_inbound(message), "raw_mail_id": raw.id, "at": at, **more}
        row_id = await self._append(tx, conversation, values, counted=counted)
        if message.message_id:
            await self.remember_id(tx, conversation.mailbox, message.message_id, conversation.id, out=False, now=at)
        return row_id

    async def add_outbound(
        self, tx: AsyncConnection, conversation: Conversation, message: OutboundMessage, *, at: datetime, **more: Any
    ) -> str:
        """Append a mail of ours to its case, remember its Message-ID, return the row's id."""
        row_id = await self._append(tx, conversation, {**_outbound(message), "at": at, **more})
        await self.remember_id(tx, conversation.mailbox, message.message_id, conversation.id, out=True, now=at)
        return row_id

    async def _append(
        self, tx: AsyncConnection, conversation: Conversation, values: dict[str, Any], *, counted: bool = True
    ) -> str:
        # The caller holds the case's lock, so that its count is the next position.
        place = {"conversation_id": conversation.id, "mailbox": conversation.mailbox, "position": conversation.messages}
        row_id = new_id()
        row = {**_DEFAULTS, **values, **place, "id": row_id}
        sheaf = sheaf_of(tx)
        if sheaf is None:
            await tx.execute(_ADD, row)
        else:
            sheaf.append(_ADD_MANY, row)
        if counted:
            await tx.execute(_COUNT, {"case_id": conversation.id})
        return row_id

    async def thread(self, tx: AsyncConnection, conversation_id: str) -> tuple[ThreadMessage, ...]:
        """Return the mails of a case, oldest first."""
        return tuple(noun(row) for row in await tx.execute(_READ_THREAD, {"case_id": conversation_id}))

    async def threads(
        self, tx: AsyncConnection, conversation_ids: Sequence[str]
    ) -> dict[str, tuple[ThreadMessage, ...]]:
        """Return the mails of some cases, by case, oldest first."""
        found: dict[str, list[ThreadMessage]] = {}
        for row in await tx.execute(_READ_THREADS, {"cases": list(conversation_ids)}):
            found.setdefault(row.conversation_id, []).append(noun(row))
        return {case: tuple(thread) for case, thread in found.items()}

    async def remember_id(
        self, tx: AsyncConnection, mailbox: str, message_id: str, conversation_id: str, *, out: bool, now: datetime
    ) -> None:
        """Index a Message-ID; the first case that had it keeps it, so that nobody can take one over."""
        row = {
            "mailbox": mailbox,
            "message_id": message_id,
            "conversation_id": conversation_id,
            "direction": "out" if out else "in",
            "seen_at": now,
        }
        statement = insert_or_ignore(message_ids, tx.dialect.name, "mailbox", "message_id")
        sheaf = sheaf_of(tx)
        if sheaf is None:
            await tx.execute(statement, row)
        else:
            sheaf.remember(statement, row)

    async def bounced(self, tx: AsyncConnection, mailbox: str, report: BounceReport, now: datetime) -> str | None:
        """Mark the mail of ours that a delivery report is about; return its case's id."""
        if not report.original_message_id:
            return None
        query = select(
            messages.c.id, messages.c.conversation_id, messages.c.to, messages.c.cc, messages.c.delivery
        ).where(
            messages.c.mailbox == mailbox,
            messages.c.message_id == report.original_message_id,
            messages.c.direction == "out",
        )
        row = (await tx.execute(query.limit(1))).one_or_none()
        if row is None:
            return None
        news = {
            "state": report.action or "failed",
            "status": report.status,
            "text": report.diagnostic[:500],
            "at": now.isoformat(),
        }
        delivery = {
            **(row.delivery or {}),
            (report.recipient or _only([*(row.to or ()), *(row.cc or ())]) or "?").lower(): news,
        }
        values: dict[str, Any] = {"delivery": delivery, **({"bounced_at": now} if report.hard else {})}
        await tx.execute(update(messages).where(messages.c.id == row.id).values(**values))
        return str(row.conversation_id)

    async def read_as(self, tx: AsyncConnection, readings: dict[str, Reading]) -> None:
        """Write what triage read out of single mails (row id -> reading)."""
        rows = [
            {"row_id": row_id, "reading": codec.reading(one), "heat": one.heat.value, "language": one.language}
            for row_id, one in readings.items()
        ]
        sheaf = sheaf_of(tx)
        if sheaf is not None:
            for row in rows:
                sheaf.lay(Turn.READINGS, _READ_AS, row)
        elif rows:
            await tx.execute(_READ_AS, rows)

    async def move(self, tx: AsyncConnection, message_rows: Sequence[str], *, source: str, target: str) -> int:
        """Move mails to another case, renumber both, return how many moved."""
        chosen = (messages.c.id.in_(message_rows)) & (messages.c.conversation_id == source)
        ids = (await tx.execute(select(messages.c.message_id).where(chosen))).scalars().all()
        moved = (await tx.execute(update(messages).where(chosen).values(conversation_id=target))).rowcount
        await tx.execute(
            update(message_ids)
            .where(message_ids.c.conversation_id == source, message_ids.c.message_id.in_([one for one in ids if one]))
            .values(conversation_id=target)
        )
        for case in (source, target):
            await self._renumber(tx, case)
        return int(moved)

    async def _renumber(self, tx: AsyncConnection, conversation_id: str) -> None:
        query = select(messages.c.id).where(messages.c.conversation_id == conversation_id)
        rows = (await tx.execute(query.order_by(messages.c.at, messages.c.id))).scalars().all()
        for position, row_id in enumerate(rows):
            await tx.execute(update(messages).where(messages.c.id == row_id).values(position=position))
        await tx.execute(update(conversations).where(conversations.c.id == conversation_id).values(messages=len(rows)))

    async def sent_lately(
        self, tx: AsyncConnection, mailbox: str, sender: str, since: datetime, most: int
    ) -> Sequence[Written]:
        """Return the newest mails that a sender has written to us since then, newest first, for the caps on robots."""
        sheaf = sheaf_of(tx)
        if sheaf is not None and (known := sheaf.lately.get((mailbox, sender))) is not None:
            return [one for one in known if one.at > since][:most]
        who = {"of_mailbox": mailbox, "of_sender": sender, "since": since, "most": most}
        return [Written(*row) for row in await tx.execute(_SENT_LATELY, who)]

    async def release(self, tx: AsyncConnection, conversation_id: str) -> Sequence[str]:
        """Make the held mails of a case mails like any other; return their rows, oldest first."""
        rows = (await tx.execute(_RELEASE, {"case_id": conversation_id})).all()
        return [row.id for row in sorted(rows, key=lambda row: row.position)]


def noun(row: Row[Any]) -> ThreadMessage:
    return ThreadMessage(
        id=row.id,
        position=row.position,
        inbound=row.direction == "in",
        at=row.at,
        message_id=row.message_id,
        references=tuple(row.references or ()),
        in_reply_to=tuple(row.in_reply_to or ()),
        sender=Address(name=row.sender_name, email=row.sender_email),
        subject=row.subject,
        text=row.text,
        new_text=row.new_text,
        signature=row.signature,
        language=row.language,
        automatic=Automatic(row.automatic) if row.automatic else None,
        authentication=Verdict(row.authentication),
        source=row.source,
    )


def _inbound(message: InboundMessage) -> dict[str, Any]:
    return {
        "direction": "in",
        "message_id": message.message_id,
        "in_reply_to": list(message.in_reply_to),
        "references": list(message.references),
        "sender_name": message.sender.name,
        "sender_email": message.sender.email.lower(),
        "reply_to": codec.addresses(message.reply_to),
        "to": codec.addresses(message.to),
        "cc": codec.addresses(message.cc),
        "subject": message.subject,
        "sent_at": message.sent_at,
        "text": message.text,
        "new_text": message.new_text,
        "signature": message.signature,
        "html": message.html,
        "language": message.language,
        "attachments": codec.attachments(message.attachments),
        "automatic": message.automatic.value if message.automatic else None,
        "automatic_reason": message.automatic_reason,
        "authentication": message.authentication.value,
        "mostly_quoted": message.mostly_quoted,
        "encrypted": message.encrypted,
        "defects": list(message.defects),
        "content_hash": message.content_hash,
    }


def _outbound(message: OutboundMessage) -> dict[str, Any]:
    return {
        "direction": "out",
        "message_id": message.message_id,
        "in_reply_to": [message.in_reply_to] if message.in_reply_to else [],
        "references": list(message.references),
        "sender_name": message.sender.name,
        "sender_email": message.sender.email.lower(),
        "to": codec.addresses(message.to),
        "cc": codec.addresses(message.cc),
        "subject": message.subject,
        "sent_at": message.date,
        "text": message.text,
        "new_text": message.text,
        "language": message.language,
        "attachments": [],
        "authentication": Verdict.VERIFIED.value,
    }


def _only(people: Sequence[Sequence[str]]) -> str | None:
    return people[0][1] if len(people) == 1 else None
