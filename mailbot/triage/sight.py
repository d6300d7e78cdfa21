"""What every signal gets to see of a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mailbot.model.heat import Span
from mailbot.triage.lexicon import Hits, Lexicon, Page, merge, scan

#: Families that are looked for in every language, whatever the mail was taken for: none may be missed.
SAFETY = frozenset({"self_harm", "violence_threat"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """A text with everything that the lexicons found on it; spans point into the text."""

    text: str
    page: Page
    hits: Hits

    def of(self, family: str) -> tuple[Span, ...]:
        """Return where a family was found, in order."""
        return self.hits.get(family, ())


def look(text: str, *, language: str, lexicons: Mapping[str, Lexicon]) -> Sight:
    """Look a text over with its language's lexicon, and for danger with all others."""
    page = Page(text, language)
    hits = dict(scan(page, lexicons.get(language, Lexicon(language=language))))
    for other, lexicon in lexicons.items():
        if other != language and _worth_trying(page, other):
            found = scan(Page(text, other), lexicon, only=SAFETY)
            for family, spans in found.items():
                hits[family] = tuple(merge((*hits.get(family, ()), *spans)))
    return Sight(text=text, page=page, hits=hits)


def _worth_trying(page: Page, other: str) -> bool:
    """Japanese is not looked for in a text without kana, nor other languages in one that is kana throughout."""
    kana = any("\u3040" <= character <= "\u30ff" for character in page.text)
    if other == "ja":
        return kana
    return page.language != "ja" or sum(word.isascii() for word in page.words) >= 4
