"""Facts first: what the customer already told us is found once and never asked again.

One family of facts a module; `FAMILIES` is the order in which they are read. The newest of the customer's turns is
read first, so that the first fact of a slot is the one to use (`Facts.get`); older values of a slot follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from mailbot.model.facts import Fact, Facts
from mailbot.model.heat import Span
from mailbot.model.turn import Turn
from mailbot.triage.money import find_sums
from mailbot.triage.order_reference import find_references
from mailbot.triage.person_name import find_name
from mailbot.triage.phone_number import FORBIDDEN, Phone, find_phones
from mailbot.triage.place import find_places
from mailbot.triage.product import find_things
from mailbot.triage.region import rank_regions
from mailbot.triage.times import find_times
from mailbot.triage.trouble import find_troubles
from mailbot.triage.wish import ASKED, find_wishes


@dataclass(frozen=True, kw_only=True, slots=True)
class Glance:
    """What every family gets to see of one turn."""

    turn: Turn
    index: int  # of the turn in the thread
    language: str
    zone: ZoneInfo
    phones: tuple[Phone, ...]  # read first: what is a telephone number is no order number
    home: str = ""  # the house's own region


def references(glance: Glance) -> Iterator[Fact]:
    """Yield `order_ref` (as written, without "#") and `order_kind` (order, invoice, booking, …)."""
    phones = [phone.text for phone in glance.phones]
    for found in find_references(glance.turn.text, subject=glance.turn.subject):
        if any(found.value in phone for phone in phones) and found.kind == "other":
            continue
        span = found.span if found.span[0] >= 0 else None
        yield Fact(
            slot="order_ref",
            value=found.value,
            text=found.value,
            message=glance.index,
            span=span,
            confidence=found.weight,
        )
        yield Fact(
            slot="order_kind",
            value=found.kind,
            text=found.value,
            message=glance.index,
            span=span,
            confidence=found.weight,
        )


def phones(glance: Glance) -> Iterator[Fact]:
    """Yield `phone` (E.164), `phone_source`, and `phone_kind` where the number must not be dialled."""
    for found in glance.phones:
        yield Fact(
            slot="phone",
            value=found.e164,
            text=found.text,
            message=glance.index,
            span=found.span,
            confidence=found.confidence,
        )
        yield Fact(slot="phone_source", value=found.source, message=glance.index, confidence=found.confidence)
        if found.kind in FORBIDDEN:
            yield Fact(
                slot="phone_kind", value=found.kind.value, text=found.text, message=glance.index, span=found.span
            )


def names(glance: Glance) -> Iterator[Fact]:
    """Yield `customer_name` as signed."""
    found = find_name(glance.turn)
    if found:
        yield Fact(
            slot="customer_name",
            value=found.value,
            text=found.value,
            message=glance.index,
            confidence=found.confidence,
        )


def troubles(glance: Glance) -> Iterator[Fact]:
    """Yield `problem`: a key of `[problems.…]` in the phrases, the plainest first."""
    for found in find_troubles(glance.turn.text, language=glance.language):
        yield _fact("problem", found.kind, glance, found.span, found.confidence)


def things(glance: Glance) -> Iterator[Fact]:
    """Yield `product`: a key of `[things]` in the phrases, in order of mention."""
    for thing, span in find_things(glance.turn.text, language=glance.language):
        yield _fact("product", thing, glance, span, 0.7)


def wishes(glance: Glance) -> Iterator[Fact]:
    """Yield `wish`: refund, replacement, delivery, repair, correction, …, the last mentioned first."""
    for wish, span in find_wishes(glance.turn.text, language=glance.language):
        yield _fact("wish", wish, glance, span, _SURE if glance.language in ASKED or glance.language == "vi" else 0.6)


#: Of a wish in a language whose sentences are looked at for a request.
_SURE = 0.8


def places(glance: Glance) -> Iterator[Fact]:
    """Yield `place`: a street or district as written."""
    for place, span in find_places(glance.turn.text, language=glance.language):
        yield _fact("place", place, glance, span, 0.6)


def sums(glance: Glance) -> Iterator[Fact]:
    """Yield `amount`: "129.90 EUR"."""
    region = rank_regions(
        language=glance.language,
        sender_email=glance.turn.sender_email,
        sent_at=glance.turn.at,
        text=glance.turn.text,
        home=glance.home,
    )[0]
    for found in find_sums(glance.turn.text, language=glance.language, region=region):
        yield _fact("amount", str(found), glance, found.span, 0.7)


def times(glance: Glance) -> Iterator[Fact]:
    """Yield `promised`, `deadline` and `date` (ISO days), `duration` (ISO 8601), `call_time` (ISO 8601 interval)."""
    yield from find_times(glance.turn.text, language=glance.language, at=_written_at(glance), fact=partial(_of, glance))


def _of(glance: Glance, slot: str, value: str, span: Span, confidence: float) -> Fact:
    return _fact(slot, value, glance, span, confidence)


def _written_at(glance: Glance) -> datetime | None:
    """Return when a turn was written, in the writer's zone; the desk's zone where the mail names none."""
    at = glance.turn.at
    return at.astimezone(glance.zone) if at is not None and at.utcoffset() is None else at


def _fact(slot: str, value: str, glance: Glance, span: Span, confidence: float) -> Fact:
    text = glance.turn.text[span[0] : span[1]]
    return Fact(slot=slot, value=value, text=text, message=glance.index, span=span, confidence=confidence)


#: Families in reading order.
FAMILIES: tuple[Callable[[Glance], Iterator[Fact]], ...] = (
    references,
    phones,
    names,
    troubles,
    things,
    wishes,
    places,
    sums,
    times,
)


def extract(turns: Sequence[Turn], *, language: str, zone: ZoneInfo, home: str = "") -> Facts:
    """Read every fact out of the customer's turns.

    Args:
        turns: the thread in order, ours and theirs; only theirs are read, automatic mail never.
        language: ISO 639-1 of the customer's words.
        zone: zone of the desk, for turns whose date carries none.
        home: region of the house (`Policy.home`), for numbers and sums of a mail that shows no country.

    Spans point into the text of the turn `message`. Never raises for odd text.
    """
    glances = [
        Glance(
            turn=turn,
            index=index,
            language=language,
            zone=zone,
            phones=find_phones(turn, language=language, home=home),
            home=home,
        )
        for index, turn in enumerate(turns)
        if not turn.ours and not turn.automatic
    ]
    found = [fact for family in FAMILIES for glance in reversed(glances) for fact in family(glance)]
    return Facts(items=tuple(found))
