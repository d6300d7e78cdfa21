"""Facts first: what the customer already told us is found once and never asked again.

One family of facts a module; `FAMILIES` is the order in which they are read. The newest of the customer's turns is
read first, so that the first fact of a slot is the one to use (`Facts.get`); older values of a slot follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from mailbot.model.facts import Fact, Facts
from mailbot.model.turn import Turn
from mailbot.triage.order_reference import find_references
from mailbot.triage.person_name import find_name
from mailbot.triage.phone_number import FORBIDDEN, find_phones


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What every family gets to see of one turn."""

    turn: Turn
    index: int  # of the turn in the thread
    language: str
    zone: ZoneInfo


def references(reading: Reading) -> Iterator[Fact]:
    """Yield `order_ref` (as written, without "#") and `order_kind` (order, invoice, booking, …)."""
    phones = [phone.text for phone in find_phones(reading.turn, language=reading.language)]
    for found in find_references(reading.turn.text, subject=reading.turn.subject):
        if any(found.value in phone for phone in phones) and found.kind == "other":
            continue
        span = found.span if found.span[0] >= 0 else None
        yield Fact(
            slot="order_ref",
            value=found.value,
            text=found.value,
            message=reading.index,
            span=span,
            confidence=found.weight,
        )
        yield Fact(
            slot="order_kind",
            value=found.kind,
            text=found.value,
            message=reading.index,
            span=span,
            confidence=found.weight,
        )


def phones(reading: Reading) -> Iterator[Fact]:
    """Yield `phone` (E.164), `phone_source`, and `phone_kind` where the number must not be dialled."""
    for found in find_phones(reading.turn, language=reading.language):
        yield Fact(
            slot="phone",
            value=found.e164,
            text=found.text,
            message=reading.index,
            span=found.span,
            confidence=found.confidence,
        )
        yield Fact(slot="phone_source", value=found.source, message=reading.index, confidence=found.confidence)
        if found.kind in FORBIDDEN:
            yield Fact(
                slot="phone_kind", value=found.kind.value, text=found.text, message=reading.index, span=found.span
            )


def names(reading: Reading) -> Iterator[Fact]:
    """Yield `customer_name` as signed."""
    found = find_name(reading.turn)
    if found:
        yield Fact(
            slot="customer_name",
            value=found.value,
            text=found.value,
            message=reading.index,
            confidence=found.confidence,
        )


#: Families in reading order.
FAMILIES: tuple[Callable[[Reading], Iterator[Fact]], ...] = (references, phones, names)


def extract(turns: Sequence[Turn], *, language: str, zone: ZoneInfo) -> Facts:
    """Read every fact out of the customer's turns.

    Args:
        turns: the thread in order, ours and theirs; only theirs are read, automatic mail never.
        language: ISO 639-1 of the customer's words.
        zone: zone of the desk, for turns whose date carries none.

    Spans point into the text of the turn `message`. Never raises for odd text.
    """
    readings = [
        Reading(turn=turn, index=index, language=language, zone=zone)
        for index, turn in enumerate(turns)
        if not turn.ours and not turn.automatic
    ]
    found = [fact for family in FAMILIES for reading in reversed(readings) for fact in family(reading)]
    return Facts(items=tuple(found))
