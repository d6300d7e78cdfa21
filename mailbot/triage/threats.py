"""Threats: of the law and of authorities, of the public, of violence (GUIDANCE 3.2)."""

from __future__ import annotations

from mailbot.model.heat import Span
from mailbot.triage.lexicon import merge
from mailbot.triage.sight import Sight


def legal_threat(sight: Sight) -> tuple[Span, ...]:
    """Return where a lawyer, a court, a regulator, an ombudsman or the police is announced, calmly or not."""
    return sight.of("legal_threat")


def public_threat(sight: Sight) -> tuple[Span, ...]:
    """Return where the press, a broadcast, social media or reviews are announced."""
    return sight.of("public_threat")


def violence_threat(sight: Sight) -> tuple[Span, ...]:
    """Return where somebody is threatened with harm, veiled threats included."""
    return tuple(merge((*plain_violence(sight), *sight.of("violence_threat_veiled"))))


def plain_violence(sight: Sight) -> tuple[Span, ...]:
    """Return where the writer says so in words that have no second meaning: who will do what to whom."""
    return sight.of("violence_threat")
