"""Who is called next, and what happens after a call: lanes, explained scores, the retry plan, the best time.

All pure: the queue and the moment come in, values go out. Eligibility is asked before the score, so that a callback
that cannot be made never holds up one that can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from escalation.callback import Callback, CallState, Disposition, Lane, Outcome
from escalation.dialling import Dial, DialDecision
from escalation.hours import Window, next_opening
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


# --- after a call -----------------------------------------------------------------------------------------------------


class Next(StrEnum):
    """Where an ended attempt leads."""

    WRAP_UP = "wrap_up"  # the manager owes a disposition
    REQUEUE = "requeue"  # back in line, place kept, for another manager
    RETRY = "retry"  # ring the customer again at `at`
    SNOOZE = "snooze"
    NEEDS_HUMAN = "needs_human"
    INVITE = "invite"  # no more rings: a mail offers a time; the case stays open
    TOP_LANE = "top_lane"  # apologise by mail and ring first thing
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What to do next with a callback."""

    next: Next
    at: datetime | None = None
    reason: str
    same_manager: bool = True  # False: offer it to somebody else first


def _half_day_later(now: datetime, zone: str, policy: CallPolicy) -> datetime:
    """The next calling day, in the other half of the day: who is out at ten is often in at four."""
    wall = ZoneInfo(zone or "UTC")
    hour = 16 if now.astimezone(wall).hour < 13 else 10
    day = now.astimezone(wall).replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return next_opening(wall, day.astimezone(now.tzinfo), Window.of(policy.opens, policy.closes, policy.days, ()))


def _missed(callback: Callback, zone: str, policy: CallPolicy, now: datetime) -> Plan:
    if callback.attempts >= policy.attempts_per_callback:
        return Plan(
            next=Next.INVITE,
            reason=say(
                "rung_in_vain", "rung {count} times without an answer; a mail offers a time", count=callback.attempts
            ),
        )
    if callback.attempts <= 1:
        at = now + timedelta(minutes=policy.no_answer_minutes)
        return Plan(next=Next.RETRY, at=at, reason=say("missed_once", "no answer; once more in an hour"))
    return Plan(
        next=Next.RETRY,
        at=_half_day_later(now, zone, policy),
        reason=say("missed_again", "no answer; the next day at another hour"),
    )


def _busy(callback: Callback, zone: str, policy: CallPolicy, now: datetime) -> Plan:
    if callback.attempts >= policy.attempts_per_callback:
        return _missed(callback, zone, policy, now)
    return Plan(
        next=Next.RETRY, at=now + timedelta(minutes=policy.busy_minutes), reason=say("line_busy", "busy; soon again")
    )


def _abandoned(callback: Callback, zone: str, policy: CallPolicy, now: datetime) -> Plan:
    return Plan(
        next=Next.TOP_LANE,
        at=now + timedelta(minutes=policy.gap_minutes),
        reason=say("nobody_there", "the customer picked up and nobody was there"),
    )


def _other_manager(callback: Callback, zone: str, policy: CallPolicy, now: datetime) -> Plan:
    at = now + timedelta(minutes=policy.next_manager_minutes)
    return Plan(
        next=Next.REQUEUE, at=at, reason=say("manager_missed", "the manager did not take it"), same_manager=False
    )


def _again(reason: str) -> PlanRule:
    def plan(callback: Callback, zone: str, policy: CallPolicy, now: datetime) -> Plan:
        return Plan(next=Next.REQUEUE, at=now + timedelta(minutes=policy.gap_minutes), reason=reason)

    return plan


def _put_off(callback: Callback, zone: str, policy: CallPolicy, now: datetime) -> Plan:
    return Plan(
        next=Next.SNOOZE,
        at=now + timedelta(minutes=policy.snooze_minutes),
        reason=say("put_off", "the manager put it off"),
    )


def _fixed(where: Next, reason: str, *, same_manager: bool = True) -> PlanRule:
    def plan(callback: Callback, zone: str, policy: CallPolicy, now: datetime) -> Plan:
        return Plan(next=where, reason=reason, same_manager=same_manager)

    return plan


PlanRule = Callable[[Callback, str, CallPolicy, datetime], Plan]

#: Every outcome leads somewhere. `attempts` already counts the one that just ended.
AFTER_OUTCOME: dict[Outcome, PlanRule] = {
    Outcome.TALKED: _fixed(Next.WRAP_UP, say("talk_done", "they talked; the disposition is due")),
    Outcome.NO_ANSWER: _missed,
    Outcome.BUSY: _busy,
    Outcome.UNREACHABLE: _missed,
    Outcome.ABANDONED: _abandoned,
    Outcome.MANAGER_NO_ANSWER: _other_manager,
    Outcome.MANAGER_BUSY: _other_manager,
    Outcome.MANAGER_UNREACHABLE: _other_manager,
    Outcome.MANAGER_HUNG_UP: _again(say("manager_hung_up", "the manager hung up before the customer answered")),
    Outcome.NO_INPUT: _other_manager,
    Outcome.SNOOZED: _put_off,
    Outcome.PASSED: _other_manager,
    Outcome.REFUSED: _fixed(Next.REQUEUE, say("second_look_no", "the second look before dialling said no")),
    Outcome.CANCELLED: _fixed(Next.REQUEUE, say("stopped_early", "the call was stopped before the customer was rung")),
    Outcome.NOT_PLACED: _again(say("not_placed", "the provider did not place the call")),
    Outcome.NUMBER_REFUSED: _fixed(Next.NEEDS_HUMAN, say("provider_number", "the provider refuses this number")),
    Outcome.REGION_REFUSED: _fixed(
        Next.NEEDS_HUMAN, say("provider_region", "the provider does not dial this country for us")
    ),
    Outcome.ACCOUNT_TROUBLE: _fixed(
        Next.REQUEUE, say("account_trouble", "the telephone account refuses calls; the settings need mending")
    ),
}


