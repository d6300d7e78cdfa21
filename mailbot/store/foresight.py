"""What a batch of mails will ask for, read at once before it is recorded (mailbot.store.sheaf)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.model.draft import OutboxState
from mailbot.model.message import Written
from mailbot.store.conversations import BY_MESSAGE_IDS, noun, participants_of
from mailbot.store.sheaf import Sheaf, opened_sheaf
from mailbot.store.tables import callback_cases, callbacks, conversations, drafts, follow_ups, messages, outbox
from scheduler.followup import FollowUpState

#: Values in one IN list; SQLite before 3.32 takes no more than 999 parameters.
_AT_ONCE = 500

# In the order of their ids: two transactions that lock several cases never wait for each other in a circle.
_LOCK_ALL = (
    select(conversations)
    .where(conversations.c.id.in_(bindparam("cases", expanding=True)), conversations.c.merged_into.is_(None))
    .order_by(conversations.c.id)
    .with_for_update()
)
_NEWEST = (
    select(
        messages.c.sender_email,
        messages.c.at,
        messages.c.subject,
        messages.c.conversation_id,
        func.row_number().over(partition_by=messages.c.sender_email, order_by=messages.c.at.desc()).label("place"),
    )
    .where(
        messages.c.mailbox == bindparam("of_mailbox"),
        messages.c.sender_email.in_(bindparam("senders", expanding=True)),
        messages.c.at > bindparam("since"),
    )
    .subquery()
)
_LATELY = select(_NEWEST).where(_NEWEST.c.place <= bindparam("most")).order_by(_NEWEST.c.at.desc())
_CASES: Any = bindparam("cases", expanding=True)
_STIRRED = union_all(
    select(drafts.c.conversation_id).where(drafts.c.conversation_id.in_(_CASES), drafts.c.status == "open"),
    select(outbox.c.conversation_id).where(
        outbox.c.conversation_id.in_(_CASES), outbox.c.state == OutboxState.WAITING.value
    ),
    select(follow_ups.c.conversation_id).where(
        follow_ups.c.conversation_id.in_(_CASES),
        follow_ups.c.state.in_([FollowUpState.PLANNED.value, FollowUpState.PAUSED.value]),
    ),
    select(callback_cases.c.conversation_id)
    .join(callbacks, callbacks.c.id == callback_cases.c.callback_id)
    .where(callback_cases.c.conversation_id.in_(_CASES), callbacks.c.closed_at.is_(None)),
)


class Foresight:
    """Implements `mailbot.ports.Foresight`."""

    async def of_mails(
        self,
        tx: AsyncConnection,
        mailbox: str,
        ids: Collection[str],
        senders: Collection[str],
        *,
        since: datetime,
        most: int,
    ) -> None:
        """Open the transaction's sheaf with what mails of a mailbox name: Message-IDs, their cases, their senders."""
        sheaf = opened_sheaf(tx)
        for some in _in_parts(ids):
            found = await tx.execute(BY_MESSAGE_IDS, {"of_mailbox": mailbox, "ids": some})
            sheaf.ids |= {(mailbox, one): None for one in some}
            sheaf.ids |= {(mailbox, row.message_id): row.conversation_id for row in found}
        if most:
            await self._lately(tx, sheaf, mailbox, senders, since, most)
        named = {case for (of, _), case in sheaf.ids.items() if of == mailbox and case is not None}
        await self.of_cases(tx, named - sheaf.cases.keys())
        for some in _in_parts(named):
            people = await participants_of(tx, some)
            sheaf.people |= {case: people.get(case, set()) for case in some if case in sheaf.cases}

    async def _lately(
        self, tx: AsyncConnection, sheaf: Sheaf, mailbox: str, senders: Collection[str], since: datetime, most: int
    ) -> None:
        for some in _in_parts(senders):
            window = {"of_mailbox": mailbox, "senders": some, "since": since, "most": most}
            sheaf.lately |= {(mailbox, sender): [] for sender in some}
            for row in await tx.execute(_LATELY, window):
                sheaf.lately[mailbox, row.sender_email].append(Written(row.at, row.subject, row.conversation_id))

    async def of_cases(self, tx: AsyncConnection, case_ids: Collection[str]) -> None:
        """Lock some cases at once; those that were merged into others are left out."""
        sheaf = opened_sheaf(tx)
        for some in _in_parts(case_ids):
            for row in await tx.execute(_LOCK_ALL, {"cases": some}):
                sheaf.cases[row.id], sheaf.rows[row.id] = noun(row), row
            stirred = set((await tx.execute(_STIRRED, {"cases": some})).scalars())
            quiet = {case for case in some if case in sheaf.cases} - stirred
            sheaf.quiet |= quiet
            sheaf.undrafted |= quiet


def _in_parts(values: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
