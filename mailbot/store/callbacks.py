"""Callbacks as intake, desk and delivery see them: opened in their transactions, stopped by what happens in a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.appointment import agreed_time
from escalation.callback import Callback, CallState, NumberSource, Outcome, Step, advance
from escalation.numbering import read_number
from escalation.rules import lane_of, score_terms
from mailbot.model import conversation as course
from mailbot.model.conversation import Conversation
from mailbot.model.decision import Escalate
from mailbot.model.heat import Flag
from mailbot.model.message import Verdict
from mailbot.model.outgoing import MailKind
from mailbot.ports import QuietWatcher
from mailbot.store.call_attempts import want_stopped
from mailbot.store.call_endings import note, note_later, release_case
from mailbot.store.call_rows import CallSettings, to_callback
from mailbot.store.sheaf import APART, is_quiet, sheaf_of, stir
from mailbot.store.tables import (
    call_attempts,
    callback_cases,
    callbacks,
    conversations,
    customers,
    drafts,
    messages,
    outbox,
    promises,
)
from mailbot.store.types import new_id

_SENSITIVE = frozenset({Flag.LEGAL_THREAT, Flag.VIOLENCE_THREAT, Flag.SELF_HARM, Flag.VULNERABLE})
#: Mails that go out beside a call and do not replace it.
_BESIDE_A_CALL = (MailKind.INVITATION, MailKind.CONFIRMATION, MailKind.HOLDING, MailKind.FOLLOW_UP, MailKind.NOTICE)
#: A callback whose rings were used up is not made fresh by another mail within this time.
_ATTEMPTS_REMEMBERED = timedelta(days=7)
_CONFIRMED_SOURCES = (NumberSource.HISTORY.value, NumberSource.AGENT.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    """What the store knows around a case."""

    case: Row[Any]
    customer: Row[Any] | None
    sender: Verdict
    contacts: int
    promised: str


class CallbackStore(QuietWatcher):
    """Implements `mailbot.ports.Callbacks`, and watches the cases for what makes a call pointless."""

    def __init__(self, site: CallSettings) -> None:
        self._site = site

    # -- opening ------------------------------------------------------------------------------------------------------

    async def open(self, tx: AsyncConnection, conversation: Conversation, decision: Escalate, now: datetime) -> str:
        """Open a callback, or heat up the open one of this customer; return its id."""
        file = await _file(tx, conversation)
        values = await self._values(tx, conversation, decision, file, now)
        row = await _open_of(tx, conversation)
        if row is None:
            callback_id = await self._insert(tx, conversation, values, decision, now)
        else:
            callback_id = await self._heat_up(tx, row, values, now)
        stir(tx, conversation.id, draft=False)
        place = {"call": callback_id, "case_id": conversation.id}
        if row is None or (await tx.execute(_JOINED, place)).first() is None:
            await tx.execute(_JOIN, {"callback_id": callback_id, "conversation_id": conversation.id})
        return callback_id

    async def is_open(self, tx: AsyncConnection, conversation_id: str) -> bool:
        """Tell whether a call is due or running in this case."""
        return await _row_of_case(tx, conversation_id) is not None

    async def open_among(self, tx: AsyncConnection, conversation_ids: Sequence[str]) -> frozenset[str]:
        """Return those of some cases in which a call is due or running."""
        return frozenset((await tx.execute(_OPEN_AMONG, {"cases": list(conversation_ids)})).scalars())

    async def _values(
        self, tx: AsyncConnection, conversation: Conversation, decision: Escalate, file: _File, now: datetime
    ) -> dict[str, Any]:
        number, source = await self._number(tx, conversation, decision, file)
        flags = set(file.case.flags or ()) | set(decision.reading.flags)
        return {
            "customer_name": conversation.customer_name,
            "language": decision.reading.language or conversation.language,
            "number": number,
            "number_source": source,
            "zone": (file.customer.zone if file.customer else None) or "",
            "heat": decision.heat.value,
            "urgent": decision.urgent,
            "sensitive": bool(_SENSITIVE & flags),
            "valued": bool(file.customer and file.customer.valued),
            "contacts": file.contacts,
            "sender": file.sender.value,
            "do_not_call": Flag.DO_NOT_CALL in flags or bool(file.customer and file.customer.do_not_call),
            "wished_at": decision.wished_at,
            "not_before": decision.wished_at if decision.wished_at and decision.wished_at > now else None,
            "problem": decision.problem or file.case.snippet or conversation.subject,
            "wish": decision.wish,
            "promised": file.promised,
            "reasons": list(decision.reasons),
        }

    async def _number(
        self, tx: AsyncConnection, conversation: Conversation, decision: Escalate, file: _File
    ) -> tuple[str | None, str | None]:
        """Choose the number: on file or reached before is ours to trust, one out of a mail waits for a click."""
        given = read_number(decision.phone, self._site.policy.default_region) if decision.phone else None
        on_file = list(file.customer.phones or ()) if file.customer else []
        trusted = [*on_file, *await _reached_before(tx, conversation.customer_email)]
        if given and given.e164 in trusted:
            return given.e164, NumberSource.HISTORY.value
        if trusted:
            return trusted[0], NumberSource.HISTORY.value
        if given:
            return given.e164, decision.phone_source or NumberSource.BODY.value
        return None, None

    async def _insert(
        self, tx: AsyncConnection, conversation: Conversation, values: dict[str, Any], decision: Escalate, now: datetime
    ) -> str:
        state = CallState.READY if values["number"] else CallState.NEEDS_HUMAN
        since = conversation.opened_at if not conversation.reopened else now
        fresh = Callback(
            id=new_id(),
            conversation_id=conversation.id,
            customer_email=conversation.customer_email,
            placed_in_line_at=since,
            **{name: values[name] for name in ("heat", "urgent", "sensitive", "valued", "contacts")},
            attempts=0 if values["wished_at"] else await _attempts_before(tx, conversation.customer_email, now),
        )
        policy = self._site.policy
        row = {
            "id": fresh.id,
            "conversation_id": conversation.id,
            "customer_email": conversation.customer_email,
            "state": state.value,
            "lane": int(lane_of(fresh, now)),
            "score": sum(term.points for term in score_terms(fresh, policy, now)),
            "placed_in_line_at": since,
            "attempts": fresh.attempts,
            "created_at": now,
        }
        await tx.execute(_ADD, row | values)
        note_later(tx, conversation.id, "callback_opened", now, *decision.reasons, callback=fresh.id)
        return fresh.id

    async def _heat_up(self, tx: AsyncConnection, row: Row[Any], values: dict[str, Any], now: datetime) -> str:
        """Take a further mail into the open callback: heat only rises, the place in line is kept."""
        changes = {name: value for name, value in values.items() if value not in (None, "")}
        for name in ("heat", "contacts", "urgent", "sensitive", "do_not_call"):
            changes[name] = max(values[name], getattr(row, name))
        if row.number and (row.confirmed_by or row.number_source in _CONFIRMED_SOURCES or row.state not in _MOVABLE):
            changes.pop("number", None)
            changes.pop("number_source", None)
        kept = row.number is not None and changes.get("number", row.number) == row.number
        if row.sender == Verdict.FAILED and kept and changes.get("number_source") not in _CONFIRMED_SOURCES:
            changes.pop("sender")  # a good mail more does not vouch for a number that came in a forged one
        changes["reasons"] = list(dict.fromkeys([*(row.reasons or ()), *values["reasons"]]))
        if values["urgent"] and not values["not_before"]:
            changes["not_before"] = None  # danger waits for no agreed time
        if row.state == CallState.NEEDS_HUMAN and not row.number and values["number"]:
            changes["state"] = advance(CallState.NEEDS_HUMAN, Step.CONFIRM_NUMBER).value
        statement = update(callbacks).where(callbacks.c.id == row.id).values(version=row.version + 1, **changes)
        await tx.execute(statement.execution_options(**_APART))
        note_later(tx, row.conversation_id, "callback_heated_up", now, *values["reasons"], callback=row.id)
        return str(row.id)

    # -- watching -----------------------------------------------------------------------------------------------------

    async def customer_wrote(
        self, tx: AsyncConnection, conversation: Conversation, message_row: str, now: datetime
    ) -> None:
        """A call that only rings is stopped: the customer has more to say, and the brief is out of date."""
        row = await _row_of_case(tx, conversation.id)
        if row is None:
            return
        if await want_stopped(tx, row.id, "The customer wrote again."):
            await note(tx, conversation.id, "call_stopped", now, "The customer wrote again.", callback=row.id)
        if row.state in _MOVABLE or row.state in _RINGING:
            quiet = conversation.triage_due_at or now + timedelta(minutes=2)
            until = max(quiet, agreed_time(to_callback(row), now) or quiet)  # a word more does not bring it forward
            await tx.execute(update(callbacks).where(callbacks.c.id == row.id).values(not_before=until))

    async def reply_left(
        self, tx: AsyncConnection, conversation: Conversation, message_row: str, text: str, now: datetime
    ) -> None:
        """A written answer takes the call's place; an invitation or a holding note does not."""
        row = await _row_of_case(tx, conversation.id)
        if row is None or await _beside_a_call(tx, message_row) or row.state in _ON_THE_LINE:
            return
        await self._cancel(tx, row, conversation.id, "The case was answered in writing.", now)
        await release_case(tx, conversation.id, course.Step.CALL_ENDED, now)
        await release_case(tx, conversation.id, course.Step.REPLY_SENT, now)

    async def resolved(self, tx: AsyncConnection, conversation: Conversation, by: str, now: datetime) -> None:
        """A solved case needs no call."""
        await self._over(tx, conversation, "The case was resolved.", now)

    async def closed(self, tx: AsyncConnection, conversation: Conversation, by: str, now: datetime) -> None:
        """A closed case needs no call."""
        await self._over(tx, conversation, "The case was closed.", now)

    async def _over(self, tx: AsyncConnection, conversation: Conversation, reason: str, now: datetime) -> None:
        row = await _row_of_case(tx, conversation.id)
        if row is not None and row.state not in _ON_THE_LINE:
            await self._cancel(tx, row, conversation.id, reason, now)

    async def _cancel(
        self, tx: AsyncConnection, row: Row[Any], conversation_id: str, reason: str, now: datetime
    ) -> None:
        """Take a case out of a callback; without any case left the callback is cancelled and a ringing call stopped."""
        c = callback_cases.c
        others = select(c.conversation_id).where(c.callback_id == row.id, c.conversation_id != conversation_id)
        remaining = list((await tx.execute(others)).scalars())
        if remaining:
            await tx.execute(
                delete(callback_cases).where(c.callback_id == row.id, c.conversation_id == conversation_id)
            )
            await tx.execute(update(callbacks).where(callbacks.c.id == row.id).values(conversation_id=remaining[0]))
            return
        await want_stopped(tx, row.id, reason)
        state = advance(CallState(row.state), Step.CANCEL)
        values = {"state": state.value, "closed_at": now, "lease_holder": None, "lease_until": None}
        await tx.execute(update(callbacks).where(callbacks.c.id == row.id).values(version=row.version + 1, **values))
        await note(tx, conversation_id, "callback_cancelled", now, reason, callback=row.id)


