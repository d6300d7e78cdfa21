"""What happened, as one of the kinds of trouble that we have words for.

The kinds are the keys of `[problems.…]` in templates/phrases; `CATEGORY_OF` says which category each belongs to. A
kind is read from cue words in the customer's sentences; where none speaks, drafting falls back on the category.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from mailbot.model.heat import Category, Span
from mailbot.triage.folding import fold
from mailbot.triage.problem_cues import CUES
from mailbot.triage.sought import Sought

#: kind of trouble -> categories it may stand for, the usual one first.
CATEGORY_OF: dict[str, tuple[Category, ...]] = {
    "not_delivered": (Category.DELIVERY,),
    "delivered_elsewhere": (Category.DELIVERY,),
    "damaged": (Category.QUALITY, Category.DELIVERY),
    "wrong_item": (Category.DELIVERY, Category.QUALITY),
    "incomplete": (Category.DELIVERY, Category.QUALITY),
    "defective": (Category.QUALITY, Category.SERVICE),
    "double_charge": (Category.BILLING,),
    "wrong_amount": (Category.BILLING,),
    "unwanted_charge": (Category.BILLING,),
    "refund_pending": (Category.REFUND, Category.BILLING),
    "outage": (Category.OUTAGE,),
    "missed_visit": (Category.SERVICE, Category.OUTAGE),
    "staff": (Category.STAFF,),
    "long_wait": (Category.SERVICE, Category.DELIVERY),
    "not_as_booked": (Category.QUALITY, Category.SERVICE),
    "poor_quality": (Category.QUALITY, Category.SERVICE),
    "no_access": (Category.ACCOUNT,),
    "cancellation": (Category.ACCOUNT, Category.BILLING, Category.SERVICE),
    "no_answer": (Category.SERVICE,),
    "blocked": (Category.ACCOUNT,),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One kind of trouble found in a text."""

    kind: str
    span: Span  # the words that say so
    confidence: float


@cache
def _cues(language: str) -> tuple[tuple[str, Sought], ...]:
    return tuple((kind, Sought(pattern)) for kind, pattern in CUES.get(language, CUES["en"]).items())


@lru_cache(maxsize=32)  # asked for by the kind, the model's features and the facts of one mail
def find_problems(text: str, *, language: str) -> tuple[Problem, ...]:
    """Return the kinds of trouble a text speaks of, the plainest first; earlier words weigh a little more."""
    folded = fold(text)
    found = []
    for kind, pattern in _cues(language):
        matches = list(pattern.finditer(folded))
        if matches:
            first = matches[0]
            confidence = min(0.95, 0.6 + 0.1 * len(matches) - 0.1 * first.start() / max(1, len(folded)))
            found.append(Problem(kind=kind, span=first.span(), confidence=confidence))
    return tuple(sorted(found, key=lambda problem: -problem.confidence))


#: Confidence from which a kind is named plainly enough to speak of it whatever the category.
_PLAIN = 0.6


def choose_kind(kinds: list[tuple[str, float]], category: Category) -> str:
    """Return the kind to write about: the best one that fits the category, else one that the words name plainly.

    Where neither is there the category's own words remain ("a charge that you do not agree with").
    """
    fitting = [kind for kind, _ in kinds if category in CATEGORY_OF.get(kind, ())]
    if fitting:
        return fitting[0]
    own = {Category.OUTAGE: "outage", Category.STAFF: "staff"}
    if kinds and kinds[0][1] >= _PLAIN and category not in own:
        return kinds[0][0]
    return own.get(category, category.value)
