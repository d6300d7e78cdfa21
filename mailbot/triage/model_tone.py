"""The tone of any text, mail or not: anger, impoliteness, and whether it is a letter to a company at all.

Trained on public posts, subtitles, talk pages and reviews; the mail model sees its answers as two more features.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.triage.features_left_out import GramSets
from mailbot.triage.features_ngrams import Grams
from mailbot.triage.model_grams import gram_sums
from mailbot.triage.model_kernel import KernelMachine, answers

Floats = NDArray[np.float32]

#: What the tone model answers; the first two also have n-gram weights.
TONES = ("anger", "impoliteness", "letter")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ToneModel:
    """Weights of hashed n-grams and a kernel machine over the dense features."""

    table: NDArray[np.int8]  # shape (2**bits, 2): weights of an n-gram for anger and impoliteness
    table_scale: Floats  # shape (2,)
    dense: KernelMachine  # three outputs, see TONES
    anger_from: Floats  # ascending raw anger
    anger_to: Floats  # anger of posts on the 0..1 scale at those points
    posts: bool = True  # whether a text may be a post; one that came by mail is a letter, however short


def letter_share(model: ToneModel, tone: Floats) -> float:
    """Return how far a text is a letter to a company, 0 to 1, by its raw tones, shape (3,)."""
    return float(np.clip((tone[2] - 0.5) / 0.25, 0.0, 1.0)) if model.posts else 1.0


def tones(model: ToneModel, batch: Grams | GramSets, dense: Floats) -> Floats:
    """Return raw tones of texts by their n-grams and dense features, shape (texts, 3)."""
    found = answers(model.dense, dense)
    root = np.sqrt(np.maximum(batch.counts, 1)).astype(np.float32)[:, None]
    found[:, :2] += gram_sums(model.table, batch) / root * model.table_scale
    return found
