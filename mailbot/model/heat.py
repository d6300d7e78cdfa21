"""Heat: how hot a complaint is, and why, as entries that add up."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a mail is."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    PRAISE = "praise"
    OTHER = "other"
    AUTOMATED = "automated"


class Band(StrEnum):
    """What heat means for the course of a case."""

    NONE = "none"  # not a complaint
    LOW = "low"  # a written reply
    HIGH = "high"  # must become a call


class Category(StrEnum):
    """What the complaint is about."""

    DELIVERY = "delivery"
    BILLING = "billing"
    QUALITY = "quality"
    SERVICE = "service"
    STAFF = "staff"
    ACCOUNT = "account"
    OUTAGE = "outage"
    REFUND = "refund"
    OTHER = "other"


class Flag(StrEnum):
    """What a person must know of a mail whatever its heat."""

    LEGAL_THREAT = "legal_threat"
    PUBLIC_THREAT = "public_threat"
    VIOLENCE_THREAT = "violence_threat"
    SELF_HARM = "self_harm"
    INSULT = "insult"
    CHURN = "churn"
    REPEAT_CONTACT = "repeat_contact"
    BROKEN_PROMISE = "broken_promise"
    CALLBACK_REQUESTED = "callback_requested"
    DO_NOT_CALL = "do_not_call"
    VULNERABLE = "vulnerable"
    PREMIUM_NUMBER = "premium_number"


#: A half-open range [start, end) of characters in the text it belongs to.
Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Signal:
    """One named entry of the heat ledger."""

    name: str  # stable id: "legal_threat", "model", "capitals", "waiting"
    weight: float  # points on the 0..1 scale; weights add up to the heat before clipping
    evidence: Span | None = None  # into the message's new_text
    quote: str = ""  # the words themselves
    message: int | None = None  # position in the thread of the mail that the evidence lies in


@dataclass(frozen=True, kw_only=True, slots=True)
class Heat:
    """The ledger of one message or one conversation."""

    value: float  # 0 calm .. 1 furious or threatening
    band: Band
    signals: tuple[Signal, ...] = ()

    def without(self, name: str) -> float:
        """Return what the heat would be without the entries of this name ("without this it would be…")."""
        return self.without_any({name})

    def without_any(self, names: Set[str]) -> float:
        """Return what the heat would be without the entries of these names."""
        return min(1.0, max(0.0, sum(signal.weight for signal in self.signals if signal.name not in names)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Everything that triage reads out of one message's new text."""

    language: str
    kind: Kind
    heat: Heat
    category: Category = Category.OTHER
    flags: frozenset[Flag] = frozenset()
    flag_evidence: tuple[tuple[Flag, Span], ...] = ()
    urgent: bool = False  # danger to life or health: to a person at once, whatever the heat (GUIDANCE 3.4)
    thankful: bool = False  # words of thanks, praise or "all is well" stand in it; the model's opinion is not enough