_MOVABLE = (CallState.READY, CallState.CLAIMED, CallState.SNOOZED, CallState.RETRY, CallState.NEEDS_HUMAN)
_RINGING = (CallState.CALLING_MANAGER, CallState.BRIEFING, CallState.CALLING_CUSTOMER)
_ON_THE_LINE = (CallState.TALKING, CallState.WRAP_UP)


_OPEN_AMONG = (
    select(callback_cases.c.conversation_id)
    .join(callbacks, callbacks.c.id == callback_cases.c.callback_id)
    .where(callback_cases.c.conversation_id.in_(bindparam("cases", expanding=True)), callbacks.c.closed_at.is_(None))
)


async def _row_of_case(tx: AsyncConnection, conversation_id: str) -> Row[Any] | None:
    if is_quiet(tx, conversation_id):
        return None
    query = (
        select(callbacks)
        .join(callback_cases, callback_cases.c.callback_id == callbacks.c.id)
        .where(callback_cases.c.conversation_id == conversation_id, callbacks.c.closed_at.is_(None))
        .with_for_update(of=callbacks)
    )
    return (await tx.execute(query)).one_or_none()


async def _open_of(tx: AsyncConnection, conversation: Conversation) -> Row[Any] | None:
    """Return the open callback of the case, or of another case of the same customer."""
    row = await _row_of_case(tx, conversation.id)
    if row is not None:
        return row
    return (await tx.execute(_SAME_CUSTOMER, {"email": conversation.customer_email})).one_or_none()


