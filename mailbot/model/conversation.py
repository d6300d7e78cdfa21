"""The course of a case: states and the one table that says what may follow what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailbot.errors import RefusedError
from mailbot.model.heat import Band, Category, Kind
from mailbot.model.sentence import named


class State(StrEnum):
    """Where a case stands."""

    GATHERING = "gathering"  # the customer may still be writing (GUIDANCE 3.1)
    DRAFTED = "drafted"  # a draft waits for an agent
    CALLBACK = "callback"  # a call is due; text waits: one voice at a time
    WAITING = "waiting"  # we answered; the customer's turn
    ATTENTION = "attention"  # a person must look (no draft possible, danger, unknown outcome)
    RESOLVED = "resolved"
    CLOSED = "closed"  # followed up, or nothing to do


class Step(StrEnum):
    """What happens to a case."""

    MAIL_ARRIVED = "mail_arrived"
    DRAFT_PROPOSED = "draft_proposed"
    CALL_OPENED = "call_opened"
    ASKED_PERSON = "asked_person"
    REPLY_SENT = "reply_sent"
    CALL_ENDED = "call_ended"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"


_OPEN = (State.GATHERING, State.DRAFTED, State.CALLBACK, State.WAITING, State.ATTENTION)

#: (state, step) -> next state. What is not here is refused.
TRANSITIONS: dict[tuple[State, Step], State] = {
    **{(state, Step.MAIL_ARRIVED): State.GATHERING for state in State if state is not State.CALLBACK},
    (State.CALLBACK, Step.MAIL_ARRIVED): State.CALLBACK,
    **{(state, Step.DRAFT_PROPOSED): State.DRAFTED for state in _OPEN if state is not State.CALLBACK},
    **{(state, Step.CALL_OPENED): State.CALLBACK for state in State},
    **{(state, Step.ASKED_PERSON): State.ATTENTION for state in _OPEN},
    **{(state, Step.REPLY_SENT): State.WAITING for state in _OPEN if state is not State.CALLBACK},
    (State.CALLBACK, Step.REPLY_SENT): State.CALLBACK,
    (State.RESOLVED, Step.REPLY_SENT): State.RESOLVED,
    (State.CLOSED, Step.REPLY_SENT): State.CLOSED,
    (State.CALLBACK, Step.CALL_ENDED): State.ATTENTION,
    **{(state, Step.RESOLVE): State.RESOLVED for state in _OPEN},
    **{(state, Step.CLOSE): State.CLOSED for state in State},
    (State.RESOLVED, Step.REOPEN): State.GATHERING,
    (State.CLOSED, Step.REOPEN): State.GATHERING,
}


def advance(state: State, step: Step) -> State:
    """Return the state after a step.

    Raises:
        RefusedError: the step makes no sense in this state.
    """
    try:
        return TRANSITIONS[state, step]
    except KeyError:
        raise RefusedError(
            "A case that is {state} cannot {step}.",
            hint="Reload the page and look at the case as it stands now.",
            state=named("state", state.value),
            step=named("step", step.value),
        ) from None


@dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """A case as the store holds it, without its messages."""

    id: str
    reference: str  # our own token, "MB-7K3QX9", the last resort for threading
    mailbox: str
    customer_email: str
    customer_name: str = ""
    language: str = "en"
    subject: str = ""
    state: State = State.GATHERING
    heat: float = 0.0
    band: Band = Band.NONE
    kind: Kind = Kind.OTHER
    category: Category = Category.OTHER
    assignee: str | None = None  # agent id
    verified: bool = False  # the customer's address was authenticated by our server
    opened_at: datetime
    last_customer_at: datetime | None = None
    last_outbound_at: datetime | None = None
    triage_due_at: datetime | None = None  # end of the burst's silence
    burst_at: datetime | None = None  # first mail of the burst that we are listening to
    burst: int = 0  # bursts so far; mails of one burst carry the same number
    snoozed_until: datetime | None = None
    resolved_at: datetime | None = None
    reopened: int = 0
    messages: int = 0  # mails in the thread
    version: int = 1  # compare-and-set token
