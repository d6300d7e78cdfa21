"""The n-gram part of the kernel: how alike two texts are by their rare words and letters, folded into one table.

The product of two texts' n-grams, each weighed by how few labelled texts hold it, is a kernel; because it is a plain
product, the answers of all labelled texts fold into one row of outputs an n-gram.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.triage.features_ngrams import Grams

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class GramTable:
    """Outputs of each hashed n-gram in one byte each, and its weight in the length of a text."""

    table: NDArray[np.int8]  # shape (2**bits, outputs + 1); the last column is the squared weight of the n-gram
    scale: Floats  # shape (outputs,)

    @property
    def bits(self) -> int:
        """Return the number of bits of a hashed n-gram."""
        return int(self.table.shape[0]).bit_length() - 1


def gram_sums(table: NDArray[np.int8], batch: Grams) -> Floats:
    """Return the summed rows of each text's n-grams, shape (texts, columns)."""
    shift = batch.bits - (int(table.shape[0]).bit_length() - 1)
    sums = np.zeros((len(batch.counts), table.shape[1]), np.float32)
    filled = np.flatnonzero(batch.counts)
    if len(filled):
        starts = np.concatenate([[0], np.cumsum(batch.counts[filled])[:-1]])
        rows = table[batch.buckets >> shift if shift else batch.buckets]
        sums[filled] = np.add.reduceat(rows, starts, axis=0, dtype=np.int32)
    return sums


def gram_answers(grams: GramTable, batch: Grams) -> Floats:
    """Return what the n-grams of each text add to the raw outputs, shape (texts, outputs)."""
    sums = gram_sums(grams.table, batch)
    length = np.sqrt(np.maximum(sums[:, -1:], 1.0))
    found: Floats = (sums[:, :-1] / length * grams.scale).astype(np.float32)
    return found
