"""The line of callbacks: claims with leases, and the housekeeping that keeps the line true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, case, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from escalation.callback import Callback, CallState, Lane, Outcome
from escalation.dialling import Dial, DialDecision
from escalation.plans import Next, Plan
from escalation.rules import Place, Standing, cool_off_until, in_order, place
from mailbot.errors import RefusedError, StaleError
from mailbot.model.policy import CallPolicy
from mailbot.model.sentence import named, say
from mailbot.store.call_endings import carry_out, in_lock_order, note
from mailbot.store.call_rows import CallSettings, dial_decision, policy_in_force, to_callback
from mailbot.store.claims import Lease, claim, release, renew
from mailbot.store.tables import call_attempts, callbacks
from mailbot.store.tables.callbacks import WAITING

_CLAIMABLE = (CallState.READY.value, CallState.SNOOZED.value, CallState.RETRY.value)
#: By name a manager may also take what waits for a person: to dial by hand, or to look.
_TAKEABLE = (*_CLAIMABLE, CallState.CLAIMED.value, CallState.NEEDS_HUMAN.value)
_PAGE = 20
#: How much longer than a call may last one by hand may go on before we ask what came of it.
_LONG_TALK = timedelta(hours=1)
_UNLOGGED = say("by_hand_unlogged", "dialled by hand, and nobody wrote down what came of it")
_SHOWN = 100


async def row_of(tx: AsyncConnection, callback_id: str) -> Row[Any]:
    """Return a callback's row, locked. Raises RefusedError when there is none."""
    query = select(callbacks).where(callbacks.c.id == callback_id).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise RefusedError("There is no callback {id}.", hint="Reload the page.", id=callback_id)
    return row


async def fenced_row(tx: AsyncConnection, callback_id: str, token: int) -> Row[Any]:
    """Return a callback's row while our claim is the latest. Raises StaleError when it is not."""
    row = await row_of(tx, callback_id)
    if row.fence != token or row.lease_holder is None:
        raise StaleError("Your claim on this callback has run out.", hint="Claim it again.")
    return row


async def head_of_line(tx: AsyncConnection, site: CallSettings, now: datetime) -> list[Place]:
    """Return the first hundred open callbacks in their places, with the reasons for each."""
    c = callbacks.c
    policy = await policy_in_force(tx, site)
    query = select(callbacks).where(c.closed_at.is_(None)).order_by(c.lane, c.score.desc(), c.id).limit(_SHOWN)
    entries = []
    for row in (await tx.execute(query)).all():
        standing = Standing(dial=await dial_decision(tx, row, site, now, policy=policy))
        entries.append(place(to_callback(row), standing, policy, now))
    return in_order(entries)


def waits_for_a_person(row: Row[Any]) -> bool:
    """Tell whether a callback that is let go needs a person: no number, or what sent it there is not mended."""
    return row.number is None or row.needs_person


#: The same in SQL, for all whose claim or rest is over.
_FOR_A_PERSON = or_(callbacks.c.number.is_(None), callbacks.c.needs_person.is_(True))
_FREED = case((_FOR_A_PERSON, CallState.NEEDS_HUMAN.value), else_=CallState.READY.value)

# -- claims -----------------------------------------------------------------------------------------------------------


async def manager_is_free(
    tx: AsyncConnection, manager_id: str, policy: CallPolicy, now: datetime, *, urgent: bool = False
) -> None:
    """Raise RefusedError while a manager is on the line, owes a wrap-up, holds a claim or rests after a hot call.

    Args:
        urgent: danger to life lets nobody rest.
    """
    await _one_at_a_time(tx, manager_id)
    live = select(call_attempts.c.id).where(
        call_attempts.c.manager_id == manager_id, call_attempts.c.ended_at.is_(None)
    )
    if (await tx.execute(live.limit(1))).one_or_none():
        raise RefusedError("You are on a call.", hint="End it first.")
    c = callbacks.c
    held = select(c.state, c.lease_until, c.customer_name, c.customer_email).where(c.lease_holder == manager_id)
    for row in await tx.execute(held):
        if row.state == CallState.WRAP_UP:
            raise RefusedError("Your last call has no disposition yet.", hint="Wrap it up first.")
        if row.state == CallState.CLAIMED and row.lease_until is not None and row.lease_until > now:
            raise RefusedError(
                "You hold another callback: {customer}.",
                hint="Call or give it back first, perhaps in another tab.",
                customer=row.customer_name or row.customer_email,
            )
    if not urgent:
        await _rested(tx, manager_id, policy, now)


