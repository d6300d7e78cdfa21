"""Reading a reply as text: folding for comparison, sentences, quoted stretches.

Folding keeps one character for one character, so that a span in the folded text is a span in the reply.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from mailbot.model.heat import Span

_APOSTROPHES = dict.fromkeys(map(ord, "’ʼ`´‘"), "'")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u3000\t"), " ")

#: A full stop after these is part of a short form, not the end of a sentence.
_SHORT_FORMS = frozenset(
    "mr mrs ms dr st no nr sr sra srta dra d dna prof art tel ext approx inc ltd e.g i.e z.b bzw ca inkl zzgl "
    "abs str hr fr mme mlle m n.º n.o nº ref apt av bl p.ej ud uds vd vds sta sto exmo exma kd kdn wg std ggf telef cust appt ref cli env".split()
)
_END = re.compile(r"[.!?…]+(?=[\s\"'»”’)\]]|$)|[。！？]+|\n{1,}")
#: "By 5 p.m. Monday".
_HALVES = frozenset({"a.m", "p.m"})
_DAY = re.compile(r"(?:on |this |next )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_ORDINAL = re.compile(r"(?<!\d)\d{1,2}\.$")
_QUOTES = re.compile(
    r"“[^“”\n]{1,200}”|«[^«»\n]{1,200}»|»[^«»\n]{1,200}«|„[^„“”\n]{1,200}[“”]|「[^「」\n]{1,200}」|\"[^\"\n]{1,200}\""
)


class _Folding(dict[int, str]):
    """Maps a character to one comparable character, worked out when first met (`str.translate` asks for it)."""

    def __init__(self, *, marks: bool) -> None:
        super().__init__({**_APOSTROPHES, **_SPACES})
        self.marks = marks

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_char(chr(code), self.marks)
        return folded


def _fold_char(char: str, marks: bool) -> str:
    """Return one comparable character for one character; `marks` keeps the diacritics."""
    normal = unicodedata.normalize("NFKC", char)
    if len(normal) != 1:
        normal = char
    lower = normal.lower()[:1] or normal
    if marks or lower == "đ":
        return lower if marks else "d"
    base = unicodedata.normalize("NFD", lower)[:1]
    # Kana keep their voicing marks: か and が are different letters.
    return lower if "\u3040" <= lower <= "\u30ff" else base


_WITH_MARKS, _WITHOUT = _Folding(marks=True), _Folding(marks=False)


def fold(text: str, *, marks: bool = False) -> str:
    """Return the text in lower case and, unless `marks`, without diacritics; same length as the text."""
    return text.translate(_WITH_MARKS if marks else _WITHOUT)


def sentences(text: str) -> tuple[Span, ...]:
    """Split a reply into sentences; dates (“9. März”), short forms (“Ms.”) and decimals do not end one."""
    return tuple(_sentences(text))


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for match in _END.finditer(text):
        if match.group() == "." and not _ends(text, start, match.end()):
            continue
        if text[start : match.end()].strip():
            yield _trim(text, start, match.end())
        start = match.end()
    if text[start:].strip():
        yield _trim(text, start, len(text))


def _ends(text: str, start: int, dot: int) -> bool:
    """Tell whether the full stop just before `dot` ends a sentence."""
    rest = text[dot:].lstrip()
    before = text[start:dot]
    word = before[:-1].rsplit(None, 1)[-1].lower() if before[:-1].strip() else ""
    if word.lstrip("(«“\"'") in _SHORT_FORMS:
        return not rest
    if word in _HALVES and _DAY.match(rest):
        return False
    if _ORDINAL.search(before) and rest:
        # "am 9. März", "den 16., gegen Mittag": a number before a small letter, a month or a comma.
        return not (rest[0].islower() or rest[0] in ",;" or _MONTH.match(rest))
    return not (rest and rest[0] in ",;")


_MONTH = re.compile(r"(?:Jan|Feb|M[äa]rz|Apr|Mai|Juni|Juli|Aug|Sep|Okt|Nov|Dez|Quartal|Stock|Etage|OG)", re.IGNORECASE)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end)


def quoted(text: str) -> tuple[Span, ...]:
    """Return the stretches that stand in quotation marks, marks included."""
    return tuple(match.span() for match in _QUOTES.finditer(text))


def stems(folded: str, *, shortest: int = 4) -> frozenset[str]:
    """Return what is left of the content words of a folded text: first letters of words, pairs of Han characters."""
    words = {word[:5] for word in re.findall(r"[^\W\d_]{2,}", folded) if len(word) >= shortest and not _is_han(word[0])}
    han = re.findall(r"[\u4e00-\u9fff\u30a0-\u30ff]{2,}", folded)
    pairs = {run[i : i + 2] for run in han for i in range(len(run) - 1)}
    numbers = set(re.findall(r"\d{2,}", folded))
    return frozenset(words | pairs | numbers)


def _is_han(char: str) -> bool:
    return "\u3040" <= char <= "\u9fff"
