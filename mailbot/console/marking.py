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
    title: str


def marked(text: str, marks: Iterable[Marked]) -> Markup:
    """Return the text as HTML with its ranges in <mark>; overlapping ones share their titles, odd ones are left out."""
    inside = [mark for mark in marks if 0 <= mark.span[0] < mark.span[1] <= len(text)]
    edges = sorted({0, len(text), *(edge for mark in inside for edge in mark.span)})
    pieces = []
    for start, end in pairwise(edges):
        titles = [mark.title for mark in inside if mark.span[0] <= start and end <= mark.span[1]]
        piece = escape(text[start:end])
        pieces.append(
            Markup('<mark title="{}">{}</mark>').format(", ".join(dict.fromkeys(titles)), piece) if titles else piece
        )
    return Markup("").join(pieces)
