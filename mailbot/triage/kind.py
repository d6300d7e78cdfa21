"""Kind and category of a mail: by the model where there is one, by words where there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping

from mailbot.model.heat import Category, Kind, Span
from mailbot.triage.sight import Sight

#: Points that each find speaks for or against a complaint, fitted on the training mails; at most four finds count.
COMPLAINT_POINTS: Mapping[str, float] = {
    "problem": 0.55,
    "annoyed": 0.9,
    "fury": 1.1,
    "waiting": 0.35,
    "sarcasm": 0.3,
    "deadline": 0.3,
    "praise": -0.85,
    "question": -0.3,
}
COMPLAINT_BASE = -0.9
_MOST = 4


def complaint_odds(sight: Sight, *, speaking: int) -> float:
    """Return the log odds that a mail is a complaint, from its words alone.

    Args:
        speaking: number of signals found that speak for a complaint (threats, broken promises, insults).
    """
    points = sum(weight * min(_MOST, len(sight.of(family))) for family, weight in COMPLAINT_POINTS.items())
    return COMPLAINT_BASE + points + 2.0 * speaking


def kind_by_words(sight: Sight, *, speaking: int) -> dict[Kind, float]:
    """Return a share for each kind (they add up to 1) from the words alone."""
    complaint = 1 / (1 + math.exp(-complaint_odds(sight, speaking=speaking)))
    asking, praising = len(sight.of("question")), len(sight.of("praise"))
    total = asking + praising + 0.5
    rest = 1 - complaint
    return {
        Kind.COMPLAINT: complaint,
        Kind.QUESTION: rest * asking / total,
        Kind.PRAISE: rest * praising / total,
        Kind.OTHER: rest * 0.5 / total,
    }


def category_by_words(sight: Sight) -> dict[Category, float]:
    """Return a share for each category from its topic words; early words count more."""
    points = {category: _topic(sight.of(f"topic_{category.value}"), len(sight.text)) for category in Category}
    points[Category.OTHER] = 0.6
    total = sum(points.values())
    return {category: value / total for category, value in points.items()}


def _topic(spans: tuple[Span, ...], length: int) -> float:
    return sum(1.5 - start / max(1, length) for start, _ in spans)