_APART = {APART: True}
# Built once: every call that opens asks them.
_HEARD = (
    select(messages.c.authentication, func.count().over().label("contacts"))
    .where(
        messages.c.conversation_id == bindparam("case_id"), messages.c.direction == "in", messages.c.automatic.is_(None)
    )
    .order_by(messages.c.position.desc())
    .limit(1)
    .execution_options(**_APART)
)
_CASE = select(conversations).where(conversations.c.id == bindparam("case_id")).execution_options(**_APART)
_FILE = select(customers).where(customers.c.email == bindparam("email")).execution_options(**_APART)
_PROMISED = (
    select(promises.c.words)
    .where(promises.c.conversation_id == bindparam("case_id"))
    .order_by(promises.c.due_at.desc())
    .limit(1)
    .execution_options(**_APART)
)
_REACHED = (
    select(call_attempts.c.number)
    .where(
        call_attempts.c.customer_email == bindparam("email"),
        call_attempts.c.outcome == Outcome.TALKED.value,
        call_attempts.c.talk_seconds > 0,
    )
    .order_by(call_attempts.c.ended_at.desc())
    .limit(3)
    .execution_options(**_APART)
)
_ATTEMPTS = (
    select(func.max(callbacks.c.attempts))
    .where(
        callbacks.c.customer_email == bindparam("email"),
        callbacks.c.invite.is_(True),
        callbacks.c.closed_at > bindparam("since"),
    )
    .execution_options(**_APART)
)
_JOINED = (
    select(callback_cases.c.callback_id)
    .where(callback_cases.c.callback_id == bindparam("call"), callback_cases.c.conversation_id == bindparam("case_id"))
    .execution_options(**_APART)
)
_SAME_CUSTOMER = (
    select(callbacks)
    .where(callbacks.c.customer_email == bindparam("email"), callbacks.c.closed_at.is_(None))
    .with_for_update()
    .execution_options(**_APART)
)
_ADD, _JOIN = insert(callbacks).execution_options(**_APART), insert(callback_cases).execution_options(**_APART)


