"""Hashed character and word n-grams of many texts at once.

All hashes are polynomials over code points in wrapping 64-bit arithmetic, computed for the whole batch in a few
numpy passes; no Python loop runs over characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

#: Character n-grams inside a word and its two neighbours' blanks.
ORDERS = (2, 3, 4, 5)

_BASE = np.uint64(0x9E3779B97F4A7C15)
_INVERSE = np.uint64(pow(0x9E3779B97F4A7C15, -1, 2**64))
_STIR = np.uint64(0xFF51AFD7ED558CCD)
_SALT = tuple(np.uint64(0xC2B2AE3D27D4EB4F * (2 * k + 1) % 2**64) for k in range(8))


@dataclass(frozen=True, kw_only=True, slots=True)
class Grams:
    """The different n-grams of each text of a batch, one text after the other."""

    buckets: Integers  # ascending within a text, each once; shape (sum of counts,)
    counts: Integers  # n-grams of each text, shape (texts,)


def grams(lows: Sequence[str], bits: int) -> Grams:
    """Return the n-grams of lowered texts, hashed into 2**bits buckets.

    Character n-grams do not cross blanks; words count alone and in pairs.
    """
    points, owner = _code_points(lows)
    parts = [_character_grams(points, owner, order) for order in ORDERS]
    parts += _word_grams(points, owner)
    owners = np.concatenate([part[1] for part in parts])
    hashes = np.concatenate([part[0] for part in parts])
    mixed = ((hashes * _STIR) >> np.uint64(64 - bits)).astype(np.int64)
    keys = np.unique((owners.astype(np.int64) << bits) | mixed)
    counts = np.bincount(keys >> bits, minlength=len(lows)).astype(np.int64)
    return Grams(buckets=keys & ((1 << bits) - 1), counts=counts)


def _code_points(lows: Sequence[str]) -> tuple[NDArray[np.uint64], Integers]:
    padded = [f" {low} " for low in lows]
    raw = "".join(padded).encode("utf-32-le", errors="replace")
    points = np.frombuffer(raw, dtype=np.uint32).astype(np.uint64)
    points = np.where((points >= 48) & (points <= 57), np.uint64(48), points)  # every digit counts as 0
    owner = np.repeat(np.arange(len(padded)), [len(text) for text in padded])
    return points, owner


def _character_grams(points: NDArray[np.uint64], owner: Integers, order: int) -> tuple[NDArray[np.uint64], Integers]:
    size = len(points) - order + 1
    if size <= 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    hashes = np.full(size, _SALT[order], np.uint64)
    for offset in range(order):
        hashes = hashes * _BASE + points[offset : offset + size]
    blank = (points == 32).astype(np.int64)
    inner = np.concatenate([[0], np.cumsum(blank)])
    crossing = inner[order - 1 : order - 1 + size] - inner[1 : 1 + size]  # blanks strictly inside the n-gram
    keep = (crossing == 0) & (owner[:size] == owner[order - 1 :])
    return hashes[keep], owner[:size][keep]


@cache
def _breaks() -> NDArray[np.bool_]:
    """Return, for each code point of the basic plane, whether it separates words."""
    return np.array([not (chr(point).isalnum() or point == 39) for point in range(0x10000)])


def _word_grams(points: NDArray[np.uint64], owner: Integers) -> list[tuple[NDArray[np.uint64], Integers]]:
    blank = _breaks()[np.minimum(points, np.uint64(0xFFFF)).astype(np.int64)]
    starts = np.flatnonzero(blank[:-1] & ~blank[1:]) + 1
    if not len(starts):
        return [(np.zeros(0, np.uint64), np.zeros(0, np.int64))]
    ends = np.flatnonzero(~blank[:-1] & blank[1:]) + 1
    powers = np.cumprod(np.full(len(points), _BASE))
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(np.where(blank, np.uint64(0), points + 1) * powers)])
    inverses = np.cumprod(np.full(len(points) + 1, _INVERSE))
    single = (sums[ends] - sums[starts]) * inverses[starts] + _SALT[0]
    owners = owner[starts]
    neighbours = owners[:-1] == owners[1:]
    pairs = (single[:-1] * _BASE + single[1:] + _SALT[1])[neighbours]
    return [(single, owners), (pairs, owners[:-1][neighbours])]
