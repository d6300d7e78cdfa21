"""What a text looks like before anybody reads it: its normal form, its words, its surface.

Every normal form keeps the length of its text, so that a position found in it is a position in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: Texts longer than this are read at their beginning and end only; an essay does not slow the inbox.
LONGEST = 6000

#: Kana, kanji and the marks that belong to them: scripts without spaces between words.
UNSPACED = "\u3005\u3040-\u30ff\u3400-\u9fff"

_SPACES = re.compile(r"\s")
#: A French elision ("l'", "qu'") is a word of its own, so that "l'avocat" is found as "avocat".
_WORD = re.compile(rf"\b(?:qu|[cdjlmnst])'(?=[^\W\d_])|[^\W\d_{UNSPACED}]+(?:'[^\W\d_{UNSPACED}]+)*|[{UNSPACED}]+")
_SENTENCE_END = re.compile(r"(?<=[.!?…;。！？])\s+|(?<=[。！？])|\n+")
_ELONGATED = re.compile(r"([^\W\d])\1{2,}")
_STACKED = re.compile(r"[!?！？]{2,}")
_MONEY = re.compile(r"[€£$¥₫]|\b(?:eur|euros?|usd|reais|r\$|pesos?|vnd|đồng|yen|円|chf|franken)\b|円|\d+k\b")
_CAPITAL = re.compile("[A-Z]")
_DIGIT = re.compile(r"\d")
_ANGRY_FACES = frozenset("😠😡🤬👿💢😤🖕💩")
_SAD_FACES = frozenset("😭😢😞😔😩😫🙄😒🤦")
_GLAD_FACES = frozenset("😊😀😃😄😁😍🥰❤💕💖🙏👍🎉😂🤣☺♥✨🙂😉")
_FACES = _ANGRY_FACES | _SAD_FACES | _GLAD_FACES
_STRAIGHT = {ord("’"): "'", ord("‘"): "'", ord("“"): '"', ord("”"): '"', ord("´"): "'", ord("\u00a0"): " "}

#: Names of the surface features, in the order of `surface`.
SURFACE = (
    "length", "very_short", "capitals", "capital_words", "exclamations", "stacked", "elongated", "questions",
    "ends_in_question", "angry_faces", "sad_faces", "glad_faces", "digits", "money", "lines", "sentence_length",
    "quotes", "ellipsis", "no_capital_start",
)  # fmt: skip


def trimmed(text: str) -> str:
    """Return the text itself, or its first and last part when it is longer than `LONGEST`."""
    return text if len(text) <= LONGEST else text[: LONGEST // 2] + text[-LONGEST // 2 :]


def lowered(text: str) -> str:
    """Return the text in lower case, straight quotes and single blanks, of the same length."""
    plain = _SPACES.sub(" ", text.translate(_STRAIGHT))
    low = plain.lower()
    return low if len(low) == len(plain) else "".join(_lower_one(char) for char in plain)


def folded(text: str) -> str:
    """Return `lowered(text)` without accents and tone marks, of the same length."""
    low = lowered(text)
    return low if low.isascii() else "".join(map(_fold_one, low))


def _lower_one(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


@lru_cache(maxsize=4096)
def _fold_one(char: str) -> str:
    if char == "đ":
        return "d"
    if "\u3040" <= char <= "\u30ff":
        return char  # a voiced kana is another sound, not an accent
    base = unicodedata.normalize("NFKD", char)[0]
    return base if base.isalpha() == char.isalpha() else char


def words(low: str) -> list[tuple[int, int]]:
    """Return the spans of the words of a lowered text; a run of kana and kanji is one word."""
    return [match.span() for match in _WORD.finditer(low)]


def sentences(text: str) -> list[tuple[int, int]]:
    """Return spans that cover every visible character of the text, one a sentence or line."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        if text[start : match.start()].strip():
            spans.append((start, match.start()))
            start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def _faces(text: str) -> list[float]:
    if text.isascii() or _FACES.isdisjoint(text):
        return [0.0, 0.0, 0.0]
    return [min(sum(map(faces.__contains__, text)), 3) ** 0.5 for faces in (_ANGRY_FACES, _SAD_FACES, _GLAD_FACES)]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What takes a search to count; of a text or of a part of it. The counts of parts between blanks add up."""

    capitals: int
    shouted: int  # words of three letters and more in capitals
    stacked: int
    elongated: int
    digits: int
    money: int

    def minus(self, part: Counts) -> Counts:
        """Return the counts of what is left without a part."""
        return Counts(
            capitals=self.capitals - part.capitals,
            shouted=self.shouted - part.shouted,
            stacked=self.stacked - part.stacked,
            elongated=self.elongated - part.elongated,
            digits=self.digits - part.digits,
            money=self.money - part.money,
        )


def counts(
    text: str, low: str, word_spans: Sequence[tuple[int, int]], start: int = 0, end: int | None = None
) -> Counts:
    """Count in a text, or between two of its places; `word_spans` are those of the words there."""
    stop = len(text) if end is None else end
    part = text[start:stop]
    capitals = len(_CAPITAL.findall(part)) if part.isascii() else sum(map(str.isupper, part))
    shouted = [1 for begin, last in word_spans if last - begin > 2 and text[begin:last].isupper()] if capitals else []
    return Counts(
        capitals=capitals,
        shouted=len(shouted),
        stacked=len(_STACKED.findall(low, start, stop)),
        elongated=len(_ELONGATED.findall(low, start, stop)),
        digits=len(_DIGIT.findall(text, start, stop)),
        money=len(_MONEY.findall(low, start, stop)),
    )


def surface(
    text: str, low: str, word_spans: Sequence[tuple[int, int]], sentence_count: int, counted: Counts | None = None
) -> list[float]:
    """Return the features named in `SURFACE`; all of them lie between 0 and about 4.

    `counted` is what `counts` gives for the text, where the caller knows it already.
    """
    found = counted or counts(text, low, word_spans)
    letters = sum([end - start for start, end in word_spans]) or 1
    shouted = found.shouted if found.capitals > 2 else 0  # a word in capitals has at least three of them
    count = len(word_spans) or 1
    marks = low.count("!") + low.count("！")
    questions = low.count("?") + low.count("？")
    size = len(text)
    return [
        min(size, 2000) ** 0.5 / 20,
        1.0 if size < 60 else 0.0,
        found.capitals / letters,
        min(shouted / count * 4, 4.0),
        min(marks, 8) ** 0.5,
        min(found.stacked, 4) ** 0.5,
        min(found.elongated, 4) ** 0.5,
        min(questions, 6) ** 0.5,
        1.0 if low.rstrip(" \"')").endswith(("?", "？")) else 0.0,
        *_faces(text),
        min(found.digits, 40) ** 0.5 / 3,
        min(found.money, 4) ** 0.5,
        min(text.count("\n"), 12) ** 0.5 / 2,
        min(size / (sentence_count or 1), 300) / 100,
        min(low.count('"') + low.count("「") + low.count("«"), 6) ** 0.5 / 2,
        min(low.count("...") + low.count("…"), 4) ** 0.5,
        1.0 if text[:1].islower() else 0.0,
    ]
