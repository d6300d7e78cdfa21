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
Hashes = NDArray[np.uint64]

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
#: Powers that are worked out once: enough for a mail.
_KNOWN_POWERS = 1 << 13


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
    words = word_grams(points)
    alike = owner[words.starts[:-1]] == owner[words.starts[1:]]  # a pair does not reach from one text into the next
    parts = [(hashes, owner[places]) for hashes, places in character_grams(points, owner)]
    parts += [(words.single, owner[words.starts]), (words.pairs[alike], owner[words.starts[:-1]][alike])]
    keys = np.concatenate(
        [(owners << bits).astype(np.uint32) | bucket(hashes, bits).astype(np.uint32) for hashes, owners in parts]
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


def seeded(order: int, points: Sequence[int]) -> int:
    """Return the hash of one n-gram of characters, `order` of them: what `character_grams` gives for it."""
    value = 0
    for point in points:
        value = value * int(_BASE) + point
    return (value + int(_seed(order))) % 2**64


def bucket(hashes: Hashes, bits: int) -> Hashes:
    """Return the buckets of hashes, the best mixed bits of each."""
    return (hashes * _STIR) >> np.uint64(64 - bits)


def code_points(low: str) -> Hashes:
    """Return the code points of a text between two blanks; every digit counts as 0."""
    raw = f" {low} ".encode("utf-32-le", errors="replace")
    points = np.frombuffer(raw, dtype=np.uint32).astype(np.uint64)
    return np.where((points >= 48) & (points <= 57), np.uint64(48), points)


def _code_points(lows: Sequence[str]) -> tuple[Hashes, Integers]:
    points = code_points("  ".join(lows))
    return points, np.repeat(np.arange(len(lows)), [len(low) + 2 for low in lows])


def character_grams(points: Hashes, owner: Integers | None = None) -> list[tuple[Hashes, Integers]]:
    """Return hashes and places for each order, each from the one before: h(n) = h(n-1) * base + next code point.

    `owner` numbers the text of each code point, where there is more than one text.
    """
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
            places = np.flatnonzero(~crossing)
        else:
            crossing = crossing[:size]
            places = np.arange(size) if owner is None else np.flatnonzero(owner[:size] == owner[1:])
        found.append((polynomial[places] + _seed(order), places))
    return found


@cache
def _seed(order: int) -> np.uint64:
    return np.uint64(int(_SALT[order]) * pow(int(_BASE), order, 2**64) % 2**64)


@cache
def _breaks() -> NDArray[np.bool_]:
    """Return, for each code point of the basic plane, whether it separates words."""
    return np.array([not (chr(point).isalnum() or point == 39) for point in range(0x10000)])


@dataclass(frozen=True, kw_only=True, slots=True)
class WordGrams:
    """The words of texts: where each stands, what each hashes to, and each with the next one."""

    starts: Integers
    ends: Integers
    single: Hashes
    pairs: Hashes  # one less than words


def word_grams(points: Hashes) -> WordGrams:
    """Return the words between blanks and marks, and their pairs."""
    blank = _breaks()[np.minimum(points, np.uint64(0xFFFF)).astype(np.int64)]
    starts = np.flatnonzero(blank[:-1] & ~blank[1:]) + 1
    if not len(starts):
        return WordGrams(starts=starts, ends=starts, single=np.zeros(0, np.uint64), pairs=np.zeros(0, np.uint64))
    ends = np.flatnonzero(~blank[:-1] & blank[1:]) + 1
    powers, inverses = _powers(len(points))
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(np.where(blank, np.uint64(0), points + 1) * powers)])
    single = (sums[ends] - sums[starts]) * inverses[starts] + _SALT[0]
    return WordGrams(starts=starts, ends=ends, single=single, pairs=paired(single[:-1], single[1:]))


def paired(first: Hashes, second: Hashes) -> Hashes:
    """Return the hashes of pairs of words."""
    return first * _BASE + second + _SALT[1]


def _powers(size: int) -> tuple[Hashes, Hashes]:
    """Return the powers of the base from the first on, and one more of its inverse."""
    powers, inverses = _first_powers() if size < _KNOWN_POWERS else _reckoned(size + 1)
    return powers[:size], inverses[: size + 1]


@cache
def _first_powers() -> tuple[Hashes, Hashes]:
    return _reckoned(_KNOWN_POWERS)


def _reckoned(count: int) -> tuple[Hashes, Hashes]:
    powers: Hashes = np.cumprod(np.full(count, _BASE), dtype=np.uint64)
    inverses: Hashes = np.cumprod(np.full(count, _INVERSE), dtype=np.uint64)
    return powers, inverses
