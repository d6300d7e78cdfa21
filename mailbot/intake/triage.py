"""When the customer has finished: decide on the whole thread, record the decision with its reasons."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mailbot.errors import MailbotError, RefusedError, StaleError, StoreBusy
from mailbot.model.case import Case, Judgement
from mailbot.model.conversation import Conversation, State, Step, advance
from mailbot.model.customer import Customer
from mailbot.model.decision import Decision, Escalate, Hold, Ignore, Propose
from mailbot.model.draft import DraftText
from mailbot.model.event import Event
from mailbot.model.heat import Heat, Reading
from mailbot.model.incident import Incident
from mailbot.model.outgoing import MailKind
from mailbot.model.policy import Policy
from mailbot.model.sentence import say
from mailbot.ports import Callbacks, ClaimedCase, Clock, Decide, Records, Tx, Watcher
from mailbot.ports.patience import patiently

#: Reads the causes that are known now.
KnownCauses = Callable[[Tx, datetime], Awaitable[tuple[Incident, ...]]]

#: Seconds of deciding whose decisions are recorded in one transaction.
_MOMENT = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Judged:
    """A decision that is not recorded yet."""

    claimed: ClaimedCase
    case: Case
    judgement: Judgement


class Triage:
    """Decides the cases whose silence has passed."""

    def __init__(
        self,
        *,
        records: Records,
        decide: Decide,
        callbacks: Callbacks,
        clock: Clock,
        policy: Policy,
        watchers: Sequence[Watcher] = (),
        causes: KnownCauses | None = None,
        holder: str = "triage",
    ) -> None:
        """Wire the use case; `causes` reads what the house knows to be broken, once for all cases that are claimed."""
        self._causes = causes
        self._records, self._decide, self._callbacks = records, decide, callbacks
        self._clock, self._policy, self._holder, self._watchers = clock, policy.intake, holder, watchers

    async def triage_due(self, limit: int = 20) -> int:
        """Decide what is due; return how many cases were looked at.

        Raises:
            StoreBusy: nothing was claimed.
        """
        async with self._records.db.write() as tx:
            claimed = await self._records.conversations.claim_due(
                tx, now=self._clock.now(), holder=self._holder, seconds=self._policy.lease_seconds, limit=limit
            )
        await self._triage(claimed)
        return len(claimed)

    async def _triage(self, claimed: Sequence[ClaimedCase]) -> None:
        """Decide one case after the other, and record together what was decided within a moment."""
        judged, began = list[_Judged](), time.monotonic()
        for one, case in await self._cases(claimed):
            try:
                judged.append(_Judged(claimed=one, case=case, judgement=await self._decide(case)))
            except StoreBusy:
                raise
            except Exception as error:  # one poisonous case must not stop the others; it is counted and shown
                await self._failed(one, error)
            if time.monotonic() - began > _MOMENT:
                await self._record_all(judged)
                judged, began = [], time.monotonic()
        await self._record_all(judged)

    async def _record_all(self, judged: Sequence[_Judged]) -> None:
        """Record decisions in one transaction; what spoils it is found by recording each alone."""
        if not judged:
            return

        async def record() -> None:
            async with self._records.db.write() as tx:
                await self._records.foresight.of_cases(tx, [one.case.conversation.id for one in judged])
                for one in judged:
                    await self._record(tx, one.claimed, one.case, one.judgement)

        try:
            await patiently(record, self._policy.lease_seconds / 2)
        except StoreBusy:  # the store is away: no fault of a case, which is looked at again after its lease
            raise
        except Exception as error:
            if len(judged) > 1:
                for one in judged:
                    await self._record_all([one])
            elif not isinstance(error, StaleError):
                await self._failed(judged[0].claimed, error)
            # Else another worker, or a person at the desk, was faster: the case is looked at again if due.

    async def _cases(self, claimed: Sequence[ClaimedCase]) -> Sequence[tuple[ClaimedCase, Case]]:
        """Read what is decided on; a case that cannot be read is its own trouble."""
        try:
            async with self._records.db.read() as tx:
                return await self._read(tx, claimed)
        except StoreBusy:
            raise
        except Exception as error:
            if len(claimed) > 1:
                return [pair for one in claimed for pair in await self._cases([one])]
            await self._failed(claimed[0], error)
            return []

    async def _read(self, tx: Tx, claimed: Sequence[ClaimedCase]) -> Sequence[tuple[ClaimedCase, Case]]:
        conversations = [one.conversation for one in claimed]
        ids = [one.id for one in conversations]
        threads = await self._records.messages.threads(tx, ids)
        customers = await self._records.customers.of(tx, [one.customer_email for one in conversations])
        calls = await self._callbacks.open_among(tx, ids)
        causes = await self._causes(tx, self._clock.now()) if self._causes else ()
        return [
            (
                one,
                Case(
                    conversation=one.conversation,
                    messages=threads.get(one.conversation.id, ()),
                    customer=_opened(customers.get(one.conversation.customer_email), one.conversation),
                    callback_open=one.conversation.id in calls,
                    incidents=causes,
                    now=self._clock.now(),
                ),
            )
            for one in claimed
        ]

    # -- recording

    async def _record(self, tx: Tx, claimed: ClaimedCase, case: Case, judgement: Judgement) -> None:
        now = self._clock.now()
        current = await self._records.conversations.lock(tx, claimed.conversation.id)
        await self._records.conversations.release(tx, claimed, triage_attempts=0)
        if current.version != claimed.conversation.version:
            return  # a mail or a person came between: the decision is about yesterday's picture
        decision = judgement.decision
        await self._records.messages.read_as(tx, _readings(case, judgement))
        reopens = current.resolved_at is not None and isinstance(decision, Propose | Escalate)
        changed = await self._act(tx, current, case, decision, now)
        self._records.events.later(tx, _event(changed, decision, claimed, now))
        if reopens:
            for watcher in self._watchers:
                await watcher.reopened(tx, changed, "customer", now)

    async def _act(self, tx: Tx, current: Conversation, case: Case, decision: Decision, now: datetime) -> Conversation:
        match decision:
            case Ignore():
                return await self._ignore(tx, current, decision, now)
            case Hold():
                return await self._records.conversations.change(
                    tx, current, triage_due_at=decision.until, decision="hold", why=list(decision.reasons)
                )
            case Propose():
                return await self._propose(tx, current, case, decision, now)
            case Escalate():
                return await self._escalate(tx, current, case, decision, now)

    async def _ignore(self, tx: Tx, current: Conversation, decision: Ignore, now: datetime) -> Conversation:
        """Nothing to answer: a solved case stays solved, another one is closed, an open call goes on."""
        state = current.state
        if state is not State.CALLBACK:
            solved = current.resolved_at is not None and not decision.close
            state = advance(state, Step.RESOLVE if solved else Step.CLOSE)
        changed = await self._records.conversations.change(
            tx, current, state=state, decision="ignore", why=list(decision.reasons), **_listened(now)
        )
        if decision.close and state is State.CLOSED:
            for watcher in self._watchers:
                await watcher.closed(tx, changed, "customer", now)
        return changed

    async def _propose(
        self, tx: Tx, current: Conversation, case: Case, decision: Propose, now: datetime
    ) -> Conversation:
        speaking = current.state is State.CALLBACK  # one voice at a time: the text waits
        state = current.state if speaking else advance(current.state, Step.DRAFT_PROPOSED)
        if not speaking:
            await self._put_draft(tx, current, case, decision.draft, now)
        return await self._judged(tx, current, decision.heat, decision.reading, state, "propose", decision, now)

    async def _escalate(
        self, tx: Tx, current: Conversation, case: Case, decision: Escalate, now: datetime
    ) -> Conversation:
        await self._records.drafts.retire_open(tx, current.id, say("became_call", "The case became a call."), now)
        # A customer who forbids calls is heard by the open one too: it stops there.
        told = decision.may_call or case.callback_open
        callback = await self._callbacks.open(tx, current, decision, now) if told else None
        if decision.invitation is not None:
            await self._put_draft(tx, current, case, decision.invitation, now, MailKind.INVITATION, callback)
        step = Step.CALL_OPENED if decision.may_call else Step.ASKED_PERSON
        state = advance(current.state, step)
        extra: dict[str, Any] = {"phone": decision.phone, "phone_source": decision.phone_source}
        if not decision.may_call or decision.urgent:
            extra["attention"] = decision.reasons[0] if decision.reasons else say("look", "A person must look at this.")
        return await self._judged(
            tx, current, decision.heat, decision.reading, state, "escalate", decision, now, **extra
        )

    async def _put_draft(
        self,
        tx: Tx,
        current: Conversation,
        case: Case,
        text: DraftText,
        now: datetime,
        kind: MailKind = MailKind.REPLY,
        callback: str | None = None,
    ) -> None:
        await self._records.drafts.propose(
            tx,
            current,
            text,
            to=(current.customer_email,),
            now=now,
            kind=kind,
            answers=case.latest.id if case.latest else None,
            callback_id=callback,
        )

    async def _judged(
        self,
        tx: Tx,
        current: Conversation,
        heat: Heat,
        reading: Reading,
        state: State,
        word: str,
        decision: Propose | Escalate,
        now: datetime,
        **extra: Any,
    ) -> Conversation:
        draft = decision.draft if isinstance(decision, Propose) else decision.invitation
        reopened = current.reopened + (current.resolved_at is not None)
        return await self._records.conversations.judged(
            tx,
            current,
            heat,
            reading,
            text=draft,
            state=state,
            decision=word,
            why=list(decision.reasons),
            resolved_at=None,
            reopened=reopened,
            **_listened(now),
            **extra,
        )

    # -- poison

    async def _failed(self, claimed: ClaimedCase, error: Exception) -> None:
        sentence = error.sentence() if isinstance(error, MailbotError) else f"{type(error).__name__}: {error}"
        now, case = self._clock.now(), claimed.conversation
        async with self._records.db.write() as tx:
            current = await self._still_there(tx, case.id)
            if current is None:
                return
            given_up = claimed.attempts >= self._policy.attempts
            if given_up:
                await self._records.conversations.change(
                    tx,
                    current,
                    state=current.state
                    if current.state is State.CALLBACK
                    else advance(current.state, Step.ASKED_PERSON),
                    attention=say("no_decision", "No decision could be made: {why}", why=sentence),
                    **_listened(now),
                )
            wait = timedelta(seconds=self._policy.retry_seconds * 2 ** (claimed.attempts - 1))
            again = {} if given_up else {"triage_due_at": now + wait}
            await self._records.conversations.release(tx, claimed, **again)
            await self._records.events.add(
                tx, Event(kind="triage_failed", at=now, conversation_id=case.id, reasons=(sentence,))
            )

    async def _still_there(self, tx: Tx, conversation_id: str) -> Conversation | None:
        """Lock a case; None when it was erased meanwhile."""
        try:
            return await self._records.conversations.lock(tx, conversation_id)
        except RefusedError:
            return None


def _opened(customer: Customer | None, conversation: Conversation) -> Customer | None:
    """Open the customer's file for a verified sender only; what protects them counts for everybody."""
    if customer is None or conversation.verified:
        return customer
    return Customer(
        email=customer.email,
        opted_out=customer.opted_out,
        do_not_call=customer.do_not_call,
        undeliverable_since=customer.undeliverable_since,
    )


def _listened(now: datetime) -> dict[str, Any]:
    """Return the columns that end a burst."""
    return {"triage_due_at": None, "burst_at": None, "triaged_at": now, "last_activity_at": now}


def _readings(case: Case, judgement: Judgement) -> dict[str, Reading]:
    decision = judgement.decision
    if judgement.readings or not isinstance(decision, Propose | Escalate) or case.latest is None:
        return judgement.readings
    return {case.latest.id: decision.reading}


def _event(changed: Conversation, decision: Decision, claimed: ClaimedCase, now: datetime) -> Event:
    data: dict[str, Any] = {"state": changed.state.value, "heat": changed.heat, "band": changed.band.value}
    if isinstance(decision, Propose):
        data |= {"playbook": decision.draft.playbook, "missing": list(decision.draft.missing)}
    if isinstance(decision, Escalate):
        data |= {"may_call": decision.may_call, "urgent": decision.urgent}
    kind = {Ignore: "nothing_to_answer", Hold: "held", Propose: "draft_proposed", Escalate: "escalated"}[type(decision)]
    return Event(kind=kind, at=now, conversation_id=changed.id, reasons=decision.reasons, data=data)
