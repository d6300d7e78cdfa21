"""Fitting the heat model: kernel ridge regression with closed-form leave-one-out answers, then calibration.

Only numpy; no randomness: the same mails and word vectors give the same weights on the same machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.adapters.heat_corpus import LabelledMail
from mailbot.adapters.polarity import polarities
from mailbot.model.heat import Band, Kind
from mailbot.triage.features_vectors import WordVectors
from mailbot.triage.model import CATEGORIES, FLAGS, KINDS, Calibration, HeatModel, features
from mailbot.triage.model_kernel import KernelMachine, gaussian, standardise

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """The settings of a training run; part of the model card."""

    cue_width: float = 0.4  # share of the cue and surface features in the distance between two texts
    vector_width: float = 0.4  # share of the word vectors
    ridge: float = 0.1  # how little a single labelled mail is trusted
    tilt: float = 0.75  # share of the straight-line part of the kernel
    cut: float = 3.0  # features further than so many spreads from the middle count as that far
    floor: float = 0.05  # added to a feature's spread, so that rare cues do not dominate


RECIPE = Recipe()


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
    found = features(shell, [m.text for m in mails], [m.language for m in mails], polarities(mails))
    centre = found.mean(0)
    widths = _widths(shell.vectors, found.shape[1], recipe)
    scale = (widths / (found.std(0) + recipe.floor)).astype(np.float32)
    support = standardise(found, centre, scale, recipe.cut * widths).astype(np.float16).astype(np.float32)
    wanted = targets(mails)
    bias = wanted.mean(0)
    kernel = gaussian(support, support).astype(np.float64) + recipe.tilt * (support @ support.T)
    dual, left_out = _ridge(kernel, wanted - bias, recipe.ridge)
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
    model = HeatModel(cues=shell.cues, vectors=shell.vectors, kernel=machine, calibration=calibration, version=version)
    return Fitted(model=model, left_out=left_out + bias)


def _widths(vectors: WordVectors, count: int, recipe: Recipe) -> Floats:
    own = count - vectors.dimensions
    cue = np.full(own, np.sqrt(recipe.cue_width / own))
    vector = np.full(vectors.dimensions, np.sqrt(recipe.vector_width / vectors.dimensions))
    return np.concatenate([cue, vector]).astype(np.float32)


def _ridge(kernel: Doubles, wanted: Doubles, ridge: float) -> tuple[Doubles, Doubles]:
    """Return dual weights and leave-one-out answers (Rifkin and Lippert 2007, section 3)."""
    inverse = np.linalg.inv(kernel + ridge * np.eye(len(kernel)))
    dual = inverse @ wanted
    return dual, wanted - dual / np.diag(inverse)[:, None]


def calibrate(mails: Sequence[LabelledMail], raw: Doubles) -> Calibration:
    """Fit the calibration to left-out answers: isotonic for heat and high, an exponent for the shares."""
    complaints = np.array([mail.kind is Kind.COMPLAINT for mail in mails])
    heat = np.array([mail.heat for mail in mails])
    high = np.array([mail.band is Band.HIGH for mail in mails], float)
    heat_from, heat_to = isotonic(raw[:, 0], heat)
    high_from, high_to = isotonic(raw[complaints, 1], high[complaints])
    kinds = np.array([KINDS.index(mail.kind) for mail in mails])
    categories = np.array([CATEGORIES.index(mail.category) for mail in mails])
    start = 2 + len(KINDS)
    return Calibration(
        heat_from=heat_from,
        heat_to=heat_to,
        high_from=high_from,
        high_to=high_to,
        sharpness={
            "kind": _sharpness(raw[:, 2:start], kinds),
            "category": _sharpness(raw[:, start : start + len(CATEGORIES)], categories),
        },
    )


def isotonic(found: Doubles, wanted: Doubles, knots: int = 25) -> tuple[Floats, Floats]:
    """Return a rising, piecewise straight line through pooled averages (pool adjacent violators)."""
    order = np.argsort(found, kind="stable")
    groups = np.array_split(order, min(knots, len(order)))
    blocks = [[found[group].mean(), wanted[group].mean(), float(len(group))] for group in groups]
    merged: list[list[float]] = []
    for block in blocks:
        merged.append(block)
        while len(merged) > 1 and merged[-2][1] >= merged[-1][1]:
            right, left = merged.pop(), merged.pop()
            weight = left[2] + right[2]
            merged.append([(left[k] * left[2] + right[k] * right[2]) / weight for k in (0, 1)] + [weight])
    line = np.array(merged, np.float64)
    return line[:, 0].astype(np.float32), line[:, 1].astype(np.float32)


def _sharpness(raw: Doubles, truth: NDArray[np.int64]) -> float:
    """Return the exponent under which the truth is likeliest."""
    clipped = np.log(np.clip(raw, 0.004, 1.0))
    best = (np.inf, 1.0)
    for exponent in np.arange(0.5, 4.01, 0.1):
        scores = clipped * exponent
        loss = np.log(np.exp(scores).sum(1)) - scores[np.arange(len(truth)), truth]
        best = min(best, (float(loss.mean()), float(exponent)))
    return best[1]
