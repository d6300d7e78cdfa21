"""Words marked in a text: where the heat's signals, the facts, or the lint's findings point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from mailbot.model.heat import Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Marked:
    """A range of a text and what to say of it."""

    span: Span
    title: str = ""
    fact: str = ""  # slot of the fact that rests on these words; they light up with it
    quiet: bool = False  # marked only when its ledger entry is looked at


def marked(text: str, marks: Iterable[Marked]) -> Markup:
    """Return the text as HTML with its ranges in <mark>; overlapping ones share their titles, odd ones are left out."""
    inside = [mark for mark in marks if 0 <= mark.span[0] < mark.span[1] <= len(text)]
    edges = sorted({0, len(text), *(edge for mark in inside for edge in mark.span)})
    pieces = [
        _piece(text[start:end], [mark for mark in inside if mark.span[0] <= start and end <= mark.span[1]])
        for start, end in pairwise(edges)
    ]
    return Markup("").join(pieces)


def _piece(words: str, marks: list[Marked]) -> Markup:
    if not marks:
        return escape(words)
    loud = [mark.title for mark in marks if mark.title and not mark.quiet]
    quiet = [mark.title for mark in marks if mark.title and mark.quiet]
    facts = " ".join(dict.fromkeys(mark.fact for mark in marks if mark.fact))
    attributes = Markup("")
    if loud or quiet:
        attributes += Markup(' title="{}"').format(", ".join(dict.fromkeys(loud + quiet)))
    if facts:
        attributes += Markup(' data-fact="{}"').format(facts)
    tag = "mark" if loud else "span"
    return Markup("<{}{}>{}</{}>").format(tag, attributes, words, tag)
