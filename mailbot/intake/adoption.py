"""Mails found in Sent: ours are ticked off, a person's from another mail program are adopted as the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mailbot.intake.matching import follow_merge
from mailbot.intake.place import Place
from mailbot.mail.references import lookup_ids
from mailbot.model.conversation import Conversation, State, Step, advance
from mailbot.model.customer import Identity
from mailbot.model.event import Event
from mailbot.model.message import Address, InboundMessage, OutboundMessage
from mailbot.model.sentence import say
from mailbot.ports import Records, StoredRaw, Tx, Watcher

_REASON = say("answered_elsewhere", "Answered from another mail program.")


class Adoption:
    """Records a mail of ours that lies in Sent, inside a transaction that the caller holds."""

    def __init__(self, *, records: Records, identities: dict[str, Identity], watchers: Sequence[Watcher]) -> None:
        self._records, self._identities, self._watchers = records, identities, watchers

    async def adopt(self, tx: Tx, raw: StoredRaw, message: InboundMessage, now: datetime) -> Place:
        """Tick off what we sent ourselves; record what a person wrote elsewhere and keep our hands off."""
        mailbox, at = raw.mail.mailbox, min(raw.mail.received_at, now)
        if message.message_id and await self._records.outbox.prove(
            tx, message.message_id, "seen in Sent", now, filed=True
        ):
            return Place()
        if message.message_id and await self._records.conversations.by_message_ids(tx, mailbox, (message.message_id,)):
            return Place()
        strangers = self._strangers(mailbox, message)
        if not strangers:
            return Place()
        case = await self._case(tx, mailbox, message, strangers) or await self._open(
            tx, mailbox, message, strangers, at
        )
        outbound = _outbound(raw, message, at)
        row = await self._records.messages.add_outbound(
            tx, case, outbound, at=at, source="other_client", raw_mail_id=raw.id,
            content_hash=message.content_hash, text=message.text, html=message.html,
        )  # fmt: skip
        case = await self._answered(tx, case, at, now)
        await self._records.events.add(
            tx, Event(kind="reply_adopted", at=now, conversation_id=case.id, reasons=(_REASON,), data={"message": row})
        )
        for watcher in self._watchers:
            await watcher.reply_left(tx, case, row, message.new_text, at)
        return Place(conversation_id=case.id, message_row=row)

    def _strangers(self, mailbox: str, message: InboundMessage) -> tuple[Address, ...]:
        own = self._identities[mailbox].own if mailbox in self._identities else frozenset()
        return tuple(one for one in (*message.to, *message.cc) if one.email.lower() not in own)

    async def _case(
        self, tx: Tx, mailbox: str, message: InboundMessage, strangers: Sequence[Address]
    ) -> Conversation | None:
        known = await self._records.conversations.by_message_ids(tx, mailbox, lookup_ids(message))
        for case_id in dict.fromkeys(known.values()):
            case = await follow_merge(tx, self._records, case_id)
            people = {case.customer_email} | await self._records.conversations.participants(tx, case.id)
            if people & {one.email.lower() for one in strangers}:
                return case
        return None

    async def _open(
        self, tx: Tx, mailbox: str, message: InboundMessage, strangers: Sequence[Address], at: datetime
    ) -> Conversation:
        """Keep a thread that our side began as a closed case: a later answer to it then has its history."""
        return await self._records.conversations.open(
            tx,
            Conversation(
                id="",
                reference="",
                mailbox=mailbox,
                customer_email=strangers[0].email,
                customer_name=strangers[0].name,
                language=message.language,
                subject=message.subject,
                state=State.CLOSED,
                opened_at=at,
            ),
        )

    async def _answered(self, tx: Tx, case: Conversation, at: datetime, now: datetime) -> Conversation:
        """Any outbound mail retires drafts and takes back what has not left."""
        await self._records.drafts.retire_open(tx, case.id, _REASON, now)
        for mail in await self._records.outbox.waiting_of(tx, case.id):
            if await self._records.outbox.cancel(tx, mail.id, _REASON) and mail.draft_id:
                await self._records.drafts.retire(tx, mail.draft_id, _REASON, now)
        unanswered = case.last_customer_at is not None and case.last_customer_at > at
        changes = (
            {}
            if unanswered
            else {"state": advance(case.state, Step.REPLY_SENT), "triage_due_at": None, "burst_at": None}
        )
        return await self._records.conversations.change(
            tx,
            case,
            last_outbound_at=max(at, case.last_outbound_at or at),
            last_activity_at=now,
            attention=None,
            **changes,
        )


def _outbound(raw: StoredRaw, message: InboundMessage, at: datetime) -> OutboundMessage:
    return OutboundMessage(
        message_id=message.message_id or f"<no-id-{raw.id}@mailbot.invalid>",
        sender=message.sender,
        to=message.to,
        cc=message.cc,
        subject=message.subject,
        text=message.new_text,
        language=message.language,
        in_reply_to=message.in_reply_to[0] if message.in_reply_to else None,
        references=message.references,
        date=message.sent_at or at,
    )
