"""The n-grams of a text, and of what it is without each of its sentences, found in one go.

An n-gram goes with a sentence when it stands nowhere else. So the text is hashed once, and each sentence asks which of its
n-grams it holds all of. What comes in its place is a blank: a pair of the words around it, and where no blank stood
before, the ends of those words. The answers are those of hashing each shortened text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.model.heat import Span
from mailbot.triage.features_ngrams import (
    ORDERS,
    Hashes,
    Integers,
    WordGrams,
    bucket,
    character_grams,
    code_points,
    paired,
    seeded,
    word_grams,
)

Floats = NDArray[np.float32]

_BLANK = 32
#: Characters beside a blank that an n-gram with it may hold.
_LONGEST = max(ORDERS) - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class GramSets:
    """The different n-grams of some texts that share most of them."""

    buckets: Integers  # of all texts, each once
    members: Floats  # 1 where a text holds a bucket, else 0; shape (texts, buckets)
    bits: int  # a bucket's number of bits

    @property
    def counts(self) -> Floats:
        """Return the n-grams of each text, shape (texts,)."""
        held: Floats = self.members.sum(axis=1)
        return held


@dataclass(frozen=True, kw_only=True, slots=True)
class _Hashed:
    """A text's n-grams by kind: of two characters, three, …, words, pairs of words."""

    points: Hashes
    places: Sequence[Integers]  # where the n-grams of characters begin, by order
    words: WordGrams
    hashes: Sequence[Hashes]  # by kind

    @classmethod
    def of(cls, low: str) -> _Hashed:
        points = code_points(low)
        characters, words = character_grams(points), word_grams(points)
        return cls(
            points=points,
            places=[places for _, places in characters],
            words=words,
            hashes=[*(hashes for hashes, _ in characters), words.single, words.pairs],
        )


def grams_without(low: str, stretches: Sequence[Span], bits: int) -> GramSets:
    """Return the n-grams of a lowered text, of an empty one, and of the text with a blank in place of each stretch.

    The stretches are sentences as `features.sentences` gives them: no word reaches over their ends.
    """
    text = _Hashed.of(low)
    keys = bucket(np.concatenate(text.hashes), bits).astype(np.int64)
    buckets, numbers, counts = np.unique(keys, return_inverse=True, return_counts=True)
    starts, ends = np.array(stretches, np.int64).reshape(-1, 2).T + 1  # a blank stands before the text
    first, last = np.searchsorted(text.words.starts, starts), np.searchsorted(text.words.starts, ends)
    rows, gone = _gone(text, starts, ends, first, last)
    lost = np.bincount(rows * len(buckets) + numbers[gone], minlength=len(starts) * len(buckets))
    left = lost.reshape(len(starts), len(buckets)) < counts
    whole = np.ones((1, len(buckets)), np.bool_)
    rows, come = _come(text, starts, ends, first, last)
    return _with(buckets, np.concatenate([whole, ~whole, left]), rows, bucket(come, bits).astype(np.int64), bits)


def _gone(
    text: _Hashed, starts: Integers, ends: Integers, first: Integers, last: Integers
) -> tuple[Integers, Integers]:
    """Return (stretch, number of an n-gram) for each n-gram that reaches into a stretch."""
    low = [np.searchsorted(at, starts - order + 1) for order, at in enumerate(text.places, 2)]
    high = [np.searchsorted(at, ends) for at in text.places]
    before = np.maximum(first - 1, 0)  # the pair with the last word before it
    pairs = np.where(first == last, before, np.minimum(last, len(text.words.pairs)))
    offsets = np.cumsum([0, *map(len, text.hashes[:-1])])[:, None]
    begin = (np.stack([*low, first, before]) + offsets).ravel()
    sizes = (np.stack([*high, last, pairs]) + offsets).ravel() - begin
    numbers = np.arange(sizes.sum()) + np.repeat(begin - np.cumsum(sizes) + sizes, sizes)
    return np.repeat(np.tile(np.arange(len(starts)), len(text.hashes)), sizes), numbers


def _come(text: _Hashed, starts: Integers, ends: Integers, first: Integers, last: Integers) -> tuple[Integers, Hashes]:
    """Return (row of the sets, hash) for each n-gram that the blank in place of a stretch brings."""
    found = [(1, _TWO_BLANKS)]
    for row, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True), 2):
        before, after = (
            text.points[max(0, start - _LONGEST) : start].tolist(),
            text.points[end : end + _LONGEST].tolist(),
        )
        found += [(row, one) for one in (*_before(before), *_after(after))]
    single = text.words.single
    joined = np.flatnonzero((first > 0) & (first < last) & (last < len(single)))
    pairs = paired(single[first[joined] - 1], single[last[joined]])
    rows = np.concatenate([np.array([row for row, _ in found], np.int64), joined + 2])
    return rows, np.concatenate([np.array([one for _, one in found], np.uint64), pairs])


def _before(points: list[int]) -> Iterator[int]:
    """Yield the n-grams that end with a blank behind some characters; none holds another blank but at its beginning."""
    for size in range(1, len(points) + 1):
        yield _TWO_BLANKS if points[-1] == _BLANK else _hash([*points[-size:], _BLANK])
        if points[-size] == _BLANK:
            return


def _after(points: list[int]) -> Iterator[int]:
    """Yield the n-grams that begin with a blank before some characters."""
    for size in range(1, len(points) + 1):
        yield _TWO_BLANKS if points[0] == _BLANK else _hash([_BLANK, *points[:size]])
        if points[size - 1] == _BLANK:
            return


def _hash(points: list[int]) -> int:
    return seeded(len(points), points)


_TWO_BLANKS = _hash([_BLANK, _BLANK])


def _with(buckets: Integers, left: NDArray[np.bool_], rows: Integers, come: Integers, bits: int) -> GramSets:
    """Return the sets with what came to each, in columns of its own where the text itself has no such bucket."""
    place = np.minimum(np.searchsorted(buckets, come), len(buckets) - 1)
    known = buckets[place] == come
    new, column = np.unique(come[~known], return_inverse=True)
    members = np.zeros((len(left), len(buckets) + len(new)), np.float32)
    members[:, : len(buckets)] = left
    members[rows[known], place[known]] = 1
    members[rows[~known], len(buckets) + column] = 1
    return GramSets(buckets=np.concatenate([buckets, new]), members=members, bits=bits)
