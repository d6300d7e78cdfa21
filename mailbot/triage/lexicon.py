"""A language's cues as one value, and the page they are looked for on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from mailbot.errors import TemplateError
from mailbot.model.heat import Span
from mailbot.triage.cues import UNSPACED, Cue, compile_cue, fold, keep_tones, split, starts_of

#: Cues of this ending speak against the family of the same name, within the same sentence.
UNLESS = ".unless"

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^.!?。！？\n]*(?:[.!?。！？]+(?=\s|$|[」』\"'’”)])|[.!?。！？]*\n+|[!?。！？]+|\.(?=\S)|$)")
_MARKED = re.compile(r"[^\x00-\x7f]")
_LETTER = re.compile(r"[^\W\d_]")
#: Vietnamese with fewer marked letters than this was typed without marks.
_BARE_SHARE = 0.04


@dataclass(frozen=True, kw_only=True, slots=True)
class Lexicon:
    """The cues of one language."""

    language: str  # ISO 639-1
    index: Mapping[str, tuple[Cue, ...]] = field(default_factory=dict, repr=False)  # key -> cues
    always: tuple[Cue, ...] = field(default=(), repr=False)  # cues without a key
    families: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()  # folded everyday words by which a sentence of the language is known

    def candidates(self, keys: frozenset[str], only: frozenset[str] | None = None) -> Iterable[Cue]:
        """Yield each cue (or only those of some families) that may match a text with these keys, once."""
        found = {id(cue): cue for key in keys & self.index.keys() for cue in self.index[key]}
        for cue in (*found.values(), *self.always):
            if only is not None and cue.family.removesuffix(UNLESS) not in only:
                continue
            for needed in cue.needs[1:]:  # a plain loop: this runs a thousand times a text
                if keys.isdisjoint(needed):
                    break
            else:
                yield cue


class Page:
    """A text made ready for looking up: folded, cut into words and sentences. Spans point into `text`."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.folded = fold(text, language)

    def read_as(self, language: str) -> Page:
        """Return the same text as a page of another language; what was found out about it is kept where it holds."""
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
    def words(self) -> list[str]:
        """The folded words in order."""
        return _WORD.findall(self.folded)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The beginnings of words that cues are chosen by."""
        return frozenset(self.starts)

    @cached_property
    def starts(self) -> Mapping[str, Sequence[int]]:
        """Where words begin, by their beginnings."""
        return starts_of(self.folded, self.folded, self.language)

    @cached_property
    def exact_starts(self) -> Mapping[str, Sequence[int]]:
        """Where the words of the text with its accents begin."""
        return starts_of(self.exact or "", self.folded, self.language)

    @cached_property
    def sentences(self) -> list[Span]:
        """Half-open ranges of the sentences."""
        return [found.span() for found in _SENTENCE.finditer(self.text) if found[0].strip()]

    def sentence_at(self, position: int) -> Span:
        """Return the sentence that holds a position; the whole text when there is none."""
        return next(((start, end) for start, end in self.sentences if start <= position < end), (0, len(self.text)))

    def spans(self, cue: Cue) -> list[Span]:
        """Return where a cue matches."""
        if cue.language == "vi":
            if self.exact is not None:
                return [found.span() for found in _matches(cue, cue.pattern(exact=True), self.exact, self.exact_starts)]
            bare = _matches(cue, cue.pattern(), self.folded, self.starts)
            return [found.span() for found in bare if _telling(found[0])]
        return [found.span() for found in _matches(cue, cue.pattern(), self.folded, self.starts)]


def _matches(
    cue: Cue, pattern: re.Pattern[str], text: str, starts: Mapping[str, Sequence[int]]
) -> Iterator[re.Match[str]]:
    """Yield what `pattern.finditer` would; it is tried only where a word begins as the cue does, a tenth of the time."""
    if not cue.heads:
        yield from pattern.finditer(text)
        return
    done = 0
    for at in sorted({at for head in cue.heads & starts.keys() for at in starts[head]}):
        if at >= done and (found := pattern.match(text, at)):
            yield found
            done = found.end()


def _telling(match: str) -> bool:
    """Tell whether Vietnamese without marks says enough: one syllable may be any of a dozen words."""
    return match.count(" ") >= 1 and len(match) >= 6


#: Where each family was found, in order of appearance.
Hits = Mapping[str, tuple[Span, ...]]


def build_lexicon(language: str, table: Mapping[str, Mapping[str, object]]) -> Lexicon:
    """Build a lexicon from `{"words": {name: alternatives}, family: {"cues": [...], "unless": [...]}}`.

    Raises:
        TemplateError: a cue cannot be read; names language, family and cue.
    """
    words = {name: str(value) for name, value in table.get("words", {}).items()}
    cues = [
        cue for family, entry in table.items() if family != "words" for cue in _cues(language, family, entry, words)
    ]
    index: dict[str, list[Cue]] = {}
    for cue in cues:
        for key in cue.keys:
            index.setdefault(key, []).append(cue)
    return Lexicon(
        language=language,
        index=MappingProxyType({key: tuple(group) for key, group in index.items()}),
        always=tuple(cue for cue in cues if not cue.keys),
        families=frozenset(cue.family for cue in cues),
        common=frozenset(fold(words.get("common", ""), language).split("|")) - {""},
    )


def _cues(language: str, family: str, entry: Mapping[str, object], words: Mapping[str, str]) -> list[Cue]:
    sources = [(family, source) for source in _strings(entry.get("cues", ()))]
    sources += [(family + UNLESS, source) for source in _strings(entry.get("unless", ()))]
    return [_cue(name, part, language, words) for name, source in sources for part in split(source)]


def _strings(value: object) -> Sequence[str]:
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else []


def _cue(family: str, source: str, language: str, words: Mapping[str, str]) -> Cue:
    try:
        return compile_cue(family, source, language=language, words=words)
    except (KeyError, ValueError) as error:
        raise TemplateError(
            f"The cue {source!r} of {family} in the {language} lexicon cannot be read: {error}."
        ) from error


def scan(page: Page, lexicon: Lexicon, *, only: frozenset[str] | None = None) -> Hits:
    """Return where each family (or only some) occurs on a page; what its own counter-cues speak against is left out."""
    raw: dict[str, list[Span]] = {}
    for cue in lexicon.candidates(page.keys, only):
        if spans := page.spans(cue):
            raw.setdefault(cue.family, []).extend(spans)
    found = {family: _kept(page, spans, raw.get(family + UNLESS, [])) for family, spans in raw.items()}
    return {family: spans for family, spans in found.items() if spans and not family.endswith(UNLESS)}


def _kept(page: Page, spans: list[Span], against: list[Span]) -> tuple[Span, ...]:
    barred = {page.sentence_at(start) for start, _ in against}
    return tuple(span for span in merge(spans) if page.sentence_at(span[0]) not in barred)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, overlapping ones joined."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
