"""What every signal gets to see of a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mailbot.model.heat import Span
from mailbot.triage.cues import UNSPACED
from mailbot.triage.lexicon import Hits, Lexicon, merge, scan
from mailbot.triage.page import Page

#: Families that are looked for in every language, whatever the mail was taken for: none may be missed.
SAFETY = frozenset({"self_harm", "self_harm_veiled", "violence_threat", "violence_threat_veiled"})

_KANA = re.compile("[\u3040-\u30ff]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """A text with everything that the lexicons found on it; spans point into the text."""

    text: str
    page: Page
    hits: Hits

    def of(self, family: str) -> tuple[Span, ...]:
        """Return where a family was found, in order."""
        return self.hits.get(family, ())


def look(text: str, *, language: str, lexicons: Mapping[str, Lexicon], only: frozenset[str] | None = None) -> Sight:
    """Look a text over with its language's lexicon (`only`: for these families), and for danger with all others."""
    page = Page(text, language)
    own = lexicons.get(language, Lexicon(language=language))
    hits = dict(scan(page, own, only=only))
    for other, lexicon in lexicons.items():
        if other != language and _worth_trying(page, lexicon, own):
            for family, spans in _foreign(page.read_as(other), lexicon, own.common).items():
                hits[family] = tuple(merge((*hits.get(family, ()), *spans)))
    return Sight(text=text, page=page, hits=hits)


def glance(text: str, families: frozenset[str], *, language: str, lexicons: Mapping[str, Lexicon]) -> Sight:
    """Look a text over for some families of its own language only."""
    page = Page(text, language)
    return Sight(
        text=text, page=page, hits=scan(page, lexicons.get(language, Lexicon(language=language)), only=families)
    )


def _worth_trying(page: Page, other: Lexicon, own: Lexicon) -> bool:
    """Tell whether a text may hold a sentence of another language: kana, or two of its everyday words."""
    if other.language in UNSPACED:
        return bool(_KANA.search(page.text))
    return len((page.words & other.common) - own.common) >= 2


def _foreign(page: Page, lexicon: Lexicon, own: frozenset[str]) -> Hits:
    """Look for danger in another language, in the sentences that are written in it."""
    found = scan(page, lexicon, only=SAFETY)
    kept = {
        family: tuple(span for span in spans if _written_in(page, span, lexicon.common, own))
        for family, spans in found.items()
    }
    return {family: spans for family, spans in kept.items() if spans}


def _written_in(page: Page, span: Span, common: frozenset[str], own: frozenset[str]) -> bool:
    if page.language in UNSPACED:
        return bool(_KANA.search(page.text[span[0] : span[1]]))
    start, end = page.sentence_at(span[0])
    words = page.folded[start:end].split()
    theirs, ours = sum(word in common - own for word in words), sum(word in own - common for word in words)
    return theirs >= 2 and theirs > ours
