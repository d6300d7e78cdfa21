"""The tone of any text, mail or not: anger, impoliteness, and whether it is a letter to a company at all.

Trained on public posts, subtitles, talk pages and reviews; the mail model sees its answers as two more features.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.triage.features_ngrams import grams
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

    @property
    def bits(self) -> int:
        """Return the number of bits of a hashed n-gram."""
        return int(self.table.shape[0]).bit_length() - 1


def tones(model: ToneModel, lows: Sequence[str], dense: Floats) -> Floats:
    """Return raw tones of lowered texts with their dense features, shape (texts, 3)."""
    found = answers(model.dense, dense)
    found[:, :2] += gram_scores(model.table, lows, model.bits) * model.table_scale
    return found


def gram_scores(table: NDArray[np.int8], lows: Sequence[str], bits: int) -> Floats:
    """Return the summed weights of each text's n-grams over the root of their number."""
    batch = grams(lows, bits)
    sums = np.zeros((len(lows), table.shape[1]), np.float32)
    filled = np.flatnonzero(batch.counts)
    if len(filled):
        starts = np.concatenate([[0], np.cumsum(batch.counts[filled])[:-1]])
        sums[filled] = np.add.reduceat(table[batch.buckets].astype(np.float32), starts, axis=0)
        sums[filled] /= np.sqrt(batch.counts[filled])[:, None]
    return sums
