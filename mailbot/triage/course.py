"""The heat of a conversation: its last words, and what its course adds to them (GUIDANCE 3.2).

What the customer wrote since our last word counts as one. A broken promise, silence, unanswered mails and a solution
that did not hold raise it; thanks end it. A case that became a call does not flap back to letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailbot.model.heat import Band, Flag, Heat, Kind, Reading, Signal
from mailbot.model.policy import CoursePolicy, HeatPolicy

#: Our word may come this much after the promised minute.
_GRACE = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One mail of the thread, as the course reads it."""

    at: datetime
    ours: bool
    reading: Reading | None = None  # of a customer's mail
    position: int = 0  # in the thread
    solves: bool = False  # ours: a solution, or the question whether it holds


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """A promise of ours as a clock."""

    made_at: datetime
    due_at: datetime
    word: bool = True  # our word was promised; else a visit, a parcel, a result


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """Where a conversation has come to."""

    heat: Heat
    broken_promises: int = 0
    reopened: bool = False


def course(
    thread: Sequence[Said],
    promises: Sequence[Given],
    *,
    policy: CoursePolicy,
    heat: HeatPolicy,
    now: datetime,
    reopened: bool = False,
) -> Course:
    """Return the heat of a conversation at `now`.

    Args:
        thread: the mails in order; machine mail left out.
        promises: what we promised in them.
        reopened: the case was solved before the customer wrote again.
    """
    state = Course(heat=Heat(value=0.0, band=Band.NONE), reopened=False)
    for index, said in enumerate(thread):
        if not said.ours and said.reading is not None:
            at = thread[index + 1].at if index + 1 < len(thread) and not thread[index + 1].ours else said.at
            moment = now if index + 1 == len(thread) else at
            state = _heard(thread[: index + 1], promises, state, policy, heat, moment, reopened)
    return _overdue(thread, promises, state, policy, heat, now)


def _overdue(
    thread: Sequence[Said],
    promises: Sequence[Given],
    state: Course,
    policy: CoursePolicy,
    limits: HeatPolicy,
    now: datetime,
) -> Course:
    """Our last word was a promise, and its time has passed without another one: the case heats up with no new mail."""
    if not thread or not thread[-1].ours or state.heat.band is Band.NONE:
        return state
    last = max(said.at for said in thread if said.ours)
    broken = sum(one.word and one.made_at >= last and now > one.due_at + _GRACE for one in promises)
    if not broken:
        return state
    signals = [*state.heat.signals, Signal(name="our_broken_promise", weight=policy.broken_promise)]
    total = broken + state.broken_promises
    lifted = _lift(signals, total, policy, limits)
    value = min(1.0, sum(one.weight for one in lifted))
    band = _band(value, state.heat, state, policy, limits)
    return replace(state, heat=Heat(value=value, band=band, signals=tuple(lifted)), broken_promises=total)


def _heard(
    thread: Sequence[Said],
    promises: Sequence[Given],
    before: Course,
    policy: CoursePolicy,
    limits: HeatPolicy,
    now: datetime,
    reopened: bool,
) -> Course:
    said = thread[-1]
    reading = said.reading
    assert reading is not None
    hottest, position = _hottest(thread)
    if _content(reading) and hottest.kind is not Kind.COMPLAINT:
        return replace(before, heat=_placed(reading.heat, said.position))
    base = _placed(hottest.heat, position)
    unhappy = hottest.kind is Kind.COMPLAINT
    again = before.reopened or (unhappy and (reopened or _after_solution(thread)))
    broken = _broken(thread, promises, unhappy=unhappy)
    signals = [*base.signals, *_carried(base, before, policy)]
    if unhappy or before.heat.band is not Band.NONE:
        signals += _added(thread, policy, now, broken, again)
    lifted = _lift(signals, broken, policy, limits)
    value = min(1.0, max(0.0, sum(one.weight for one in lifted)))
    return Course(
        heat=Heat(value=value, band=_band(value, base, before, policy, limits), signals=tuple(lifted)),
        broken_promises=max(broken, before.broken_promises),
        reopened=again,
    )


