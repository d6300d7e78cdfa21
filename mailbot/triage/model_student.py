"""The student: the lowest layers of a multilingual sentence encoder, trained further on labelled mails.

A transformer encoder (Vaswani et al. 2017; the layout of BERT, Devlin et al. 2019) in plain matrix products: pieces of a text in,
the outputs of the heat model out. All texts of a batch share one product a weight; attention runs a text at a time, so
nothing is padded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.triage.pieces import Pieces, piece_ids

Floats = NDArray[np.float32]

#: Pieces of a text that are read, and pieces of all texts worked on at once: bounds the memory of a batch.
MOST = 160
_CHUNK = 1024

_SMALL = np.float32(1e-6)
_ROOT = np.float32(np.sqrt(2 / np.pi))


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Norm:
    """Scale and shift after a layer normalisation."""

    scale: Floats
    shift: Floats


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Linear:
    """A product and a shift."""

    weight: Floats  # shape (in, out)
    shift: Floats  # shape (out,)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Layer:
    """One layer of the encoder."""

    attend: Linear  # queries, keys and values side by side
    mix: Linear
    mixed: Norm
    widen: Linear
    narrow: Linear
    narrowed: Norm


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PieceTable:
    """Vectors of the pieces in half a byte a number, in blocks of 32 that share a scale."""

    halves: NDArray[
        np.uint8
    ]  # shape (pieces, blocks, 16): number k of a block in the low half of byte k, k + 16 in the high
    scale: NDArray[np.float16]  # shape (pieces, blocks)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Student:
    """Everything that `opinions` needs."""

    pieces: Pieces
    table: PieceTable
    places: Floats  # added by position, shape (MOST or more, width)
    begun: Norm
    layers: tuple[Layer, ...]
    gaze: Linear  # what of the text the heads look at, shape (width, heads)
    answer: Linear  # shape ((heads + 1) * width, outputs)
    heads: int  # of attention
    shares: tuple[int, ...]  # sizes of the groups of outputs: 1 stands alone (0..1), more share one whole


def opinions(student: Student, texts: Sequence[str]) -> Floats:
    """Return what the student says of texts, shape (texts, outputs): probabilities in the order of `model.OUTPUTS`."""
    rows = [piece_ids(student.pieces, text, MOST) for text in texts]
    parts = [_opinions(student, chunk) for chunk in _chunks(rows)]
    return np.concatenate(parts or [np.zeros((0, sum(student.shares)), np.float32)])


def _chunks(rows: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    chunk: list[list[int]] = []
    size = 0
    for row in rows:
        if chunk and size + len(row) > _CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(row)
        size += len(row)
    if chunk:
        yield chunk


def _opinions(student: Student, rows: Sequence[list[int]]) -> Floats:
    ends = np.cumsum([len(row) for row in rows])
    texts = [slice(end - len(row), end) for row, end in zip(rows, ends.tolist(), strict=True)]
    flat = np.array([piece for row in rows for piece in row])
    places = np.concatenate([student.places[: len(row)] for row in rows])
    found = normalised(vectors(student.table, flat) + places, student.begun)
    for layer in student.layers:
        found = _layer(layer, found, texts, student.heads)
    raw = linear(student.answer, _summed(student, found, texts))
    return _shared_out(raw, student.shares)


def vectors(table: PieceTable, pieces: NDArray[np.int64]) -> Floats:
    """Return the vectors of pieces, shape (pieces, width)."""
    halves = table.halves[pieces]
    numbers = np.concatenate([halves & 15, halves >> 4], axis=2).astype(np.float32) - np.float32(8)
    found: Floats = (numbers * table.scale[pieces].astype(np.float32)[:, :, None]).reshape(len(pieces), -1)
    return found


def normalised(found: Floats, norm: Norm) -> Floats:
    """Return rows of mean 0 and spread 1, scaled and shifted."""
    share = np.full((found.shape[1], 1), 1 / found.shape[1], np.float32)  # a product sums rows faster than a mean does
    centred: Floats = found - found @ share
    centred /= np.sqrt((centred * centred) @ share + _SMALL)
    centred *= norm.scale
    centred += norm.shift
    return centred


def linear(part: Linear, found: Floats) -> Floats:
    """Return found @ weight + shift."""
    product: Floats = found @ part.weight
    product += part.shift
    return product


def _layer(layer: Layer, found: Floats, texts: Sequence[slice], heads: int) -> Floats:
    seen = linear(layer.attend, found)
    attended = np.concatenate([_attended(seen[text], heads) for text in texts])
    found = normalised(found + linear(layer.mix, attended), layer.mixed)
    wide = _gelu(linear(layer.widen, found))
    return normalised(found + linear(layer.narrow, wide), layer.narrowed)


def _attended(seen: Floats, heads: int) -> Floats:
    """Return the values of one text's pieces, each a mixture by how well its query fits the others' keys.

    What is smaller is scaled: queries before they meet the keys, and mixtures instead of the shares they are made by.
    """
    count, width = len(seen), seen.shape[1] // 3
    query, key, value = seen.reshape(count, 3, heads, width // heads).transpose(1, 2, 0, 3)
    fit = (query * np.float32(1 / np.sqrt(width // heads))) @ key.transpose(0, 2, 1)
    fit -= fit.max(axis=-1, keepdims=True)
    np.exp(fit, out=fit)
    mixed = np.empty((count, heads, width // heads), np.float32)
    np.divide(fit @ value, fit.sum(axis=-1, keepdims=True), out=mixed.transpose(1, 0, 2))
    return mixed.reshape(count, width)


def _softmax(found: Floats) -> Floats:
    found = found - found.max(axis=-1, keepdims=True)
    np.exp(found, out=found)
    found /= found.sum(axis=-1, keepdims=True)
    return found


def _gelu(found: Floats) -> Floats:
    """Return the Gaussian error unit by its tanh form (Hendrycks and Gimpel 2016).

    (1 + tanh z) / 2 is 1 / (1 + exp(-2z)), which numpy works out in two thirds of the time.
    """
    inner = found * found
    inner *= np.float32(-2 * 0.044715) * _ROOT
    inner += np.float32(-2) * _ROOT
    inner *= found
    with np.errstate(over="ignore"):  # far below zero the quotient is zero, as it should be
        np.exp(inner, out=inner)
    inner += np.float32(1)
    np.divide(found, inner, out=inner)
    return inner


def _summed(student: Student, found: Floats, texts: Sequence[slice]) -> Floats:
    """Return one row a text: the mean of its pieces, and what each head of the gaze makes of them."""
    looks = linear(student.gaze, found)
    rows = [np.vstack([found[text].mean(axis=0), _softmax(looks[text].T) @ found[text]]).ravel() for text in texts]
    return np.stack(rows)


def _shared_out(raw: Floats, shares: Sequence[int]) -> Floats:
    ends = np.cumsum(shares).tolist()
    groups = [raw[:, end - size : end] for size, end in zip(shares, ends, strict=True)]
    parts = [_softmax(group) if group.shape[1] > 1 else 1 / (1 + np.exp(-group)) for group in groups]
    return np.hstack(parts).astype(np.float32)
