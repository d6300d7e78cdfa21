"""What happens after a call: every outcome and every disposition leads somewhere, at the best time that is known.

All pure: the callback, what earlier calls taught, the policy and the moment come in; a plan goes out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from escalation.callback import Callback, Disposition, Outcome
from escalation.hours import Window, next_opening
from mailbot.model.policy import CallPolicy
from mailbot.model.sentence import say

# --- the best time ----------------------------------------------------------------------------------------------------

_GOOD_HOURS = (11, 17)  # late morning and late afternoon find most people


@dataclass(frozen=True, kw_only=True, slots=True)
class Habits:
    """What earlier calls taught about a customer, hours on the customer's own wall."""

    zone: str = ""  # IANA zone of that wall; empty: unknown
    answered_hours: tuple[int, ...] = ()
    missed_hour: int | None = None  # the hour of the last no-answer: never that one again

    @property
    def learnt_hours(self) -> tuple[int, ...]:
        """Return the hours at which the customer answered, without the one that just failed."""
        return tuple(hour for hour in self.answered_hours if hour != self.missed_hour)


def best_time(
    callback: Callback, habits: Habits, zones: Sequence[str], policy: CallPolicy, now: datetime
) -> tuple[datetime, str]:
    """Return the next best moment to ring and why: promised, wished, answered before, then good hours."""
    if callback.promised_at and callback.promised_at >= now:
        return callback.promised_at, say("promised_time", "promised to the customer")
    if callback.wished_at and callback.wished_at >= now:
        return callback.wished_at, say("wished_time", "the customer asked for this time")
    wall = ZoneInfo(callback.zone or (zones[0] if zones else "UTC"))
    hours = habits.learnt_hours
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


# --- the plans --------------------------------------------------------------------------------------------------------


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


def _missed(callback: Callback, habits: Habits, policy: CallPolicy, now: datetime) -> Plan:
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
    if habits.learnt_hours or any(at and at > now for at in (callback.promised_at, callback.wished_at)):
        at, why = best_time(callback, habits, (habits.zone,) if habits.zone else (), policy, now)
        return Plan(next=Next.RETRY, at=at, reason=why)
    return Plan(
        next=Next.RETRY,
        at=_half_day_later(now, habits.zone, policy),
        reason=say("missed_again", "no answer; the next day at another hour"),
    )


def _busy(callback: Callback, habits: Habits, policy: CallPolicy, now: datetime) -> Plan:
    if callback.attempts >= policy.attempts_per_callback:
        return _missed(callback, habits, policy, now)
    return Plan(
        next=Next.RETRY, at=now + timedelta(minutes=policy.busy_minutes), reason=say("line_busy", "busy; soon again")
    )


def _abandoned(callback: Callback, habits: Habits, policy: CallPolicy, now: datetime) -> Plan:
    return Plan(
        next=Next.TOP_LANE,
        at=now + timedelta(minutes=policy.gap_minutes),
        reason=say("nobody_there", "the customer picked up and nobody was there"),
    )


def _other_manager(callback: Callback, habits: Habits, policy: CallPolicy, now: datetime) -> Plan:
    at = now + timedelta(minutes=policy.next_manager_minutes)
    return Plan(
        next=Next.REQUEUE, at=at, reason=say("manager_missed", "the manager did not take it"), same_manager=False
    )


def _again(reason: str) -> PlanRule:
    def plan(callback: Callback, habits: Habits, policy: CallPolicy, now: datetime) -> Plan:
        return Plan(next=Next.REQUEUE, at=now + timedelta(minutes=policy.gap_minutes), reason=reason)

    return plan


def _put_off(callback: Callback, habits: Habits, policy: CallPolicy, now: datetime) -> Plan:
    return Plan(
        next=Next.SNOOZE,
        at=now + timedelta(minutes=policy.snooze_minutes),
        reason=say("put_off", "the manager put it off"),
    )


def _fixed(where: Next, reason: str, *, same_manager: bool = True) -> PlanRule:
    def plan(callback: Callback, habits: Habits, policy: CallPolicy, now: datetime) -> Plan:
        return Plan(next=where, reason=reason, same_manager=same_manager)

    return plan


PlanRule = Callable[[Callback, Habits, CallPolicy, datetime], Plan]

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


def _follow_up(callback: Callback, habits: Habits, policy: CallPolicy, now: datetime) -> Plan:
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


def after_outcome(outcome: Outcome, callback: Callback, habits: Habits, policy: CallPolicy, now: datetime) -> Plan:
    """Return what to do after an attempt ended on the line."""
    return AFTER_OUTCOME[outcome](callback, habits, policy, now)


def after_disposition(
    verdict: Disposition, callback: Callback, habits: Habits, policy: CallPolicy, now: datetime
) -> Plan:
    """Return what to do after a manager wrapped a call up."""
    return AFTER_DISPOSITION[verdict](callback, habits, policy, now)
