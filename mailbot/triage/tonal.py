"""Cues of a language whose tone marks tell words apart: "vợ" (wife), "vỡ" (broken) and "vô" (into) are one word without them.

Wordings are written with their marks. A text that carries marks is read with them; one typed without is read without, and
then wordings of a single word are left out, for nobody can tell which word was meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mailbot.triage.folding import fold
from mailbot.triage.sought import Sought

_WORD = re.compile(r"[^\W\d_]+")
#: Share of a text's words with a mark from which it was typed with marks; three of four have one in running text.
_SHARE = 0.35


@lru_cache(maxsize=32)
def has_marks(text: str) -> bool:
    """Tell whether a text is typed with its tone marks."""
    words = _WORD.findall(text)
    marked = sum(1 for word in words if fold(word) != word.lower())
    return bool(words) and marked >= _SHARE * len(words)


@lru_cache(maxsize=32)
def reading(text: str) -> str:
    """Return a text as the cues are read on it, character by character: in small letters with its marks, or folded."""
    if not has_marks(text):
        return fold(text)
    low = text.lower()
    return low if len(low) == len(text) else "".join(char.lower()[0] for char in text)


class TonalCue:
    """Wordings with tone marks, looked for in a text with marks or without."""

    __slots__ = ("_bare", "_marked")

    def __init__(self, wordings: Sequence[str], *, loose: bool = False) -> None:
        """Take the wordings; `loose` keeps single words in a text without marks: company that harms nobody if wrong."""
        self._marked = _framed(wordings)
        told = [unmarked(wording) for wording in wordings if loose or " " in wording]
        self._bare = _framed(told) if told else None

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern that is looked for in a text with marks."""
        return self._marked.pattern

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield each match on `reading(text)`; spans are spans of the text."""
        cue = self._marked if has_marks(text) else self._bare
        return cue.finditer(reading(text)) if cue else iter(())

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match on `reading(text)`."""
        return next(self.finditer(text), None)

    def ends(self, text: str) -> bool:
        """Tell whether a text ends with one of the wordings, blanks aside."""
        return any(not text[match.end() :].strip() for match in self.finditer(text))


def _framed(wordings: Sequence[str]) -> Sought:
    return Sought(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)")


def unmarked(pattern: str) -> str:
    """Return a pattern without tone marks; what is no letter with a mark stays as it is."""
    bare = "".join(char for char in unicodedata.normalize("NFD", pattern) if not unicodedata.combining(char))
    return bare.replace("đ", "d")
