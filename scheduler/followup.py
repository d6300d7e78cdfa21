"""Follow-ups: the course of a case after its solution (GUIDANCE 3.8, 3.9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.course import moved


class FollowUpKind(StrEnum):
    """What is due."""

    QUESTION = "question"  # is the customer content? one word or one click answers
    REMINDER = "reminder"  # asked once more, then silence closes quietly
    CLOSE = "close"  # nobody answered: close without a word
    CARD = "card"  # the hand-written card, a task for a person (GUIDANCE 3.9)


class FollowUpState(StrEnum):
    """Where a follow-up stands."""

    PLANNED = "planned"
    PAUSED = "paused"  # a person stopped the clock
    DONE = "done"  # sent, closed, or the card written
    ANSWERED = "answered"
    CANCELLED = "cancelled"  # the customer wrote first, a call is open, they opted out
    ASKED = "asked"  # too late to be right: a person decides


class Contentment(StrEnum):
    """What the customer answered."""

    CONTENT = "content"
    UNHAPPY = "unhappy"
    UNCLEAR = "unclear"


_LIVE = (FollowUpState.PLANNED, FollowUpState.PAUSED)

#: state -> states that may follow.
TRANSITIONS: dict[FollowUpState, frozenset[FollowUpState]] = {
    FollowUpState.PLANNED: frozenset(FollowUpState) - {FollowUpState.ANSWERED},
    FollowUpState.PAUSED: frozenset({FollowUpState.PLANNED, FollowUpState.CANCELLED, FollowUpState.DONE}),
    FollowUpState.DONE: frozenset({FollowUpState.ANSWERED}),
    FollowUpState.ASKED: frozenset({FollowUpState.PLANNED, FollowUpState.CANCELLED, FollowUpState.DONE}),
    FollowUpState.ANSWERED: frozenset(),
    FollowUpState.CANCELLED: frozenset(),
}


def move(state: FollowUpState, target: FollowUpState) -> FollowUpState:
    """Return the target state. Raises RefusedError when `TRANSITIONS` does not allow the move."""
    return moved(TRANSITIONS, state, target)


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """One thing that is due after a case was solved."""

    id: str
    conversation_id: str
    kind: FollowUpKind
    state: FollowUpState = FollowUpState.PLANNED
    due_at: datetime  # UTC
    reason: str  # why then: "next business day after a call"
    created_at: datetime
    done_at: datetime | None = None
    answer: Contentment | None = None
    note: str = ""  # what a person or the clock said of it

    @property
    def live(self) -> bool:
        """Tell whether it may still happen."""
        return self.state in _LIVE


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolution:
    """How a case was solved, as far as planning needs to know."""

    conversation_id: str
    resolved_at: datetime
    by_call: bool = False  # a completed call solved it
    amends: bool = False  # amends were given: a week until they have arrived
    habitual: bool = False  # many complaints: the card (GUIDANCE 3.9)
    valued: bool = False
    opted_out: bool = False  # wants no more questions
    zone: str | None = None  # the customer's own, if known


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """The case at the moment a follow-up is due."""

    state: str  # of the conversation: "resolved", "callback", …
    resolved_at: datetime | None
    last_customer_at: datetime | None
    call_open: bool = False
    draft_open: bool = False
    opted_out: bool = False
    bounced: bool = False  # our mail does not reach them any more
    mailbox: str = ""  # whose hours count
    zone: str | None = None
