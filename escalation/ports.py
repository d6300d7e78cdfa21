"""What the callback needs from the world: a telephone, and rows. No provider's words here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from escalation.callback import Attempt, Callback, CallEvent, Choice, Disposition, Leg, Outcome
from escalation.dialling import DialDecision
from escalation.rules import Place
from escalation.script import Brief, CallStep, Say
from mailbot.errors import PermanentError, Refused


class NumberRefused(Refused):
    """The telephone network will not dial this number (malformed, blocked, premium)."""


class RegionRefused(Refused):
    """The provider does not dial this country for our account."""


class AccountTrouble(PermanentError):
    """Our account or settings are refused: no call can be made until a person mends them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CallOrder:
    """The manager's leg to be rung; everything else is asked for while the call runs."""

    attempt_id: str
    nonce: str
    to: str  # the manager, E.164 or a softphone's address
    ring_seconds: int
    limit_seconds: int
    since: datetime  # when the attempt was written down: older calls are not ours


@dataclass(frozen=True, kw_only=True, slots=True)
class CallReport:
    """What the provider knows of a call when asked."""

    ref: str
    manager: Leg
    customer: Leg = Leg.NONE
    customer_ref: str | None = None
    customer_seconds: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One line of `mailbot doctor` about the telephone."""

    name: str
    ok: bool
    text: str


class Phone(Protocol):
    """A provider that rings people."""

    async def place(self, order: CallOrder) -> str:
        """Ring the manager; return the provider's reference.

        Raises:
            TransientError: never processed; asking again is safe.
            OutcomeUnknown: it may be ringing; look it up, never ask again.
            NumberRefused, RegionRefused: not with this number.
            AccountTrouble: not with this account.
        """
        ...

    async def find(self, order: CallOrder) -> Sequence[str]:
        """Return references of calls to the manager that began after the order was written down."""
        ...

    async def report(self, ref: str) -> CallReport:
        """Return how a call stands. Raises TransientError when it cannot be known now."""
        ...

    async def hang_up(self, ref: str) -> None:
        """End a call; one that is over already is no error."""
        ...

    async def leave_message(self, ref: str, message: Say) -> None:
        """Speak to the party of a leg (a machine) and hang that leg up."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """What is said in one attempt, prepared before it rings: no work is left for the moment of a key press."""

    brief: Brief  # pieces of (language, text)
    language: str  # of the manager
    customer_language: str
    company: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepView:
    """What the spoken menu's rules look at."""

    attempt: Attempt
    callback: Callback
    script: Script
    dial: DialDecision | None = None  # the second look, when the manager pressed 1
    region: str = ""  # of the customer's number, ISO 3166-1 alpha-2


@dataclass(frozen=True, kw_only=True, slots=True)
class StepResult:
    """What the spoken menu does next."""

    reply: CallStep
    choice: Choice | None = None
    hint: Disposition | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WrapUp:
    """The manager's record of a call; disposition and promise are what the case goes on with."""

    disposition: Disposition
    notes: str = ""
    promise: str = ""  # who does what, in the words said to the customer
    promise_due: datetime | None = None
    confirmation: bool = False  # a written confirmation is drafted for approval