def _content(reading: Reading) -> bool:
    """Thanks without a further complaint end the matter; "Mum slept in her coat again" thanks nobody."""
    return reading.kind is Kind.PRAISE and reading.thankful and reading.heat.band is Band.NONE


def _hottest(thread: Sequence[Said]) -> tuple[Reading, int]:
    """Return the hottest mail of the unanswered burst; what they wrote together is one (GUIDANCE 3.1)."""
    burst: list[tuple[Reading, int]] = []
    for said in reversed(thread):
        if said.ours:
            break
        if said.reading is not None:
            burst.append((said.reading, said.position))
    return max(burst, key=lambda one: one[0].heat.value)


def _placed(heat: Heat, position: int) -> Heat:
    return replace(heat, signals=tuple(replace(one, message=position) for one in heat.signals))


def _carried(base: Heat, before: Course, policy: CoursePolicy) -> Iterator[Signal]:
    """A neutral mail does not cool a complaint down to nothing."""
    kept = before.heat.value * policy.carried
    if before.heat.band is not Band.NONE and kept > base.value:
        yield Signal(name="carried", weight=kept - base.value)


def _added(thread: Sequence[Said], policy: CoursePolicy, now: datetime, broken: int, again: bool) -> Iterator[Signal]:
    if broken:
        yield Signal(name="our_broken_promise", weight=policy.broken_promise)
    if again:
        yield Signal(name="reopened", weight=policy.reopened)
    unanswered = _unanswered(thread)
    if unanswered:
        yield Signal(name="unanswered", weight=min(policy.unanswered_most, unanswered * policy.unanswered))
    days = (now - thread[-1].at) / timedelta(days=1)
    if days >= 1:
        yield Signal(name="silence", weight=min(policy.waiting_most, int(days) * policy.waiting_day))


def _lift(signals: list[Signal], broken: int, policy: CoursePolicy, limits: HeatPolicy) -> list[Signal]:
    """Promises broken again and again make a call, however politely it is put."""
    total = sum(one.weight for one in signals)
    if broken >= 2 and total < policy.broken_again:
        return [*signals, Signal(name="promises_broken_again", weight=policy.broken_again - total)]
    return signals


def _band(value: float, base: Heat, before: Course, policy: CoursePolicy, limits: HeatPolicy) -> Band:
    if value >= limits.high or base.band is Band.HIGH:
        return Band.HIGH
    if before.heat.band is Band.HIGH and value >= policy.release:
        return Band.HIGH  # hysteresis: no flapping between text and call
    calm = base.band is Band.NONE and before.heat.band is Band.NONE
    return Band.NONE if calm else Band.LOW


def _unanswered(thread: Sequence[Said]) -> int:
    """Return how many separate mails before the last one got no answer (a burst within an hour is one)."""
    count = 0
    for later, earlier in zip(reversed(thread), list(reversed(thread))[1:], strict=False):
        if earlier.ours:
            break
        count += later.at - earlier.at > timedelta(hours=1)
    return count


def _after_solution(thread: Sequence[Said]) -> bool:
    ours = [said for said in thread if said.ours]
    return bool(ours) and ours[-1].solves


def _broken(thread: Sequence[Said], promises: Sequence[Given], *, unhappy: bool) -> int:
    """Count promised times that had passed without our word when the customer wrote."""
    wrote = thread[-1].at
    told = thread[-1].reading is not None and Flag.BROKEN_PROMISE in thread[-1].reading.flags
    return sum(_is_broken(one, thread, wrote, unhappy=unhappy or told) for one in promises)


def _is_broken(promise: Given, thread: Sequence[Said], wrote: datetime, *, unhappy: bool) -> bool:
    limit = promise.due_at + _GRACE
    if wrote <= limit or not any(said.at >= promise.made_at for said in thread):
        return False
    words = [said.at for said in thread if said.ours and said.at > promise.made_at]
    if promise.word:
        return not any(at <= limit for at in words)
    # A visit or a parcel leaves no mail: only the customer can tell, and a word of ours after it settles it.
    return unhappy and not words
