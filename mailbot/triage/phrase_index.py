"""Which of many phrases may stand in a text, told by the beginnings of its words, and where they do stand.

A mail is some sixty words, a lexicon some fifteen hundred patterns; tried one by one they cost a hundred times what the
few cost that can match at all. So each word of the text is looked up once. A phrase is tried where

1. one of the beginnings that it is filed under (its rarest word) begins a word of the text,
2. each of its other words does so too (`Cue.needs`), and then
3. only at the words that begin as the phrase does (`Cue.heads`).

The search stays exact: `needs` and `heads` are what *every* match of the pattern has, read off the phrase itself, and
what cannot be read off is not asked for. tests/unit/signals/test_phrase_index.py compares with the plain search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mailbot.model.heat import Span
from mailbot.triage.cues import KEY, Cue
from mailbot.triage.page import Page, Placed
from mailbot.triage.sought import Sought

#: Words remembered an index; the rest are cut into their beginnings each time.
_REMEMBERED = 50_000

#: Where words begin in a text, in order, by their beginnings.
Starts = Mapping[str, Sequence[int]]


class PhraseIndex:
    """The phrases of one language, filed by the beginnings of their words. Shared by threads: it only learns words."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        cues = tuple(cues)
        filed: dict[str, list[Cue]] = {}
        for cue in cues:
            for key in cue.keys:
                filed.setdefault(key, []).append(cue)
        self._filed: Mapping[str, tuple[Cue, ...]] = {key: tuple(group) for key, group in filed.items()}
        self._always = tuple(cue for cue in cues if not cue.keys)
        #: Beginnings that any phrase asks for; a text's other beginnings tell nothing.
        self._telling = frozenset(key for cue in cues for keys in (*cue.needs, cue.heads) for key in keys)
        self._known: dict[str, tuple[str, ...]] = {}

    def find(self, page: Page) -> Iterator[tuple[Cue, Sequence[Span]]]:
        """Yield each phrase that stands on a page, once, with what `finditer` of its pattern would give."""
        bare = page.language == "vi" and page.exact is None
        exact = None if bare or page.language != "vi" else page.exact
        starts = self.starts(page.placed)
        places = starts if exact is None else self.starts(page.exact_placed)
        text = page.folded if exact is None else exact
        for cue in self.candidates(starts):
            spans = matches(cue, cue.sought(exact=exact is not None), text, places)
            if spans and (kept := [span for span in spans if _telling(text, span)] if bare else spans):
                yield cue, kept

    def candidates(self, starts: Starts) -> Iterator[Cue]:
        """Yield each phrase that may match a text with these beginnings, once."""
        present = frozenset(starts)
        found = {id(cue): cue for key in self._filed.keys() & present for cue in self._filed[key]}
        for cue in found.values():
            for needed in cue.needs[1:]:  # a plain loop: this runs a hundred times a text
                if present.isdisjoint(needed):
                    break
            else:
                yield cue
        yield from self._always

    def starts(self, placed: Sequence[Placed]) -> Starts:
        """Return where the telling beginnings of words stand."""
        known, starts = self._known, dict[str, list[int]]()
        for at, word in placed:
            beginnings = known.get(word)
            if beginnings is None:
                beginnings = self._learnt(word)
            for key in beginnings:
                if key in starts:
                    starts[key].append(at)
                else:
                    starts[key] = [at]
        return starts

    def _learnt(self, word: str) -> tuple[str, ...]:
        beginnings = tuple(word[:end] for end in range(1, min(KEY, len(word)) + 1) if word[:end] in self._telling)
        if len(self._known) < _REMEMBERED:
            self._known[word] = beginnings
        return beginnings


def matches(cue: Cue, sought: Sought, text: str, starts: Starts) -> Sequence[Span]:
    """Return what `pattern.finditer` would; it is tried only where a word begins as the cue does, a tenth of the time."""
    if not cue.heads:
        return [found.span() for found in sought.finditer(text)]
    groups = [starts[head] for head in cue.heads if head in starts]
    match, spans, done = sought.pattern.match, [], 0
    for at in groups[0] if len(groups) == 1 else sorted(set().union(*groups)):
        if at >= done and (found := match(text, at)):
            spans.append(found.span())
            done = found.end()
    return spans


def _telling(text: str, span: Span) -> bool:
    """Tell whether Vietnamese without marks says enough: one syllable may be any of a dozen words."""
    return span[1] - span[0] >= 6 and text.count(" ", *span) >= 1
