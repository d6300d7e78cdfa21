"""Distress: what goes to a person at once, and what a person must know (GUIDANCE 3.4)."""

from __future__ import annotations

from mailbot.model.heat import Span
from mailbot.triage.features import sentences
from mailbot.triage.lexicon import merge
from mailbot.triage.sight import Sight

#: Families of words of danger.
DANGEROUS = ("self_harm", "self_harm_veiled", "violence_threat", "violence_threat_veiled")
#: Sentences that are looked at alone, at most.
_MOST = 12


def self_harm(sight: Sight) -> tuple[Span, ...]:
    """Return where the writer speaks of not wanting to live, veiled words included."""
    return tuple(merge((*plain_self_harm(sight), *sight.of("self_harm_veiled"))))


def plain_self_harm(sight: Sight) -> tuple[Span, ...]:
    """Return where they say so in words that have no second meaning."""
    return sight.of("self_harm")


def danger(sight: Sight) -> tuple[Span, ...]:
    """Return where life or health is in danger now: gas, a ventilator, insulin, a child at risk."""
    return sight.of("danger")


def vulnerable(sight: Sight) -> tuple[Span, ...]:
    """Return where age, illness, disability, an infant or hardship bears on the case as it stands."""
    return sight.of("vulnerable")


def dangerous_sentences(sight: Sight) -> list[str]:
    """Return the first sentences with words of violence or self-harm: calm words around them do not soften them."""
    starts = [start for family in DANGEROUS for start, _ in sight.of(family)]
    if not starts:
        return []
    inside = [span for span in sentences(sight.text) if any(span[0] <= start < span[1] for start in starts)]
    return [sight.text[start:end].strip() for start, end in inside[:_MOST]]
