"""A text made ready for looking up: folded once, cut into words and sentences once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from copy import copy
from functools import cached_property

from mailbot.model.heat import Span
from mailbot.triage.cues import UNSPACED, fold, keep_tones

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^.!?。！？\n]*(?:[.!?。！？]+(?=\s|$|[」』\"'’”)])|[.!?。！？]*\n+|[!?。！？]+|\.(?=\S)|$)")
_MARKED = re.compile(r"[^\x00-\x7f]")
_LETTER = re.compile(r"[^\W\d_]")
#: Vietnamese with fewer marked letters than this was typed without marks.
_BARE_SHARE = 0.04

#: Where a word begins, and the word as folded.
Placed = tuple[int, str]


class Page:
    """A text with what every search of it needs. Spans point into `text`."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.folded = fold(text, language)

    def read_as(self, language: str) -> Page:
        """Return the same text as a page of another language; what was found out about it is kept where it holds."""
        if language == self.language:
            return self
        if (language in UNSPACED) != (self.language in UNSPACED):
            return Page(self.text, language)
        page = copy(self)
        page.language = language
        return page

    @cached_property
    def exact(self) -> str | None:
        """The text with the accents of Vietnamese, where they tell words apart and the writer used them."""
        letters = len(_LETTER.findall(self.text))
        return keep_tones(self.text) if letters and len(_MARKED.findall(self.text)) > letters * _BARE_SHARE else None

    @cached_property
    def placed(self) -> Sequence[Placed]:
        """The folded words with their places, in order; scripts without blanks: each character with the one after it."""
        if self.language in UNSPACED:
            return [(at, self.folded[at : at + 2]) for at in range(len(self.folded))]
        return [(found.start(), found[0]) for found in _WORD.finditer(self.folded)]

    @cached_property
    def exact_placed(self) -> Sequence[Placed]:
        """The words of the text with its accents: cut there, spelled as folded."""
        found = [match.span() for match in _WORD.finditer(self.exact or "")]
        return [(start, self.folded[start:end]) for start, end in found]

    @cached_property
    def words(self) -> frozenset[str]:
        """The folded words, each once."""
        return frozenset(_WORD.findall(self.folded))

    @cached_property
    def sentences(self) -> Sequence[Span]:
        """Half-open ranges of the sentences, in order."""
        return [found.span() for found in _SENTENCE.finditer(self.text) if found[0].strip()]

    @cached_property
    def _sentence_starts(self) -> Sequence[int]:
        return [start for start, _ in self.sentences]

    def sentence_at(self, position: int) -> Span:
        """Return the sentence that holds a position; the whole text when there is none."""
        number = bisect_right(self._sentence_starts, position) - 1
        if number >= 0 and position < self.sentences[number][1]:
            return self.sentences[number]
        return (0, len(self.text))
