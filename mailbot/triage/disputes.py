"""A dispute ("this heat is wrong") becomes a labelled case: the mail's words and what the person says they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailbot.model.heat import Band, Heat, Kind, Reading
from mailbot.model.policy import HeatPolicy

#: How far inside a band the heat of a correction lies at least: its border is what calibration moves.
_INSIDE = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Dispute:
    """What one person said of the heat of a mail."""

    at: datetime
    agent: str  # agent id
    signal: str | None = None  # the ledger's entry that is not true, None for the whole
    band: Band | None = None  # what it should be
    heat: float | None = None
    comment: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DisputedMail:
    """A customer's mail whose heat was disputed, once or several times."""

    reference: str  # of its case
    text: str  # what the customer newly wrote
    reading: Reading  # what we said of it
    disputes: Sequence[Dispute]  # oldest first, at least one


def corrected(mail: DisputedMail, policy: HeatPolicy) -> Reading:
    """Return the reading as people corrected it: without the entries that are not true, in the band last named.

    Where nobody named a band, the heat without the disputed entries says which it is ("without this it would be…").
    """
    untrue = {one.signal for one in mail.disputes if one.signal}
    kept = replace(mail.reading.heat, signals=tuple(one for one in mail.reading.heat.signals if one.name not in untrue))
    named = [one for one in mail.disputes if one.band]
    if named and named[-1].band:
        band, kind = named[-1].band, _kind(named[-1].band, mail.reading.kind)
        value = named[-1].heat if named[-1].heat is not None else _inside(band, mail.reading.heat.value, policy)
    else:
        value = mail.reading.heat.without_any(untrue)
        kind = mail.reading.kind
        band = Band.NONE if kind is not Kind.COMPLAINT else Band.HIGH if value >= policy.high else Band.LOW
    flags = frozenset(flag for flag in mail.reading.flags if flag.value not in untrue)
    return replace(
        mail.reading, kind=kind, heat=Heat(value=round(value, 3), band=band, signals=kept.signals), flags=flags
    )


def _kind(band: Band, said: Kind) -> Kind:
    """Return the kind that a band stands for: only complaints have heat; what else a calm mail is, nobody said."""
    if band is not Band.NONE:
        return Kind.COMPLAINT
    return Kind.OTHER if said is Kind.COMPLAINT else said


def _inside(band: Band, heat: float, policy: HeatPolicy) -> float:
    """Return the heat nearest to what we said that lies inside the band."""
    if band is Band.NONE:
        return 0.0
    if band is Band.HIGH:
        return max(heat, policy.high + _INSIDE)
    return max(policy.least_complaint, min(heat, policy.high - _INSIDE))
