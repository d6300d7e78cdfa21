"""The callback's nouns: what waits, what was tried, what came of it, and the one table of its course.

An attempt is the join of everything heard about its two legs. Telephone events arrive twice, late and in any order, so
`fold` is commutative and idempotent: whatever the order, the same facts end in the same attempt.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from mailbot.errors import RefusedError
from mailbot.model.sentence import named


class CallState(StrEnum):
    """Where a callback stands."""

    READY = "ready"  # waits in line for a manager
    CLAIMED = "claimed"  # a manager holds it under a lease
    CALLING_MANAGER = "calling_manager"
    BRIEFING = "briefing"
    CALLING_CUSTOMER = "calling_customer"
    TALKING = "talking"
    WRAP_UP = "wrap_up"  # the call is over, the disposition is missing
    SNOOZED = "snoozed"  # a person put it off
    RETRY = "retry"  # the retry plan put it off
    NEEDS_HUMAN = "needs_human"  # no number, a number that needs a click, or attempts exhausted
    DONE = "done"
    CANCELLED = "cancelled"  # answered or resolved by mail


class Step(StrEnum):
    """What happens to a callback."""

    CLAIM = "claim"
    RELEASE = "release"
    RING_MANAGER = "ring_manager"
    BRIEF = "brief"
    DIAL_CUSTOMER = "dial_customer"
    TALK = "talk"
    END_CALL = "end_call"
    PUT_OFF = "put_off"
    PLAN_RETRY = "plan_retry"
    ASK_PERSON = "ask_person"
    CONFIRM_NUMBER = "confirm_number"
    COMPLETE = "complete"
    CANCEL = "cancel"


#: A call runs through these in order; an event that got lost lets it jump forward, never back.
LIVE = (CallState.CALLING_MANAGER, CallState.BRIEFING, CallState.CALLING_CUSTOMER, CallState.TALKING)
_LIVE_STEPS = (Step.RING_MANAGER, Step.BRIEF, Step.DIAL_CUSTOMER, Step.TALK)
_WAITING = (CallState.READY, CallState.SNOOZED, CallState.RETRY, CallState.NEEDS_HUMAN)
#: Nothing follows these.
FINAL = (CallState.DONE, CallState.CANCELLED)

#: (state, step) -> next state. What is not here is refused.
TRANSITIONS: dict[tuple[CallState, Step], CallState] = {
    **{(state, Step.CLAIM): CallState.CLAIMED for state in _WAITING},
    **{(CallState.CLAIMED, step): state for step, state in zip(_LIVE_STEPS, LIVE, strict=True)},
    **{
        (LIVE[before], _LIVE_STEPS[after]): LIVE[after]
        for before in range(len(LIVE))
        for after in range(before, len(LIVE))
    },
    **{(state, Step.END_CALL): CallState.WRAP_UP for state in LIVE},
    **{(state, Step.RELEASE): CallState.READY for state in (CallState.CLAIMED, *LIVE, CallState.WRAP_UP, *_WAITING)},
    **{(state, Step.PUT_OFF): CallState.SNOOZED for state in (*_WAITING, CallState.CLAIMED, *LIVE)},
    # A call may be logged in any state: late, or made with a telephone that we know nothing of.
    **{(state, Step.PLAN_RETRY): CallState.RETRY for state in (CallState.CLAIMED, *LIVE, CallState.WRAP_UP, *_WAITING)},
    **{(state, Step.ASK_PERSON): CallState.NEEDS_HUMAN for state in CallState if state not in FINAL},
    **{(state, Step.CONFIRM_NUMBER): CallState.READY for state in _WAITING},
    **{(state, Step.COMPLETE): CallState.DONE for state in CallState if state not in FINAL},
    **{(state, Step.CANCEL): CallState.CANCELLED for state in CallState if state not in (*FINAL, CallState.TALKING)},
}


def advance(state: CallState, step: Step) -> CallState:
    """Return the state after a step.

    Raises:
        RefusedError: the step makes no sense in this state.
    """
    try:
        return TRANSITIONS[state, step]
    except KeyError:
        raise RefusedError(
            "A callback that is {state} cannot {step}.",
            hint="Reload the page and look at the callback as it stands now.",
            state=named("call_state", state.value),
            step=named("call_step", step.value),
        ) from None


class Lane(IntEnum):
    """Lanes come before scores: nobody in a lower lane is called while a higher one is eligible."""

    PROMISE_DUE = 0  # we said when we would call, or danger to life: now
    SAFETY_LEGAL = 1  # legal threat, vulnerable customer, violence or self-harm
    HOT = 2
    NORMAL = 3


class NumberSource(StrEnum):
    """Where a number was found; only `history` and `agent` were ever ours to trust."""

    HISTORY = "history"  # customer record, or a number that we reached the customer on before
    AGENT = "agent"  # typed in or confirmed by a person on our side
    BODY = "body"
    SIGNATURE = "signature"
    HEADER = "header"


class Leg(StrEnum):
    """How far one leg of a call got."""

    NONE = "none"
    QUEUED = "queued"
    INITIATED = "initiated"
    RINGING = "ringing"
    ANSWERED = "answered"
    CANCELLED = "cancelled"
    FAILED = "failed"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    COMPLETED = "completed"  # was answered and has ended

    @property
    def rank(self) -> int:
        """Return the place in the order of the fold: later facts win, terminal ones never regress."""
        return list(Leg).index(self)

    @property
    def over(self) -> bool:
        """Tell whether the leg has ended."""
        return self.rank >= Leg.CANCELLED.rank

    @property
    def spoke(self) -> bool:
        """Tell whether somebody or something picked up."""
        return self in (Leg.ANSWERED, Leg.COMPLETED)


class Choice(StrEnum):
    """What the manager made of the brief; the first one counts."""

    ACCEPT = "accept"
    SNOOZE = "snooze"
    HAND_ON = "pass"
    SILENT = "silent"  # nobody pressed anything: a voicemail or a pocket
    REFUSED = "refused"  # pressed 1, but the second look said no
    ENDED = "ended"  # cancelled before the manager chose


class AttemptState(StrEnum):
    """How much we know of an attempt; all but `ended` hold the customer's number."""

    PLACING = "placing"  # written down, the provider not yet asked or not yet heard
    UNKNOWN = "unknown"  # the provider's answer got lost: look it up, never repeat
    LIVE = "live"
    ENDED = "ended"


