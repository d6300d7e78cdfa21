"""Cutting a text into pieces: the likeliest cut, bounded work, any input."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from mailbot.adapters.student import pieces_of
from mailbot.triage.pieces import BEGIN, END, UNKNOWN, piece_ids

MARKS = ["<s>", "<pad>", "</s>", "<unk>"]
WORDS = ["\u2581", "a", "b", "c", "ab", "\u2581ab", "abc", "bc", "\u2581a"]
SCORES = np.array([0, 0, 0, 0, -4, -3, -3.5, -3.25, -2.5, -4.5, -6, -5, -5.25], np.float32)
PIECES = pieces_of(MARKS + WORDS, SCORES)


def _best(word: str) -> float:
    """Return the log probability of the likeliest cut, by trying all of them."""
    best = -1e30
    for cuts in itertools.product([False, True], repeat=len(word) - 1):
        parts, start = [], 0
        for end, cut in enumerate([*cuts, True], 1):
            if cut:
                parts.append(word[start:end])
                start = end
        found = [PIECES.known.get(part) for part in parts]
        scores = [
            piece[1] if piece else PIECES.unknown if len(part) == 1 else -1e30
            for part, piece in zip(parts, found, strict=True)
        ]
        best = max(best, sum(scores))
    return best


@pytest.mark.parametrize("word", ["abc", "cab", "aabbcc", "abxba", "bcabca"])
def test_the_likeliest_cut_is_found(word: str) -> None:
    numbers = piece_ids(PIECES, word, 99)[1:-1]
    score_of = {number: score for number, score in PIECES.known.values()} | {UNKNOWN: PIECES.unknown}
    assert sum(score_of[number] for number in numbers) == pytest.approx(_best("\u2581" + word))


def test_of_a_long_text_both_ends_are_kept() -> None:
    numbers = piece_ids(PIECES, "a " * 500 + "c", 10)
    assert len(numbers) == 10
    assert (numbers[0], numbers[-1]) == (BEGIN, END)
    assert numbers[1] == PIECES.known["\u2581a"][0] and numbers[-2] == PIECES.known["c"][0]


@pytest.mark.parametrize("text", ["", " ", "\0\ud800", "ﷺ" * 6000, "abc" * 40_000, "怒" * 9_000])
def test_any_text_can_be_cut(text: str) -> None:
    numbers = piece_ids(PIECES, text, 160)
    assert 2 <= len(numbers) <= 160
    assert all(0 <= number < len(MARKS + WORDS) for number in numbers)
