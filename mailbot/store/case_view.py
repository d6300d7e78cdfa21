"""The page of one case, read in one consistent look."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError
from mailbot.model.draft import Draft, OutboxState
from mailbot.model.event import Event
from mailbot.model.heat import Band, Heat
from mailbot.model.message import Attachment
from mailbot.model.outgoing import OutboxMail
from mailbot.model.view import CallGlance, CaseView, MailView, Note
from mailbot.store.codec import to_heat
from mailbot.store.conversations import noun as conversation_noun
from mailbot.store.database import Database
from mailbot.store.drafts import noun as draft_noun
from mailbot.store.events import noun as event_noun
from mailbot.store.messages import noun as message_noun
from mailbot.store.outbox import noun as outbox_noun
from mailbot.store.tables import (
    agents,
    callback_cases,
    callbacks,
    conversations,
    drafts,
    events,
    messages,
    notes,
    outbox,
)

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
                conversation=conversation_noun(row),
                heat=to_heat(row.ledger) if row.ledger else Heat(value=row.heat, band=Band(row.band)),
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
                call=await _call(tx, conversation_id),
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
        message=message_noun(row),
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
    return draft_noun(row) if row else None


async def _outgoing(tx: AsyncConnection, conversation_id: str) -> tuple[OutboxMail, ...]:
    statement = (
        select(outbox)
        .where(outbox.c.conversation_id == conversation_id, outbox.c.state.in_([state.value for state in _NOTEWORTHY]))
        .order_by(outbox.c.id)
    )
    return tuple(outbox_noun(row) for row in await tx.execute(statement))


async def _events(tx: AsyncConnection, conversation_id: str) -> tuple[Event, ...]:
    statement = (
        select(events)
        .where(events.c.conversation_id == conversation_id)
        .order_by(events.c.id.desc())
        .limit(MOST_EVENTS)
    )
    return tuple(event_noun(row) for row in await tx.execute(statement))


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


async def _call(tx: AsyncConnection, conversation_id: str) -> CallGlance | None:
    mine = select(callback_cases.c.callback_id).where(callback_cases.c.conversation_id == conversation_id)
    statement = (
        select(callbacks)
        .where(or_(callbacks.c.conversation_id == conversation_id, callbacks.c.id.in_(mine)))
        .order_by(callbacks.c.id.desc())
        .limit(1)
    )
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        return None
    return CallGlance(
        id=row.id,
        state=row.state,
        number=row.number,
        confirmed=row.confirmed_by is not None,
        not_before=row.not_before,
        disposition=row.disposition,
    )
