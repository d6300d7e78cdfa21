"""A parsed mail becomes part of a case: machine mail quietly, a person's mail with all that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mailbot.intake.holding import Holding
from mailbot.intake.matching import Found, find_case, follow_merge
from mailbot.intake.place import Place
from mailbot.intake.silence import look_at
from mailbot.intake.storm import LONGEST_WINDOW, highest_cap
from mailbot.mail.references import lookup_ids
from mailbot.model.conversation import Conversation, Step, advance
from mailbot.model.customer import Identity
from mailbot.model.draft import DraftStatus
from mailbot.model.event import Event
from mailbot.model.message import Automatic, InboundMessage, Verdict
from mailbot.model.outgoing import MailKind, OutboxMail
from mailbot.model.policy import Policy
from mailbot.model.sentence import say
from mailbot.ports import Records, StoredRaw, Tx, Watcher

#: Characters of a mail that the inbox shows.
_SNIPPET = 160


class Recording:
    """Records a parsed mail inside a transaction that the caller holds."""

    def __init__(
        self, *, records: Records, policy: Policy, identities: dict[str, Identity], watchers: Sequence[Watcher]
    ) -> None:
        self._records, self._policy = records, policy
        self._identities, self._watchers = identities, watchers
        self._holding = Holding(records=records, policy=policy.intake)

    async def foresee(self, tx: Tx, mailbox: str, mails: Sequence[InboundMessage], now: datetime) -> None:
        """Read at once what recording these mails of one mailbox will ask for."""
        ids = {one for mail in mails for one in (*lookup_ids(mail), mail.message_id) if one}
        senders = {mail.sender.email.lower() for mail in mails if mail.automatic is None and not mail.urgent}
        most = highest_cap(self._policy.intake)
        await self._records.foresight.of_mails(tx, mailbox, ids, senders, since=now - LONGEST_WINDOW, most=most)

    async def record(self, tx: Tx, raw: StoredRaw, message: InboundMessage, now: datetime) -> Place:
        """Attach a mail to its case, or open one.

        Machine mail moves no state, heat or timer, and opens no case (issue 3, one gate for automatic mail).
        """
        if message.automatic is not None:
            return await self._record_automatic(tx, raw, message, now)
        held = await self._holding.hold(tx, raw, message, now)
        if held is not None:
            return held
        match = await find_case(tx, self._records, raw.mail.mailbox, message, self._policy.intake, now)
        return await self._record_person(tx, raw, message, match, now)

    # -- a person's mail

    async def _record_person(
        self, tx: Tx, raw: StoredRaw, message: InboundMessage, match: Found, now: datetime
    ) -> Place:
        at = min(raw.mail.received_at, now)
        case = match.conversation or await self._open(tx, raw, message, at)
        new_burst = case.burst_at is None
        row = await self._records.messages.add_inbound(
            tx, case, message, raw=raw, at=at, counted=False, burst=case.burst + new_burst
        )
        await self._interrupt(tx, case, at, now)
        case = await self._records.conversations.change(
            tx,
            case,
            state=advance(case.state, Step.MAIL_ARRIVED),
            messages=case.messages + 1,
            customer_name=case.customer_name or message.sender.name,
            verified=message.authentication is Verdict.VERIFIED,
            triage_due_at=look_at(
                at,
                burst_at=case.burst_at,
                previous=case.last_customer_at,
                policy=self._policy.burst,
                urgent=message.urgent,
            ),
            burst_at=case.burst_at or at,
            burst=case.burst + new_burst,
            triage_attempts=0,
            last_customer_at=max(at, case.last_customer_at or at),
            last_activity_at=now,
            snoozed_until=None,
            snippet=" ".join(message.new_text.split())[:_SNIPPET],
        )
        await self._tell(tx, case, row, match, message, now)
        return Place(conversation_id=case.id, message_row=row)

    async def _open(self, tx: Tx, raw: StoredRaw, message: InboundMessage, at: datetime) -> Conversation:
        customer = self._customer_address(raw.mail.mailbox, message)
        return await self._records.conversations.open(
            tx,
            Conversation(
                id="",
                reference="",
                mailbox=raw.mail.mailbox,
                customer_email=customer,
                customer_name=message.sender.name,
                language=message.language,
                subject=message.subject,
                opened_at=at,
                verified=message.authentication is Verdict.VERIFIED,
            ),
        )

    def _customer_address(self, mailbox: str, message: InboundMessage) -> str:
        """Return where an answer goes: Reply-To counts when it is the sender's own domain, or for our web forms."""
        sender = message.sender.email.lower()
        wished = message.reply_to[0].email.lower() if message.reply_to else sender
        own = self._identities[mailbox].own if mailbox in self._identities else frozenset()
        same_domain = wished.rpartition("@")[2] == sender.rpartition("@")[2]
        return wished if (same_domain or sender in own) and wished not in own else sender

    async def _interrupt(self, tx: Tx, case: Conversation, at: datetime, now: datetime) -> None:
        """The customer spoke again: drafts are stale, and replies that have not left come back to the desk."""
        if case.last_customer_at is None:
            return
        reason = say("wrote_again", "The customer wrote again at {at} UTC.", at=f"{at:%Y-%m-%d %H:%M}")
        await self._records.drafts.mark_stale(tx, case.id, reason, now)
        if not self._policy.desk.hold_on_new_mail:
            return
        for mail in await self._records.outbox.waiting_of(tx, case.id):
            if mail.kind is not MailKind.NOTICE and await self._records.outbox.cancel(tx, mail.id, reason):
                await self._give_back(tx, case, mail, reason, now)

    async def _give_back(self, tx: Tx, case: Conversation, mail: OutboxMail, reason: str, now: datetime) -> None:
        if mail.draft_id is None:
            return
        draft = await self._records.drafts.get(tx, mail.draft_id)
        free = await self._records.drafts.open_of(tx, case.id) is None
        status = DraftStatus.OPEN if free else DraftStatus.RETIRED
        await self._records.drafts.change(
            tx, draft, status=status, stale_reason=reason, send_after=None, approved_by=None, updated_at=now
        )
        await self._records.events.add(
            tx,
            Event(kind="reply_held", at=now, conversation_id=case.id, reasons=(reason,), data={"draft": draft.id}),
        )

    async def _tell(
        self, tx: Tx, case: Conversation, row: str, match: Found, message: InboundMessage, now: datetime
    ) -> None:
        data = {"message": row, "opened": match.conversation is None, "changed_subject": match.changed_subject}
        reasons = (
            *match.reasons,
            *((say("nothing_own", "Its author has written nothing of their own."),) if not message.new_text else ()),
        )
        self._records.events.later(
            tx,
            Event(kind="mail_recorded", at=now, conversation_id=case.id, actor="customer", reasons=reasons, data=data),
        )
        for watcher in self._watchers:
            await watcher.customer_wrote(tx, case, row, now)

    # -- machine mail

    async def _record_automatic(self, tx: Tx, raw: StoredRaw, message: InboundMessage, now: datetime) -> Place:
        case = await self._case_of_machine_mail(tx, raw, message, now)
        reasons = (f"{message.automatic}: {message.automatic_reason}",)
        if case is None:
            await self._records.events.add(
                tx, Event(kind="mail_ignored", at=now, reasons=reasons, data={"raw_mail": raw.id})
            )
            return Place()
        at = min(raw.mail.received_at, now)
        row = await self._records.messages.add_inbound(tx, case, message, raw=raw, at=at)
        await self._records.events.add(
            tx,
            Event(
                kind="machine_mail_recorded", at=now, conversation_id=case.id, reasons=reasons, data={"message": row}
            ),
        )
        return Place(conversation_id=case.id, message_row=row)

    async def _case_of_machine_mail(
        self, tx: Tx, raw: StoredRaw, message: InboundMessage, now: datetime
    ) -> Conversation | None:
        if message.automatic in (Automatic.SPAM, Automatic.OWN):
            return None
        if message.bounce is not None:
            bounced = await self._bounced(tx, raw, message, now)
            if bounced is not None:
                return bounced
        known = await self._records.conversations.by_message_ids(tx, raw.mail.mailbox, lookup_ids(message))
        return await follow_merge(tx, self._records, next(iter(known.values()))) if known else None

    async def _bounced(self, tx: Tx, raw: StoredRaw, message: InboundMessage, now: datetime) -> Conversation | None:
        report = message.bounce
        if report is None or report.original_message_id is None:
            return None
        # Whatever came back must have left: this settles an unknown outcome.
        await self._records.outbox.prove(tx, report.original_message_id, "a delivery report came", now, filed=False)
        case_id = await self._records.messages.bounced(tx, raw.mail.mailbox, report, now)
        if case_id is None:
            return None
        case = await follow_merge(tx, self._records, case_id)
        if report.hard:
            await self._records.customers.undeliverable(tx, report.recipient or case.customer_email, now)
            sentence = say(
                "came_back",
                "Our mail to {to} came back: {status}.",
                to=report.recipient or case.customer_email,
                status=report.status or "refused",
            )
            case = await self._records.conversations.change(tx, case, attention=sentence)
        return case
