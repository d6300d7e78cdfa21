"""Classes of words: who is spoken of, what is asked, denied, given, all in one small alphabet for every language.

A class gathers the words of one language that play the same part in a sentence ("only, merely, just"); what a sentence
is then looks alike in all languages, and what was learnt of it in one holds in the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

_TOKEN = re.compile(r"[^\W_]+")
_ENTRY = re.compile(r"[^\W_]+\*?")
#: Words whose entries are remembered.
_REMEMBERED = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A word, or some, of a class in a folded text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    name: str
    more: tuple[tuple[str, bool], ...] = ()  # the words after the first, and whether more letters may follow

    def goes_on(self, tokens: list[str], at: int) -> bool:
        """Tell whether the words after the first one stand from a place on."""
        if at + len(self.more) > len(tokens):
            return False
        for (word, open_), token in zip(self.more, tokens[at:], strict=False):
            if token != word and not (open_ and token.startswith(word)):
                return False
        return True


class WordClasses:
    """The classes of one language, filed for one pass over a text."""

    def __init__(self, classes: Mapping[str, tuple[str, ...]], *, spaced: bool = True) -> None:
        """File folded entries by class; `spaced`: words are parted by blanks, and `*` stands for any ending."""
        self.spaced = spaced
        self.names = frozenset(classes)
        self._whole: dict[str, list[_Entry]] = {}
        self._begun: dict[str, list[_Entry]] = {}
        self._runs: list[tuple[str, str]] = []
        for name, entries in classes.items():
            for entry in entries:
                self._file(name, entry)
        self._lengths = sorted({len(begun) for begun in self._begun})
        self._known: dict[str, tuple[_Entry, ...]] = {}

    def _file(self, name: str, entry: str) -> None:
        if not self.spaced:
            self._runs.append((entry, name))
            return
        first, *more = ((part.rstrip("*"), part.endswith("*")) for part in _ENTRY.findall(entry))
        filed = self._begun if first[1] else self._whole
        filed.setdefault(first[0], []).append(_Entry(name=name, more=tuple(more)))

    def find(self, folded: str) -> list[Found]:
        """Return where words of the classes stand, by place."""
        found = self._in_words(folded) if self.spaced else self._in_runs(folded)
        return sorted(found, key=lambda one: (one.start, one.end))

    def _in_words(self, folded: str) -> Iterator[Found]:
        places = [match.span() for match in _TOKEN.finditer(folded)]
        tokens = [folded[start:end] for start, end in places]
        known = self._known
        for at, token in enumerate(tokens):
            found = known.get(token)
            if found is None:
                found = self._looked_up(token)
            for entry in found:
                if not entry.more or entry.goes_on(tokens, at + 1):
                    yield Found(name=entry.name, start=places[at][0], end=places[at + len(entry.more)][1])

    def _looked_up(self, token: str) -> tuple[_Entry, ...]:
        """Return the entries that begin with a word; the words of a language that replies use are remembered."""
        begun = (self._begun.get(token[:length], ()) for length in self._lengths if length <= len(token))
        found = (*self._whole.get(token, ()), *chain.from_iterable(begun))
        if len(self._known) < _REMEMBERED:
            self._known[token] = found
        return found

    def _in_runs(self, folded: str) -> Iterator[Found]:
        for run, name in self._runs:
            at = folded.find(run)
            while at >= 0:
                yield Found(name=name, start=at, end=at + len(run))
                at = folded.find(run, at + len(run))