async def _one_at_a_time(tx: AsyncConnection, manager_id: str) -> None:
    """Let one transaction at a time claim for a manager: two tabs would not see each other's. SQLite has one writer."""
    if tx.dialect.name == "postgresql":
        await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("manager:" + manager_id, 0))))


async def _rested(tx: AsyncConnection, manager_id: str, policy: CallPolicy, now: datetime) -> None:
    c = call_attempts.c
    query = (
        select(c.heat, c.ended_at)
        .where(c.manager_id == manager_id, c.outcome == Outcome.TALKED.value, c.ended_at.is_not(None))
        .order_by(c.ended_at.desc())
        .limit(1)
    )
    last = (await tx.execute(query)).one_or_none()
    until = cool_off_until(last.heat, last.ended_at, policy) if last else None
    if until and until > now:
        raise RefusedError(
            "After a call as hot as the last one you rest until {until:%H:%M} UTC.", hint="Take a breath.", until=until
        )


async def claim_one(
    tx: AsyncConnection, callback_id: str, manager_id: str, site: CallSettings, now: datetime
) -> Callback:
    """Claim a callback. Raises StaleError when another manager has it, RefusedError when it is not to be claimed."""
    row = await row_of(tx, callback_id)
    if row.lease_holder == manager_id and row.state == CallState.CLAIMED:
        await prolong(tx, row, site.policy, now)
        return to_callback(await row_of(tx, callback_id))
    await manager_is_free(tx, manager_id, site.policy, now, urgent=row.urgent)
    if row.state not in _TAKEABLE:
        raise RefusedError("This callback is {state}.", hint="Reload the page.", state=named("call_state", row.state))
    claimed = await _claim(tx, callback_id, manager_id, site.policy, now)
    if claimed is None:
        raise StaleError("Another manager was faster.", hint="Take the next one.")
    await note(tx, row.conversation_id, "callback_claimed", now, actor=manager_id)
    return claimed


async def prolong(tx: AsyncConnection, row: Row[Any], policy: CallPolicy, now: datetime) -> None:
    """Renew a claim. Raises RefusedError when it ran out and its manager is no longer free for it."""
    if row.state == CallState.CLAIMED and row.lease_until <= now:  # not freed yet, but they may hold another by now
        await manager_is_free(tx, row.lease_holder, policy, now, urgent=row.urgent)
    await renew(tx, callbacks, Lease(id=row.id, fence=row.fence), seconds=policy.lease_minutes * 60, now=now)


async def hand_over(
    tx: AsyncConnection, callback_id: str, token: int, to_manager: str, site: CallSettings, now: datetime
) -> Callback:
    """Give a claim to a colleague under a new token, at once or not at all.

    Raises:
        StaleError: the claim is no longer ours.
        RefusedError: a call is under way, or the colleague is not free; ours it stays.
    """
    row = await fenced_row(tx, callback_id, token)
    if row.state != CallState.CLAIMED:
        raise RefusedError("A call is under way.", hint="End it first.")
    try:
        await manager_is_free(tx, to_manager, site.policy, now, urgent=row.urgent)
    except RefusedError as error:  # said about them, not about who asks
        raise RefusedError("That colleague is not free now.", hint="Choose another one, or let go.") from error
    await release(tx, callbacks, Lease(id=callback_id, fence=token), {"state": CallState.READY.value})
    given = await _claim(tx, callback_id, to_manager, site.policy, now)
    if given is None:
        raise StaleError("Another manager was faster.", hint="Reload the page.")
    await note(tx, row.conversation_id, "callback_handed_over", now, actor=row.lease_holder, to=to_manager)
    return given