async def _file(tx: AsyncConnection, conversation: Conversation) -> _File:
    heard = (await tx.execute(_HEARD, {"case_id": conversation.id})).one_or_none()
    customer = (
        (await tx.execute(_FILE, {"email": conversation.customer_email})).one_or_none()
        if conversation.verified
        else None
    )
    sender = heard.authentication if heard else None
    return _File(
        case=await _case(tx, conversation.id),
        customer=customer,
        sender=Verdict.VERIFIED if conversation.verified else Verdict(sender or Verdict.UNVERIFIED),
        contacts=heard.contacts if heard else 1,
        promised=await _promise_of(tx, conversation.id),
    )


async def _case(tx: AsyncConnection, case_id: str) -> Row[Any]:
    sheaf = sheaf_of(tx)
    known = sheaf.rows.get(case_id) if sheaf is not None else None
    return known if known is not None else (await tx.execute(_CASE, {"case_id": case_id})).one()


async def _promise_of(tx: AsyncConnection, conversation_id: str) -> str:
    return (await tx.execute(_PROMISED, {"case_id": conversation_id})).scalar_one_or_none() or ""


async def _reached_before(tx: AsyncConnection, email: str) -> Sequence[str]:
    return list(dict.fromkeys((await tx.execute(_REACHED, {"email": email})).scalars()))


async def _attempts_before(tx: AsyncConnection, email: str, now: datetime) -> int:
    since = {"email": email, "since": now - _ATTEMPTS_REMEMBERED}
    return (await tx.execute(_ATTEMPTS, since)).scalar_one_or_none() or 0


async def _beside_a_call(tx: AsyncConnection, message_row: str) -> bool:
    """Tell whether a mail of ours goes beside a call: an invitation, a confirmation, a holding note, a follow-up."""
    kinds = [kind.value for kind in _BESIDE_A_CALL]
    query = (
        select(messages.c.id)
        .outerjoin(drafts, messages.c.draft_id == drafts.c.id)
        .outerjoin(outbox, messages.c.outbox_id == outbox.c.id)
        .where(messages.c.id == message_row, drafts.c.kind.in_(kinds) | outbox.c.kind.in_(kinds))
    )
    return (await tx.execute(query)).one_or_none() is not None
