"""The page of one case, read in one consistent look."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError
from mailbot.model.case import ThreadMessage
from mailbot.model.conversation import Conversation, State
from mailbot.model.draft import Draft, DraftStatus, Finding, OutboxState
from mailbot.model.event import Event
from mailbot.model.heat import Band, Category, Heat, Kind, Signal
from mailbot.model.message import Address, Attachment, Automatic, Verdict
from mailbot.model.outgoing import MailKind, OutboxMail
from mailbot.model.view import CaseView, MailView, Note
from mailbot.store.database import Database
from mailbot.store.tables import agents, conversations, drafts, events, messages, notes, outbox

#: What a page shows at most; older ones are behind a link.
MOST_MAILS = 200
MOST_EVENTS = 100

#: Outgoing mails worth a line on the page: not yet gone, or in trouble.
_NOTEWORTHY = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.FAILED)


class CasePages:
    """Reads the page of a case."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def case(self, conversation_id: str) -> CaseView:
        """Return everything that the page shows.

        Raises:
            RefusedError: there is no such case.
        """
        async with self._db.read() as tx:
            statement = (
                select(conversations, agents.c.name.label("assignee_name"))
                .outerjoin(agents, agents.c.id == conversations.c.assignee)
                .where(conversations.c.id == conversation_id)
            )
            row = (await tx.execute(statement)).one_or_none()
            if row is None:
                raise RefusedError(
                    "There is no such case.", hint="It may have been merged or erased; search for the customer."
                )
            return CaseView(
                conversation=conversation_of(row),
                heat=heat_of(row),
                signal_messages=tuple(int(one.get("message") or 0) for one in (row.ledger or {}).get("signals", ())),
                flags=tuple(row.flags or ()),
                facts=tuple(row.facts or ()),
                why=tuple(row.why or ()),
                attention=row.attention,
                urgent=bool(row.urgent),
                order_ref=row.order_ref,
                phone=row.phone,
                phone_source=row.phone_source,
                mails=await _mails(tx, conversation_id),
                draft=await _open_draft(tx, conversation_id),
                outgoing=await _outgoing(tx, conversation_id),
                events=await _events(tx, conversation_id),
                notes=await _notes(tx, conversation_id),
                assignee_name=row.assignee_name,
            )


async def _mails(tx: AsyncConnection, conversation_id: str) -> tuple[MailView, ...]:
    statement = (
        select(messages, agents.c.name.label("author_name"))
        .outerjoin(agents, agents.c.id == messages.c.author)
        .where(messages.c.conversation_id == conversation_id)
        .order_by(messages.c.position.desc())
        .limit(MOST_MAILS)
    )
    return tuple(_mail(row) for row in reversed((await tx.execute(statement)).all()))


def _mail(row: Row[Any]) -> MailView:
    return MailView(
        message=ThreadMessage(
            id=row.id,
            position=row.position,
            inbound=row.direction == "in",
            at=row.at,
            message_id=row.message_id,
            sender=Address(name=row.sender_name, email=row.sender_email),
            subject=row.subject,
            text=row.text,
            new_text=row.new_text,
            signature=row.signature,
            language=row.language,
            automatic=Automatic(row.automatic) if row.automatic else None,
            authentication=Verdict(row.authentication),
        ),
        to=_addresses(row.to),
        cc=_addresses(row.cc),
        html=row.html,
        attachments=tuple(Attachment(**one) for one in row.attachments or ()),
        raw_mail_id=row.raw_mail_id,
        heat=row.heat,
        mostly_quoted=row.mostly_quoted,
        encrypted=row.encrypted,
        automatic_reason=row.automatic_reason,
        author=row.author_name,
        source=row.source,
        delivery=row.delivery or {},
        bounced_at=row.bounced_at,
    )


def _addresses(pairs: list[list[str]] | None) -> tuple[str, ...]:
    return tuple(f"{name} <{email}>" if name else email for name, email in pairs or ())


async def _open_draft(tx: AsyncConnection, conversation_id: str) -> Draft | None:
    statement = select(drafts).where(drafts.c.conversation_id == conversation_id, drafts.c.status == "open")
    row = (await tx.execute(statement)).one_or_none()
    return draft_of(row) if row else None


