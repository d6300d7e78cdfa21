"""A line of a mail's text, and what its markup already says about it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Hint(StrEnum):
    """What the HTML says about a line; plain text says nothing."""

    NONE = ""
    QUOTE = "quote"  # inside a blockquote
    OLDER = "older"  # below the header of the mail answered to
    SIGNATURE = "signature"  # in a box that the mail program marks as signature


class Line(NamedTuple):
    """One line without its line end."""

    text: str
    hint: Hint = Hint.NONE


def plain_lines(text: str) -> list[Line]:
    """Return the lines of plain text."""
    # The space of "-- " is what makes it a signature mark (RFC 3676 section 4.3).
    return [Line(line if line == "-- " else line.rstrip()) for line in text.split("\n")]


def joined(lines: list[Line]) -> str:
    """Return lines as text, blank lines at both ends removed, never two blank lines in a row."""
    out: list[str] = []
    for line in lines:
        text = line.text.rstrip()
        if text or (out and out[-1]):
            out.append(text)
    return "\n".join(out).strip("\n")
