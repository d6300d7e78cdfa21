"""What the rules found, as numbers for the trained model: words and model speak together.

The signals of `signals.SIGNALS`, the families that tell kind and category, and the kinds of trouble of the recap; all
found once a text and read both by the ledger and by the model.
"""

from __future__ import annotations

from collections.abc import Sequence

from mailbot.model.heat import Category, Span
from mailbot.triage.problem import CATEGORY_OF, find_problems
from mailbot.triage.sight import Sight
from mailbot.triage.signals import SIGNALS

#: Families without a signal of their own that tell the kind or the category of a mail.
FAMILIES = (
    "praise", "problem", "question",
    *(f"topic_{category.value}" for category in Category if category is not Category.OTHER),
)  # fmt: skip
TROUBLES = tuple(CATEGORY_OF)

#: Names of the features, in the order of `signal_vector`; part of the trained weights.
NAMES = (*(rule.name for rule in SIGNALS), *FAMILIES, *TROUBLES)

#: Where each of `NAMES` was found.
SignalHits = tuple[tuple[Span, ...], ...]

NOTHING: SignalHits = ((),) * len(NAMES)


def signal_hits(sight: Sight) -> SignalHits:
    """Return where each of `NAMES` was found on a text."""
    troubles = {trouble.kind: trouble.span for trouble in find_problems(sight.text, language=sight.page.language)}
    return (
        *(rule.find(sight) for rule in SIGNALS),
        *(sight.of(family) for family in FAMILIES),
        *((troubles[kind],) if kind in troubles else () for kind in TROUBLES),
    )


def signal_vector(hits: SignalHits) -> list[float]:
    """Return one number a name: the root of its finds."""
    return [len(spans) ** 0.5 for spans in hits]


def signals_without(hits: SignalHits, stretches: Sequence[Span]) -> list[list[float]]:
    """Return the numbers of a text without each of some stretches: what begins inside of one does not count."""
    whole = signal_vector(hits)
    found = [(name, [start for start, _ in spans]) for name, spans in enumerate(hits) if spans]
    vectors = []
    for start, end in stretches:
        vector = whole.copy()
        for name, places in found:
            vector[name] = sum([not start <= place < end for place in places]) ** 0.5
        vectors.append(vector)
    return vectors
