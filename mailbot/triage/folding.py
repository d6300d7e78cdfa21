"""Folding: text in lower case without accents or wide forms, character by character, so that spans stay true."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_SPECIAL = {
    "đ": "d",
    "ø": "o",
    "ł": "l",
    "ı": "i",
    "’": "'",
    "‘": "'",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "\u00a0": " ",
}
_SPECIAL |= {"\u3000": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "−": "-", "ß": "s"}


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:
    """Return one folded character for one character."""
    lowered = character.lower()
    lowered = lowered if len(lowered) == 1 else character
    if lowered in _SPECIAL:
        return _SPECIAL[lowered]
    wide = unicodedata.normalize("NFKC", lowered)
    lowered = wide if len(wide) == 1 else lowered
    if "\u3040" <= lowered <= "\u30ff":  # kana keep their voicing marks
        return lowered
    base = unicodedata.normalize("NFD", lowered)[0]
    return _SPECIAL.get(base, base)


_NARROW = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def narrowed(text: str) -> str:
    """Return the text with full-width letters, digits and marks in their usual width, length kept."""
    return text if text.isascii() else text.translate(_NARROW)


@lru_cache(maxsize=32)
def fold(text: str) -> str:
    """Return the text folded; same length, so that a span found in it is a span of the text.

    Remembered for a few texts: each family of facts asks for the same one.
    """
    return text.lower() if text.isascii() else "".join(map(fold_character, text))
