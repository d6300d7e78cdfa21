"""Amends: what may be given for a loss (GUIDANCE `low-amends`, `over-amends`; 3.7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mailbot.model.policy import ReplyPolicy


class AmendsVerdict(StrEnum):
    """What the policy says of an offer."""

    NONE = "none"  # nothing is offered
    ALLOWED = "allowed"
    TOO_LOW = "too_low"  # it does not cover the stated loss: it would insult
    MANAGER = "manager"  # above the cap, or in a currency the cap does not know


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """A sum in a currency (ISO 4217)."""

    amount: float
    currency: str

    @classmethod
    def read(cls, value: str) -> Money:
        """Read "129.90 EUR".

        Raises:
            ValueError: the text is no such value.
        """
        number, _, currency = value.strip().partition(" ")
        return cls(amount=float(number), currency=currency)


def weigh(offer: str | None, loss: str | None, policy: ReplyPolicy, *, manager_agreed: bool = False) -> AmendsVerdict:
    """Judge an offer against the stated loss and the policy's cap."""
    if offer is None:
        return AmendsVerdict.NONE
    given = Money.read(offer)
    if loss is not None:
        stated = Money.read(loss)
        if stated.currency == given.currency and given.amount < stated.amount * policy.amends_share:
            return AmendsVerdict.TOO_LOW
    if manager_agreed:
        return AmendsVerdict.ALLOWED
    within = given.currency == policy.amends_currency and given.amount <= policy.amends_cap
    return AmendsVerdict.ALLOWED if within else AmendsVerdict.MANAGER
