"""The n-gram part of the kernel: how alike two texts are by their rare words and letters, folded into one table.

The product of two texts' n-grams, each weighed by how few labelled texts hold it, is a kernel; because it is a plain
product, the answers of all labelled texts fold into one row of outputs an n-gram.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.triage.features_left_out import GramSets
from mailbot.triage.features_ngrams import Grams

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class GramTable:
    """Outputs of each hashed n-gram in one byte each, and its weight in the length of a text."""

    table: NDArray[np.int8]  # shape (2**bits, outputs + 1 or more); after the outputs the squared weight, then nothing
    scale: Floats  # shape (outputs,)

    @property
    def bits(self) -> int:
        """Return the number of bits of a hashed n-gram."""
        return int(self.table.shape[0]).bit_length() - 1


def gram_sums(table: NDArray[np.int8], batch: Grams | GramSets) -> Floats:
    """Return the summed rows of each text's n-grams, shape (texts, columns); whole numbers: exact in any order."""
    shift = batch.bits - (int(table.shape[0]).bit_length() - 1)
    buckets = batch.buckets >> shift if shift else batch.buckets
    width = table.shape[1]
    whole = np.ascontiguousarray(table).view(f"V{width}")[:, 0]  # a row is fetched at once, not byte by byte
    rows = whole.take(buckets).view(np.int8).reshape(-1, width)
    if isinstance(batch, GramSets):
        shared: Floats = batch.members @ rows.astype(np.float32)
        return shared
    ends = np.cumsum(batch.counts).tolist()
    sums = np.zeros((len(ends), width), np.float32)
    for text, (start, end) in enumerate(zip([0, *ends], ends, strict=False)):
        sums[text] = np.ones(end - start, np.float32) @ rows[start:end].astype(np.float32)
    return sums


def gram_answers(grams: GramTable, batch: Grams | GramSets) -> Floats:
    """Return what the n-grams of each text add to the raw outputs, shape (texts, outputs)."""
    sums, outputs = gram_sums(grams.table, batch), len(grams.scale)
    length = np.sqrt(np.maximum(sums[:, outputs : outputs + 1], 1.0))
    found: Floats = (sums[:, :outputs] / length * grams.scale).astype(np.float32)
    return found


def in_even_rows(table: NDArray[np.int8]) -> NDArray[np.int8]:
    """Return a table whose rows are filled up to a multiple of 32 bytes: such rows are fetched four times as fast."""
    return np.pad(table, ((0, 0), (0, -table.shape[1] % 32)))
