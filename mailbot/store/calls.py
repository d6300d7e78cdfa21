"""Callbacks and attempts as rows: implements `escalation.ports.Calls`; every method is one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from sqlalchemy import select, update

from escalation.appointment import agreed_time
from escalation.callback import Attempt, AttemptState, Callback, CallEvent, CallState, Outcome, Step, advance
from escalation.ports import Script, StepResult, StepView, WrapUp
from escalation.rules import Place
from escalation.script import CallStep, CallTexts
from mailbot.errors import RefusedError
from mailbot.ports import Watcher
from mailbot.store import call_attempts as attempts
from mailbot.store import call_line as line
from mailbot.store.allowances import AllowanceStore
from mailbot.store.call_endings import Invite, end_attempt, in_lock_order
from mailbot.store.call_rows import CallSettings, to_attempt, to_callback
from mailbot.store.call_wrapup import Ending, wrap_up
from mailbot.store.claims import Lease, release
from mailbot.store.customers import CustomerStore
from mailbot.store.database import Database
from mailbot.store.raw_mails import upsert
from mailbot.store.switches import SwitchStore
from mailbot.store.tables import call_attempts, call_blocks, callbacks

#: A promise made on the telephone becomes a clock:
#: (tx, conversation id, callback id, owner, words, due, now).
PromiseClock = Callable[[Any, str, str, str, str, datetime, datetime], Awaitable[None]]
_BREAKER = "calls_breaker"
#: Calls that may be asked for at once after a quiet time; the provider lines them up.
_BURST = 5.0
#: Ageing moves the line slowly; a claim scores its head anew anyway.
_RECKON = timedelta(minutes=1)


class CallStore:
    """The telephone's rows."""

    def __init__(
        self,
        db: Database,
        site: CallSettings,
        *,
        texts: Mapping[str, CallTexts],
        watchers: Sequence[Watcher] = (),
        promise: PromiseClock | None = None,
        invite: Invite | None = None,
    ) -> None:
        self._db = db
        self._site = site
        self._invite = invite
        self._reckoned: datetime | None = None
        self._ending = Ending(texts=texts, watchers=tuple(watchers), promise=promise, invite=invite)

    # -- the line -----------------------------------------------------------------------------------------------------

    async def line(self, now: datetime) -> Sequence[Place]:
        """See Calls."""
        async with self._db.read() as tx:
            return await line.head_of_line(tx, self._site, now)

    async def get(self, callback_id: str) -> Callback:
        """See Calls."""
        async with self._db.read() as tx:
            row = (await tx.execute(select(callbacks).where(callbacks.c.id == callback_id))).one_or_none()
        if row is None:
            raise RefusedError("There is no callback {id}.", hint="Reload the page.", id=callback_id)
        return to_callback(row)

    async def attempt(self, attempt_id: str) -> Attempt:
        """See Calls."""
        async with self._db.read() as tx:
            row = (await tx.execute(select(call_attempts).where(call_attempts.c.id == attempt_id))).one_or_none()
        if row is None:
            raise RefusedError("There is no attempt {id}.", hint="Reload the page.", id=attempt_id)
        return to_attempt(row)

    async def latest_attempt(self, callback_id: str) -> Attempt | None:
        """See Calls."""
        async with self._db.read() as tx:
            return await attempts.latest_of(tx, callback_id)

    async def write_notes(self, callback_id: str, manager_id: str, notes: str, now: datetime) -> None:
        """See Calls."""
        async with self._db.write() as tx:
            row = await line.row_of(tx, callback_id)
            if row.closed_at is not None or row.lease_holder not in (None, manager_id):
                raise RefusedError("Another manager has this callback, or it is closed.", hint="Copy your notes.")
            await tx.execute(update(callbacks).where(callbacks.c.id == callback_id).values(notes=notes))

    async def take(self, callback_id: str, manager_id: str, now: datetime) -> Callback:
        """See Calls."""
        async with self._db.write() as tx:
            return await line.claim_one(tx, callback_id, manager_id, self._site, now)

    async def take_next(self, manager_id: str, now: datetime, languages: Sequence[str] = ()) -> Callback | None:
        """See Calls."""
        async with self._db.write() as tx:
            return await line.claim_next(tx, manager_id, languages, self._site, now)

    async def renew(self, callback_id: str, token: int, now: datetime) -> None:
        """See Calls."""
        async with self._db.write() as tx:
            await line.prolong(tx, await line.fenced_row(tx, callback_id, token), self._site.policy, now)

    async def give_back(self, callback_id: str, token: int, now: datetime) -> None:
        """See Calls."""
        await self._let_go(callback_id, token, Step.RELEASE, None)

    async def put_off(self, callback_id: str, token: int, until: datetime, now: datetime) -> None:
        """See Calls."""
        await self._let_go(callback_id, token, Step.PUT_OFF, until)

    async def hand_over(self, callback_id: str, token: int, to_manager: str, now: datetime) -> Callback:
        """See Calls."""
        async with self._db.write() as tx:
            return await line.hand_over(tx, callback_id, token, to_manager, self._site, now)

    async def _let_go(self, callback_id: str, token: int, step: Step, until: datetime | None) -> None:
        async with self._db.write() as tx:
            row = await line.fenced_row(tx, callback_id, token)
            if row.state != CallState.CLAIMED:
                raise RefusedError("A call is under way.", hint="End it first.")
            if step is Step.RELEASE and line.waits_for_a_person(row):
                step = Step.ASK_PERSON
            state = advance(CallState(row.state), step)
            values = {"state": state.value, "not_before": until or row.not_before, "version": row.version + 1}
            await release(tx, callbacks, Lease(id=callback_id, fence=token), values)

    async def mend(self, now: datetime) -> int:
        """See Calls."""
        async with self._db.write() as tx:
            changed = await line.mend_line(tx, self._site.policy, now)
            if self._reckoned is None or now - self._reckoned >= _RECKON:
                self._reckoned = now
                changed += await line.reckon(tx, self._site.policy, now)
            return changed

    # -- attempts -----------------------------------------------------------------------------------------------------

    async def begin(
        self,
        callback_id: str,
        token: int,
        *,
        manager_id: str,
        manager_number: str,
        script: Script,
        manual: bool,
        now: datetime,
    ) -> Attempt:
        """See Calls."""
        async with self._db.write() as tx:
            return await attempts.write_down(
                tx,
                callback_id,
                token,
                manager_id=manager_id,
                manager_number=manager_number,
                script=script,
                manual=manual,
                site=self._site,
                now=now,
            )

    async def placed(self, attempt_id: str, ref: str, now: datetime) -> None:
        """See Calls."""
        async with self._db.write() as tx:
            await attempts.set_ref(tx, attempt_id, ref)

    async def unknown(self, refs: Sequence[str]) -> Sequence[str]:
        """See Calls."""
        async with self._db.read() as tx:
            query = select(call_attempts.c.ref).where(call_attempts.c.ref.in_(refs))
            known = set((await tx.execute(query)).scalars())
        return [ref for ref in refs if ref not in known]

    async def unsure(self, attempt_id: str, why: str, now: datetime) -> None:
        """See Calls."""
        c = call_attempts.c
        async with self._db.write() as tx:
            await tx.execute(
                update(call_attempts)
                .where(c.id == attempt_id, c.state == AttemptState.PLACING.value)
                .values(state=AttemptState.UNKNOWN.value, deadline=now + timedelta(seconds=15))
            )

    async def not_placed(self, attempt_id: str, outcome: Outcome, why: str, now: datetime) -> None:
        """See Calls."""
        await self.settle(attempt_id, outcome, now)

    async def settle(self, attempt_id: str, outcome: Outcome, now: datetime) -> None:
        """See Calls."""
        async with self._db.write() as tx:
            row = await attempts.locked(tx, attempt_id)
            if row is not None and row.ended_at is None:
                await end_attempt(tx, row, outcome, self._site.policy, self._invite, now)

    async def heard(self, event: CallEvent) -> Attempt | None:
        """See Calls."""
        async with self._db.write() as tx:
            return await attempts.take_in(tx, event, self._site.policy, self._invite)

    async def knows(self, attempt_id: str, nonce: str) -> bool:
        """See Calls."""
        c = call_attempts.c
        query = select(c.id).where(c.id == attempt_id, c.nonce == nonce, c.manual.is_(False))
        async with self._db.read() as tx:
            return (await tx.execute(query)).one_or_none() is not None

    async def answer_step(
        self,
        attempt_id: str,
        nonce: str,
        step: str,
        digits: str,
        decide: Callable[[StepView], StepResult],
        render: Callable[[CallStep], str],
        now: datetime,
    ) -> str | None:
        """See Calls."""
        async with self._db.write() as tx:
            return await attempts.answer(tx, attempt_id, nonce, step, digits, decide, render, self._site, now)

    async def overdue(self, now: datetime) -> Sequence[Attempt]:
        """See Calls."""
        async with self._db.write() as tx:
            return await attempts.past_deadline(tx, now)

    async def to_hang_up(self, now: datetime) -> Sequence[Attempt]:
        """See Calls."""
        async with self._db.write() as tx:
            return await attempts.wanted_ended(tx, now)

    async def looks(self, attempt_id: str) -> int:
        """See Calls."""
        async with self._db.read() as tx:
            query = select(call_attempts.c.looks).where(call_attempts.c.id == attempt_id)
            return int((await tx.execute(query)).scalar_one())

    async def stop(self, callback_id: str, reason: str, now: datetime) -> None:
        """See Calls."""
        async with self._db.write() as tx:
            await attempts.want_stopped(tx, callback_id, reason)

    # -- the breaker --------------------------------------------------------------------------------------------------

    async def trouble(self, reason: str, until: datetime, now: datetime) -> None:
        """See Calls."""
        async with self._db.write() as tx:
            value = {"until": until.isoformat(), "reason": reason}
            await SwitchStore().set(tx, _BREAKER, value, by="mailbot", now=now)

    async def turn(self) -> bool:
        """See Calls."""
        # By the machine's time: the provider counts real seconds, whatever the clock of the house says.
        rate, now = self._site.policy.per_second, datetime.now(UTC)
        async with self._db.write() as tx:
            return bool(await AllowanceStore().take(tx, "calls", per_second=rate, burst=_BURST, now=now))

    async def troubled(self, now: datetime) -> str | None:
        """See Calls."""
        async with self._db.read() as tx:
            value = await SwitchStore().get(tx, _BREAKER)
        if not value or datetime.fromisoformat(value["until"]) <= now:
            return None
        return str(value["reason"])

    # -- people's words -----------------------------------------------------------------------------------------------

    async def confirm_number(self, callback_id: str, number: str, agent_id: str, now: datetime) -> Callback:
        """Record that a person vouches for exactly this number; what needed a click is callable from here on."""
        async with self._db.write() as tx:
            row = await line.row_of(tx, callback_id)
            state = (
                advance(CallState(row.state), Step.CONFIRM_NUMBER)
                if row.state in _CONFIRMABLE
                else CallState(row.state)
            )
            values = {
                "number": number, "number_source": "agent", "confirmed_by": agent_id, "state": state.value,
                "needs_person": False, "version": row.version + 1, "not_before": agreed_time(to_callback(row), now),
            }  # fmt: skip
            statement = update(callbacks).where(callbacks.c.id == callback_id).values(**values).returning(*callbacks.c)
            return to_callback((await tx.execute(statement)).one())

    async def set_zone(self, callback_id: str, zone: str, agent_id: str, now: datetime) -> Callback:
        """Record where the customer is (IANA zone), for a number that does not tell.

        Raises:
            RefusedError: there is no such zone.
        """
        if zone not in available_timezones():
            raise RefusedError("There is no time zone {zone!r}.", hint="Write it as in Europe/Berlin.", zone=zone)
        async with self._db.write() as tx:
            row = await line.row_of(tx, callback_id)
            state = (
                advance(CallState(row.state), Step.CONFIRM_NUMBER)
                if row.state in _CONFIRMABLE
                else CallState(row.state)
            )
            await CustomerStore().write(tx, row.customer_email, now, zone=zone)  # the next call knows it too
            values = {"zone": zone, "state": state.value, "needs_person": False, "version": row.version + 1}
            statement = update(callbacks).where(callbacks.c.id == callback_id).values(**values).returning(*callbacks.c)
            return to_callback((await tx.execute(statement)).one())

    async def complete(self, callback_id: str, manager_id: str, record: WrapUp, now: datetime) -> Callback:
        """See Calls."""
        async with self._db.write() as tx:
            await in_lock_order(tx, callback_id)
            row = await line.row_of(tx, callback_id)
            await wrap_up(tx, row, manager_id, record, self._site.policy, self._ending, now)
            return to_callback(await line.row_of(tx, callback_id))

    async def block(self, value: str, reason: str, by: str, now: datetime) -> None:
        """Put a number or an address on the list of those never to be called."""
        async with self._db.write() as tx:
            entry = upsert(tx, call_blocks).values(value=value, reason=reason, by=by, at=now)
            await tx.execute(entry.on_conflict_do_nothing(index_elements=["value"]))


_CONFIRMABLE = (CallState.READY, CallState.SNOOZED, CallState.RETRY, CallState.NEEDS_HUMAN)