async def _claim(
    tx: AsyncConnection, callback_id: str, manager_id: str, policy: CallPolicy, now: datetime
) -> Callback | None:
    rows = await claim(
        tx,
        callbacks,
        where=(callbacks.c.id == callback_id) & callbacks.c.state.in_(_TAKEABLE),
        order_by=(callbacks.c.id,),
        holder=manager_id,
        seconds=policy.lease_minutes * 60,
        values={"state": CallState.CLAIMED.value, "version": callbacks.c.version + 1},
        now=now,
    )
    return to_callback(rows[0]) if rows else None


async def claim_next(
    tx: AsyncConnection, manager_id: str, languages: Sequence[str], site: CallSettings, now: datetime
) -> Callback | None:
    """Claim the first callback that can be made now; what cannot be is put where it belongs on the way."""
    await manager_is_free(tx, manager_id, site.policy, now)
    policy = await policy_in_force(tx, site)
    if policy.kill_switch or not policy.armed:
        return None
    while rows := await _candidates(tx, now):
        for row in _preferred(rows, manager_id, languages, policy, now):
            decision = await dial_decision(tx, row, site, now, policy=policy)
            if decision is None or decision.verdict is not Dial.DIAL:
                await _set_aside(tx, row, decision, now)
                continue
            claimed = await _claim(tx, row.id, manager_id, policy, now)
            if claimed is not None:
                await note(tx, row.conversation_id, "callback_claimed", now, actor=manager_id)
            return claimed
    return None


#: The first callbacks of one lane that nobody holds and that are not put off; built once, asked at every claim.
_HEAD = (
    select(callbacks)
    .where(
        text(WAITING),
        callbacks.c.lane == bindparam("of_lane"),
        ~_FOR_A_PERSON,
        or_(callbacks.c.not_before.is_(None), callbacks.c.not_before <= bindparam("moment")),
        or_(callbacks.c.lease_until.is_(None), callbacks.c.lease_until < bindparam("moment")),
    )
    .order_by(callbacks.c.score.desc(), callbacks.c.placed_in_line_at, callbacks.c.id)
    .limit(_PAGE)
    .with_for_update(skip_locked=True)
)


async def _candidates(tx: AsyncConnection, now: datetime) -> Sequence[Row[Any]]:
    """The head of the highest lane that has one, as last reckoned; on PostgreSQL nobody waits for another's look."""
    for lane in Lane:
        rows = (await tx.execute(_HEAD, {"of_lane": int(lane), "moment": now})).all()
        if rows:
            return rows
    return ()


def _preferred(
    rows: Sequence[Row[Any]], manager_id: str, languages: Sequence[str], policy: CallPolicy, now: datetime
) -> list[Row[Any]]:
    """Order the head of the line for one manager: who passed on a case gets it last, who speaks the language first."""
    by_id = {row.id: row for row in rows}
    ordered = in_order(place(to_callback(row), Standing(), policy, now) for row in rows)

    def key(entry: Place) -> tuple[int, bool, bool]:
        item = entry.callback
        return (int(entry.lane), manager_id in item.passed_by, bool(languages) and item.language not in languages)

    return [by_id[entry.callback.id] for entry in sorted(ordered, key=key)]


async def _set_aside(tx: AsyncConnection, row: Row[Any], decision: DialDecision | None, now: datetime) -> None:
    """A callback that cannot be made now must not be looked at again by the next manager a second later."""
    until = decision.until if decision else None
    if until is not None:
        values: dict[str, Any] = {"not_before": until}
    elif decision is not None and decision.verdict is Dial.WAIT:
        values = {"not_before": now + timedelta(minutes=1)}
    else:
        reasons = list(decision.reasons) if decision else ["There is no number."]
        values = {
            "state": CallState.NEEDS_HUMAN.value, "needs_person": True, "reasons": [*(row.reasons or ()), *reasons]
        }  # fmt: skip
        await note(tx, row.conversation_id, "callback_needs_human", now, *reasons)
    await tx.execute(update(callbacks).where(callbacks.c.id == row.id).values(version=row.version + 1, **values))


