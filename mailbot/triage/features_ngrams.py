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

#: Bits of the hash that the shipped tables need.
BITS = 18
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
    bits: int  # a bucket's number of bits; the first of them are the bucket among fewer


#: Texts hashed at once: their arrays stay in the processor's cache, and a key fits into 32 bits.
_CHUNK = 64


def grams(lows: Sequence[str], bits: int) -> Grams:
    """Return the n-grams of lowered texts, hashed into 2**bits buckets (bits at most 24).

    Character n-grams do not cross blanks; words count alone and in pairs.
    """
    parts = [_chunk(lows[start : start + _CHUNK], bits) for start in range(0, len(lows), _CHUNK)]
    return Grams(
        buckets=np.concatenate([part.buckets for part in parts] or [np.zeros(0, np.int64)]),
        counts=np.concatenate([part.counts for part in parts] or [np.zeros(0, np.int64)]),
        bits=bits,
    )


def _chunk(lows: Sequence[str], bits: int) -> Grams:
    points, owner = _code_points(lows)
    parts = [*_character_grams(points, owner), *_word_grams(points, owner)]
    shift = np.uint64(64 - bits)
    keys = np.concatenate(
        [(owners << bits).astype(np.uint32) | ((hashes * _STIR) >> shift).astype(np.uint32) for hashes, owners in parts]
    )
    keys.sort()
    first = np.ones(len(keys), np.bool_)
    first[1:] = keys[1:] != keys[:-1]
    kept = keys[first].astype(np.int64)
    return Grams(
        buckets=kept & ((1 << bits) - 1),
        counts=np.bincount(kept >> bits, minlength=len(lows)).astype(np.int64),
        bits=bits,
    )


def _code_points(lows: Sequence[str]) -> tuple[NDArray[np.uint64], Integers]:
    padded = [f" {low} " for low in lows]
    raw = "".join(padded).encode("utf-32-le", errors="replace")
    points = np.frombuffer(raw, dtype=np.uint32).astype(np.uint64)
    points = np.where((points >= 48) & (points <= 57), np.uint64(48), points)  # every digit counts as 0
    owner = np.repeat(np.arange(len(padded)), [len(text) for text in padded])
    return points, owner


def _character_grams(points: NDArray[np.uint64], owner: Integers) -> list[tuple[NDArray[np.uint64], Integers]]:
    """Return hashes and owners for each order, each from the one before: h(n) = h(n-1) * base + next code point."""
    blank = points == 32
    polynomial, crossing = points, np.zeros(len(points), np.bool_)  # crossing: a blank strictly inside
    found = []
    for order in range(2, max(ORDERS) + 1):
        size = len(points) - order + 1
        if size <= 0:
            break
        polynomial = polynomial[:size] * _BASE + points[order - 1 :]
        if order > 2:
            crossing = crossing[:size] | blank[order - 2 : order - 2 + size]
            keep = ~crossing
        else:
            crossing = crossing[:size]
            keep = owner[:size] == owner[1:]
        found.append((polynomial[keep] + _seed(order), owner[:size][keep]))
    return found


@cache
def _seed(order: int) -> np.uint64:
    return np.uint64(int(_SALT[order]) * pow(int(_BASE), order, 2**64) % 2**64)


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
