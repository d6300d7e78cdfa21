"""What the house learns when a mail has left, or will never leave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mailbot.model.conversation import Conversation, State, Step, advance
from mailbot.model.draft import DraftStatus
from mailbot.model.event import Event
from mailbot.model.outgoing import MailKind, OutboxMail
from mailbot.model.sentence import say
from mailbot.ports import Records, Tx, Watcher

_SOURCES = {MailKind.FOLLOW_UP: "follow_up", MailKind.INVITATION: "callback", MailKind.CONFIRMATION: "callback"}


class Departure:
    """Records the end of a mail's way inside a transaction that the caller holds."""

    def __init__(self, *, records: Records, watchers: Sequence[Watcher]) -> None:
        self._records, self._watchers = records, watchers

    async def left(self, tx: Tx, mail: OutboxMail, now: datetime, *, reasons: tuple[str, ...] = ()) -> None:
        """Put a mail into its thread, retire what it made pointless, move the case on.

        Call once for each mail, before its row is settled; a row with `sent_at` was here before.
        """
        if mail.conversation_id is None or mail.sent_at is not None:
            return
        case = await self._records.conversations.lock(tx, mail.conversation_id)
        message = await self._records.outbox.message(tx, mail.id)
        row = await self._records.messages.add_outbound(
            tx, case, message, at=now, outbox_id=mail.id, draft_id=mail.draft_id, author=mail.created_by,
            source=_SOURCES.get(mail.kind, "desk"),
        )  # fmt: skip
        await self._records.drafts.retire_open(tx, case.id, say("other_left", "Another mail of ours left."), now)
        if mail.draft_id:
            await self._settle_draft(tx, mail.draft_id, now)
        case = await self._move_on(tx, case, mail, now)
        await self._tell(tx, "reply_sent", case, mail, now, reasons, message=row)
        for watcher in self._watchers:
            await watcher.reply_left(tx, case, row, message.text, now)

    async def failed(self, tx: Tx, mail: OutboxMail, sentence: str, now: datetime) -> None:
        """Bring a mail that will never leave back to the desk, with the server's words."""
        if mail.conversation_id is None:
            return
        case = await self._records.conversations.lock(tx, mail.conversation_id)
        if mail.draft_id:
            await self._give_back(tx, case, mail.draft_id, sentence, now)
        await self._ask_person(tx, case, say("not_left", "The mail did not leave: {why}", why=sentence), now)
        await self._tell(tx, "reply_failed", case, mail, now, (sentence,))

    async def unknown(self, tx: Tx, mail: OutboxMail, sentence: str, now: datetime, *, ask: bool) -> None:
        """Say that nobody knows whether a mail left; with `ask`, a person must find out."""
        if mail.conversation_id is None:
            return
        case = await self._records.conversations.lock(tx, mail.conversation_id)
        if ask:
            await self._ask_person(tx, case, say("did_it_leave", "Did our mail leave? {why}", why=sentence), now)
        await self._tell(tx, "outcome_unknown", case, mail, now, (sentence,))

    async def _settle_draft(self, tx: Tx, draft_id: str, now: datetime) -> None:
        draft = await self._records.drafts.get(tx, draft_id)
        await self._records.drafts.change(tx, draft, status=DraftStatus.SENT, updated_at=now)

    async def _give_back(self, tx: Tx, case: Conversation, draft_id: str, sentence: str, now: datetime) -> None:
        draft = await self._records.drafts.get(tx, draft_id)
        free = await self._records.drafts.open_of(tx, case.id) is None
        status = DraftStatus.OPEN if free else DraftStatus.RETIRED
        await self._records.drafts.change(
            tx, draft, status=status, stale_reason=sentence, approved_by=None, send_after=None, updated_at=now
        )

    async def _move_on(self, tx: Tx, case: Conversation, mail: OutboxMail, now: datetime) -> Conversation:
        # A customer's mail that nobody has looked at keeps the case where it is.
        state = case.state if case.triage_due_at else advance(case.state, Step.REPLY_SENT)
        changes: dict[str, Any] = {"state": state, "last_outbound_at": now, "last_activity_at": now}
        if not await self._records.outbox.doubtful(tx, case.id, besides=mail.id):
            changes["attention"] = None  # otherwise the question whether that other mail left must stand
        return await self._records.conversations.change(tx, case, **changes)

    async def _ask_person(self, tx: Tx, case: Conversation, sentence: str, now: datetime) -> None:
        still = case.state in (State.CALLBACK, State.RESOLVED, State.CLOSED)
        state = case.state if still else advance(case.state, Step.ASKED_PERSON)
        await self._records.conversations.change(tx, case, state=state, attention=sentence, last_activity_at=now)

    async def _tell(
        self,
        tx: Tx,
        kind: str,
        case: Conversation,
        mail: OutboxMail,
        now: datetime,
        reasons: tuple[str, ...],
        **more: Any,
    ) -> None:
        data = {"outbox": mail.id, "message_id": mail.message_id, "kind": mail.kind.value, **more}
        await self._records.events.add(
            tx, Event(kind=kind, at=now, conversation_id=case.id, reasons=reasons, data=data)
        )
