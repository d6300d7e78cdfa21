"""A text taken apart word by word, so that what it is without one of its sentences needs no second reading.

Words, their vectors and the phrases they begin stay what they are when a sentence goes, but for the phrases that could
reach into it: those are looked for again. The numbers are exactly those of the shortened text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from mailbot.model.heat import Span
from mailbot.triage.features import Counts, counts, folded, lowered, sentences, surface, words
from mailbot.triage.features_cues import CueIndex, Hit, cue_sums, cue_vector, cues_by_word, has_tones
from mailbot.triage.features_vectors import WordVectors, rows_by_word


@dataclass(frozen=True, kw_only=True, slots=True)
class Dense:
    """What a text is made of, ready to become numbers."""

    low: str
    leading: Sequence[float]  # cues and surface
    rows: Sequence[int]  # of its words in the table of word vectors


@dataclass(frozen=True, kw_only=True, slots=True)
class Rest:
    """What is left of a text without a stretch."""

    leading: Sequence[float]  # cues and surface
    gone: Span  # the words that went: the first of them, and the first behind them


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Parts:
    """A text with its words, and what each of them brings."""

    text: str
    low: str
    fold: str  # `low` without accents
    spans: Sequence[Span]  # of the words
    hits: Sequence[list[Hit]]  # phrases that begin with each word
    sums: Sequence[float]  # see `features_cues.cue_sums`
    rows: Sequence[Sequence[int]]  # word vectors of each word
    sentences: int
    counted: Counts
    accented: bool  # how the phrases of a tonal language were looked for
    index: CueIndex
    tonal: bool

    def whole(self) -> Dense:
        """Return the numbers of the text itself."""
        leading = [*cue_vector(self.sums), *surface(self.text, self.low, self.spans, self.sentences, self.counted)]
        return Dense(low=self.low, leading=leading, rows=[row for part in self.rows for row in part])

    def without(self, start: int, end: int) -> Rest:
        """Return the numbers of the text with a blank in place of one of its `features.sentences`."""
        text, low, fold = (f"{whole[:start]} {whole[end:]}" for whole in (self.text, self.low, self.fold))
        first = bisect_left(self.spans, (start, start))
        last = bisect_left(self.spans, (end, end))
        shift = 1 - (end - start)
        spans = [*self.spans[:first], *((begin + shift, stop + shift) for begin, stop in self.spans[last:])]
        if self.tonal and has_tones(low, fold) != self.accented:
            found = cue_sums(chain(*cues_by_word(self.index, low, spans, tonal=True, fold=fold)))
        else:
            near = first
            while near and self.spans[near - 1][1] + self.index.longest >= start:
                near -= 1
            again = cues_by_word(self.index, low, spans, tonal=self.tonal, of=range(near, first), fold=fold)
            found = cue_sums(chain(*again), cue_sums(chain(*self.hits[near:last]), self.sums, -1.0))
        counted = None
        if self._stands_apart(start, end):
            counted = self.counted.minus(counts(self.text, self.low, self.spans[first:last], start, end))
        leading = [*cue_vector(found), *surface(text, low, spans, self.sentences - 1, counted)]
        return Rest(leading=leading, gone=(first, last))

    def _stands_apart(self, start: int, end: int) -> bool:
        """Tell whether blanks stand around a stretch, so that nothing that is counted reaches over its ends."""
        before, after = self.low[start - 1 : start] if start else " ", self.low[end : end + 1] or " "
        return before == after == " "


def parts_of(text: str, index: CueIndex, vectors: WordVectors, *, tonal: bool) -> Parts:
    """Take a text apart."""
    low = lowered(text)
    fold, spans = low if low.isascii() else folded(low), words(low)
    hits = cues_by_word(index, low, spans, tonal=tonal, fold=fold)
    return Parts(
        text=text,
        low=low,
        fold=fold,
        spans=spans,
        hits=hits,
        sums=cue_sums(chain(*hits)),
        rows=rows_by_word(vectors, low, spans),
        sentences=len(sentences(text)),
        counted=counts(text, low, spans),
        accented=tonal and has_tones(low, fold),
        index=index,
        tonal=tonal,
    )