class Calls(Protocol):
    """Rows of callbacks and attempts. Every method is one transaction."""

    async def line(self, now: datetime) -> Sequence[Place]:
        """Return the first hundred callbacks in order, with reasons and obstacles."""
        ...

    async def get(self, callback_id: str) -> Callback:
        """Return a callback. Raises RefusedError when there is none."""
        ...

    async def attempt(self, attempt_id: str) -> Attempt:
        """Return an attempt. Raises RefusedError when there is none."""
        ...

    async def latest_attempt(self, callback_id: str) -> Attempt | None:
        """Return the newest attempt of a callback, or None."""
        ...

    async def write_notes(self, callback_id: str, manager_id: str, notes: str, now: datetime) -> None:
        """Keep what a manager has noted so far. Raises RefusedError when the callback is somebody else's or closed."""
        ...

    async def take(self, callback_id: str, manager_id: str, now: datetime) -> Callback:
        """Claim one callback for a manager.

        Raises:
            StaleError: another manager was faster.
            RefusedError: it cannot be called now, or this manager cannot.
        """
        ...

    async def take_next(self, manager_id: str, now: datetime, languages: Sequence[str] = ()) -> Callback | None:
        """Claim the first eligible callback for a manager, or None."""
        ...

    async def renew(self, callback_id: str, token: int, now: datetime) -> None:
        """Prolong a claim. Raises StaleError."""
        ...

    async def give_back(self, callback_id: str, token: int, now: datetime) -> None:
        """Let go of a claim; the place in line is kept. Raises StaleError."""
        ...

    async def hand_over(self, callback_id: str, token: int, to_manager: str, now: datetime) -> Callback:
        """Give a claim to a colleague, under a new token. Raises StaleError; RefusedError when they are not free."""
        ...

    async def put_off(self, callback_id: str, token: int, until: datetime, now: datetime) -> None:
        """Snooze a claimed callback. Raises StaleError."""
        ...

    async def begin(
        self,
        callback_id: str,
        token: int,
        *,
        manager_id: str,
        manager_number: str,
        script: Script,
        manual: bool,
        now: datetime,
    ) -> Attempt:
        """Look again and write the attempt down, before anything is dialled.

        Raises:
            StaleError: the claim is no longer ours, or the customer or manager is on the line.
            RefusedError: the number may not be dialled (any more).
        """
        ...

    async def placed(self, attempt_id: str, ref: str, now: datetime) -> None:
        """Record the provider's reference."""
        ...

    async def unknown(self, refs: Sequence[str]) -> Sequence[str]:
        """Return those of the provider's references that no attempt knows as its own, in their order."""
        ...

    async def unsure(self, attempt_id: str, why: str, now: datetime) -> None:
        """Record that the provider's answer got lost."""
        ...

    async def not_placed(self, attempt_id: str, outcome: Outcome, why: str, now: datetime) -> None:
        """End an attempt that never rang."""
        ...

    async def heard(self, event: CallEvent) -> Attempt | None:
        """Take an event in, once; return the attempt as it is then, None for an unknown one."""
        ...

    async def knows(self, attempt_id: str, nonce: str) -> bool:
        """Tell whether there is such an attempt with this nonce."""
        ...

    async def settle(self, attempt_id: str, outcome: Outcome, now: datetime) -> None:
        """End an attempt whose last word never came."""
        ...

    async def answer_step(
        self,
        attempt_id: str,
        nonce: str,
        step: str,
        digits: str,
        decide: Callable[[StepView], StepResult],
        render: Callable[[CallStep], str],
        now: datetime,
    ) -> str | None:
        """Answer one step of the menu; the same step again gets the same answer. None: no such attempt or nonce."""
        ...

    async def overdue(self, now: datetime) -> Sequence[Attempt]:
        """Take over attempts that are past their deadline; each goes to one sweeper at a time."""
        ...

    async def to_hang_up(self, now: datetime) -> Sequence[Attempt]:
        """Return live attempts that somebody wants stopped, once."""
        ...

    async def looks(self, attempt_id: str) -> int:
        """Return how often the provider was asked about an attempt."""
        ...

    async def mend(self, now: datetime) -> int:
        """Free expired claims, bring up missing wrap-ups, reckon the line anew; return how many rows changed."""
        ...

    async def stop(self, callback_id: str, reason: str, now: datetime) -> None:
        """Ask for a live attempt to be stopped before the customer is on the line."""
        ...

    async def trouble(self, reason: str, until: datetime, now: datetime) -> None:
        """Open the breaker: no call is tried until then."""
        ...

    async def turn(self) -> bool:
        """Take one of the turns that all nodes share (`per_second`); False: none is left at this moment."""
        ...

    async def troubled(self, now: datetime) -> str | None:
        """Return why the breaker is open, or None."""
        ...

    async def confirm_number(self, callback_id: str, number: str, agent_id: str, now: datetime) -> Callback:
        """Record that a person vouches for exactly this number."""
        ...

    async def set_zone(self, callback_id: str, zone: str, agent_id: str, now: datetime) -> Callback:
        """Record where the customer is (IANA zone). Raises RefusedError when there is no such zone."""
        ...

    async def block(self, value: str, reason: str, by: str, now: datetime) -> None:
        """Put a number or an address on the list of those never to be called."""
        ...

    async def complete(self, callback_id: str, manager_id: str, record: WrapUp, now: datetime) -> Callback:
        """Wrap a call up. Raises RefusedError when the record lacks something."""
        ...
