"""The nouns of the question whether a number may be dialled: the case, an objection, the decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from escalation.callback import NumberSource
from escalation.numbering import Number
from mailbot.model.message import Verdict


class Dial(IntEnum):
    """What the rules say, from good to bad; the worst objection decides."""

    DIAL = 0
    WAIT = 1  # not now: see `until`, or a setting has to change
    ASK = 2  # a person has to look and click
    REFUSE = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """What was dialled before, counted over all managers and processes."""

    callback_attempts: int = 0
    number_day: int = 0
    number_week: int = 0
    customer_week: int = 0
    country_day: int = 0
    hour: int = 0
    day: int = 0
    minutes_day: float = 0.0
    last_on_number: datetime | None = None
    active_on_number: bool = False  # another attempt on this number has not ended
    customers_naming: int = 1  # different customers whose mails gave this number


@dataclass(frozen=True, kw_only=True, slots=True)
class DialCase:
    """Everything the rules look at."""

    number: str  # as stored or as written
    source: NumberSource
    confirmed: bool = False  # a person on our side clicked on exactly this number
    sender: Verdict = Verdict.UNVERIFIED
    consent: bool | None = None  # False: the customer objected to calls
    do_not_call: bool = False  # this mail, this customer or this number is on the list
    zone: str = ""  # the customer's stored IANA zone
    wished_at: datetime | None = None
    manual: bool = False  # a manager dials by hand: caps of the provider do not apply
    usage: Usage = field(default_factory=Usage)
    own_numbers: frozenset[str] = frozenset()  # E.164 of ours: never ring ourselves
    closed_on: frozenset[date] = frozenset()  # public holidays of the callee's region


@dataclass(frozen=True, kw_only=True, slots=True)
class Objection:
    """One rule's word against dialling."""

    rule: str
    verdict: Dial
    reason: str
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DialDecision:
    """The verdict with all objections, the first rule first."""

    verdict: Dial
    number: Number | None
    objections: tuple[Objection, ...] = ()

    @property
    def until(self) -> datetime | None:
        """Return when it is worth looking again, or None when only a person or a setting can help."""
        if self.verdict is not Dial.WAIT or any(item.until is None for item in self.objections):
            return None
        return max(item.until for item in self.objections if item.until)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return the reasons as sentences."""
        return tuple(item.reason for item in self.objections)
