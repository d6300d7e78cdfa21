"""Drafts at the desk: edit, approve, undo, reject. "Approved" means sent exactly once, or taken back."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from mailbot.desk.bench import Bench, require
from mailbot.errors import RefusedError, StaleError
from mailbot.mail.answer import answer
from mailbot.model.case import Case, ThreadMessage
from mailbot.model.conversation import Conversation, State, Step, advance
from mailbot.model.draft import Draft, DraftStatus, DraftText, Finding
from mailbot.model.message import OutboundMessage
from mailbot.model.outgoing import MailKind, NewMail
from mailbot.model.person import Agent, Role
from mailbot.model.sentence import named, say
from mailbot.ports import Tx

_ADDRESS = re.compile(r"[^\s<>,;:\x00-\x1f\x7f@]+@[^\s<>,;:\x00-\x1f\x7f@]+\.[^\s<>,;:\x00-\x1f\x7f@.]+")
#: Fields for a moment know minutes only: the one that has begun is not yet gone.
_MINUTE = timedelta(minutes=1)
#: What may be written while a call is due: one voice at a time.
_BESIDE_A_CALL = (MailKind.INVITATION, MailKind.CONFIRMATION)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Linted:
    """What the lint says of a text, and of which draft and thread it says so."""

    findings: tuple[Finding, ...]
    version: int  # of the draft that was read
    heard: datetime | None  # the customer's last word that was read


@dataclass(frozen=True, kw_only=True, slots=True)
class Approved:
    """An approved draft on its way."""

    draft: Draft
    outbox_id: str
    send_after: datetime  # until then it can be taken back


class Replies(Bench):
    """What an agent does with a draft."""

    async def edit(
        self,
        agent: Agent,
        draft_id: str,
        version: int,
        *,
        body: str,
        subject: str | None = None,
        to: tuple[str, ...] | None = None,
        cc: tuple[str, ...] | None = None,
    ) -> Draft:
        """Save an edit; compare-and-set on the version that the editor was opened with.

        Raises:
            StaleError: somebody was faster; says who.
            RefusedError: the draft is not open, or an address makes no sense.
        """
        now = self._clock.now()
        new: dict[str, Any] = {"body": body}
        new |= {} if subject is None else {"subject": one_line(subject)}
        new |= {name: _addresses(given) for name, given in (("to", to), ("cc", cc)) if given is not None}
        linted = await self._linted(draft_id, **new)
        async with self._records.db.write() as tx:
            case, draft = await self._open_draft(tx, draft_id, version)
            changed = replace(draft, **new)
            saved = await self._records.drafts.change(
                tx,
                draft,
                subject=changed.subject,
                body=changed.body,
                to=changed.to,
                cc=changed.cc,
                findings=linted.findings,
                updated_at=now,
                updated_by=agent.id,
            )
            await self._note_event(tx, "draft_edited", agent, case.id, now, draft=draft.id, version=saved.version)
        return saved

    async def start(
        self, agent: Agent, conversation_id: str, text: DraftText, *, kind: MailKind = MailKind.REPLY
    ) -> Draft:
        """Put a draft of an agent's own, or of another playbook, in place of the open one."""
        now = self._clock.now()
        async with self._records.db.write() as tx:
            conversation = await self._records.conversations.lock(tx, conversation_id)
            case = await self._case(tx, conversation)
            draft = await self._records.drafts.propose(
                tx,
                conversation,
                text,
                to=(conversation.customer_email,),
                now=now,
                kind=kind,
                answers=case.latest.id if case.latest else None,
                written_by=agent.id,
            )
            if conversation.state in (State.GATHERING, State.ATTENTION, State.WAITING):
                await self._records.conversations.change(
                    tx, conversation, state=advance(conversation.state, Step.DRAFT_PROPOSED)
                )
            await self._note_event(tx, "draft_started", agent, conversation_id, now, draft=draft.id)
        return draft

    async def approve(self, agent: Agent, draft_id: str, version: int, *, send_at: datetime | None = None) -> Approved:
        """Freeze recipients and text and put the mail into the outbox; it leaves after the undo window.

        Args:
            version: the version that the agent saw; a newer mail of the customer makes a new one.
            send_at: send later, at this moment.

        Raises:
            StaleError: somebody was faster; says who.
            RefusedError: the lint forbids it, a manager must agree, a call is due, or nobody would get it.
        """
        now = self._clock.now()
        linted = await self._linted(draft_id)
        async with self._records.db.write() as tx:
            conversation, draft = await self._open_draft(tx, draft_id, version)
            findings = _still_true(linted, draft, conversation)
            details = await self._records.drafts.details(tx, draft.id)
            kind = MailKind(details["kind"])
            await self._check(tx, agent, conversation, replace(draft, findings=findings), kind)
            send_after = self._send_after(conversation, send_at, now)
            case = await self._case(tx, conversation)
            message = self._message(case, draft, details["answers"], now)
            if self._enclose:
                files = await self._enclose(tx, details["callback_id"], draft.language, now)
                message = replace(message, enclosures=files)
            outbox_id = await self._records.outbox.put(
                tx,
                NewMail(
                    conversation_id=conversation.id,
                    mailbox=conversation.mailbox,
                    message=message,
                    payload=self._compose(message),
                    due_at=send_after,
                    kind=kind,
                    draft_id=draft.id,
                    body_hash=details["body_hash"],
                    created_by=agent.id,
                ),
                now,
            )
            frozen = await self._records.drafts.change(
                tx,
                draft,
                status=DraftStatus.APPROVED,
                findings=findings,
                approved_by=agent.id,
                approved_at=now,
                send_after=send_after,
                outbox_id=outbox_id,
                updated_at=now,
                updated_by=agent.id,
            )
            await self._note_event(
                tx, "draft_approved", agent, conversation.id, now,
                draft=draft.id, outbox=outbox_id, hash=details["body_hash"], message_id=message.message_id,
                edited=draft.body != draft.original_body, findings=[one.rule for one in findings],
            )  # fmt: skip
        return Approved(draft=frozen, outbox_id=outbox_id, send_after=send_after)

    async def undo(self, agent: Agent, draft_id: str) -> Draft:
        """Take an approved mail back before it leaves.

        Raises:
            RefusedError: it is being sent or has left.
        """
        now = self._clock.now()
        async with self._records.db.write() as tx:
            draft = await self._records.drafts.get(tx, draft_id)
            await self._records.conversations.lock(tx, draft.conversation_id)
            mail = await self._records.outbox.of_draft(tx, draft_id)
            if mail is None or not await self._records.outbox.cancel(tx, mail.id, "Taken back at the desk."):
                raise RefusedError("It is too late: the mail has left.", hint="Write to the customer again.")
            await self._records.drafts.retire_open(
                tx, draft.conversation_id, say("taken_back", "An earlier draft was taken back."), now
            )
            draft = await self._records.drafts.get(tx, draft_id)
            reopened = await self._records.drafts.change(
                tx, draft, status=DraftStatus.OPEN, approved_by=None, approved_at=None, send_after=None,
                outbox_id=None, updated_at=now, updated_by=agent.id,
            )  # fmt: skip
            await self._note_event(tx, "approval_undone", agent, draft.conversation_id, now, draft=draft.id)
        return reopened

    async def reject(self, agent: Agent, draft_id: str, version: int, reason: str) -> Draft:
        """Throw a draft away and say why; the case then waits for a person.

        Raises:
            StaleError: somebody was faster; says who.
            RefusedError: no reason was given, or the draft is not open.
        """
        if not reason.strip():
            raise RefusedError("A rejection needs a reason.", hint="One line is enough: it teaches the playbooks.")
        now = self._clock.now()
        async with self._records.db.write() as tx:
            case, draft = await self._open_draft(tx, draft_id, version)
            rejected = await self._records.drafts.change(
                tx, draft, status=DraftStatus.REJECTED, rejected_reason=reason, updated_at=now, updated_by=agent.id
            )
            if case.state is State.DRAFTED:
                await self._records.conversations.change(
                    tx,
                    case,
                    state=advance(case.state, Step.ASKED_PERSON),
                    attention=say("draft_rejected", "Draft rejected: {reason}", reason=reason),
                )
            await self._note_event(tx, "draft_rejected", agent, case.id, now, reason, draft=draft.id)
        return rejected

    # -- what approval stands on

    async def _open_draft(self, tx: Tx, draft_id: str, version: int) -> tuple[Conversation, Draft]:
        """Return case and draft, both as they are now, the draft under the version in hand."""
        draft = await self._records.drafts.get(tx, draft_id)
        case = await self._records.conversations.lock(tx, draft.conversation_id)
        draft = await self._records.drafts.get(tx, draft_id)
        if draft.version != version:
            await self._records.drafts.change(tx, replace(draft, version=version), status=draft.status)
        if draft.status is not DraftStatus.OPEN:
            raise StaleError(
                "This draft is {status} already. {why}" if draft.stale_reason else "This draft is {status} already.",
                hint="Reload the page.",
                status=named("draft_status", draft.status.value),
                why=draft.stale_reason,
            )
        return case, draft

    async def _linted(self, draft_id: str, **changes: Any) -> _Linted:
        """Lint a draft's text, changed or as it stands, before any lock is taken: others must not wait for the reading.

        The transaction that follows holds the answer against what it finds then.
        """
        async with self._records.db.read() as tx:
            draft = replace(await self._records.drafts.get(tx, draft_id), **changes)
            conversation = await self._records.conversations.get(tx, draft.conversation_id)
            facts = await self._records.conversations.facts(tx, conversation.id)
            case = await self._case(tx, conversation)
        text = DraftText(
            language=draft.language,
            playbook=draft.playbook,
            subject=draft.subject,
            body=draft.body,
            missing=draft.missing,
            facts=facts,
        )
        findings = draft.findings if self._lint is None else await self._lint(text, case)
        return _Linted(findings=findings, version=draft.version, heard=conversation.last_customer_at)

    async def _check(self, tx: Tx, agent: Agent, conversation: Conversation, draft: Draft, kind: MailKind) -> None:
        """Refuse what may not be sent, in this order: no text, recipients, one voice, one reply, the lint."""
        require(agent, Role.AGENT, "send a reply")
        if not any(char.isalnum() for char in draft.body):
            raise RefusedError("The reply is empty.", hint="Write a text first, or reject the draft.")
        own = self._identity(conversation.mailbox).own
        people = _addresses((*draft.to, *draft.cc))
        if not draft.to or not people:
            raise RefusedError("The reply has no recipient.", hint="Put the customer's address into To.")
        if any(one.lower() in own for one in people):
            raise RefusedError("The reply would go to ourselves.", hint="Take our own address out of To and Cc.")
        if kind not in _BESIDE_A_CALL and await self._callbacks.is_open(tx, conversation.id):
            raise RefusedError(
                "A call is due in this case: text waits, one voice at a time.", hint="End or cancel the call first."
            )
        if await self._records.outbox.waiting_of(tx, conversation.id):
            raise RefusedError("Another mail of this case is about to leave.", hint="Undo that one first.")
        self._check_lint(agent, draft)

    def _check_lint(self, agent: Agent, draft: Draft) -> None:
        rules = {finding.rule: finding for finding in draft.findings}
        for rule in self._policy.desk.block:
            if rule in rules:
                raise RefusedError(
                    "This may not be sent ({rule}): {why}", hint="Change the text.", rule=rule, why=rules[rule].message
                )
        for rule in self._policy.desk.manager:
            if rule in rules and not agent.role.includes(Role.MANAGER):
                raise RefusedError(
                    "A manager must agree ({rule}): {why}", hint="Assign it to one.", rule=rule, why=rules[rule].message
                )

    def _send_after(self, conversation: Conversation, send_at: datetime | None, now: datetime) -> datetime:
        policy = self._policy.desk
        seconds = policy.undo_hot_seconds if conversation.heat >= policy.hot else policy.undo_seconds
        earliest = now + timedelta(seconds=seconds)
        if send_at is not None and send_at <= now - _MINUTE:
            raise RefusedError("That moment has passed.", hint="Choose a later one.")
        if send_at is not None and send_at > now + timedelta(days=policy.later_days):
            raise RefusedError(
                "A reply may wait {days} days at the most.", hint="Choose an earlier time.", days=policy.later_days
            )
        return max(earliest, send_at) if send_at else earliest

    async def preview(self, draft: Draft) -> OutboundMessage:
        """Return the mail that a draft would become if it left now."""
        async with self._records.db.read() as tx:
            case = await self._case(tx, await self._records.conversations.get(tx, draft.conversation_id))
            details = await self._records.drafts.details(tx, draft.id)
        return self._message(case, draft, details["answers"], self._clock.now())

    def _message(self, case: Case, draft: Draft, answers: str | None, now: datetime) -> OutboundMessage:
        conversation, identity = case.conversation, self._identity(case.conversation.mailbox)
        answered = _answered(case, answers)
        quote = self._policy.desk.quote_customer and answered is not None and answered.inbound
        return answer(
            identity=identity,
            message_id=f"<{self._new_id().lower()}.{conversation.reference.lower()}@{identity.domain}>",
            to=draft.to,
            cc=draft.cc,
            subject=draft.subject,
            text=draft.body,
            language=draft.language,
            answered=answered,
            date=now,
            names={conversation.customer_email: conversation.customer_name},
            quoted=answered.text if quote and answered else "",
            quoted_intro=self._attribution(draft.language, answered.sender, answered.at) if quote and answered else "",
        )


def _still_true(linted: _Linted, draft: Draft, conversation: Conversation) -> tuple[Finding, ...]:
    """Return the findings if they are of this very text and thread.

    Raises:
        StaleError: the text or the thread moved on while it was read.
    """
    if (linted.version, linted.heard) != (draft.version, conversation.last_customer_at):
        raise StaleError("The case changed while you were looking at it.", hint="Reload the page.")
    return linted.findings


def _answered(case: Case, row_id: str | None) -> ThreadMessage | None:
    """Return the mail that a draft answers: the one it was written for, else the customer's latest."""
    return next((one for one in case.messages if one.id == row_id), None) or case.latest


def _addresses(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return bare addresses, each once.

    Raises:
        RefusedError: one is no address; what could be a second header or command never gets further than this.
    """
    cleaned = tuple(dict.fromkeys(value.strip() for value in values if value.strip()))
    for one in cleaned:
        if not _ADDRESS.fullmatch(one):
            raise RefusedError("{one!r} is not an e-mail address.", hint="Write it as name@example.com.", one=one)
    return cleaned


def one_line(text: str) -> str:
    """Return a subject without line breaks and control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
