"""Who is called next: lanes, explained scores, eligibility, the manager's rest.

All pure: the queue and the moment come in, values go out. Eligibility is asked before the score, so that a callback
that cannot be made never holds up one that can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.callback import Callback, CallState, Lane
from escalation.dialling import Dial, DialDecision
from mailbot.model.policy import CallPolicy
from mailbot.model.sentence import say

_HOT = 0.7  # GUIDANCE 3.4: from here on voice beats text


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One line of the answer to "why is this one first?"."""

    name: str
    points: float
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a callback stands in the line, and why."""

    callback: Callback
    lane: Lane
    lifted: int  # lanes gained by waiting
    terms: tuple[Term, ...]
    obstacles: tuple[str, ...]  # why it is not eligible now; empty: it is

    @property
    def score(self) -> float:
        """Return the points inside the lane."""
        return round(sum(term.points for term in self.terms), 3)

    @property
    def eligible(self) -> bool:
        """Tell whether the call could be made now."""
        return not self.obstacles

    @property
    def obstacles_besides_the_claim(self) -> tuple[str, ...]:
        """Return what stands in the way of the manager who holds it."""
        return tuple(why for why in self.obstacles if why != _HELD and why not in _STATES.values())

    @property
    def key(self) -> tuple[bool, int, float, datetime, str]:
        """Return the sort key: eligible first, then lane, score, age, and the id against ties."""
        return (not self.eligible, int(self.lane), -self.score, self.callback.placed_in_line_at, self.callback.id)


# --- lanes ------------------------------------------------------------------------------------------------------------

LaneTest = Callable[[Callback, datetime], bool]

#: The first line that holds decides. Danger to life is a promise that is due now (GUIDANCE 3.4).
LANES: tuple[tuple[Lane, LaneTest], ...] = (
    (Lane.PROMISE_DUE, lambda callback, now: callback.urgent),
    (Lane.PROMISE_DUE, lambda callback, now: callback.promised_at is not None and callback.promised_at <= now),
    (Lane.SAFETY_LEGAL, lambda callback, now: callback.sensitive),
    (Lane.HOT, lambda callback, now: callback.heat >= _HOT),
)


def lane_of(callback: Callback, now: datetime) -> Lane:
    """Return the lane a callback belongs to before any lift by waiting."""
    return next((lane for lane, holds in LANES if holds(callback, now)), Lane.NORMAL)


def levels_waited(callback: Callback, policy: CallPolicy, now: datetime) -> float:
    """Return the wait since the first complaint as a multiple of the service level."""
    waited = max(timedelta(), now - callback.placed_in_line_at)
    return waited / timedelta(minutes=max(1, policy.target_minutes))


# --- the score --------------------------------------------------------------------------------------------------------


def _age_points(levels: float, policy: CallPolicy) -> float:
    """Full weight up to two service levels, then a third of it without limit: heat alone can never starve anybody."""
    return policy.weight_age * (min(levels, 2.0) + max(0.0, levels - 2.0) / 3)


def score_terms(callback: Callback, policy: CallPolicy, now: datetime) -> tuple[Term, ...]:
    """Return the score inside the lane as terms that add up."""
    levels = levels_waited(callback, policy, now)
    repeats = min(max(0, callback.contacts - 1), 3)
    terms = (
        Term(name="heat", points=policy.weight_heat * callback.heat, why=f"heat {callback.heat:.2f}"),
        Term(name="age", points=_age_points(levels, policy), why=f"waiting {levels:.1f} service levels"),
        Term(name="value", points=policy.weight_value * callback.valued, why=say("valued_customer", "valued customer")),
        Term(name="repeat", points=policy.weight_repeat * repeats / 3, why=f"wrote {callback.contacts} times"),
        Term(name="attempts", points=-policy.weight_attempt * callback.attempts, why=f"rung {callback.attempts} times"),
    )
    return tuple(term for term in terms if term.points)


# --- eligibility ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What is known of one callback's surroundings at this moment."""

    dial: DialDecision | None = None  # None: not looked at
    answered: bool = False  # a reply went out since, or the case is resolved
    customer_busy: bool = False  # a sibling case of this customer is on the line


