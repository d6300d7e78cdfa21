"""Follow-up mails: words from the playbook, queued through the desk's outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from mailbot.bootstrap.judge import Judge
from mailbot.config import Settings
from mailbot.desk import Desk
from mailbot.model.case import Case
from mailbot.model.conversation import State, Step, advance
from mailbot.model.heat import Heat, Reading
from mailbot.model.outgoing import MailKind
from mailbot.model.playbook import PlaybookId
from mailbot.ports import Records, Tx
from mailbot.secret import read_secret
from mailbot.store.answers import AnswerLinks
from mailbot.store.database import Database
from mailbot.store.followups import Queue
from mailbot.triage.drafting import draft
from mailbot.triage.route import draft_case, redraft
from scheduler.answer import Choice
from scheduler.ports import Claimed, Letter

#: Characters of the key that signs links in mails; whoever guesses it answers for customers.
_SHORTEST_KEY = 16


class FollowUpLetters:
    """Writes the question in the customer's language (implements `scheduler.ports.Letters`)."""

    def __init__(
        self, db: Database, records: Records, judges: Mapping[str, Judge], links: AnswerLinks | None = None
    ) -> None:
        self._db = db
        self._records = records
        self._judges = judges
        self._links = links

    async def follow_up(self, claimed: Claimed) -> Letter:
        """Return the question or the reminder."""
        async with self._db.read() as tx:
            conversation = await self._records.conversations.get(tx, claimed.item.conversation_id)
            messages = await self._records.messages.thread(tx, conversation.id)
        case = Case(conversation=conversation, messages=messages, now=claimed.item.due_at)
        judge = self._judges[conversation.mailbox]
        tools = judge.tools()
        reading = Reading(
            language=conversation.language,
            kind=conversation.kind,
            category=conversation.category,
            heat=Heat(value=conversation.heat, band=conversation.band),
        )
        text = draft(
            judge.playbooks.get(PlaybookId.FOLLOW_UP.value),
            judge.facts(case.turns, conversation.language),
            playbooks=judge.playbooks,
            language=conversation.language,
            case=draft_case(case, reading, tools),
            policy=judge.policy.reply,
            seed=claimed.item.id,
        )
        letter = Letter(language=text.language, subject=text.subject, body=text.body)
        return self._with_links(letter, claimed.item.id, judge)

    def _with_links(self, letter: Letter, follow_up_id: str, judge: Judge) -> Letter:
        """Add the two links that answer with one click; without a public address one word has to do."""
        texts = judge.follow_up_texts.get(letter.language)
        if self._links is None or texts is None:
            return letter
        links = {choice: self._links.link(follow_up_id, choice) for choice in Choice}
        lines = [f"{texts.links[choice.value]}\n{links[choice]}" for choice in (Choice.CONTENT, Choice.UNHAPPY)]
        body = "\n\n".join((letter.body.rstrip(), *lines)) + "\n"
        stop = links[Choice.OPT_OUT]
        return replace(letter, body=body, unsubscribe=stop if stop.startswith("https:") else None)


def answer_links(settings: Settings) -> AnswerLinks | None:
    """Return what signs one-click links, None where the console has no public address or key.

    Raises:
        ConfigurationError: the key is shorter than 16 characters, or its file cannot be read.
    """
    console = settings.console
    if not console.public_url or (console.secret_key is None and console.secret_key_file is None):
        return None
    key = read_secret(console.secret_key, console.secret_key_file, "the key that signs links", least=_SHORTEST_KEY)
    return AnswerLinks(key, console.public_url)


def queue_through(desk: Desk) -> Queue:
    """Return the function that puts a follow-up into the outbox within its transaction."""

    async def queue(tx: Tx, conversation_id: str, letter: Letter, now: datetime) -> str:
        return await desk.queue_automatic(
            tx,
            conversation_id,
            subject=letter.subject,
            text=letter.body,
            language=letter.language,
            now=now,
            unsubscribe=letter.unsubscribe,
        )

    return queue


class HoldingNotes:
    """Lays a holding note before an agent when a promised word runs out (implements the promises' `Holding`)."""

    def __init__(self, records: Records, judges: Mapping[str, Judge]) -> None:
        self._records = records
        self._judges = judges

    async def __call__(self, tx: Tx, conversation_id: str, reason: str, now: datetime) -> None:
        """Propose the note unless a draft lies there already, a call is due, or the case is at its end."""
        case = await self._records.conversations.lock(tx, conversation_id)
        judge = self._judges.get(case.mailbox)
        busy = await self._records.drafts.open_of(tx, conversation_id) is not None or case.triage_due_at is not None
        if judge is None or busy or case.state not in (State.WAITING, State.ATTENTION):
            return
        messages = await self._records.messages.thread(tx, conversation_id)
        seen = Case(conversation=case, messages=messages, now=now)
        text = redraft(seen, judge.tools(), PlaybookId.HOLDING.value, "")
        to = (case.customer_email,)
        await self._records.drafts.propose(
            tx, case, replace(text, why=(reason,)), to=to, now=now, kind=MailKind.HOLDING
        )
        await self._records.conversations.change(tx, case, state=advance(case.state, Step.DRAFT_PROPOSED))


class CallInvitations:
    """Drafts the mail that asks for a number or a time once the telephone has failed (implements the line's `Invite`)."""

    def __init__(self, records: Records, judges: Mapping[str, Judge]) -> None:
        self._records = records
        self._judges = judges

    async def __call__(self, tx: Tx, conversation_id: str, reason: str, now: datetime) -> None:
        """Put the invitation before an agent, in the transaction that ended the attempts."""
        conversation = await self._records.conversations.get(tx, conversation_id)
        judge = self._judges.get(conversation.mailbox)
        if judge is None:  # a mailbox that is no longer configured: a person sees the case all the same
            return
        messages = await self._records.messages.thread(tx, conversation_id)
        case = Case(conversation=conversation, messages=messages, now=now)
        text = redraft(case, judge.tools(), PlaybookId.CALLBACK_INVITATION.value, "")
        await self._records.drafts.propose(
            tx,
            conversation,
            replace(text, why=(reason,)),
            to=(conversation.customer_email,),
            now=now,
            kind=MailKind.INVITATION,
        )
