"""What shapes of a sentence are faults: one weight a feature and rule, the same for all languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: What a sentence without a fault answers to.
HARMLESS = "harmless"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class FrameModel:
    """One weight a feature and answer."""

    rows: Mapping[str, int]  # feature -> row
    answers: tuple[str, ...]  # rules, and HARMLESS
    weights: Floats  # shape (features, answers)
    shift: Floats  # shape (answers,)


def judged(model: FrameModel, features: Iterable[str]) -> dict[str, float]:
    """Return the probability of each answer for a sentence."""
    rows = [row for feature in features if (row := model.rows.get(feature)) is not None]
    raw = model.shift + model.weights[rows].sum(axis=0)
    shares = np.exp(raw - raw.max())
    return dict(zip(model.answers, (shares / shares.sum()).tolist(), strict=True))
