"""Cases in the store."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError, StaleError
from mailbot.model.conversation import Conversation, State
from mailbot.model.draft import DraftText
from mailbot.model.facts import Facts
from mailbot.model.heat import Band, Category, Heat, Kind, Reading
from mailbot.ports import ClaimedCase
from mailbot.store import claims, codec
from mailbot.store.claims import Lease
from mailbot.store.emptying import recall_wishes
from mailbot.store.raw_mails import insert_or_ignore
from mailbot.store.sheaf import Turn, sheaf_of
from mailbot.store.tables import conversations, message_ids, messages
from mailbot.store.types import new_id
from mailbot.store.wakeups import ring

_FIELDS = tuple(field.name for field in fields(Conversation))
_ENUMS: dict[str, type[Enum]] = {"state": State, "band": Band, "kind": Kind, "category": Category}
_DONE = (State.RESOLVED, State.CLOSED)
# No letter that reads like a digit: people dictate these over the telephone.
_REFERENCE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


_BY_ID = select(conversations).where(conversations.c.id == bindparam("case_id"))
_LOCK = _BY_ID.with_for_update()
_MERGED_INTO = select(conversations.c.merged_into).where(conversations.c.id == bindparam("case_id"))
CHANGE = update(conversations).where(
    conversations.c.id == bindparam("case_id"), conversations.c.version == bindparam("case_version")
)
_RELEASE = update(conversations).where(
    conversations.c.id == bindparam("lease_id"), conversations.c.fence == bindparam("lease_fence")
)
BY_MESSAGE_IDS = select(message_ids.c.message_id, message_ids.c.conversation_id).where(
    message_ids.c.mailbox == bindparam("of_mailbox"), message_ids.c.message_id.in_(bindparam("ids", expanding=True))
)

_PARTICIPANTS = select(
    messages.c.conversation_id, messages.c.sender_email, messages.c.to, messages.c.cc, messages.c.reply_to
).where(messages.c.conversation_id.in_(bindparam("cases", expanding=True)), messages.c.automatic.is_(None))


@cache
def open_in(engine: str) -> Any:
    """Return the INSERT of a new case; it returns the ids of those whose reference was free."""
    # The row count of an INSERT is not told by every driver; a returned row is.
    return insert_or_ignore(conversations, engine, "reference").returning(conversations.c.id)


def new_reference(length: int = 6) -> str:
    """Return a reference token that is free, most likely."""
    number, letters = secrets.randbelow(len(_REFERENCE) ** length), ""
    for _ in range(length):
        number, place = divmod(number, len(_REFERENCE))
        letters += _REFERENCE[place]
    return "MB-" + letters


class ConversationStore:
    """Implements `mailbot.ports.Conversations`."""

    async def serialise(self, tx: AsyncConnection, mailbox: str) -> None:
        """Let one transaction at a time match new mail of a mailbox to cases; SQLite has one writer anyway."""
        if tx.dialect.name == "postgresql":
            await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("mailbot:" + mailbox, 0))))

    async def open(self, tx: AsyncConnection, conversation: Conversation) -> Conversation:
        """Insert a new case; `id` and `reference` are given here when empty."""
        sheaf = sheaf_of(tx)
        for length in (6, 6, 8, 10):
            reference = conversation.reference or new_reference(length)
            chosen = replace(conversation, id=conversation.id or new_id(), reference=reference)
            values = {**_plain(_as_dict(chosen)), "last_activity_at": chosen.last_customer_at or chosen.opened_at}
            if sheaf is not None and not conversation.reference:
                sheaf.open(chosen, values)
                _ring(tx, values)
                return chosen
            if (await tx.execute(open_in(tx.dialect.name), values)).one_or_none() is not None:
                _ring(tx, values)
                await tx.run_sync(recall_wishes, {chosen.customer_email.lower(): chosen.opened_at})
                return chosen
        raise RefusedError(
            "The reference {reference} is taken.", hint="Leave it empty.", reference=conversation.reference
        )

    async def get(self, tx: AsyncConnection, conversation_id: str) -> Conversation:
        """Return a case.

        Raises:
            RefusedError: there is none with this id.
        """
        return await self._one(tx, _BY_ID, conversation_id)

    async def lock(self, tx: AsyncConnection, conversation_id: str) -> Conversation:
        """Return a case and keep others from changing it until the end of the transaction.

        Raises:
            RefusedError: there is none with this id.
        """
        sheaf = sheaf_of(tx)
        known = sheaf.cases.get(conversation_id) if sheaf is not None else None
        return known or await self._one(tx, _LOCK, conversation_id)

    async def _one(self, tx: AsyncConnection, query: Any, conversation_id: str) -> Conversation:
        row = (await tx.execute(query, {"case_id": conversation_id})).one_or_none()
        if row is None:
            raise RefusedError("There is no case {case}.", hint="It may have been erased.", case=conversation_id)
        return noun(row)

    async def details(self, tx: AsyncConnection, conversation_id: str) -> dict[str, Any]:
        """Return every column of a case, those beyond the noun too."""
        row = (await tx.execute(select(conversations).where(conversations.c.id == conversation_id))).one()
        return dict(row._mapping)

    async def change(self, tx: AsyncConnection, conversation: Conversation, **changes: Any) -> Conversation:
        """Write fields and return the new version; keys are fields of the noun or further columns.

        Raises:
            StaleError: the case is no longer at the version in hand.
        """
        values = {**_plain(changes), "version": conversation.version + 1}
        own = {name: value for name, value in changes.items() if name in _FIELDS}
        changed = replace(conversation, **own, version=conversation.version + 1)
        sheaf = sheaf_of(tx)
        if sheaf is not None and sheaf.cases.get(conversation.id) == conversation:
            sheaf.change(conversation, changed, values)
        else:
            held = {"case_id": conversation.id, "case_version": conversation.version}
            if (await tx.execute(CHANGE, {**values, **held})).rowcount != 1:
                raise StaleError("The case changed while you were looking at it.", hint="Reload the page.")
        _ring(tx, changes)
        return changed

    async def judged(
        self,
        tx: AsyncConnection,
        conversation: Conversation,
        heat: Heat,
        reading: Reading,
        *,
        text: DraftText | None = None,
        **changes: Any,
    ) -> Conversation:
        """Write what triage read, what the text stands on, and further changes."""
        return await self.change(
            tx,
            conversation,
            heat=heat.value,
            band=heat.band,
            kind=reading.kind,
            category=reading.category,
            language=reading.language,
            urgent=reading.urgent,
            flags=sorted(reading.flags),
            ledger=codec.heat(heat),
            **(_drafted(text) if text else {}),
            **changes,
        )

    async def weighed(
        self, tx: AsyncConnection, conversation: Conversation, heat: Heat, **changes: Any
    ) -> Conversation:
        """Write the heat that the course of a case has come to, with its ledger; what was read stays."""
        return await self.change(tx, conversation, heat=heat.value, band=heat.band, ledger=codec.heat(heat), **changes)

    async def waiting(self, tx: AsyncConnection, since: datetime, limit: int) -> Sequence[str]:
        """Return open complaints that nobody has answered and nobody has weighed since then, longest first."""
        table = conversations.c
        unanswered = or_(table.last_outbound_at.is_(None), table.last_outbound_at < table.last_customer_at)
        query = (
            select(table.id)
            .where(
                table.is_open.is_(True),
                table.triage_due_at.is_(None),
                table.kind == Kind.COMPLAINT.value,
                table.last_customer_at <= since,
                or_(table.triaged_at.is_(None), table.triaged_at <= since),
                unanswered,
            )
            .order_by(table.last_customer_at, table.id)
            .limit(limit)
        )
        return list((await tx.execute(query)).scalars())

    async def facts(self, tx: AsyncConnection, conversation_id: str) -> Facts:
        """Return what the customer told us, as triage extracted it."""
        query = select(conversations.c.facts).where(conversations.c.id == conversation_id)
        return codec.to_facts((await tx.execute(query)).scalar_one_or_none())

    async def by_message_ids(self, tx: AsyncConnection, mailbox: str, ids: Sequence[str]) -> dict[str, str]:
        """Return Message-ID -> conversation id for those ever seen or sent in this mailbox."""
        if not ids:
            return {}
        sheaf = sheaf_of(tx)
        if sheaf is not None and all((mailbox, one) in sheaf.ids for one in ids):
            return {one: case for one in ids if (case := sheaf.ids[mailbox, one]) is not None}
        found = await tx.execute(BY_MESSAGE_IDS, {"of_mailbox": mailbox, "ids": list(ids)})
        return {row.message_id: row.conversation_id for row in found}

    async def by_reference(self, tx: AsyncConnection, mailbox: str, reference: str) -> Conversation | None:
        """Return the case with our own token ("MB-7K3QX9")."""
        query = select(conversations).where(
            conversations.c.reference == reference.upper(), conversations.c.mailbox == mailbox
        )
        row = (await tx.execute(query)).one_or_none()
        return noun(row) if row else None

    async def of_customer(
        self, tx: AsyncConnection, mailbox: str, email: str, since: datetime
    ) -> Sequence[Conversation]:
        """Return the customer's cases with activity since then, newest first, at most twenty."""
        query = (
            select(conversations)
            .where(
                conversations.c.customer_email == email.lower(),
                conversations.c.last_activity_at >= since,
                conversations.c.mailbox == mailbox,
                conversations.c.merged_into.is_(None),
            )
            .order_by(conversations.c.last_activity_at.desc())
            .limit(20)
        )
        return [noun(row) for row in await tx.execute(query)]

    async def call_attention(self, tx: AsyncConnection, conversation_id: str, sentence: str) -> None:
        """Ask a person to look, unless something asks already; the case's version moves on."""
        table = conversations
        values = {
            "attention": func.coalesce(table.c.attention, literal(sentence, table.c.attention.type)),
            "version": table.c.version + 1,
        }
        await tx.execute(update(table).where(table.c.id == conversation_id).values(**values))

    async def participants(self, tx: AsyncConnection, conversation_id: str) -> frozenset[str]:
        """Return every address that wrote or was written to in the case, lower case."""
        sheaf = sheaf_of(tx)
        if sheaf is not None and conversation_id in sheaf.people:
            return frozenset(sheaf.people[conversation_id])
        return frozenset((await participants_of(tx, [conversation_id])).get(conversation_id, ()))

    async def merged_into(self, tx: AsyncConnection, conversation_id: str) -> str | None:
        """Return the case that took this one's mails, if any."""
        sheaf = sheaf_of(tx)
        if sheaf is not None and conversation_id in sheaf.cases:
            return None  # what a sheaf holds was never merged into another
        return (await tx.execute(_MERGED_INTO, {"case_id": conversation_id})).scalar_one_or_none()

    async def claim_due(
        self, tx: AsyncConnection, *, now: datetime, holder: str, seconds: float, limit: int
    ) -> Sequence[ClaimedCase]:
        """Claim cases whose silence has passed, the longest waiting first; each claim counts as an attempt."""
        rows = await claims.claim(
            tx,
            conversations,
            where=conversations.c.triage_due_at <= now,
            order_by=(conversations.c.triage_due_at, conversations.c.id),
            holder=holder,
            seconds=seconds,
            limit=limit,
            values={"triage_attempts": conversations.c.triage_attempts + 1},
        )
        ordered = sorted(rows, key=lambda row: (row.triage_due_at, row.id))
        return [ClaimedCase(conversation=noun(row), fence=row.fence, attempts=row.triage_attempts) for row in ordered]

    async def release(self, tx: AsyncConnection, claimed: ClaimedCase, **changes: Any) -> None:
        """Give a claimed case back, writing columns with it.

        Raises:
            StaleError: another worker has it.
        """
        sheaf = sheaf_of(tx)
        if sheaf is not None and claimed.conversation.id in sheaf.cases and "triage_due_at" not in changes:
            lease_row = {"lease_id": claimed.conversation.id, "lease_fence": claimed.fence}
            free = {**_plain(changes), "lease_holder": None, "lease_until": None, **lease_row}
            sheaf.lay(Turn.SETTLED, _RELEASE, free, stale="Another worker took over a case of ours.")
            return
        lease = Lease(id=claimed.conversation.id, fence=claimed.fence)
        await claims.release(tx, conversations, lease, _plain(changes))
        _ring(tx, changes)


