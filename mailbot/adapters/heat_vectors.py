"""Word vectors at work in training: kept beside the weights, quantised to one byte a number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mailbot.adapters.heat_model import word_vectors
from mailbot.triage.features_vectors import WordVectors


def quantised(vocabulary: list[str], table: NDArray[np.float32], bias: NDArray[np.float32]) -> WordVectors:
    """Return word vectors in one byte a number, with one scale a word."""
    scale = (np.abs(table).max(1) / 127.0 + 1e-9).astype(np.float16)
    rounded = np.rint(table / scale.astype(np.float32)[:, None]).clip(-127, 127).astype(np.int8)
    return word_vectors(vocabulary, rounded, scale, bias)


def read_vectors(path: Path) -> WordVectors:
    """Read `vocabulary`, `table` and `bias` from an .npz that the distillation wrote."""
    with np.load(path, allow_pickle=False) as archive:
        vocabulary = bytes(archive["vocabulary"]).decode().split("\n")
        return quantised(vocabulary, archive["table"], archive["bias"])
