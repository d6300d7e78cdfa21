"""Outgoing webhooks: who is told of what, and each telling with its fate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: What a receiver may ask for -> the event of ours that it follows. The names are the API's and stay.
TOPICS: dict[str, str] = {
    "mail.received": "mail_recorded",
    "draft.proposed": "draft_proposed",
    "reply.approved": "draft_approved",
    "reply.sent": "reply_sent",
    "reply.adopted": "reply_adopted",
    "reply.failed": "reply_failed",
    "reply.unknown": "outcome_unknown",
    "case.escalated": "escalated",
    "case.assigned": "case_assigned",
    "case.resolved": "case_resolved",
    "case.reopened": "case_reopened",
    "case.closed": "case_closed",
    "case.merged": "case_merged",
    "call.ended": "call_ended",
    "call.wrapped_up": "call_wrapped_up",
    "promise.warned": "promise_warned",
    "promise.broken": "promise_broken",
}

#: The telling that a person sends by hand to see whether a receiver listens.
TEST = "webhook.test"


class DeliveryState(StrEnum):
    """The course of one telling."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"  # the deadline passed, or the receiver was switched off; a person may send it again


@dataclass(frozen=True, kw_only=True, slots=True)
class Hook:
    """A receiver."""

    id: str
    url: str
    topics: tuple[str, ...]  # none: all of them
    note: str = ""
    active: bool = True
    disabled_reason: str | None = None  # a sentence: why nothing is sent any more
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    created_at: datetime
    created_by: str = ""  # agent id


@dataclass(frozen=True, kw_only=True, slots=True)
class HookDelivery:
    """One telling to one receiver."""

    id: str  # also its webhook-id: the same at every attempt, so that receivers know a repetition
    hook_id: str
    topic: str
    body: str  # JSON, as it is signed and sent
    state: DeliveryState
    attempts: int = 0
    created_at: datetime
    due_at: datetime
    deadline: datetime
    delivered_at: datetime | None = None
    status: int | None = None  # HTTP status of the last answer
    error: str | None = None  # a sentence on the last attempt


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimedDelivery:
    """A telling that is ours to make, with what it needs."""

    delivery: HookDelivery
    hook: Hook
    secret: str  # whsec_…
    fence: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HookAnswer:
    """What became of one attempt: an HTTP status, or a sentence on why there is none."""

    status: int | None = None
    error: str | None = None
    for_good: bool = False  # no later attempt can do better (an address we do not send to)