_HELD = say("other_has_it", "another manager has it")
_CLAIMABLE = (CallState.READY, CallState.SNOOZED, CallState.RETRY)


#: Why a callback in this state cannot be claimed, as managers read it.
_STATES = {
    CallState.CLAIMED: say("claim_held", "A manager holds it."),
    CallState.CALLING_MANAGER: say("rings_manager", "A manager's telephone rings."),
    CallState.BRIEFING: say("hears_brief", "A manager hears the brief."),
    CallState.CALLING_CUSTOMER: say("rings_customer", "The customer's telephone rings."),
    CallState.TALKING: say("they_talk", "They are talking."),
    CallState.WRAP_UP: say("outcome_missing", "The call is over; its outcome is missing."),
    CallState.NEEDS_HUMAN: say("person_looks", "A person has to look first: the number, or what was tried so far."),
    CallState.DONE: say("call_is_done", "It is done."),
    CallState.CANCELLED: say("call_was_cancelled", "It was cancelled."),
}


def _state_obstacle(callback: Callback, standing: Standing, now: datetime) -> str | None:
    return _STATES.get(callback.state)


def _lease_obstacle(callback: Callback, standing: Standing, now: datetime) -> str | None:
    held = callback.lease_until is not None and callback.lease_until > now
    return _HELD if held else None


def _time_obstacle(callback: Callback, standing: Standing, now: datetime) -> str | None:
    early = callback.not_before is not None and callback.not_before > now
    return (
        say("not_before", "not before {at} UTC", at=f"{callback.not_before:%Y-%m-%d %H:%M}")
        if early and callback.not_before
        else None
    )


def _number_obstacle(callback: Callback, standing: Standing, now: datetime) -> str | None:
    return say("no_number_yet", "no number yet") if callback.number is None else None


def _dial_obstacle(callback: Callback, standing: Standing, now: datetime) -> str | None:
    if standing.dial is None or standing.dial.verdict is Dial.DIAL:
        return None
    return standing.dial.reasons[0]


def _answered_obstacle(callback: Callback, standing: Standing, now: datetime) -> str | None:
    return say("was_answered", "was answered meanwhile") if standing.answered else None


def _busy_obstacle(callback: Callback, standing: Standing, now: datetime) -> str | None:
    return say("customer_on_line", "this customer is on the line already") if standing.customer_busy else None


OBSTACLES: tuple[Callable[[Callback, Standing, datetime], str | None], ...] = (
    _state_obstacle,
    _answered_obstacle,
    _lease_obstacle,
    _busy_obstacle,
    _number_obstacle,
    _time_obstacle,
    _dial_obstacle,
)


def place(callback: Callback, standing: Standing, policy: CallPolicy, now: datetime) -> Place:
    """Return a callback's place: lane with lift, score with terms, obstacles."""
    lane = lane_of(callback, now)
    lift = min(int(lane), int(levels_waited(callback, policy, now) / policy.lift_after))
    return Place(
        callback=callback,
        lane=Lane(int(lane) - lift),
        lifted=lift,
        terms=score_terms(callback, policy, now),
        obstacles=tuple(found for rule in OBSTACLES if (found := rule(callback, standing, now))),
    )


def in_order(places: Iterable[Place]) -> list[Place]:
    """Return the line: whom to call first stands first, the ineligible last."""
    return sorted(places, key=lambda entry: entry.key)


# --- managers ---------------------------------------------------------------------------------------------------------


def cool_off_until(last_heat: float, ended_at: datetime, policy: CallPolicy) -> datetime | None:
    """Return until when a manager rests after a call, or None (GUIDANCE 3.3)."""
    return ended_at + timedelta(minutes=policy.cool_off_minutes) if last_heat >= policy.cool_off_heat else None