class Outcome(StrEnum):
    """What happened on the line."""

    TALKED = "talked"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    ABANDONED = "abandoned"  # the customer picked up and nobody was there
    MANAGER_NO_ANSWER = "manager_no_answer"
    MANAGER_BUSY = "manager_busy"
    MANAGER_UNREACHABLE = "manager_unreachable"
    MANAGER_HUNG_UP = "manager_hung_up"
    NO_INPUT = "no_input"
    SNOOZED = "snoozed"
    PASSED = "passed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    NOT_PLACED = "not_placed"  # the provider said no, or never saw the request
    NUMBER_REFUSED = "number_refused"
    REGION_REFUSED = "region_refused"
    ACCOUNT_TROUBLE = "account_trouble"


#: Outcomes in which the customer's telephone rang: only these count as attempts on the customer.
REACHED_OUT = frozenset({Outcome.TALKED, Outcome.NO_ANSWER, Outcome.BUSY, Outcome.UNREACHABLE, Outcome.ABANDONED})


class Disposition(StrEnum):
    """The manager's verdict at wrap-up."""

    RESOLVED = "resolved"
    RESOLVED_PENDING = "resolved_pending"  # an action is still due: owner and time required
    FOLLOW_UP_AGREED = "follow_up_agreed"  # we call again at an agreed time
    DECLINED = "declined"  # the customer does not want to talk
    VOICEMAIL_LEFT = "voicemail_left"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    NUMBER_INVALID = "number_invalid"
    HUNG_UP = "hung_up"
    ABUSIVE = "abusive"
    LANGUAGE_MISMATCH = "language_mismatch"
    ESCALATED = "escalated"
    DO_NOT_CALL = "do_not_call"
    DUPLICATE = "duplicate"


