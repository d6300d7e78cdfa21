"""Lines that a mail program broke at a fixed width, told from those that their writer ended.

For reading on a screen of another width only: nothing is stored so, and every character keeps its place.
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

#: Mail programs break lines at 72 to 78 characters, some earlier; who ends lines shorter than this means it.
_NARROWEST = 55
#: Lines longer than this were not broken by a program (RFC 5322 section 2.1.1 allows 998; few programs go over 100).
_WIDEST = 120
#: How sentences end, and lists, quotes, tables and signatures begin: the lines of these are their own.
_ENDS = tuple(".!?:;…")
_STARTERS = tuple("-*•–—>|#+=_")


def unwrapped(text: str) -> str:
    """Return the text with a blank for each line end that only a mail program set; its length stays.

    A line end is the program's where the next word would not have fitted into the widest line of its paragraph. Text
    without blanks between words (Japanese) is left as it is.
    """
    paragraphs = text.split("\n\n")
    return "\n\n".join(_joined(paragraph.split("\n")) for paragraph in paragraphs)


def _joined(lines: list[str]) -> str:
    width = max(map(len, lines))
    if not _NARROWEST <= width <= _WIDEST:
        return "\n".join(lines)
    second = sorted(map(len, lines))[-2:][0]
    ends = [" " if _broken(line, after, width, second) else "\n" for line, after in pairwise(lines)]
    return "".join(part for pair in zip(lines, (*ends, ""), strict=True) for part in pair)


def _broken(line: str, after: str, width: int, second: int) -> bool:
    """Tell whether a program ended the line; of two sentences on two lines the longer one shows no width to fill."""
    word = after.split(" ", 1)[0]
    if not word or line.startswith(_STARTERS) or after.startswith((*_STARTERS, " ", "\t")):
        return False
    if line.endswith(_ENDS) and second < _NARROWEST:
        return False
    return len(line) + 1 + len(word) > width and unicodedata.east_asian_width(line[-1:] or " ") not in "WF"
