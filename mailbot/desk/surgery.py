"""Cutting a case in two and joining two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mailbot.desk.bench import Bench, require
from mailbot.errors import RefusedError
from mailbot.model.case import ThreadMessage
from mailbot.model.conversation import Conversation, State, Step, advance
from mailbot.model.person import Agent, Role
from mailbot.model.sentence import say
from mailbot.ports import Tx


class Surgery(Bench):
    """Split and merge."""

    async def split(
        self, agent: Agent, conversation_id: str, message_rows: Sequence[str], *, subject: str = ""
    ) -> Conversation:
        """Move some mails into a case of their own, which triage then looks at; return it.

        Raises:
            RefusedError: no mail, all mails, or a stranger's mail was chosen.
        """
        now = self._clock.now()
        async with self._records.db.write() as tx:
            case = await self._records.conversations.lock(tx, conversation_id)
            thread = await self._records.messages.thread(tx, case.id)
            chosen = [one for one in thread if one.id in set(message_rows)]
            if not chosen or len(chosen) == len(thread):
                raise RefusedError("Choose some of the mails, not none and not all.")
            first = next((one for one in chosen if one.inbound), None)
            if first is None:
                raise RefusedError("A new case needs a mail of the customer's.", hint="Choose one of theirs too.")
            new = await self._records.conversations.open(
                tx,
                Conversation(
                    id="",
                    reference="",
                    mailbox=case.mailbox,
                    customer_email=case.customer_email,
                    customer_name=case.customer_name,
                    language=first.language,
                    subject=subject or first.subject,
                    verified=case.verified,
                    opened_at=first.at,
                    last_customer_at=_last(chosen, inbound=True),
                    last_outbound_at=_last(chosen, inbound=False),
                    triage_due_at=now,
                ),
            )
            await self._records.conversations.change(tx, new, split_from=case.id)
            moving = [one.id for one in chosen]
            await self._records.messages.move(tx, moving, source=case.id, target=new.id)
            case = await self._records.conversations.change(tx, case, **_left_behind(case, thread, chosen))
            await self._records.drafts.mark_stale(tx, case.id, "Mails were moved to a case of their own.", now)
            await self._note_event(tx, "case_split", agent, case.id, now, into=new.id, mails=len(chosen))
            await self._note_event(tx, "case_opened_by_split", agent, new.id, now, of=case.id)
            for watcher in self._watchers:
                await watcher.split(tx, case, new, moving, now)
        return await self._fresh(new.id)

    async def merge(self, agent: Agent, source_id: str, target_id: str) -> Conversation:
        """Move everything of one case into another and close the empty one; return the full one.

        Raises:
            RefusedError: the cases belong to different mailboxes, or to different customers (a manager may), or a
                mail of the source is about to leave, or a call is due in it.
        """
        if source_id == target_id:
            raise RefusedError("A case cannot be merged with itself.")
        now = self._clock.now()
        async with self._records.db.write() as tx:
            # Always in the same order, so that two people who merge crosswise do not wait for each other.
            locked = {one: await self._records.conversations.lock(tx, one) for one in sorted((source_id, target_id))}
            source, target = locked[source_id], locked[target_id]
            await self._check_merge(tx, agent, source, target)
            thread = await self._records.messages.thread(tx, source.id)
            await self._records.messages.move(tx, [one.id for one in thread], source=source.id, target=target.id)
            await self._records.notes.move(tx, source.id, target.id)
            await self._records.drafts.retire_open(
                tx, source.id, say("case_merged", "The case was merged into another."), now
            )
            await self._records.drafts.mark_stale(tx, target.id, "Another case was merged into this one.", now)
            emptied = await self._records.conversations.change(
                tx, source, state=advance(source.state, Step.CLOSE), merged_into=target.id, triage_due_at=None
            )
            moments = [m for m in (source.last_customer_at, target.last_customer_at) if m]
            speaking = target.state is State.CALLBACK
            await self._records.conversations.change(
                tx,
                target,
                state=advance(target.state, Step.MAIL_ARRIVED),
                last_customer_at=max(moments, default=None),
                triage_due_at=target.triage_due_at if speaking else now,
                last_activity_at=now,
            )
            await self._note_event(tx, "case_merged", agent, source.id, now, into=target.id, mails=len(thread))
            await self._note_event(tx, "case_joined", agent, target.id, now, source=source.id, mails=len(thread))
            for watcher in self._watchers:
                await watcher.merged(tx, emptied, target, now)
                await watcher.closed(tx, emptied, agent.id, now)
        return await self._fresh(target_id)

    async def _check_merge(self, tx: Tx, agent: Agent, source: Conversation, target: Conversation) -> None:
        if source.mailbox != target.mailbox:
            raise RefusedError("Cases of different mailboxes cannot be merged.")
        if source.customer_email != target.customer_email:
            require(agent, Role.MANAGER, "merge the cases of different customers")
        if await self._records.outbox.waiting_of(tx, source.id):
            raise RefusedError("A mail of the case is about to leave.", hint="Undo it, or wait until it has left.")
        if await self._callbacks.is_open(tx, source.id):
            raise RefusedError("A call is due in the case.", hint="End or cancel the call first.")
        for one in (source, target):
            if await self._records.conversations.merged_into(tx, one.id):
                raise RefusedError(
                    "The case {reference} was merged already.", hint="Reload the page.", reference=one.reference
                )

    async def _fresh(self, conversation_id: str) -> Conversation:
        async with self._records.db.read() as tx:
            return await self._records.conversations.get(tx, conversation_id)


def _last(mails: Sequence[ThreadMessage], *, inbound: bool) -> datetime | None:
    return max((one.at for one in mails if one.inbound is inbound), default=None)


def _left_behind(
    case: Conversation, thread: Sequence[ThreadMessage], chosen: Sequence[ThreadMessage]
) -> dict[str, datetime | None]:
    """Return who spoke last in a case that the last word leaves; what came otherwise (a click) and later stays."""
    left = [one for one in thread if one not in chosen]
    changes: dict[str, datetime | None] = {}
    if case.last_customer_at is not None and case.last_customer_at == _last(chosen, inbound=True):
        changes["last_customer_at"] = _last(left, inbound=True)
    if case.last_outbound_at is not None and case.last_outbound_at == _last(chosen, inbound=False):
        changes["last_outbound_at"] = _last(left, inbound=False)
    return changes
