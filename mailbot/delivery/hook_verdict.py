"""What an attempt to tell a receiver means: done, later, given up; and when a receiver is switched off. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mailbot.model.hook import ClaimedDelivery, DeliveryState, HookAnswer
from mailbot.model.sentence import Sentence, say

#: Waits between attempts, each with jitter; the last one repeats until the deadline (as Standard Webhooks advises).
WAITS = tuple(timedelta(seconds=one) for one in (5, 60, 300, 1800, 7200, 18000, 36000))
#: How long a telling is tried.
PATIENCE = timedelta(days=3)
#: A receiver that fails this often in a row, for at least so long, is switched off.
MOST_FAILURES, LONGEST_SILENCE = 20, timedelta(hours=12)

_GONE = 410


@dataclass(frozen=True, kw_only=True, slots=True)
class HookVerdict:
    """What to write after an attempt."""

    state: DeliveryState
    due_at: datetime
    error: str | None
    failures: int  # of the receiver, in a row
    failing_since: datetime | None
    disable: Sentence | None = None  # why the receiver is switched off


def judge(claimed: ClaimedDelivery, answer: HookAnswer, *, now: datetime, jitter: float) -> HookVerdict:
    """Return what follows from an answer; `jitter` is 0..1 and lengthens a wait by up to half."""
    if answer.status is not None and 200 <= answer.status < 300:
        return HookVerdict(state=DeliveryState.DELIVERED, due_at=now, error=None, failures=0, failing_since=None)
    error = answer.error or say("hook_status", "The receiver answered {status}.", status=answer.status or 0)
    due = now + WAITS[min(claimed.delivery.attempts, len(WAITS)) - 1] * (1 + jitter / 2)
    failures, since = claimed.hook.failures + 1, claimed.hook.failing_since or now
    over = answer.for_good or due > claimed.delivery.deadline
    reason = _reason(answer, failures, since, now)
    return HookVerdict(
        state=DeliveryState.FAILED if over or reason else DeliveryState.WAITING,
        due_at=due,
        error=error,
        failures=failures,
        failing_since=since,
        disable=reason,
    )


def _reason(answer: HookAnswer, failures: int, since: datetime, now: datetime) -> Sentence | None:
    if answer.status == _GONE:
        return say("hook_gone", "The receiver answered 410: it wants nothing any more.")
    if failures >= MOST_FAILURES and now - since >= LONGEST_SILENCE:
        return say("hook_dead", "{failures} attempts in a row failed.", failures=failures)
    return None
