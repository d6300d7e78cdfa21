"""Which drafts a language model was asked about; claimed with a lease, counted against the day's budget."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.errors import StaleError
from mailbot.model.draft import DraftText
from mailbot.model.sentence import Sentence, say
from mailbot.ports.writing import ClaimedWriting
from mailbot.store import codec
from mailbot.store.database import Database
from mailbot.store.drafts import DraftStore, noun
from mailbot.store.raw_mails import upsert
from mailbot.store.tables import conversations, drafts, messages, writings

#: A draft older than this has been read by somebody: it stays as it is.
_FRESH = timedelta(minutes=15)
_TRIES = 2


class WritingRows:
    """Implements `mailbot.ports.writing.WritingRows`."""

    def __init__(self, db: Database) -> None:
        """Work on a store."""
        self._db, self._drafts = db, DraftStore()

    async def claim(self, *, now: datetime, holder: str, seconds: float, budget: int) -> ClaimedWriting | None:
        """Claim the newest untouched draft of a template, or one whose lease ran out."""
        async with self._db.write() as tx:
            if await self._spent(tx, now) >= budget:
                return None
            row = (await tx.execute(_waiting(now))).first()
            if row is None or not await self._taken(tx, row, now, holder, seconds):
                return None
            return await self._claimed(tx, row)

    async def _spent(self, tx: AsyncConnection, now: datetime) -> int:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return int((await tx.execute(select(func.count()).where(writings.c.begun_at >= midnight))).scalar_one())

    async def _taken(self, tx: AsyncConnection, row: Any, now: datetime, holder: str, seconds: float) -> bool:
        lease = {"holder": holder, "leased_until": now + timedelta(seconds=seconds), "begun_at": now}
        if row.attempts is None:
            first = upsert(tx, writings).values(draft_id=row.id, state="writing", attempts=1, **lease)
            # RETURNING and not a row count: psycopg does not count what an INSERT left out.
            return (await tx.execute(first.on_conflict_do_nothing().returning(writings.c.draft_id))).first() is not None
        same = and_(writings.c.draft_id == row.id, writings.c.attempts == row.attempts)
        done = await tx.execute(update(writings).where(same).values(attempts=row.attempts + 1, **lease))
        return bool(done.rowcount == 1)

    async def _claimed(self, tx: AsyncConnection, row: Any) -> ClaimedWriting:
        draft = noun((await tx.execute(select(drafts).where(drafts.c.id == row.id))).one())
        mailbox = select(conversations.c.mailbox).where(conversations.c.id == draft.conversation_id)
        said = select(messages.c.new_text).where(messages.c.id == row.answers)
        text = DraftText(
            language=draft.language,
            playbook=draft.playbook,
            why=draft.why,
            subject=draft.subject,
            body=draft.body,
            missing=draft.missing,
            facts=codec.to_facts(row.facts),
        )
        return ClaimedWriting(
            draft=draft,
            text=text,
            mailbox=(await tx.execute(mailbox)).scalar_one(),
            mail=(await tx.execute(said)).scalar_one_or_none() or "",
            attempts=(row.attempts or 0) + 1,
        )

    async def settle(self, claimed: ClaimedWriting, text: DraftText | None, outcome: str, now: datetime) -> None:
        """Write what came of it; an agent or a newer mail that was faster wins."""
        async with self._db.write() as tx:
            state = await self._put(tx, claimed, text, outcome, now)
            values = {"state": state, "outcome": str(outcome)[:500], "leased_until": None}
            await tx.execute(update(writings).where(writings.c.draft_id == claimed.draft.id).values(**values))

    async def _put(
        self, tx: AsyncConnection, claimed: ClaimedWriting, text: DraftText | None, outcome: str, now: datetime
    ) -> str:
        why = (*claimed.draft.why, outcome if text else _stands(outcome))
        if text is None:
            same = and_(drafts.c.id == claimed.draft.id, drafts.c.version == claimed.draft.version)
            await tx.execute(update(drafts).where(same).values(why=list(why)))
            return "refused"
        try:
            # A savepoint, so that a draft which changed leaves the rest of the transaction whole.
            async with tx.begin_nested():
                await self._drafts.change(
                    tx,
                    claimed.draft,
                    body=text.body,
                    original_body=text.body,
                    findings=(),
                    why=why,
                    written_by="llm",
                    updated_at=now,
                )
        except StaleError:
            return "overtaken"
        return "done"


def _stands(outcome: str) -> Sentence:
    return say("template_stands", "the template's words stand: {why}", why=outcome)


def _waiting(now: datetime) -> Any:
    """Select untouched drafts of templates: never asked about, or asked by somebody whose lease ran out."""
    lost = and_(writings.c.state == "writing", writings.c.leased_until < now, writings.c.attempts < _TRIES)
    untouched = and_(
        drafts.c.status == "open",
        drafts.c.kind == "reply",
        drafts.c.written_by == "playbook",
        drafts.c.version == 1,
        drafts.c.created_at > now - _FRESH,
    )
    return (
        select(drafts.c.id, drafts.c.facts, drafts.c.answers, writings.c.attempts)
        .outerjoin_from(drafts, writings, writings.c.draft_id == drafts.c.id)
        .where(untouched, or_(writings.c.draft_id.is_(None), lost))
        .order_by(drafts.c.created_at)
        .limit(1)
    )
