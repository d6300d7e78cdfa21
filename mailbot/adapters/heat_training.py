"""Fitting the heat model: kernel ridge regression with closed-form leave-one-out answers, then calibration.

Only numpy; no randomness: the same mails and word vectors give the same weights on the same machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mailbot.adapters.heat_calibration import calibrate
from mailbot.adapters.heat_corpus import LabelledMail
from mailbot.adapters.polarity import polarities
from mailbot.model.heat import Band
from mailbot.triage.features_vectors import WordVectors
from mailbot.triage.model import CATEGORIES, FLAGS, KINDS, HeatModel, find
from mailbot.triage.model_kernel import KernelMachine, gaussian, standardise

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """The settings of a training run; part of the model card."""

    cue_width: float = 0.4  # share of the cue and surface features in the distance between two texts
    vector_width: float = 0.4  # share of the word vectors
    tone_width: float = 0.05  # share of anger, impoliteness and polarity
    ridge: float = 0.1  # how little a single labelled mail is trusted
    tilt: float = 0.75  # share of the straight-line part of the kernel
    cut: float = 3.0  # features further than so many spreads from the middle count as that far
    floor: float = 0.05  # added to a feature's spread, so that rare cues do not dominate


RECIPE = Recipe()

#: Features before the cues: anger, impoliteness, polarity.
LEADING = 3


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Fitted:
    """A trained model and what it says of its own mails when each is left out."""

    model: HeatModel
    left_out: Doubles  # raw outputs, shape (mails, outputs)


def targets(mails: Sequence[LabelledMail]) -> Doubles:
    """Return what the machine should answer, in the order of `model.OUTPUTS`."""
    rows = []
    for mail in mails:
        high = 1.0 if mail.band is Band.HIGH else 0.0
        rows.append(
            [
                mail.heat,
                high,
                *(float(mail.kind is kind) for kind in KINDS),
                *(float(mail.category is category) for category in CATEGORIES),
                *(float(flag in mail.flags) for flag in FLAGS),
            ]
        )
    return np.array(rows, np.float64)


def fit(mails: Sequence[LabelledMail], shell: HeatModel, recipe: Recipe = RECIPE, version: str = "") -> Fitted:
    """Train on mails; `shell` lends the cues and word vectors."""
    found = find(shell, [m.text for m in mails], [m.language for m in mails], polarities(mails)).features
    centre = found.mean(0)
    widths = _widths(shell.vectors, found.shape[1], recipe)
    scale = (widths / (found.std(0) + recipe.floor)).astype(np.float32)
    support = standardise(found, centre, scale, recipe.cut * widths).astype(np.float16).astype(np.float32)
    wanted = targets(mails)
    weights = np.array([mail.weight for mail in mails])
    bias = weights @ wanted / weights.sum()
    kernel = gaussian(support, support).astype(np.float64) + recipe.tilt * (support @ support.T)
    dual, left_out = _ridge(kernel, wanted - bias, recipe.ridge / weights)
    machine = KernelMachine(
        centre=centre.astype(np.float32),
        scale=scale,
        support=support,
        dual=dual.astype(np.float16).astype(np.float32),
        slope=(recipe.tilt * support.T @ dual).astype(np.float32),
        limit=recipe.cut * widths,
        bias=bias.astype(np.float32),
    )
    calibration = calibrate(mails, left_out + bias)
    model = replace(shell, kernel=machine, calibration=calibration, version=version)
    return Fitted(model=model, left_out=left_out + bias)


def _widths(vectors: WordVectors, count: int, recipe: Recipe) -> Floats:
    own = count - vectors.dimensions - LEADING
    tone = np.full(LEADING, np.sqrt(recipe.tone_width / LEADING))
    cue = np.full(own, np.sqrt(recipe.cue_width / own))
    vector = np.full(vectors.dimensions, np.sqrt(recipe.vector_width / vectors.dimensions))
    return np.concatenate([tone, cue, vector]).astype(np.float32)


def _ridge(kernel: Doubles, wanted: Doubles, ridges: Doubles) -> tuple[Doubles, Doubles]:
    """Return dual weights and leave-one-out answers (Rifkin and Lippert 2007, section 3)."""
    inverse = np.linalg.inv(kernel + np.diag(ridges))
    dual = inverse @ wanted
    return dual, wanted - dual / np.diag(inverse)[:, None]