async def _outgoing(tx: AsyncConnection, conversation_id: str) -> tuple[OutboxMail, ...]:
    statement = (
        select(outbox)
        .where(outbox.c.conversation_id == conversation_id, outbox.c.state.in_([state.value for state in _NOTEWORTHY]))
        .order_by(outbox.c.id)
    )
    return tuple(_outbox_mail(row) for row in await tx.execute(statement))


async def _events(tx: AsyncConnection, conversation_id: str) -> tuple[Event, ...]:
    statement = (
        select(events)
        .where(events.c.conversation_id == conversation_id)
        .order_by(events.c.id.desc())
        .limit(MOST_EVENTS)
    )
    return tuple(
        Event(
            kind=row.kind, at=row.at, conversation_id=row.conversation_id, actor=row.actor, reasons=tuple(row.reasons or ()),
            data=row.data or {}, id=row.id,
        )
        for row in await tx.execute(statement)
    )  # fmt: skip


async def _notes(tx: AsyncConnection, conversation_id: str) -> tuple[Note, ...]:
    statement = (
        select(notes, agents.c.name.label("author_name"))
        .outerjoin(agents, agents.c.id == notes.c.author)
        .where(notes.c.conversation_id == conversation_id)
        .order_by(notes.c.id)
    )
    return tuple(
        Note(id=row.id, author=row.author_name or row.author, body=row.body, at=row.at)
        for row in await tx.execute(statement)
    )


def conversation_of(row: Row[Any]) -> Conversation:
    """Return the noun of a row of `conversations`."""
    return Conversation(
        id=row.id,
        reference=row.reference,
        mailbox=row.mailbox,
        customer_email=row.customer_email,
        customer_name=row.customer_name,
        language=row.language,
        subject=row.subject,
        state=State(row.state),
        heat=row.heat,
        band=Band(row.band),
        kind=Kind(row.kind),
        category=Category(row.category),
        assignee=row.assignee,
        verified=bool(row.verified),
        opened_at=row.opened_at,
        last_customer_at=row.last_customer_at,
        last_outbound_at=row.last_outbound_at,
        triage_due_at=row.triage_due_at,
        snoozed_until=row.snoozed_until,
        resolved_at=row.resolved_at,
        reopened=row.reopened,
        version=row.version,
    )


def heat_of(row: Row[Any]) -> Heat:
    """Return the ledger of a row of `conversations`."""
    signals = tuple(
        Signal(
            name=one["name"],
            weight=one["weight"],
            evidence=tuple(one["evidence"]) if one.get("evidence") else None,
            quote=one.get("quote", ""),
        )
        for one in (row.ledger or {}).get("signals", ())
    )
    return Heat(value=row.heat, band=Band(row.band), signals=signals)


def draft_of(row: Row[Any]) -> Draft:
    """Return the noun of a row of `drafts`."""
    return Draft(
        id=row.id,
        conversation_id=row.conversation_id,
        version=row.version,
        status=DraftStatus(row.status),
        language=row.language,
        playbook=row.playbook,
        subject=row.subject,
        body=row.body,
        to=tuple(row.to or ()),
        cc=tuple(row.cc or ()),
        missing=tuple(row.missing or ()),
        findings=tuple(_finding(one) for one in row.findings or ()),
        why=tuple(row.why or ()),
        stale_reason=row.stale_reason,
        written_by=row.written_by,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        approved_by=row.approved_by,
        send_after=row.send_after,
        original_body=row.original_body,
    )


def _finding(value: dict[str, Any]) -> Finding:
    span = value.get("span")
    return Finding(
        rule=value["rule"],
        message=value["message"],
        span=(span[0], span[1]) if span else None,
        suggestion=value.get("suggestion"),
    )


def _outbox_mail(row: Row[Any]) -> OutboxMail:
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
        payload=b"",  # the page needs none
        state=OutboxState(row.state),
        due_at=row.due_at,
        attempts=row.attempts,
        last_error=row.last_error,
        accepted=tuple(row.accepted or ()),
        refused=row.refused or {},
        created_at=row.created_at,
        created_by=row.created_by,
        sent_at=row.sent_at,
    )
