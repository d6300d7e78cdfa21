"""Cutting a text into the pieces of a student's vocabulary: a unigram model (Kudo 2018), the likeliest cut of each word.

Pieces never cross a blank, so each word is cut on its own; the cost is linear in the length of the text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

#: Stands before a word in place of its blank.
BLANK = "\u2581"
#: Numbers of the marks before and after a text, and of a character that no piece holds.
BEGIN, END, UNKNOWN = 0, 2, 3

#: Characters of a text that are looked at; more of it is read at its beginning and end only.
_LONGEST = 2400
#: Words up to this length are remembered; a wall of letters would only fill the memory.
_REMEMBERED = 24
_NEVER = -1e30


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Pieces:
    """A vocabulary of pieces: number and log probability of each."""

    known: Mapping[str, tuple[int, float]]
    longest: int  # characters of the longest piece
    unknown: float  # log probability of a character that no piece holds


def piece_ids(pieces: Pieces, text: str, most: int) -> list[int]:
    """Return the numbers of a text's pieces between `BEGIN` and `END`, at most `most` in all.

    Of a longer text the first and the last pieces are kept, half each.
    """
    plain = unicodedata.normalize("NFKC", _ends(text))
    found: list[int] = []
    for word in _ends(plain).split():
        found += _remembered(pieces, word) if len(word) <= _REMEMBERED else _cut(pieces, BLANK + word)
    if len(found) > most - 2:
        half = (most - 2) // 2
        found = found[:half] + found[-(most - 2 - half) :]
    return [BEGIN, *found, END]


def _ends(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST // 2] + " " + text[-_LONGEST // 2 :]


@lru_cache(maxsize=16384)
def _remembered(pieces: Pieces, word: str) -> tuple[int, ...]:
    return tuple(_cut(pieces, BLANK + word))


def _cut(pieces: Pieces, word: str) -> list[int]:
    """Return the likeliest cut (Viterbi 1967)."""
    size, longest, known = len(word), pieces.longest, pieces.known
    best = [0.0] + [_NEVER] * size
    came = [(UNKNOWN, 0)] * (size + 1)  # the piece that ends here, and where it starts
    for start in range(size):
        so_far = best[start]
        for end in range(start + 1, min(size, start + longest) + 1):
            piece = known.get(word[start:end])
            if piece is not None and so_far + piece[1] > best[end]:
                best[end], came[end] = so_far + piece[1], (piece[0], start)
        if so_far + pieces.unknown > best[start + 1]:
            best[start + 1], came[start + 1] = so_far + pieces.unknown, (UNKNOWN, start)
    found, end = [], size
    while end:
        piece_id, end = came[end]
        found.append(piece_id)
    return found[::-1]
