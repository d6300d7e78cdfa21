"""The course of a case at the desk: resolve, reopen, close, assign, snooze, note, dispute."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mailbot.desk.bench import Bench, require
from mailbot.errors import RefusedError
from mailbot.model.conversation import Conversation, Step, advance
from mailbot.model.heat import Band
from mailbot.model.moment import to_come
from mailbot.model.person import Agent, Role
from mailbot.model.sentence import say


class Course(Bench):
    """What an agent does with a case as a whole."""

    async def resolve(self, agent: Agent, conversation_id: str, version: int | None = None) -> Conversation:
        """Call a case solved; follow-ups are planned by the watchers.

        Raises:
            StaleError: the case changed since this version.
            RefusedError: it is solved or closed already, or a mail is about to leave.
        """
        now = self._clock.now()
        async with self._records.db.write() as tx:
            case = await self._at(tx, conversation_id, version)
            await self._records.drafts.retire_open(tx, case.id, say("case_resolved", "The case was resolved."), now)
            case = await self._records.conversations.change(
                tx, case, state=advance(case.state, Step.RESOLVE), resolved_at=now, **_settled(now)
            )
            await self._note_event(tx, "case_resolved", agent, case.id, now)
            for watcher in self._watchers:
                await watcher.resolved(tx, case, agent.id, now)
        return case

    async def reopen(self, agent: Agent, conversation_id: str, version: int | None = None) -> Conversation:
        """Open a solved or closed case again; triage looks at it at once.

        Raises:
            RefusedError: it is open, or empty since it was merged into another.
        """
        now = self._clock.now()
        async with self._records.db.write() as tx:
            case = await self._at(tx, conversation_id, version)
            if await self._records.conversations.merged_into(tx, case.id):
                raise RefusedError(
                    "The case {reference} was merged already.", hint="Reload the page.", reference=case.reference
                )
            case = await self._records.conversations.change(
                tx,
                case,
                state=advance(case.state, Step.REOPEN),
                reopened=case.reopened + 1,
                resolved_at=None,
                triage_due_at=now,
                last_activity_at=now,
            )
            await self._note_event(tx, "case_reopened", agent, case.id, now)
            for watcher in self._watchers:
                await watcher.reopened(tx, case, agent.id, now)
        return case

    async def close(
        self, agent: Agent, conversation_id: str, version: int | None = None, *, reason: str = ""
    ) -> Conversation:
        """Close a case without an answer or a follow-up.

        Raises:
            RefusedError: a mail is about to leave.
        """
        now = self._clock.now()
        async with self._records.db.write() as tx:
            case = await self._at(tx, conversation_id, version)
            if await self._records.outbox.waiting_of(tx, case.id):
                raise RefusedError("A mail of this case is about to leave.", hint="Undo it, or wait until it has left.")
            await self._records.drafts.retire_open(tx, case.id, say("case_closed", "The case was closed."), now)
            case = await self._records.conversations.change(
                tx, case, state=advance(case.state, Step.CLOSE), **_settled(now)
            )
            await self._note_event(tx, "case_closed", agent, case.id, now, *((reason,) if reason else ()))
            for watcher in self._watchers:
                await watcher.closed(tx, case, agent.id, now)
        return case

    async def assign(
        self, agent: Agent, conversation_id: str, assignee: str | None, version: int | None = None
    ) -> Conversation:
        """Give a case to a person, or to nobody."""
        return await self._set(agent, conversation_id, version, "case_assigned", {"assignee": assignee})

    async def snooze(
        self, agent: Agent, conversation_id: str, until: datetime | None, version: int | None = None
    ) -> Conversation:
        """Take a case out of the inbox until a moment, or bring it back (None); a customer's mail wakes it.

        Raises:
            RefusedError: the moment has passed, or lies years ahead.
        """
        if until is not None:
            until = to_come(until, self._clock.now())
        return await self._set(agent, conversation_id, version, "case_snoozed", {"snoozed_until": until})

    async def attend(self, agent: Agent, conversation_id: str, version: int | None = None) -> Conversation:
        """Say that a person has looked at what called for attention."""
        return await self._set(agent, conversation_id, version, "case_attended", {"attention": None})

    async def release(self, agent: Agent, conversation_id: str, version: int | None = None) -> Conversation:
        """Let the held mails of a case count as a person's; triage looks at it at once, its sender's count starts anew.

        Raises:
            StaleError: the case changed since this version.
            RefusedError: no mail of it is held.
        """
        now = self._clock.now()
        async with self._records.db.write() as tx:
            case = await self._at(tx, conversation_id, version)
            rows = await self._records.messages.release(tx, case.id)
            if not rows:
                raise RefusedError("No mail of this case is held.")
            await self._records.drafts.mark_stale(
                tx, case.id, say("mails_released", "Held mails were let through."), now
            )
            case = await self._records.conversations.change(
                tx, case, state=advance(case.state, Step.MAIL_ARRIVED), triage_due_at=now, triage_attempts=0,
                last_customer_at=now, last_activity_at=now, attention=None, snoozed_until=None,
            )  # fmt: skip
            await self._note_event(tx, "mails_released", agent, case.id, now, messages=list(rows))
            for watcher in self._watchers:
                await watcher.customer_wrote(tx, case, rows[-1], now)
        return case

    async def read_again(self, agent: Agent, raw_mail_id: str) -> None:
        """Let a quarantined mail be read anew (a limit was raised, the parser was mended); it comes back if it fails.

        Raises:
            RefusedError: it is not in quarantine any more.
        """
        async with self._records.db.write() as tx:
            if not await self._records.raw_mails.again(tx, raw_mail_id):
                raise RefusedError("There is no such mail in quarantine.", hint="Reload the page.")
            await self._note_event(tx, "mail_read_again", agent, "", self._clock.now(), raw_mail=raw_mail_id)

    async def read_all_again(self, agent: Agent) -> int:
        """Let all quarantined mails be read anew, return how many; those that fail come back.

        Raises:
            RefusedError: none is in quarantine.
        """
        async with self._records.db.write() as tx:
            mails = await self._records.raw_mails.all_again(tx)
            if not mails:
                raise RefusedError("There is no such mail in quarantine.", hint="Reload the page.")
            await self._note_event(tx, "mails_read_again", agent, "", self._clock.now(), mails=mails)
        return mails

    async def note(self, agent: Agent, conversation_id: str, body: str, mentions: tuple[str, ...] = ()) -> str:
        """Write an internal note, return its id; it never leaves the house.

        Raises:
            RefusedError: it is empty.
        """
        if not body.strip():
            raise RefusedError("The note is empty.")
        now = self._clock.now()
        async with self._records.db.write() as tx:
            case = await self._records.conversations.lock(tx, conversation_id)
            note_id = await self._records.notes.add(tx, case.id, agent.id, body, mentions, now)
            await self._note_event(tx, "note_added", agent, case.id, now, note=note_id, mentions=list(mentions))
        return note_id

    async def dispute(
        self,
        agent: Agent,
        conversation_id: str,
        *,
        message_row: str | None = None,
        signal: str | None = None,
        proposed_heat: float | None = None,
        proposed_band: Band | None = None,
        comment: str = "",
    ) -> str:
        """Say that the heat, or one entry of its ledger, is wrong; return the dispute's id."""
        now = self._clock.now()
        async with self._records.db.write() as tx:
            case = await self._records.conversations.get(tx, conversation_id)
            dispute_id = await self._records.notes.dispute(
                tx,
                case.id,
                agent.id,
                message_row=message_row,
                signal=signal,
                heat=case.heat,
                proposed_heat=proposed_heat,
                proposed_band=proposed_band.value if proposed_band else None,
                comment=comment,
                now=now,
            )
            await self._note_event(tx, "heat_disputed", agent, case.id, now, comment, dispute=dispute_id, signal=signal)
        return dispute_id

    async def switch(self, agent: Agent, key: str, value: Any) -> None:
        """Turn one of the house's switches (`kill_switch`, `dry_run`).

        Raises:
            RefusedError: only a manager may.
        """
        require(agent, Role.MANAGER, "turn a switch")
        now = self._clock.now()
        async with self._records.db.write() as tx:
            await self._records.switches.set(tx, key, value, by=agent.id, now=now)
            await self._note_event(tx, "switch_turned", agent, "", now, key=key, value=value)

    async def _set(
        self, agent: Agent, conversation_id: str, version: int | None, kind: str, values: dict[str, Any]
    ) -> Conversation:
        now = self._clock.now()
        async with self._records.db.write() as tx:
            case = await self._at(tx, conversation_id, version)
            case = await self._records.conversations.change(tx, case, **values)
            told = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items()}
            await self._note_event(tx, kind, agent, case.id, now, **told)
        return case


def _settled(now: datetime) -> dict[str, Any]:
    return {"triage_due_at": None, "burst_at": None, "attention": None, "snoozed_until": None, "last_activity_at": now}