def _follow_up(callback: Callback, zone: str, policy: CallPolicy, now: datetime) -> Plan:
    return Plan(next=Next.RETRY, at=callback.promised_at, reason=say("agreed_again", "we agreed to call again"))


#: Where each verdict of the manager leads. RETRY without a time follows the plan for a missed call.
AFTER_DISPOSITION: dict[Disposition, PlanRule] = {
    Disposition.RESOLVED: _fixed(Next.DONE, say("solved_on_call", "resolved on the call")),
    Disposition.RESOLVED_PENDING: _fixed(Next.DONE, say("solved_action", "resolved, an action is promised")),
    Disposition.FOLLOW_UP_AGREED: _follow_up,
    Disposition.DECLINED: _fixed(Next.DONE, say("no_talk", "the customer does not want to talk")),
    Disposition.VOICEMAIL_LEFT: _missed,
    Disposition.NO_ANSWER: _missed,
    Disposition.BUSY: _busy,
    Disposition.WRONG_NUMBER: _fixed(Next.INVITE, say("wrong_number", "wrong number; a mail asks for the right one")),
    Disposition.NUMBER_INVALID: _fixed(
        Next.INVITE, say("no_such_number", "the number does not exist; a mail asks for the right one")
    ),
    Disposition.HUNG_UP: _fixed(Next.INVITE, say("customer_hung_up", "the customer hung up; a mail offers a time")),
    Disposition.ABUSIVE: _fixed(
        Next.NEEDS_HUMAN, say("abuse_on_line", "abuse on the line; a manager decides how to go on")
    ),
    Disposition.LANGUAGE_MISMATCH: _fixed(
        Next.REQUEUE, say("other_language", "needs a manager who speaks the language"), same_manager=False
    ),
    Disposition.ESCALATED: _fixed(Next.NEEDS_HUMAN, say("handed_up", "handed up")),
    Disposition.DO_NOT_CALL: _fixed(Next.DONE, say("never_again", "never call again; a manager writes")),
    Disposition.DUPLICATE: _fixed(Next.DONE, say("other_callback", "another callback covers it")),
}


def after_outcome(outcome: Outcome, callback: Callback, zone: str, policy: CallPolicy, now: datetime) -> Plan:
    """Return what to do after an attempt ended on the line."""
    return AFTER_OUTCOME[outcome](callback, zone, policy, now)


def after_disposition(verdict: Disposition, callback: Callback, zone: str, policy: CallPolicy, now: datetime) -> Plan:
    """Return what to do after a manager wrapped a call up."""
    return AFTER_DISPOSITION[verdict](callback, zone, policy, now)


# --- the best time ----------------------------------------------------------------------------------------------------

_GOOD_HOURS = (11, 17)  # late morning and late afternoon find most people


@dataclass(frozen=True, kw_only=True, slots=True)
class Habits:
    """What earlier calls taught about a customer, hours on the customer's own wall."""

    answered_hours: tuple[int, ...] = ()
    missed_hour: int | None = None  # the hour of the last no-answer: never that one again


def best_time(
    callback: Callback, habits: Habits, zones: Sequence[str], policy: CallPolicy, now: datetime
) -> tuple[datetime, str]:
    """Return the next best moment to ring and why: promised, wished, answered before, then good hours."""
    if callback.promised_at and callback.promised_at >= now:
        return callback.promised_at, say("promised_time", "promised to the customer")
    if callback.wished_at and callback.wished_at >= now:
        return callback.wished_at, say("wished_time", "the customer asked for this time")
    wall = ZoneInfo(callback.zone or (zones[0] if zones else "UTC"))
    hours = [hour for hour in habits.answered_hours if hour != habits.missed_hour]
    why = (
        say("learnt_time", "the customer answered at this hour before")
        if hours
        else say("good_time", "people are in at this hour")
    )
    return _next_hour(hours or [h for h in _GOOD_HOURS if h != habits.missed_hour], wall, policy, now), why


def _next_hour(hours: Sequence[int], wall: ZoneInfo, policy: CallPolicy, now: datetime) -> datetime:
    window = Window.of(policy.opens, policy.closes, policy.days, ())
    base = now.astimezone(wall).replace(minute=0, second=0, microsecond=0)
    slots = (base.replace(hour=hour) + timedelta(days=day) for day in range(8) for hour in hours)
    fitting = [slot.astimezone(now.tzinfo) for slot in slots if window.contains(slot)]
    return min((slot for slot in fitting if slot >= now), default=next_opening(wall, now, window))