def _ring(tx: AsyncConnection, values: dict[str, Any]) -> None:
    """Wake who decides, when these columns set a time for it."""
    if values.get("triage_due_at") is not None:
        ring(tx, "triage", values["triage_due_at"])


async def participants_of(tx: AsyncConnection, case_ids: Sequence[str]) -> dict[str, set[str]]:
    """Return case -> every address that wrote or was written to in it, lower case."""
    found: dict[str, set[str]] = {}
    for case_id, sender, *lists in await tx.execute(_PARTICIPANTS, {"cases": list(case_ids)}):
        people = found.setdefault(case_id, set())
        people.add(sender.lower())
        people.update(email.lower() for pairs in lists for _, email in pairs or ())
    return found


def noun(row: Row[Any]) -> Conversation:
    """Return the case of a row of `conversations`."""
    values = {name: getattr(row, name) for name in _FIELDS}
    return Conversation(**{**values, **{name: kind(values[name]) for name, kind in _ENUMS.items()}})


def _drafted(text: DraftText) -> dict[str, Any]:
    columns = {"playbook": text.playbook, "facts": codec.facts(text.facts)}
    order = text.facts.value("order_ref")
    return {**columns, "order_ref": order} if order else columns


def _as_dict(conversation: Conversation) -> dict[str, Any]:
    return {name: getattr(conversation, name) for name in _FIELDS}


def _plain(changes: dict[str, Any]) -> dict[str, Any]:
    """Return column values: enums as text, addresses in lower case, `is_open` kept true to the state."""
    values = {name: value.value if isinstance(value, Enum) else value for name, value in changes.items()}
    if "state" in changes:
        values["is_open"] = State(changes["state"]) not in _DONE
    if "customer_email" in values:
        values["customer_email"] = values["customer_email"].lower()
    return values