#: Dispositions that are nothing without a promise (who does what by when).
NEEDS_PROMISE = frozenset({Disposition.RESOLVED_PENDING, Disposition.FOLLOW_UP_AGREED, Disposition.ESCALATED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Callback:
    """A call that is due, as the store holds it."""

    id: str
    conversation_id: str
    customer_email: str
    customer_name: str = ""
    language: str = "en"
    number: str | None = None  # E.164, or None: the invitation asks for one
    number_source: NumberSource | None = None
    confirmed_by: str | None = None  # agent id that clicked "this is the customer's number"
    zone: str = ""  # IANA zone of the customer, "" when only the number tells
    state: CallState = CallState.READY
    lane: Lane = Lane.NORMAL
    heat: float = 0.0
    urgent: bool = False  # danger to life or health
    sensitive: bool = False  # legal, vulnerable, violence, self-harm
    valued: bool = False
    contacts: int = 1  # how often the customer had to write
    verified: bool = False  # the sender was authenticated by our own server
    do_not_call: bool = False
    placed_in_line_at: datetime  # first complaint; kept through every requeue
    promised_at: datetime | None = None  # when we said that we would call
    wished_at: datetime | None = None  # when the customer asked to be called
    not_before: datetime | None = None  # snooze or retry plan
    attempts: int = 0  # how often the customer's telephone rang
    manager_id: str | None = None
    lease_until: datetime | None = None
    token: int = 0  # fencing token: grows with every claim
    passed_by: tuple[str, ...] = ()  # managers who passed or did not pick up lately
    problem: str = ""  # one line: what happened
    wish: str = ""  # one line: what the customer wants
    promised: str = ""  # one line: what we already promised
    reasons: tuple[str, ...] = ()  # why this became a call
    disposition: Disposition | None = None
    notes: str = ""
    version: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One try to bring a manager and a customer together."""

    id: str  # opaque; the only thing of ours in provider URLs besides the nonce
    callback_id: str
    manager_id: str
    manager_number: str  # E.164, or a client address of a softphone
    number: str  # the customer's, E.164
    token: int  # the claim's fencing token
    nonce: str  # unguessable; part of every webhook URL of this attempt
    state: AttemptState = AttemptState.PLACING
    ref: str | None = None  # provider's id of the manager's leg
    customer_ref: str | None = None
    manager_leg: Leg = Leg.NONE
    customer_leg: Leg = Leg.NONE
    choice: Choice | None = None
    bridged: bool | None = None
    talk_seconds: int = 0
    hint: Disposition | None = None  # pressed on the keypad after the call
    outcome: Outcome | None = None
    cancel_reason: str | None = None  # somebody wants this call stopped
    manual: bool = False  # dialled by hand on the manager's own telephone
    created_at: datetime
    deadline: datetime  # after this the sweeper asks the provider
    ended_at: datetime | None = None


class Side(StrEnum):
    """Which leg an event is about."""

    MANAGER = "manager"
    CUSTOMER = "customer"


@dataclass(frozen=True, kw_only=True, slots=True)
class CallEvent:
    """One thing heard about a call, in words of no provider."""

    attempt_id: str
    side: Side
    leg: Leg
    ref: str | None = None
    key: str  # unique per attempt: the same event heard twice has the same key
    bridged: bool | None = None
    seconds: int | None = None  # length of the leg once it is over
    machine: bool | None = None  # an answering machine was detected
    raw: str = ""  # as received, for the record
    at: datetime  # when we heard it


def _later(one: Leg, other: Leg) -> Leg:
    return max(one, other, key=lambda leg: leg.rank)


def _or(one: bool | None, other: bool | None) -> bool | None:
    return other if one is None else one if other is None else (one or other)


def fold(attempt: Attempt, event: CallEvent) -> Attempt:
    """Return the attempt with an event taken in: commutative, idempotent, never regressing."""
    if event.side is Side.MANAGER:
        return replace(attempt, manager_leg=_later(attempt.manager_leg, event.leg), ref=attempt.ref or event.ref)
    return replace(
        attempt,
        customer_leg=_later(attempt.customer_leg, event.leg),
        customer_ref=attempt.customer_ref or event.ref,
        bridged=_or(attempt.bridged, event.bridged),
        talk_seconds=max(attempt.talk_seconds, event.seconds or 0),
    )


def live_state(attempt: Attempt) -> CallState:
    """Return the callback's state while this attempt is on the line."""
    if attempt.customer_leg.spoke or attempt.bridged:
        return CallState.TALKING
    if attempt.choice is Choice.ACCEPT:
        return CallState.CALLING_CUSTOMER
    return CallState.BRIEFING if attempt.manager_leg.spoke else CallState.CALLING_MANAGER


_MANAGER_SIDE: dict[Leg, Outcome] = {
    Leg.COMPLETED: Outcome.NO_INPUT,
    Leg.BUSY: Outcome.MANAGER_BUSY,
    Leg.NO_ANSWER: Outcome.MANAGER_NO_ANSWER,
    Leg.FAILED: Outcome.MANAGER_UNREACHABLE,
    Leg.CANCELLED: Outcome.CANCELLED,
}
_CUSTOMER_SIDE: dict[Leg, Outcome] = {
    Leg.BUSY: Outcome.BUSY,
    Leg.NO_ANSWER: Outcome.NO_ANSWER,
    Leg.FAILED: Outcome.UNREACHABLE,
    Leg.CANCELLED: Outcome.MANAGER_HUNG_UP,
}
_CHOICES: dict[Choice, Outcome] = {
    Choice.SNOOZE: Outcome.SNOOZED,
    Choice.HAND_ON: Outcome.PASSED,
    Choice.SILENT: Outcome.NO_INPUT,
    Choice.REFUSED: Outcome.REFUSED,
    Choice.ENDED: Outcome.CANCELLED,
}
#: A customer leg that lasted less than this without a word about a bridge met nobody.
ABANDONED_UNDER_SECONDS = 2


def _spoken(attempt: Attempt) -> Outcome:
    met = attempt.bridged if attempt.bridged is not None else attempt.talk_seconds >= ABANDONED_UNDER_SECONDS
    return Outcome.TALKED if met else Outcome.ABANDONED


def conclude(attempt: Attempt) -> Outcome | None:
    """Return what came of the attempt, or None while a leg is open or its end not yet heard."""
    if not attempt.manager_leg.over:
        return None
    if attempt.choice is None:
        return Outcome.CANCELLED if attempt.cancel_reason else _MANAGER_SIDE[attempt.manager_leg]
    if attempt.choice is not Choice.ACCEPT:
        return _CHOICES[attempt.choice]
    if not attempt.customer_leg.over:
        return None
    return _CUSTOMER_SIDE.get(attempt.customer_leg) or _spoken(attempt)
