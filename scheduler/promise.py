"""Promises are clocks (GUIDANCE 3.6): "back to you in two hours" starts one that somebody sees before it runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from mailbot.model.policy import PromisePolicy
from mailbot.model.sentence import say
from scheduler.calendar import Calendar
from scheduler.course import moved


class PromiseState(StrEnum):
    """Where a promise stands."""

    RUNNING = "running"
    WARNED = "warned"  # its owner was told that it runs out
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"  # the case ended, or a person took it back


#: state -> states that may follow.
TRANSITIONS: dict[PromiseState, frozenset[PromiseState]] = {
    PromiseState.RUNNING: frozenset(PromiseState) - {PromiseState.RUNNING},
    PromiseState.WARNED: frozenset({PromiseState.KEPT, PromiseState.BROKEN, PromiseState.WITHDRAWN}),
    PromiseState.BROKEN: frozenset({PromiseState.KEPT}),  # late, or a person knows better
    PromiseState.KEPT: frozenset(),
    PromiseState.WITHDRAWN: frozenset(),
}


def move(state: PromiseState, target: PromiseState) -> PromiseState:
    """Return the target state. Raises RefusedError when `TRANSITIONS` does not allow the move."""
    return moved(TRANSITIONS, state, target)


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """What we said we would do, and by when."""

    id: str
    conversation_id: str
    words: str  # as written or said
    owner: str | None  # agent id: who is warned
    due_at: datetime  # UTC
    look_at: datetime  # when the clock looks at it next: the warning, then the end
    state: PromiseState = PromiseState.RUNNING
    word: bool = True  # our next word was promised, which our next mail keeps; else a result, which a person confirms
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Warn:
    """Tell the owner; look again when it has run out."""

    look_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Break:
    """It has run out."""

    reason: str
    heat: bool = True  # the case becomes hotter; not where we learn of it days later


@dataclass(frozen=True, kw_only=True, slots=True)
class Confirm:
    """A result's day has come: only a person knows whether it was kept; ask again at `look_at`."""

    look_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdraw:
    """It has no more meaning."""

    reason: str


Verdict = Warn | Break | Confirm | Withdraw


def warning_at(made_at: datetime, due_at: datetime, policy: PromisePolicy, calendar: Calendar) -> datetime:
    """Return when the owner is warned: a share of the open time before the end, within bounds (business hours).

    A promise that ends outside business hours is warned of while somebody is still there.
    """
    made_at, due_at = made_at.astimezone(UTC), due_at.astimezone(UTC)  # in one zone Python reckons by the wall clock
    whole = calendar.open_between(made_at, due_at)
    if not whole:
        return made_at + (due_at - made_at) * (1 - policy.warn_share)
    least, most = timedelta(minutes=policy.warn_least_minutes), timedelta(hours=policy.warn_most_hours)
    ahead = min(max(whole * policy.warn_share, least), most, whole)
    return min(max(made_at, calendar.add_hours(made_at, whole - ahead)), due_at)


def judge(promise: Promise, case_state: str, now: datetime, policy: PromisePolicy, calendar: Calendar) -> Verdict:
    """Return what to do about a promise whose moment has come."""
    if case_state == "closed":
        return Withdraw(reason=say("is_closed", "the case is closed"))
    over = promise.due_at + timedelta(minutes=policy.grace_minutes)
    if now < over:
        return Warn(look_at=over, reason=say("promise_runs_out", "a promise of ours runs out"))
    if not promise.word:
        tomorrow = calendar.next_open(now + timedelta(hours=policy.confirm_hours))
        return Confirm(look_at=tomorrow, reason=say("was_it_kept", "was it kept? only a person knows"))
    late = now - over > timedelta(hours=policy.too_late_hours)
    reason = (
        say("ran_out_unseen", "a promise of ours ran out while nobody looked")
        if late
        else say("word_not_kept", "we did not keep our word")
    )
    return Break(reason=reason, heat=not late)
