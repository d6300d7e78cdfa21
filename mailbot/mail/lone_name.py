"""A first name that stands alone below a letter, when the From header does not tell whose it is."""

from __future__ import annotations

import re

from mailbot.mail.phrases.names import FIRST_NAMES

_FINISHED = re.compile(r"[.!?…。！？][\"'»”)\]]*\s*$")
_NO_INITIALS = frozenset(["OK", "NO", "YES", "TV", "UK", "EU", "US", "USA", "UAE", "ID", "PC", "PS", "NB", "TY", "THX", "FYI", "LOL", "WTF", "OMG", "SMH", "BAD", "ZIP", "PDF", "VAT", "VIP", "SOS", "IT", "HR", "AC", "DVD", "USB", "SIM", "GPS", "NON", "SIM", "NEE", "NÃO", "SÍ", "JA"])  # fmt: skip
_INITIALS = re.compile(r"(?:[A-Z]\.\s?){2,4}|(?:[A-Z]\.){1,3}[A-Z]")
_EDGE = " \t,.-–—~*_"


def signs_alone(line: str, above: str) -> bool:
    """Tell whether a line is a first name (with an initial) or a pair of initials below a finished sentence.

    A last word such as "Refund" or "Garbage" is text: only names of the list count, written as names are.

    Args:
        line: the closing line.
        above: the last line with text above it; one that ends in a colon announces the word below it.
    """
    words = line.strip(_EDGE).split()
    if not 1 <= len(words) <= 2 or not _FINISHED.search(above):
        return False
    if len(words) == 1 and _INITIALS.fullmatch(words[0]):
        return True
    first, initial = words[0], "".join(words[1:]).rstrip(".")
    if not initial and first.isascii() and first.isupper() and 2 <= len(first) <= 3 and first not in _NO_INITIALS:
        return True
    return first.lower() in FIRST_NAMES and (first[0].isupper() or not first[0].islower()) and len(initial) <= 1
