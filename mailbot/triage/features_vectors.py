"""Word vectors: what a text is about, as a weighted sum of stored vectors, one a word.

The vectors were fitted so that their sum approximates the sentence embedding of a far larger, slower model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.triage.features import folded

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]

_LONGEST_UNSPACED = 8


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class WordVectors:
    """A vocabulary and one vector a word; row 0 stands for the unknown word."""

    rows: Mapping[str, int]  # lowered word -> row
    plain: Mapping[str, int]  # the same words without accents -> row of the most frequent one
    table: NDArray[np.int8]  # shape (words, dimensions)
    scale: Floats  # per row; a vector is table * scale
    bias: Floats  # added to the mean, shape (dimensions,)

    @property
    def dimensions(self) -> int:
        """Return the length of a vector."""
        return int(self.table.shape[1])


def word_rows(vectors: WordVectors, low: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return the rows of the words of a lowered text; what has no row of its own is cut into known pieces."""
    return [row for rows in rows_by_word(vectors, low, spans) for row in rows]


def rows_by_word(vectors: WordVectors, low: str, spans: Sequence[tuple[int, int]]) -> list[Sequence[int]]:
    """Return the rows of each word of a lowered text."""
    rows, found = vectors.rows, list[Sequence[int]]()
    for start, end in spans:
        word = low[start:end]
        row = rows.get(word)
        if row is not None:
            found.append((row,))
        elif ord(word[0]) >= 0x3005:
            found.append(_pieces(rows, word))
        else:
            found.append((vectors.plain.get(folded(word)) or _stem(rows, word),))
    return found


def _stem(rows: Mapping[str, int], word: str) -> int:
    """Return the row of the longest known beginning of at least four letters, or 0."""
    for end in range(len(word) - 1, 3, -1):
        row = rows.get(word[:end])
        if row is not None:
            return row
    return 0


def _pieces(rows: Mapping[str, int], run: str) -> list[int]:
    found, position = [], 0
    while position < len(run):
        for end in range(min(len(run), position + _LONGEST_UNSPACED), position, -1):
            row = rows.get(run[position:end])
            if row is not None:
                found.append(row)
                break
        else:
            end = position + 1
        position = end
    return found


def pooled(vectors: WordVectors, rows: Sequence[Sequence[int]]) -> Floats:
    """Return one vector a text, shape (texts, dimensions): the sum of its words' vectors over their number, and a bias."""
    counts = np.array([max(len(row), 1) for row in rows])
    values = _values(vectors, [index for row in rows for index in (row or (0,))])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    return _shared(vectors, np.add.reduceat(values, starts, axis=0), counts)


def pooled_without(vectors: WordVectors, words: Sequence[Sequence[int]], gone: Sequence[tuple[int, int]]) -> Floats:
    """Return the vectors of the text with these rows a word, without each run of words `gone`."""
    ends = np.cumsum([0, *map(len, words)])
    values = _values(vectors, [row for rows in words for row in rows])
    sums = np.concatenate([np.zeros((1, vectors.dimensions)), np.cumsum(values, axis=0, dtype=np.float64)])
    first, last = ends[np.array(gone, np.int64).reshape(-1, 2)].T
    left = ends[-1] - (last - first)
    rest = sums[-1] - (sums[last] - sums[first])
    rest[left == 0] = _values(vectors, [0])[0]  # of a text without words
    return _shared(vectors, rest, np.maximum(left, 1))


def _values(vectors: WordVectors, rows: Sequence[int]) -> Floats:
    flat = np.array(rows, np.int64)
    values: Floats = vectors.table[flat].astype(np.float32) * vectors.scale[flat][:, None]
    return values


def _shared(vectors: WordVectors, sums: NDArray[np.floating], counts: Integers) -> Floats:
    return (sums.astype(np.float32) / counts[:, None].astype(np.float32) + vectors.bias).astype(np.float32)
