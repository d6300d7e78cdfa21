"""A language's cues as one value, and what they find on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mailbot.errors import TemplateError
from mailbot.model.heat import Span
from mailbot.triage.cues import Cue, compile_cue, fold, split
from mailbot.triage.page import Page
from mailbot.triage.phrase_index import PhraseIndex

#: Cues of this ending speak against the family of the same name, within the same sentence.
UNLESS = ".unless"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lexicon:
    """The cues of one language."""

    language: str  # ISO 639-1
    cues: tuple[Cue, ...] = field(default=(), repr=False)
    families: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()  # folded everyday words by which a sentence of the language is known
    #: The cues of some families (None: of all), ready to be looked for; made when they are first asked for.
    indexes: dict[frozenset[str] | None, PhraseIndex] = field(default_factory=dict, repr=False, compare=False)

    def phrases(self, only: frozenset[str] | None = None) -> PhraseIndex:
        """Return the index of all cues, or of those of some families with what speaks against them."""
        index = self.indexes.get(only)
        if index is None:
            chosen = [cue for cue in self.cues if only is None or cue.family.removesuffix(UNLESS) in only]
            index = self.indexes[only] = PhraseIndex(chosen)
        return index


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
    return Lexicon(
        language=language,
        cues=tuple(cues),
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
    for cue, spans in lexicon.phrases(only).find(page):
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
