"""Nouns as JSON-ready values and back; the shapes are part of the schema, so they live in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mailbot.model.draft import Finding
from mailbot.model.facts import Fact, Facts
from mailbot.model.heat import Band, Category, Flag, Heat, Kind, Reading, Signal, Span
from mailbot.model.message import Address, Attachment


def addresses(values: Iterable[Address]) -> list[list[str]]:
    """Return [[name, email], …]."""
    return [[value.name, value.email] for value in values]


def to_addresses(values: Sequence[Sequence[str]] | None) -> tuple[Address, ...]:
    """Return what `addresses` made."""
    return tuple(Address(name=name, email=email) for name, email in values or ())


def attachments(values: Iterable[Attachment]) -> list[dict[str, Any]]:
    """Return one object an attachment, with the fields of the noun."""
    return [{name: getattr(value, name) for name in value.__slots__} for value in values]


def heat(value: Heat) -> dict[str, Any]:
    """Return the ledger: value, band, signals with weight, evidence and quote."""
    return {
        "value": value.value,
        "band": value.band.value,
        "signals": [
            {
                "name": signal.name,
                "weight": signal.weight,
                "evidence": list(signal.evidence) if signal.evidence else None,
                "quote": signal.quote,
                "message": signal.message,
            }
            for signal in value.signals
        ],
    }


def to_heat(value: dict[str, Any]) -> Heat:
    """Return what `heat` made."""
    return Heat(
        value=value["value"],
        band=Band(value["band"]),
        signals=tuple(
            Signal(
                name=one["name"],
                weight=one["weight"],
                evidence=_span(one["evidence"]),
                quote=one["quote"],
                message=one.get("message"),
            )
            for one in value["signals"]
        ),
    )


def reading(value: Reading) -> dict[str, Any]:
    """Return everything that triage read out of one mail."""
    return {
        "language": value.language,
        "kind": value.kind.value,
        "heat": heat(value.heat),
        "category": value.category.value,
        "flags": sorted(value.flags),
        "flag_evidence": [[flag.value, *span] for flag, span in value.flag_evidence],
        "urgent": value.urgent,
        "thankful": value.thankful,
    }


def to_reading(value: dict[str, Any]) -> Reading:
    """Return what `reading` made."""
    return Reading(
        language=value["language"],
        kind=Kind(value["kind"]),
        heat=to_heat(value["heat"]),
        category=Category(value["category"]),
        flags=frozenset(Flag(flag) for flag in value["flags"]),
        flag_evidence=tuple((Flag(flag), (start, end)) for flag, start, end in value["flag_evidence"]),
        urgent=value["urgent"],
        thankful=value.get("thankful", False),  # not in rows of older versions
    )


def findings(values: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return one object a finding of the lint."""
    return [
        {
            "rule": one.rule,
            "message": one.message,
            "span": list(one.span) if one.span else None,
            "suggestion": one.suggestion,
        }
        for one in values
    ]


def to_findings(values: Sequence[dict[str, Any]] | None) -> tuple[Finding, ...]:
    """Return what `findings` made."""
    return tuple(
        Finding(rule=one["rule"], message=one["message"], span=_span(one["span"]), suggestion=one["suggestion"])
        for one in values or ()
    )


def facts(values: Facts) -> list[dict[str, Any]]:
    """Return one object a fact, with the fields of the noun."""
    return [
        {
            "slot": fact.slot,
            "value": fact.value,
            "text": fact.text,
            "message": fact.message,
            "span": list(fact.span) if fact.span else None,
            "confidence": fact.confidence,
        }
        for fact in values
    ]


def to_facts(values: Sequence[dict[str, Any]] | None) -> Facts:
    """Return what `facts` made."""
    return Facts(items=tuple(Fact(**{**one, "span": _span(one["span"])}) for one in values or ()))


def _span(value: Sequence[int] | None) -> Span | None:
    return (value[0], value[1]) if value else None
