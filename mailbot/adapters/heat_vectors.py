"""Word vectors at work in training: kept beside the weights, quantised to one byte a number."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mailbot.adapters.heat_model import load_cues, word_vectors
from mailbot.triage.features_vectors import WordVectors
from mailbot.triage.model import Calibration, HeatModel
from mailbot.triage.model_kernel import KernelMachine


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


def shell(vectors: WordVectors) -> HeatModel:
    """Return a model that can compute features and nothing else yet."""
    none = np.zeros(0, np.float32)
    empty: Mapping[str, float] = {}
    return HeatModel(
        cues=load_cues(),
        vectors=vectors,
        kernel=KernelMachine(centre=none, scale=none, support=none, dual=none, slope=none, bias=none, limit=none),
        calibration=Calibration(heat_from=none, heat_to=none, high_from=none, high_to=none, sharpness=empty),
    )
