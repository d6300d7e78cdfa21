"""A text taken apart word by word, so that what it is without one of its sentences needs no second reading.

Words, their vectors and the phrases they begin stay what they are when a sentence goes, but for the phrases that could
reach into it: those are looked for again. The numbers are exactly those of the shortened text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from mailbot.model.heat import Span
from mailbot.triage.features import lowered, sentences, surface, words
from mailbot.triage.features_cues import CueIndex, Hit, cue_vector, cues_by_word, reads_accents
from mailbot.triage.features_vectors import WordVectors, rows_by_word


@dataclass(frozen=True, kw_only=True, slots=True)
class Dense:
    """What a text is made of, ready to become numbers."""

    low: str
    leading: Sequence[float]  # cues and surface
    rows: Sequence[int]  # of its words in the table of word vectors


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Parts:
    """A text with its words, and what each of them brings."""

    text: str
    low: str
    spans: Sequence[Span]  # of the words
    hits: Sequence[list[Hit]]  # phrases that begin with each word
    rows: Sequence[Sequence[int]]  # word vectors of each word
    sentences: int
    accented: bool  # how the phrases of a tonal language were looked for
    index: CueIndex
    tonal: bool

    def whole(self) -> Dense:
        """Return the numbers of the text itself."""
        return self._dense(self.text, self.low, self.spans, self.hits, self.rows, self.sentences)

    def without(self, start: int, end: int) -> Dense:
        """Return the numbers of the text with a blank in place of one of its `features.sentences`."""
        text, low = (f"{whole[:start]} {whole[end:]}" for whole in (self.text, self.low))
        first = bisect_left(self.spans, (start, start))
        last = bisect_left(self.spans, (end, end))
        shift = 1 - (end - start)
        spans = [*self.spans[:first], *((begin + shift, stop + shift) for begin, stop in self.spans[last:])]
        hits = [*self.hits[:first], *self.hits[last:]]
        if self.tonal and reads_accents(low) != self.accented:
            hits = cues_by_word(self.index, low, spans, tonal=True)
        else:
            near = first
            while near and self.spans[near - 1][1] + self.index.longest >= start:
                near -= 1
            hits[near:first] = cues_by_word(self.index, low, spans, tonal=self.tonal, of=range(near, first))
        rows = [*self.rows[:first], *self.rows[last:]]
        return self._dense(text, low, spans, hits, rows, self.sentences - 1)

    @staticmethod
    def _dense(
        text: str,
        low: str,
        spans: Sequence[Span],
        hits: Sequence[Sequence[Hit]],
        rows: Sequence[Sequence[int]],
        sentence_count: int,
    ) -> Dense:
        found = [hit for part in hits for hit in part]
        leading = [*cue_vector(found), *surface(text, low, list(spans), sentence_count)]
        return Dense(low=low, leading=leading, rows=[row for part in rows for row in part])


def parts_of(text: str, index: CueIndex, vectors: WordVectors, *, tonal: bool) -> Parts:
    """Take a text apart."""
    low = lowered(text)
    spans = words(low)
    return Parts(
        text=text,
        low=low,
        spans=spans,
        hits=cues_by_word(index, low, spans, tonal=tonal),
        rows=rows_by_word(vectors, low, spans),
        sentences=len(sentences(text)),
        accented=tonal and reads_accents(low),
        index=index,
        tonal=tonal,
    )
