"""The words of a sentence and those side by side, as features: what a language says of its own that no class holds.

Written `en:word` and `en:word other`; Vietnamese, which writes in syllables, has three in a row too, and Japanese runs of two to
four characters instead. Endings are cut off, so that forms of a word are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"[\d\s]+")
#: Letters that are left of a word.
_STEM = 6
#: Characters in a row, of a language without blanks.
_RUNS = (2, 3, 4)
#: Characters of a sentence that are read; a wall of letters would only take time.
_LONGEST = 1200


def ngrams(sentence: str, code: str) -> Iterator[str]:
    """Yield the features of a folded sentence in a language, in no order and some more than once."""
    if code == "ja":
        plain = _NUMBER.sub("0", sentence[:_LONGEST])
        for length in _RUNS:
            yield from (f"ja:{plain[at : at + length]}" for at in range(len(plain) - length + 1))
        return
    words = _WORD.findall(sentence[:_LONGEST])
    if code != "vi":
        words = [word[:_STEM] for word in words]
    begun = [f"{code}:{word}" for word in words]
    pairs = [f"{one} {two}" for one, two in zip(begun, words[1:], strict=False)]
    yield from begun
    yield from pairs
    if code == "vi":
        yield from (f"{pair} {word}" for pair, word in zip(pairs, words[2:], strict=False))
