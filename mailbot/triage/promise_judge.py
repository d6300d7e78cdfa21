"""The learnt judge of promises: one weight a feature, their sum the odds that a sentence with a time ahead pledges something."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Probability from which a sentence is a promise.
SURE = 0.6


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PromiseJudge:
    """One weight a feature."""

    weights: Mapping[str, float]
    shift: float


def chance(judge: PromiseJudge, features: Iterable[str]) -> float:
    """Return the probability that a sentence with these features is a promise."""
    odds = judge.shift + sum(judge.weights.get(one, 0.0) for one in features)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def reasons(judge: PromiseJudge, features: Iterable[str], most: int = 5) -> tuple[tuple[str, float], ...]:
    """Return the features that weigh most for or against, with their weights, the heaviest first."""
    weighed = [(one, judge.weights[one]) for one in features if one in judge.weights]
    return tuple(sorted(weighed, key=lambda pair: (-abs(pair[1]), pair[0]))[:most])
