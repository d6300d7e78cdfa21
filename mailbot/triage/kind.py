"""Kind and category of a mail: by the model where there is one, by words where there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping

from mailbot.model.heat import Category, Kind, Span
from mailbot.triage.sight import Sight

#: Log odds that each find speaks for or against a complaint, fitted on the training mails; at most four finds count.
POINTS: Mapping[str, float] = {
    "problem": 0.6,
    "annoyed": 0.6,
    "sarcasm": 0.5,
    "deadline": 0.15,
    "question": -0.2,
    "praise": -0.1,
}
#: The same beside the model, whose own log odds count in full.
POINTS_BESIDE: Mapping[str, float] = {"problem": 0.1, "fury": 0.2}
SPEAKING, SPEAKING_BESIDE = 1.25, 0.1
GROUND, GROUND_BESIDE = -0.45, -0.6
#: Log odds that an angry word in a mail that shouts, or anger that the writer names as theirs and of now, belongs to a
#: complaint where the model takes the mail for a question: "Where is my parcel? I am furious." asks for nothing less than
#: an answer, yet is none of the calm questions.
ANGER = 8.0
_SHOUTS = frozenset("!\uff01")
_MOST = 4
#: Families of words that tell a category.
TOPICS = frozenset(f"topic_{category.value}" for category in Category)


def complaint_odds(sight: Sight, *, speaking: int, model: float | None = None) -> float:
    """Return the log odds that a mail is a complaint.

    Args:
        speaking: number of signals found that speak for a complaint (threats, broken promises, insults).
        model: the model's share of "complaint", or None: words alone decide.
    """
    points = POINTS if model is None else POINTS_BESIDE
    odds = sum(weight * min(_MOST, len(sight.of(family))) for family, weight in points.items())
    if model is None:
        return GROUND + odds + SPEAKING * speaking
    share = min(0.99, max(0.01, model))
    return GROUND_BESIDE + odds + SPEAKING_BESIDE * speaking + math.log(share / (1 - share))


def kind_shares(sight: Sight, *, speaking: int, model: Mapping[Kind, float] | None = None) -> dict[Kind, float]:
    """Return a share for each kind that a person writes; they add up to 1."""
    odds = complaint_odds(
        sight,
        speaking=speaking,
        model=model.get(Kind.COMPLAINT, 0.0) if model else None,
    )
    others = _others_by_words(sight) if model is None else {kind: model.get(kind, 0.0) for kind in _CALM}
    if model is not None and max(others, key=others.__getitem__) is Kind.QUESTION and _angry(sight):
        odds += ANGER
    complaint = 1 / (1 + math.exp(-odds))
    total = sum(others.values()) or 1.0
    return {Kind.COMPLAINT: complaint} | {kind: (1 - complaint) * share / total for kind, share in others.items()}


def _angry(sight: Sight) -> bool:
    return bool(sight.of("anger_named")) or (bool(sight.of("fury")) and not _SHOUTS.isdisjoint(sight.text))


_CALM = (Kind.QUESTION, Kind.PRAISE, Kind.OTHER)


def _others_by_words(sight: Sight) -> dict[Kind, float]:
    asking, praising = float(len(sight.of("question"))), float(len(sight.of("praise")))
    return {Kind.QUESTION: asking, Kind.PRAISE: praising, Kind.OTHER: 0.5}


def category_by_words(sight: Sight) -> dict[Category, float]:
    """Return a share for each category from its topic words; early words count more."""
    points = {category: _topic(sight.of(f"topic_{category.value}"), len(sight.text)) for category in Category}
    points[Category.OTHER] = 0.6
    total = sum(points.values())
    return {category: value / total for category, value in points.items()}


def _topic(spans: tuple[Span, ...], length: int) -> float:
    return sum(1.5 - start / max(1, length) for start, _ in spans)
