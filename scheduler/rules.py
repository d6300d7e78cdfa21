"""What is due when, and whether it is still right when its time comes. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailbot.model.policy import FollowUpPolicy, HoursPolicy
from mailbot.model.sentence import named, say
from scheduler.calendar import calendar_of
from scheduler.followup import FollowUp, FollowUpKind, Resolution, Situation


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A follow-up that is to be."""

    kind: FollowUpKind
    due_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Go:
    """Do it now."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Wait:
    """Not now: look again at `until`."""

    until: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Drop:
    """Not any more."""

    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """Too late to be right: a person decides."""

    reason: str


Judgement = Go | Wait | Drop | Ask


def plan(resolution: Resolution, policy: FollowUpPolicy, hours: HoursPolicy) -> tuple[Plan, ...]:
    """Return what follows a solution, earliest first (GUIDANCE 3.8 and 3.9)."""
    calendar = calendar_of(hours, zone=resolution.zone)
    plans: list[Plan] = []
    if not resolution.opted_out:
        days, reason = _question_delay(resolution, policy)
        asked = calendar.add_days(resolution.resolved_at, days)
        reminded = calendar.add_days(asked, policy.reminder_days)
        plans.append(Plan(kind=FollowUpKind.QUESTION, due_at=asked, reason=reason))
        if policy.reminders:
            plans.append(
                Plan(
                    kind=FollowUpKind.REMINDER,
                    due_at=reminded,
                    reason=say("no_answer_yet", "no answer to the question"),
                )
            )
        plans.append(
            Plan(
                kind=FollowUpKind.CLOSE,
                due_at=calendar.add_days(reminded, policy.close_days),
                reason=say("silence_closes", "silence closes the case quietly"),
            )
        )
    if resolution.habitual or resolution.valued:
        who = (
            say("valued_customer", "valued customer")
            if resolution.valued
            else say("habitual_complainer", "habitual complainer")
        )
        plans.append(
            Plan(kind=FollowUpKind.CARD, due_at=calendar.add_days(resolution.resolved_at, policy.card_days), reason=who)
        )
    return tuple(sorted(plans, key=lambda item: item.due_at))


def _question_delay(resolution: Resolution, policy: FollowUpPolicy) -> tuple[int, str]:
    if resolution.amends:
        return (
            policy.after_amends_days,
            say(
                "after_amends",
                "{days} business days after amends, so that they have arrived",
                days=policy.after_amends_days,
            ),
        )
    if resolution.by_call:
        return policy.after_call_days, say("after_call", "next business day after a call")
    return policy.after_reply_days, say(
        "after_reply", "{days} business days after our reply solved it", days=policy.after_reply_days
    )


def judge(item: FollowUp, situation: Situation, policy: FollowUpPolicy, hours: HoursPolicy, now: datetime) -> Judgement:
    """Return what to do with a follow-up whose time has come; the first rule of RULES that speaks decides."""
    for rule in RULES:
        judgement = rule(item, situation, policy, hours, now)
        if judgement is not None:
            return judgement
    return Go(reason=item.reason)


def _opted_out(item: FollowUp, situation: Situation, *_: object) -> Judgement | None:
    if situation.opted_out and item.kind in {FollowUpKind.QUESTION, FollowUpKind.REMINDER}:
        return Drop(reason=say("wants_none", "the customer wants no such mails"))
    return None


def _unreachable(item: FollowUp, situation: Situation, *_: object) -> Judgement | None:
    if situation.bounced and item.kind in {FollowUpKind.QUESTION, FollowUpKind.REMINDER}:
        return Drop(reason=say("not_reached", "our mail does not reach this address any more"))
    return None


def _not_resolved(item: FollowUp, situation: Situation, *_: object) -> Judgement | None:
    if situation.state != "resolved" and item.kind is not FollowUpKind.CARD:
        return Drop(reason=say("state_again", "the case is {state} again", state=named("state", situation.state)))
    return None


def _customer_wrote_first(item: FollowUp, situation: Situation, *_: object) -> Judgement | None:
    wrote = situation.last_customer_at
    if wrote and wrote > item.created_at and item.kind is not FollowUpKind.CARD:
        return Drop(reason=say("wrote_first", "the customer wrote first"))
    return None


def _another_voice(
    item: FollowUp, situation: Situation, policy: FollowUpPolicy, hours: HoursPolicy, now: datetime
) -> Judgement | None:
    if situation.call_open or situation.draft_open:
        call = say("call_speaks", "a call is open: one voice at a time")
        reply = say("reply_speaks", "a reply is being written: one voice at a time")
        return Wait(until=now + timedelta(hours=policy.hold_hours), reason=call if situation.call_open else reply)
    return None


def _too_late(
    item: FollowUp, situation: Situation, policy: FollowUpPolicy, hours: HoursPolicy, now: datetime
) -> Judgement | None:
    """After a long standstill a question about a solution of long ago is odd; a person looks first."""
    late = now - item.due_at
    if item.kind in {FollowUpKind.QUESTION, FollowUpKind.REMINDER} and late > timedelta(days=policy.too_late_days):
        return Ask(reason=say("days_late", "it was due {days} days ago", days=late.days))
    return None


def _decent_hours(
    item: FollowUp, situation: Situation, policy: FollowUpPolicy, hours: HoursPolicy, now: datetime
) -> Judgement | None:
    if item.kind is FollowUpKind.CLOSE:
        return None
    opens = calendar_of(hours, zone=situation.zone).next_open(now)
    return (
        Wait(until=opens, reason=say("outside_hours", "outside business hours where the customer is"))
        if opens > now
        else None
    )


Rule = Callable[[FollowUp, Situation, FollowUpPolicy, HoursPolicy, datetime], Judgement | None]

#: The order is the policy: what forbids comes before what delays.
RULES: tuple[Rule, ...] = (
    _not_resolved,  # an open case is spoken with, not asked about
    _opted_out,  # they said no
    _unreachable,  # nobody would read it
    _customer_wrote_first,  # their word answers better than our question
    _another_voice,  # one voice at a time
    _too_late,  # a person looks at what a standstill left behind
    _decent_hours,  # in the customer's own zone
)
