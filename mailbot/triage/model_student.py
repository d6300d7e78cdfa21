"""The student: the lowest layers of a multilingual sentence encoder, trained further on labelled mails.

A transformer encoder (Vaswani et al. 2017; the layout of BERT, Devlin et al. 2019) in plain matrix products: pieces of a text in,
the outputs of the heat model out. All texts of a batch share one product a weight; attention runs a text at a time, so
nothing is padded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from mailbot.triage.pieces import Pieces, piece_ids

Floats = NDArray[np.float32]

#: Pieces of a text that are read, and pieces of all texts worked on at once: bounds the memory of a batch.
MOST = 160
_CHUNK = 1024

#: Pieces whose part in the first product is remembered: five kilobytes each.
_PIECES = 3072

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


class Opening:
    """The first layer's queries, keys and values, put together of what each piece and each place brings to them.

    Before the first product a piece's vector and a place's are added, centred, divided by their spread, scaled and shifted.
    All of that but the division is linear. So the product is taken once a piece and once a place, and what it gave is
    remembered: a mail's pieces are mostly those of earlier mails. Threads share it; at worst two of them work out the same.
    """

    def __init__(self, table: PieceTable, places: Floats, begun: Norm, attend: Linear) -> None:
        self._table, self._weight = table, begun.scale[:, None].astype(np.float64) * attend.weight
        self._places = self._brought(places)
        self._ground = begun.shift @ attend.weight + attend.shift
        self._known: dict[int, Floats] = {}

    def _brought(self, found: Floats) -> Floats:
        """Return what vectors bring; in double precision, so that it is the same whatever others come along."""
        wide = found.astype(np.float64)
        brought: Floats = ((wide - wide.mean(axis=1, keepdims=True)) @ self._weight).astype(np.float32)
        return brought

    def __call__(self, pieces: Sequence[int], places: NDArray[np.int64], spread: Floats) -> Floats:
        """Return queries, keys and values side by side, shape (pieces, 3 * width).

        `spread`, shape (pieces, 1), is that of each piece's vector with its place's.
        """
        known = self._known if len(self._known) < _PIECES else {}
        self._known = known
        fresh = [piece for piece in dict.fromkeys(pieces) if piece not in known]
        if fresh:
            known.update(zip(fresh, self._brought(vectors(self._table, np.array(fresh))), strict=True))
        seen: Floats = np.stack([known[piece] for piece in pieces])
        seen += self._places[places]
        seen /= spread
        seen += self._ground
        return seen


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
    opening: Opening = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "opening", Opening(self.table, self.places, self.begun, self.layers[0].attend))


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
    flat = [piece for row in rows for piece in row]
    places = np.concatenate([np.arange(len(row)) for row in rows])
    found = _centred(vectors(student.table, np.array(flat)) + student.places[places])
    spread = _spread(found)
    seen = student.opening(flat, places, spread)
    found = _shifted(found, spread, student.begun)
    for number, layer in enumerate(student.layers):
        found = _layer(layer, found, seen if number == 0 else linear(layer.attend, found), texts, student.heads)
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
    centred = _centred(found)
    return _shifted(centred, _spread(centred), norm)


def _centred(found: Floats) -> Floats:
    """Return rows of mean 0; a product sums them faster than a mean does."""
    centred: Floats = found - found @ _evenly(found)
    return centred


def _spread(centred: Floats) -> Floats:
    """Return the spread of each row, shape (rows, 1)."""
    spread: Floats = np.sqrt((centred * centred) @ _evenly(centred) + _SMALL)
    return spread


def _evenly(found: Floats) -> Floats:
    return np.full((found.shape[1], 1), 1 / found.shape[1], np.float32)


def _shifted(centred: Floats, spread: Floats, norm: Norm) -> Floats:
    """Return rows divided by their spread, scaled and shifted, in place."""
    centred /= spread
    centred *= norm.scale
    centred += norm.shift
    return centred


def linear(part: Linear, found: Floats) -> Floats:
    """Return found @ weight + shift."""
    product: Floats = found @ part.weight
    product += part.shift
    return product


def _layer(layer: Layer, found: Floats, seen: Floats, texts: Sequence[slice], heads: int) -> Floats:
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
