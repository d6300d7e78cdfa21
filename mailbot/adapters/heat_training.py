"""Fitting the heat model: kernel ridge regression with closed-form leave-one-out answers, then calibration.

Only numpy; no randomness: the same mails and word vectors give the same weights on the same machine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mailbot.adapters.heat_calibration import calibrate
from mailbot.adapters.heat_corpus import LabelledMail
from mailbot.adapters.heat_grams import folded_table, gram_bags, gram_kernel
from mailbot.adapters.lexicons import load_lexicons
from mailbot.adapters.polarity import polarities
from mailbot.model.heat import Band
from mailbot.triage.features_ngrams import Grams
from mailbot.triage.features_signals import NAMES, signal_hits, signal_vector
from mailbot.triage.features_vectors import WordVectors
from mailbot.triage.model import CATEGORIES, FLAGS, KINDS, OUTPUTS, Found, HeatModel, find
from mailbot.triage.model_kernel import KernelMachine, gaussian, standardise
from mailbot.triage.model_second import DANGERS, SecondLook, blended, danger_features
from mailbot.triage.scoring import text_to_weigh
from mailbot.triage.sight import look

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """The settings of a training run; part of the model card."""

    tone_width: float = 0.025  # share of anger, impoliteness and polarity in the distance between two texts
    signal_width: float = 0.03  # share of what the rules found; they know the labelled mails better than life
    cue_width: float = 0.2  # share of the cue and surface features
    vector_width: float = 0.2  # share of the word vectors
    grams: float = 1.6  # share of the n-grams in the kernel
    least: int = 2  # mails that an n-gram must occur in to count
    ridge: float = 0.25  # how little a single labelled mail is trusted
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
    left_out_twice: Doubles | None = None  # the same after the second look; NaN for mails that the student learnt from


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


def fit(
    mails: Sequence[LabelledMail],
    shell: HeatModel,
    recipe: Recipe = RECIPE,
    version: str = "",
    opinions: Floats | None = None,
) -> Fitted:
    """Train on mails; `shell` lends the cues, the word vectors and the tone.

    With the student's `opinions` of the mails, shape (mails, outputs), NaN for those that it learnt from, the second look
    is trained too.
    """
    found = found_in(mails, shell)
    widths = _widths(shell.vectors, found.features.shape[1], recipe)
    centre = found.features.mean(0)
    scale = (widths / (found.features.std(0) + recipe.floor)).astype(np.float32)
    support = standardise(found.features, centre, scale, recipe.cut * widths).astype(np.float16).astype(np.float32)
    assert isinstance(found.grams, Grams)
    bags = gram_bags(found.grams, recipe.least)
    wanted = targets(mails)
    weights = np.array([mail.weight for mail in mails])
    bias = weights @ wanted / weights.sum()
    kernel = gaussian(support, support).astype(np.float64) + recipe.tilt * (support @ support.T)
    kernel += recipe.grams * gram_kernel(bags)
    dual, left_out = _ridge(kernel, wanted - bias, recipe.ridge / weights)
    left_out += bias
    machine = KernelMachine(
        centre=centre.astype(np.float32),
        scale=scale,
        support=support,
        dual=dual.astype(np.float16).astype(np.float32),
        slope=(recipe.tilt * support.T @ dual).astype(np.float32),
        limit=recipe.cut * widths,
        bias=bias.astype(np.float32),
    )
    table = folded_table(bags, recipe.grams * dual)
    model = replace(shell, kernel=machine, grams=table, calibration=calibrate(mails, left_out), version=version)
    if opinions is None:
        return Fitted(model=replace(model, second=None, second_calibration=None), left_out=left_out)
    heard = np.flatnonzero(np.isfinite(opinions[:, 0])).tolist()
    look = second_look(left_out[heard], opinions[heard], wanted[heard])
    twice = np.full_like(left_out, np.nan)
    twice[heard] = blended(look, left_out[heard].astype(np.float32), opinions[heard])
    model = replace(model, second=look, second_calibration=calibrate([mails[row] for row in heard], twice[heard]))
    return Fitted(model=model, left_out=left_out, left_out_twice=twice)


#: Shares of trust that are tried; those whose measure lies this near to the best are averaged.
_SHARES = np.arange(0.0, 1.01, 0.05)
_NEAR = 0.003


def second_look(raw: Doubles, opinions: Floats, wanted: Doubles) -> SecondLook:
    """Return the trust under which raw outputs and opinions together do best what each is for, and the lines of danger.

    Heat and flags come nearest to what is wanted (least squares), "high" orders complaints best, kind and category are right
    most often.
    """
    complaints = wanted[:, 2] > 0.5
    kinds, last = slice(2, 2 + len(KINDS)), 2 + len(KINDS) + len(CATEGORIES)
    topics, flags = slice(kinds.stop, last), slice(last, None)

    def mixed(share: float, group: slice, rows: NDArray[np.bool_]) -> Doubles:
        return (raw + share * (opinions - raw))[rows, group]

    def right(group: slice, rows: NDArray[np.bool_]) -> float:
        truth = wanted[rows, group].argmax(1)
        return _best_share(lambda share: float((mixed(share, group, rows).argmax(1) == truth).mean()))

    high = slice(1, 2)
    trust = np.zeros(raw.shape[1], np.float32)
    trust[0], trust[flags] = _nearest(raw, opinions, wanted, slice(0, 1)), _nearest(raw, opinions, wanted, flags)
    trust[1] = _best_share(lambda share: _ordered(mixed(share, high, complaints)[:, 0], wanted[complaints, 1] > 0.5))
    trust[kinds], trust[topics] = right(kinds, complaints | True), right(topics, complaints)
    first = raw.astype(np.float32)
    places = [OUTPUTS.index(f"flag:{flag}") for flag in DANGERS]
    lines = [_logistic(danger_features(first[:, place], opinions[:, place]), wanted[:, place]) for place in places]
    return SecondLook(trust=trust, danger=np.stack(lines))


def _nearest(raw: Doubles, opinions: Floats, wanted: Doubles, group: slice) -> float:
    apart, missing = (opinions - raw)[:, group], (wanted - raw)[:, group]
    return float(np.clip((apart * missing).sum() / max((apart**2).sum(), 1e-9), 0.0, 1.0))


def _best_share(measure: Callable[[float], float]) -> float:
    found = np.array([measure(float(share)) for share in _SHARES])
    return float(_SHARES[found >= found.max() - _NEAR].mean())


def _ordered(found: Doubles, true: NDArray[np.bool_]) -> float:
    """Return how often a true one stands above one that is not (the area under the curve)."""
    if true.all() or not true.any():
        return 0.0
    ranks = found.argsort().argsort() + 1.0
    above = ranks[true].sum() - true.sum() * (true.sum() + 1) / 2
    return float(above / (true.sum() * (~true).sum()))


def _logistic(found: Floats, wanted: Doubles, ridge: float = 1.0) -> Floats:
    """Return the line under whose log odds what is wanted is likeliest (Newton's steps); the last column is its ground."""
    line, drawn = np.zeros(found.shape[1]), np.array([ridge] * (found.shape[1] - 1) + [1e-3])
    for _ in range(30):
        share = 1 / (1 + np.exp(-np.clip(found @ line, -30, 30)))
        slope = found.T @ (share - wanted) + drawn * line
        line -= np.linalg.solve((found.T * (share * (1 - share))) @ found + np.diag(drawn), slope)
    return line.astype(np.float32)


def found_in(mails: Sequence[LabelledMail], shell: HeatModel) -> Found:
    """Return the features of mails, as triage sees them: without words meant for a machine, with what the rules find."""
    lexicons = load_lexicons()
    texts = weighed(mails)
    languages = [mail.language for mail in mails]
    sights = [look(text, language=lang, lexicons=lexicons) for text, lang in zip(texts, languages, strict=True)]
    signals = [signal_vector(signal_hits(sight)) for sight in sights]
    return find(shell, texts, languages, polarities(mails), signals)


def weighed(mails: Sequence[LabelledMail]) -> list[str]:
    """Return the texts of mails without words meant for a machine."""
    lexicons = load_lexicons()
    return [text_to_weigh(mail.text, language=mail.language, lexicons=lexicons) for mail in mails]


def _widths(vectors: WordVectors, count: int, recipe: Recipe) -> Floats:
    own = count - vectors.dimensions - LEADING - len(NAMES)
    shares = (
        (recipe.tone_width, LEADING),
        (recipe.signal_width, len(NAMES)),
        (recipe.cue_width, own),
        (recipe.vector_width, vectors.dimensions),
    )
    return np.concatenate([np.full(size, np.sqrt(share / size)) for share, size in shares]).astype(np.float32)


def _ridge(kernel: Doubles, wanted: Doubles, ridges: Doubles) -> tuple[Doubles, Doubles]:
    """Return dual weights and leave-one-out answers (Rifkin and Lippert 2007, section 3)."""
    inverse = np.linalg.inv(kernel + np.diag(ridges))
    dual = inverse @ wanted
    return dual, wanted - dual / np.diag(inverse)[:, None]
