"""How long what is personal is kept: raw mails first, then the person, then the trail; each case by itself. Pure.

A case is at rest from the last thing that happened in it once it is solved or closed. What came after an erasure (a
reopened case) starts its terms anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from mailbot.model.policy import RetentionPolicy
from mailbot.model.sentence import say


class Stage(IntEnum):
    """How far a case is erased; each stage includes those before it."""

    RAW_MAIL = 1  # the mails as they came and left
    PERSON = 2  # names, addresses, numbers, texts
    TRAIL = 3  # who did what and when


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A case as retention sees it."""

    id: str
    is_open: bool
    at_rest_since: datetime  # the last thing that happened in it
    erased: int = 0  # the Stage reached, 0 for none
    erased_at: datetime | None = None
    held: bool = False  # a legal hold
    busy: bool = False  # a mail waits to leave, a call or a follow-up is to come


@dataclass(frozen=True, kw_only=True, slots=True)
class Erase:
    """It is time."""

    stage: Stage
    due_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Keep:
    """Not now; `until` is when its next term ends, None where none is known."""

    reason: str
    until: datetime | None = None


Verdict = Erase | Keep


def terms(policy: RetentionPolicy) -> tuple[tuple[Stage, timedelta], ...]:
    """Return the stages that the policy knows, each with its time of rest, in order."""
    days = (
        (Stage.RAW_MAIL, policy.raw_mail_days),
        (Stage.PERSON, policy.person_days),
        (Stage.TRAIL, policy.trail_days),
    )
    return tuple((stage, timedelta(days=count)) for stage, count in days if count)


def reached(kept: Kept) -> int:
    """Return the stage that still holds: what happened after an erasure is there in full."""
    return kept.erased if kept.erased_at is not None and kept.erased_at >= kept.at_rest_since else 0


def ahead(kept: Kept, policy: RetentionPolicy) -> tuple[tuple[Stage, datetime], ...]:
    """Return the stages that are still to come, each with the end of its term."""
    done = reached(kept)
    return tuple((stage, kept.at_rest_since + rest) for stage, rest in terms(policy) if stage > done)


def _open(kept: Kept, policy: RetentionPolicy, now: datetime) -> Verdict | None:
    return Keep(reason=say("kept_open", "the case is open")) if kept.is_open else None


def _held(kept: Kept, policy: RetentionPolicy, now: datetime) -> Verdict | None:
    return Keep(reason=say("kept_held", "a legal hold keeps it")) if kept.held else None


def _busy(kept: Kept, policy: RetentionPolicy, now: datetime) -> Verdict | None:
    return Keep(reason=say("kept_busy", "something is still to happen in it")) if kept.busy else None


def _waits(kept: Kept, policy: RetentionPolicy, now: datetime) -> Verdict | None:
    coming = ahead(kept, policy)
    if not coming:
        return Keep(reason=say("kept_for_good", "no term is set for what is left"))
    until = min(at for _, at in coming)
    return Keep(reason=say("kept_until", "its term has not ended"), until=until) if until > now else None


#: First to answer speaks.
RULES: tuple[Callable[[Kept, RetentionPolicy, datetime], Verdict | None], ...] = (_open, _held, _busy, _waits)


def judge(kept: Kept, policy: RetentionPolicy, now: datetime) -> Verdict:
    """Return whether a case is erased now, and how far: to the furthest stage whose term has ended."""
    for rule in RULES:
        verdict = rule(kept, policy, now)
        if verdict is not None:
            return verdict
    stage, due_at = max(one for one in ahead(kept, policy) if one[1] <= now)
    days = (due_at - kept.at_rest_since).days
    return Erase(stage=stage, due_at=due_at, reason=say("rested", "at rest for {days} days", days=days))
