"""Facts: what the customer already told us, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailbot.model.heat import Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One slot answered by the customer (or by the agent, then without a span)."""

    slot: str  # "order_ref", "customer_name", "phone", "amount", "date", "product", "problem", "wish", "deadline", …
    value: str  # normalised: ISO date, E.164, "129.90 EUR"
    text: str = ""  # the words as written
    message: int = 0  # index of the message in the thread
    span: Span | None = None  # into that message's new_text
    confidence: float = 1.0  # 0..1


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """All facts of a conversation; the first of a slot is the best one."""

    items: tuple[Fact, ...] = ()

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.items)

    def get(self, slot: str) -> Fact | None:
        """Return the best fact of a slot, or None."""
        return next((fact for fact in self.items if fact.slot == slot), None)

    def value(self, slot: str) -> str | None:
        """Return the best value of a slot, or None."""
        fact = self.get(slot)
        return fact.value if fact else None
