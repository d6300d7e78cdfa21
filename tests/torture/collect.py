"""Reads the evidence: IMAP folders, the sink, the telephone network, the database."""

from __future__ import annotations

import email
import imaplib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from escalation.simulator.network import Network
from mailbot.store.database import Database
from mailbot.store.tables import (
    call_attempts,
    callbacks,
    conversations,
    drafts,
    follow_ups,
    messages,
    outbox,
    raw_mails,
)
from tests.torture.evidence import Case, Delivered, Evidence, FollowUp, Mail, Out, Raw, Ring, Try, Written
from tests.torture.stage import MANAGERS

#: What is due for less than this is not yet overdue: somebody may hold it.
GRACE = timedelta(seconds=60)


def folder_ids(port: int, user: str, password: str, folder: str) -> tuple[str, ...]:
    """Return the Message-IDs in a folder, as often as they lie there."""
    with imaplib.IMAP4("127.0.0.1", port, timeout=60) as client:
        client.login(user, password)
        client.select(folder, readonly=True)
        _, answer = client.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
        return tuple(_message_id(part[1]) for part in answer if isinstance(part, tuple))


def _message_id(header: bytes) -> str:
    return str(email.message_from_bytes(header)["Message-ID"]).strip()


def rings(network: Network) -> tuple[Ring, ...]:
    """Return every leg that the network has seen."""
    managers = set(MANAGERS.values())
    return tuple(
        Ring(
            ref=leg.sid,
            to=leg.to,
            began=leg.created.timestamp(),
            ended=(leg.ended or leg.created).timestamp() if leg.over else None,
            customer=leg.to not in managers,
        )
        for leg in network.exchange.legs.values()
    )


async def evidence(
    db: Database,
    now: datetime,
    *,
    written: Sequence[Written],
    inbox: tuple[str, ...],
    sent: tuple[str, ...],
    delivered: Sequence[Delivered],
    legs: tuple[Ring, ...],
) -> Evidence:
    """Put everything together."""
    async with db.read() as tx:
        rows = {table.name: (await tx.execute(select(table))).all() for table in _TABLES}
    known = {row.message_id for row in rows["outbox"]}
    return Evidence(
        written=tuple(written),
        inbox=inbox,
        sent=sent,
        # Alarms to our own people leave past the outbox: they must leave when the store is away.
        delivered=tuple(one for one in delivered if one.recipient.startswith("customer") or one.message_id in known),
        rings=legs,
        raws=tuple(
            Raw(message_id=_message_id_of(row), folder=row.folder, state=row.state, error=row.error or "")
            for row in rows["raw_mails"]
            if not row.from_sent
        ),
        mails=_mails(rows["messages"]),
        cases=_cases(rows, now),
        outbox=tuple(_out(row) for row in rows["outbox"]),
        tries=tuple(_try(row) for row in rows["call_attempts"]),
        follow_ups=tuple(_follow_up(row, now) for row in rows["follow_ups"]),
    )


_TABLES = (raw_mails, messages, conversations, drafts, outbox, callbacks, call_attempts, follow_ups)


def _message_id_of(row: Any) -> str:
    # The bytes of a second copy are not kept twice; what it was a copy of tells its id.
    return _message_id(bytes(row.raw)) if row.raw else f"copy:{row.content_hash}"


def _mails(rows: Sequence[Any]) -> tuple[Mail, ...]:
    threads: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        threads[row.conversation_id].append(row)
    return tuple(
        Mail(
            message_id=row.message_id,
            case=case,
            place=place,
            position=row.position,
            direction=row.direction,
            outbox=row.outbox_id,
        )
        for case, mails in threads.items()
        for place, row in enumerate(sorted(mails, key=lambda row: (row.at, row.position)))
    )


def _cases(rows: dict[str, Any], now: datetime) -> tuple[Case, ...]:
    drafted = {row.conversation_id for row in rows["drafts"] if row.status in ("open", "approved")}
    calling = {row.conversation_id for row in rows["callbacks"] if row.closed_at is None}
    return tuple(
        Case(
            id=row.id,
            state=row.state,
            overdue=row.triage_due_at is not None and row.triage_due_at < now - GRACE,
            draft_open=row.id in drafted,
            call_open=row.id in calling,
            attention=row.attention or "",
            solved=row.resolved_at is not None and row.state in ("resolved", "closed"),
            answered_again=bool(row.last_customer_at and row.resolved_at and row.last_customer_at > row.resolved_at),
        )
        for row in rows["conversations"]
    )


def _out(row: Any) -> Out:
    return Out(
        id=row.id,
        message_id=row.message_id,
        case=row.conversation_id or "",
        kind=row.kind,
        state=row.state,
        recipients=tuple(row.recipients),
        draft=row.draft_id,
        filed=row.filed_at is not None,
    )


def _try(row: Any) -> Try:
    return Try(
        id=row.id,
        callback=row.callback_id,
        number=row.number,
        refs=tuple(ref for ref in (row.ref, row.customer_ref) if ref),
        dialled=row.dialled_at is not None,
        ended=row.ended_at is not None,
        outcome=row.outcome or "",
    )


def _follow_up(row: Any, now: datetime) -> FollowUp:
    return FollowUp(
        id=row.id,
        case=row.conversation_id,
        kind=row.kind,
        state=row.state,
        overdue=row.state == "planned" and row.due_at < now - GRACE,
        outbox=row.outbox_id,
    )
