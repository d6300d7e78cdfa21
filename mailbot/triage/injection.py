"""Words meant for a machine: set aside before the mail is weighed, so that no text can talk its heat down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mailbot.model.heat import Span
from mailbot.triage.lexicon import Lexicon, merge, scan
from mailbot.triage.sight import Sight

FAMILY = frozenset({"injection"})


def injected(sight: Sight, lexicons: Mapping[str, Lexicon]) -> tuple[Span, ...]:
    """Return the sentences of a text that address a machine instead of us; they are text, not instructions.

    English is looked for too, whatever the language: most of these lines are.
    """
    page = sight.page
    spans = [page.sentence_at(start) for start, _ in sight.of("injection")]
    if page.language != "en" and "en" in lexicons:
        english = page.read_as("en")
        found = scan(english, lexicons["en"], only=FAMILY)
        spans += [english.sentence_at(start) for start, _ in found.get("injection", ())]
    return tuple(merge(spans))


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return the text with these ranges made blank; every other character keeps its place."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
