"""Tone: insult, anger, irony, and how it looks on the page."""

from __future__ import annotations

import re

from mailbot.model.heat import Span
from mailbot.triage.sight import Sight

_CAPITALS = re.compile(r"(?<![\w-])[^\W\d_]{3,}(?:[\s,'’-]+[^\W\d_]{2,})*(?![\w-])")
_MARKS = re.compile(r"[!?！？¡¿]{2,}|[!！](?=\s*[!！])")
_RAGE = re.compile("[🤬😡😠👿💢🖕😤🔥💩]+")


def insult(sight: Sight) -> tuple[Span, ...]:
    """Return where people of ours are insulted."""
    return sight.of("insult")


def fury(sight: Sight) -> tuple[Span, ...]:
    """Return where anger is named or sworn."""
    return sight.of("fury")


def annoyed(sight: Sight) -> tuple[Span, ...]:
    """Return where displeasure is named in milder words."""
    return sight.of("annoyed")


def sarcasm(sight: Sight) -> tuple[Span, ...]:
    """Return cues of irony; they count only in a complaint."""
    return sight.of("sarcasm")


def capitals(sight: Sight) -> tuple[Span, ...]:
    """Return stretches of at least two words, or one of four letters, in capitals; order codes do not count."""
    return tuple(found.span() for found in _CAPITALS.finditer(sight.text) if _shouted(found[0]))


def stacked_marks(sight: Sight) -> tuple[Span, ...]:
    """Return stacked exclamation and question marks."""
    return tuple(found.span() for found in _MARKS.finditer(sight.text) if len(found[0]) > 1)


def rage_signs(sight: Sight) -> tuple[Span, ...]:
    """Return the pictures of rage."""
    return tuple(found.span() for found in _RAGE.finditer(sight.text))


def praise(sight: Sight) -> tuple[Span, ...]:
    """Return where we are thanked or praised; it tells the kind of a mail and never lowers the heat of a complaint."""
    return sight.of("praise")


def gratitude(sight: Sight) -> tuple[Span, ...]:
    """Return the words by which a mail may end a matter: thanks, praise, "all sorted now"."""
    return tuple(sorted((*sight.of("thanks"), *praise(sight))))


def _shouted(stretch: str) -> bool:
    words = [word for word in re.split(r"[\s,'’-]+", stretch) if word]
    return stretch.isupper() and (len(words) >= 2 or len(stretch) >= 4)
