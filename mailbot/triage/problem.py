"""What happened, as one of the kinds of trouble that we have words for.

The kinds are the keys of `[problems.…]` in templates/phrases; `CATEGORY_OF` says which category each belongs to. A
kind is read from cue words in the customer's sentences; where none speaks, drafting falls back on the category.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

#: Kinds that only drafts speak of; the trained model knows those above.
FURTHER_CATEGORY_OF: dict[str, tuple[Category, ...]] = {
    "late": (Category.DELIVERY, Category.SERVICE),
    "no_document": (Category.ACCOUNT, Category.SERVICE, Category.BILLING, Category.OTHER),
    "wrong_data": (Category.ACCOUNT, Category.SERVICE, Category.OTHER),
    "disclosed": (Category.ACCOUNT, Category.SERVICE, Category.OTHER),
    "penalty": (Category.BILLING, Category.ACCOUNT, Category.SERVICE),
}
EVERY_CATEGORY_OF = {**CATEGORY_OF, **FURTHER_CATEGORY_OF}


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
def cue_spans(text: str, language: str) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """Return where a text holds cue words, kind by kind, in their order."""
    folded = fold(text)
    found = ((kind, tuple(match.span() for match in pattern.finditer(folded))) for kind, pattern in _cues(language))
    return tuple((kind, spans) for kind, spans in found if spans)


@lru_cache(maxsize=32)
def find_problems(text: str, *, language: str) -> tuple[Problem, ...]:
    """Return the kinds of trouble a text speaks of, the plainest first; earlier words weigh a little more."""
    return plainest_first(named(kind, spans, len(text)) for kind, spans in cue_spans(text, language))


def named(kind: str, spans: Sequence[Span], length: int) -> Problem:
    """Return a kind of trouble that a text of some length names at these places."""
    confidence = min(0.95, 0.6 + 0.1 * len(spans) - 0.1 * spans[0][0] / max(1, length))
    return Problem(kind=kind, span=spans[0], confidence=confidence)


def plainest_first(found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return kinds of trouble by how plainly they are named."""
    return tuple(sorted(found, key=lambda problem: -problem.confidence))


#: Confidence up to which a kind is one that the writer sets aside ("the dent, never mind").
_ASIDE = 0.3
#: Confidence from which a kind is named plainly enough to speak of it whatever the category.
_PLAIN = 0.6


_MONEY = frozenset({"double_charge", "wrong_amount", "unwanted_charge", "refund_pending"})
_WARES = frozenset({"not_delivered", "delivered_elsewhere", "damaged", "wrong_item", "incomplete", "defective", "late"})
#: Kinds that a category may be spoken of by though they belong to another one; a category without a line takes any.
_ALSO: dict[Category, frozenset[str]] = {
    Category.BILLING: _MONEY | {"missed_visit", "poor_quality"},
    Category.REFUND: frozenset(EVERY_CATEGORY_OF) - {"cancellation", "no_answer", "long_wait"},
    Category.DELIVERY: _MONEY | _WARES | {"staff", "poor_quality", "missed_visit"},
    Category.QUALITY: _MONEY | _WARES | {"staff", "missed_visit"},
}


def choose_kind(kinds: list[tuple[str, float]], category: Category) -> str:
    """Return the kind to write about: the best one that fits the category, else one that the words name plainly.

    Where neither is there the category's own words remain ("a charge that you do not agree with").
    """
    kinds = [told for told in kinds if told[1] > _ASIDE] or kinds
    fitting = [kind for kind, _ in kinds if category in EVERY_CATEGORY_OF.get(kind, ())]
    if fitting[:1] == ["late"] and "not_delivered" in fitting:
        return "not_delivered"  # what has not come is worse than what came late
    if fitting:
        return fitting[0]
    own = {Category.OUTAGE: "outage", Category.STAFF: "staff"}
    plain = [kind for kind, sure in kinds[:1] if sure >= _PLAIN and kind in _ALSO.get(category, EVERY_CATEGORY_OF)]
    if plain and category not in own:
        return plain[0]
    return own.get(category, category.value)