# -- housekeeping -----------------------------------------------------------------------------------------------------


async def mend_line(tx: AsyncConnection, policy: CallPolicy, now: datetime) -> int:
    """Free expired claims, bring up missing wrap-ups and calls by hand of which nobody said how they went."""
    freed = await _free_expired(tx, now) + await _rest_is_over(tx, now)
    return freed + await _bring_up(tx, policy, now) + await _bring_up_by_hand(tx, now)


async def _free_expired(tx: AsyncConnection, now: datetime) -> int:
    c = callbacks.c
    statement = (
        update(callbacks)
        .where(c.state == CallState.CLAIMED.value, c.lease_until < now)
        .values(state=_FREED, lease_holder=None, lease_until=None, version=c.version + 1)
    )
    return int((await tx.execute(statement)).rowcount)


async def _rest_is_over(tx: AsyncConnection, now: datetime) -> int:
    """Bring before a person again what needs one and was put off: no claim would ever find it."""
    c = callbacks.c
    statement = (
        update(callbacks)
        .where(c.state == CallState.SNOOZED.value, c.not_before <= now, _FOR_A_PERSON)
        .values(state=CallState.NEEDS_HUMAN.value, not_before=None, version=c.version + 1)
    )
    return int((await tx.execute(statement)).rowcount)


async def _bring_up(tx: AsyncConnection, policy: CallPolicy, now: datetime) -> int:
    c = callbacks.c
    since = now - timedelta(minutes=policy.wrap_up_minutes)
    statement = (
        update(callbacks)
        .where(c.state == CallState.WRAP_UP.value, c.wrap_up_since < since)
        .values(state=CallState.NEEDS_HUMAN.value, needs_person=True, lease_holder=None, version=c.version + 1)
        .returning(c.conversation_id, c.lease_holder)
    )
    rows = (await tx.execute(statement)).all()
    for row in rows:
        await note(
            tx, row.conversation_id, "wrap_up_missing", now, "A call ended and nobody wrote down what came of it."
        )
    return len(rows)


async def _bring_up_by_hand(tx: AsyncConnection, now: datetime) -> int:
    """End calls dialled by hand that nobody logged: no provider will, and they engage the customer and the manager."""
    a, c = call_attempts.c, callbacks.c
    silent = (
        select(a.id, a.callback_id)
        .join(callbacks, c.id == a.callback_id)
        .where(a.manual.is_(True), a.ended_at.is_(None), c.lease_until < now - _LONG_TALK)
        .limit(_PAGE)
    )
    count = 0
    for attempt in (await tx.execute(silent)).all():
        await in_lock_order(tx, attempt.callback_id)
        ended = {"state": "ended", "outcome": Outcome.CANCELLED.value, "ended_at": now}
        if (
            await tx.execute(update(call_attempts).where(a.id == attempt.id, a.ended_at.is_(None)).values(**ended))
        ).rowcount:
            row = await row_of(tx, attempt.callback_id)
            await carry_out(tx, row, Plan(next=Next.NEEDS_HUMAN, reason=_UNLOGGED), None, now, wrap_up_since=now)
            count += 1
    return count


async def reckon(tx: AsyncConnection, policy: CallPolicy, now: datetime) -> int:
    """Reckon lanes and scores of the whole line anew: they are what the claim's index sorts by."""
    of_line = select(callbacks).where(callbacks.c.state.in_(_CLAIMABLE))
    # By id: two nodes that reckon at once lock the rows in one order.
    rows = (await tx.execute(of_line.order_by(callbacks.c.id))).all()
    changed = 0
    for row in rows:
        entry = place(to_callback(row), Standing(), policy, now)
        if (row.lane, round(row.score, 3)) != (int(entry.lane), entry.score):
            values = {"lane": int(entry.lane), "score": entry.score}
            await tx.execute(update(callbacks).where(callbacks.c.id == row.id).values(**values))
            changed += 1
    return changed
