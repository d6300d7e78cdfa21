"""Versioned drafts in the store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from enum import Enum
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import RefusedError, StaleError
from mailbot.model.conversation import Conversation
from mailbot.model.draft import Draft, DraftStatus, DraftText
from mailbot.model.outgoing import MailKind
from mailbot.model.sentence import named, say
from mailbot.store import codec
from mailbot.store.sheaf import Turn, is_undrafted, sheaf_of, stir
from mailbot.store.tables import agents, drafts
from mailbot.store.types import new_id
from mailbot.store.wakeups import ring

_FIELDS = frozenset(field.name for field in fields(Draft))
_TUPLES = ("to", "cc", "missing", "why")

_ADD = insert(drafts)
_ALL_OPEN = (
    update(drafts)
    .where(drafts.c.conversation_id == bindparam("case_id"), drafts.c.status == "open")
    .values(version=drafts.c.version + 1)
    .returning(drafts.c.id)
)


def body_hash(subject: str, body: str, to: Sequence[str], cc: Sequence[str]) -> str:
    """Return the sha256 (hex) over what a reader approves: text and recipients."""
    frozen = json.dumps([subject, body, sorted(to), sorted(cc)], ensure_ascii=False)
    return hashlib.sha256(frozen.encode("utf-8", "surrogatepass")).hexdigest()


class DraftStore:
    """Implements `mailbot.ports.Drafts`."""

    async def propose(
        self,
        tx: AsyncConnection,
        conversation: Conversation,
        text: DraftText,
        *,
        to: tuple[str, ...],
        now: datetime,
        kind: MailKind = MailKind.REPLY,
        answers: str | None = None,
        callback_id: str | None = None,
        written_by: str = "playbook",
    ) -> Draft:
        """Insert a draft; an older open one of the case is retired."""
        await self.retire_open(tx, conversation.id, say("newer_draft", "A newer draft took its place."), now)
        values = {
            **_text(text),
            "id": new_id(),
            "conversation_id": conversation.id,
            "version": 1,
            "status": DraftStatus.OPEN.value,
            "kind": kind.value,
            "body_hash": body_hash(text.subject, text.body, to, ()),
            "original_body": text.body,
            "to": list(to),
            "cc": [],
            "written_by": written_by,
            "answers": answers,
            "callback_id": callback_id,
            "created_at": now,
            "updated_at": now,
        }
        stir(tx, conversation.id)
        ring(tx, "drafts")
        sheaf = sheaf_of(tx)
        if sheaf is not None:
            sheaf.lay(Turn.DRAFTS, _ADD, values)
            return noun(SimpleNamespace(**{**dict.fromkeys(_FIELDS), **values}))
        return noun((await tx.execute(_ADD.returning(*drafts.c), values)).one())

    async def get(self, tx: AsyncConnection, draft_id: str) -> Draft:
        """Return a draft.

        Raises:
            RefusedError: there is none with this id.
        """
        row = (await tx.execute(select(drafts).where(drafts.c.id == draft_id))).one_or_none()
        if row is None:
            raise RefusedError("There is no draft {id}.", hint="Reload the page.", id=draft_id)
        return noun(row)

    async def details(self, tx: AsyncConnection, draft_id: str) -> dict[str, Any]:
        """Return every column of a draft, those beyond the noun too (kind, answers, mirror, …)."""
        row = (await tx.execute(select(drafts).where(drafts.c.id == draft_id))).one()
        return dict(row._mapping)

    async def open_of(self, tx: AsyncConnection, conversation_id: str) -> Draft | None:
        """Return the open draft of a case."""
        query = select(drafts).where(drafts.c.conversation_id == conversation_id, drafts.c.status == "open")
        row = (await tx.execute(query)).one_or_none()
        return noun(row) if row else None

    async def change(self, tx: AsyncConnection, draft: Draft, **changes: Any) -> Draft:
        """Write fields and return the new version; keys are fields of the noun or further columns.

        Raises:
            StaleError: the draft is no longer at the version in hand; says who changed it and when.
        """
        stir(tx, draft.conversation_id)
        values = {**_plain(changes), "version": draft.version + 1}
        frozen = {name: changes.get(name, getattr(draft, name)) for name in ("subject", "body", "to", "cc")}
        statement = (
            update(drafts)
            .where(drafts.c.id == draft.id, drafts.c.version == draft.version)
            .values(**values, body_hash=body_hash(**frozen))
            .returning(*drafts.c)
        )
        row = (await tx.execute(statement)).one_or_none()
        if row is None:
            raise await self._stale(tx, draft)
        return noun(row)

    async def _stale(self, tx: AsyncConnection, draft: Draft) -> StaleError:
        query = (
            select(drafts.c.status, drafts.c.updated_at, drafts.c.updated_by, agents.c.name)
            .outerjoin_from(drafts, agents, agents.c.id == drafts.c.updated_by)
            .where(drafts.c.id == draft.id)
        )
        row = (await tx.execute(query)).one_or_none()
        if row is None:
            return StaleError("The draft was deleted meanwhile.", hint="Reload the page.")
        who = row.name or row.updated_by or "Mailbot"
        did = {"open": "changed"}.get(row.status, row.status)
        return StaleError(
            "{who} was faster: the draft was {did} at {at:%H:%M:%S} UTC.",
            hint="Your text is kept on this page; reload to see the other one.",
            who=who,
            did=named("draft_status", did),
            at=row.updated_at,
        )

    async def retire_open(self, tx: AsyncConnection, conversation_id: str, reason: str, now: datetime) -> Sequence[str]:
        """Retire all open drafts of a case, return their ids."""
        changes = {"status": DraftStatus.RETIRED.value, "stale_reason": reason}
        return await self._all_open(tx, conversation_id, changes, now)

    async def retire(self, tx: AsyncConnection, draft_id: str, reason: str, now: datetime) -> None:
        """Retire a draft that is open or approved."""
        await tx.execute(
            update(drafts)
            .where(drafts.c.id == draft_id, drafts.c.status.in_(("open", "approved")))
            .values(
                status="retired", stale_reason=reason, version=drafts.c.version + 1, updated_at=now, updated_by=None
            )
        )

    async def mark_stale(self, tx: AsyncConnection, conversation_id: str, reason: str, now: datetime) -> Sequence[str]:
        """Say on the open draft of a case what changed since it was written; return its id."""
        return await self._all_open(tx, conversation_id, {"stale_reason": reason}, now)

    async def _all_open(
        self, tx: AsyncConnection, conversation_id: str, changes: dict[str, Any], now: datetime
    ) -> Sequence[str]:
        if is_undrafted(tx, conversation_id):
            return []
        values = {**changes, "updated_at": now, "updated_by": None, "case_id": conversation_id}
        return list((await tx.execute(_ALL_OPEN, values)).scalars())


def noun(row: Row[Any] | SimpleNamespace) -> Draft:
    """Return the draft of a row of `drafts`."""
    values = {name: getattr(row, name) for name in _FIELDS}
    values |= {name: tuple(values[name] or ()) for name in _TUPLES}
    return Draft(**{**values, "status": DraftStatus(row.status), "findings": codec.to_findings(row.findings)})


def _text(text: DraftText) -> dict[str, Any]:
    return {
        "language": text.language,
        "playbook": text.playbook,
        "subject": text.subject,
        "body": text.body,
        "missing": list(text.missing),
        "findings": codec.findings(text.findings),
        "why": list(text.why),
        "facts": codec.facts(text.facts),
    }


def _plain(changes: dict[str, Any]) -> dict[str, Any]:
    values = {name: value.value if isinstance(value, Enum) else value for name, value in changes.items()}
    values |= {name: list(values[name]) for name in _TUPLES if name in values}
    if "findings" in values:
        values["findings"] = codec.findings(values["findings"])
    return values
