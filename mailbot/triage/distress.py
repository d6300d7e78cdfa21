"""Distress: what goes to a person at once, and what a person must know (GUIDANCE 3.4)."""

from __future__ import annotations

from mailbot.model.heat import Span
from mailbot.triage.sight import Sight


def self_harm(sight: Sight) -> tuple[Span, ...]:
    """Return where the writer speaks of not wanting to live, veiled words included."""
    return sight.of("self_harm")


def danger(sight: Sight) -> tuple[Span, ...]:
    """Return where life or health is in danger now: gas, a ventilator, insulin, a child at risk."""
    return sight.of("danger")


def vulnerable(sight: Sight) -> tuple[Span, ...]:
    """Return where age, illness, disability, an infant or hardship bears on the case as it stands."""
    return sight.of("vulnerable")
