"""Which lines of a mail are somebody's older words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailbot.mail.armour import unarmoured
from mailbot.mail.attribution import attribution_end, field_of, header_block, is_rule, separator_at
from mailbot.mail.lines import Hint, Line

_QUOTED = re.compile(r"^\s{0,4}(?:[>＞»]|&gt;\s|[A-Z]{1,3}>\s|\|(?=\s*\S))")
_MOST_LINES = 3_000  # what a person may have written; of longer mails the rest is only kept as text
_LONGEST_LINE = 1_000  # characters looked at; a longer line is a paragraph
_MBOX_FROM = re.compile(r"^>From ")
_FORWARD = re.compile(r"^\s*(?:fwd?|wg|tr|rv|enc|i|res|weitergeleitet|転送|chuyển tiếp)\s*:", re.I)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """The lines that are new, as runs; quotes lay between the runs."""

    runs: tuple[tuple[str, ...], ...]  # each run without blank lines at its ends
    marked_signature: tuple[str, ...]  # lines that the HTML itself marks as signature
    quoted_chars: int
    older: bool = False  # an older mail with reply headers stood below


def cut_quotes(lines: Sequence[Line], subject: str = "") -> Cut:
    """Separate the writer's new lines from quotes, attributions and older mails below.

    Args:
        lines: the readable body; lines from HTML may carry hints.
        subject: tells whether a mail that begins with reply headers is a bare forward.
    """
    lines = unarmoured(lines[:_MOST_LINES])
    texts = [line.text for line in lines]
    probes = [_probe(text) for text in texts]
    quoted = [_is_quoted(line) for line in lines]
    _unquote_lonely_from(texts, quoted)
    _join_wrapped_quotes(probes, quoted)
    runs: list[list[str]] = [[]]
    signature: list[str] = []
    quoted_chars = 0
    index = 0
    while index < len(texts):
        end, to_end = _older_at(lines, probes, quoted, index, bool(_FORWARD.match(subject)))
        if to_end:
            _drop_rules_above(runs[-1])
            quoted_chars += sum(len(text) for text in texts[index:])
            break
        if end > index:
            quoted_chars += sum(len(text) for text in texts[index:end])
            runs.append([])
            index = end
            continue
        (signature if lines[index].hint is Hint.SIGNATURE else runs[-1]).append(texts[index])
        index += 1
    return Cut(
        runs=tuple(trimmed for run in runs if (trimmed := trim(run))),
        marked_signature=trim(signature),
        quoted_chars=quoted_chars,
    )


def _probe(text: str) -> str:
    """Return what is looked at of a line: its beginning, with the entities that some clients leave in plain text."""
    if len(text) > _LONGEST_LINE:
        text = text[:_LONGEST_LINE].strip() or "…"
    return text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">") if "&" in text else text


def trim(lines: Sequence[str]) -> tuple[str, ...]:
    """Return lines without blank ones at both ends."""
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return tuple(lines[start:end])


def _older_at(
    lines: Sequence[Line], texts: Sequence[str], quoted: Sequence[bool], index: int, forwarded: bool
) -> tuple[int, bool]:
    """Return the end of the quote that begins at a line (or the index itself), and whether it goes to the end."""
    text = texts[index]
    if lines[index].hint is Hint.OLDER:
        return index, True
    if quoted[index]:
        return (
            (index, True)
            if separator_at(texts, index) and text.startswith(">>>")
            else (_end_of_quote(quoted, index), False)
        )
    if not text.strip():
        return index, False
    if separator_at(texts, index):
        return index, True
    if field_of(text) is not None and header_block(texts, index):
        at_top = not any(other.strip() for other in texts[:index])
        return index, forwarded or not at_top
    following = _next_quoted(texts, quoted, index)
    end = attribution_end(texts, index, following)
    if end:
        first = _first_text(texts, end)
        if first is None or quoted[first]:
            return (_end_of_quote(quoted, first) if first is not None else len(texts)), False
        return index, True
    return index, False


def _is_quoted(line: Line) -> bool:
    return line.hint is Hint.QUOTE or bool(_QUOTED.match(line.text))


def _unquote_lonely_from(texts: list[str], quoted: list[bool]) -> None:
    """Undo the ">From " that mail stores write over a line of the text itself."""
    for index, text in enumerate(texts):
        if _MBOX_FROM.match(text) and not any(quoted[max(0, index - 2) : index] + quoted[index + 1 : index + 3]):
            texts[index], quoted[index] = text[1:], False


def _join_wrapped_quotes(texts: Sequence[str], quoted: list[bool]) -> None:
    """Count the rest of a quoted line, which a mail program wrapped without a new mark, as quoted too."""
    for index in range(1, len(texts) - 1):
        if quoted[index] or not texts[index].strip():
            continue
        if quoted[index - 1] and quoted[index + 1] and len(texts[index - 1]) > 60 and len(texts[index]) < 40:
            first = texts[index].lstrip()[0]
            quoted[index] = first.islower() or not first.isalpha()


def _end_of_quote(quoted: Sequence[bool], index: int) -> int:
    while index < len(quoted) and quoted[index]:
        index += 1
    return index


def _next_quoted(texts: Sequence[str], quoted: Sequence[bool], index: int) -> int:
    for position in range(index + 1, min(len(texts), index + 12)):
        if quoted[position]:
            return position
    return -1


def _first_text(texts: Sequence[str], index: int) -> int | None:
    return next((position for position in range(index, len(texts)) if texts[position].strip()), None)


def _drop_rules_above(run: list[str]) -> None:
    while run and (not run[-1].strip() or is_rule(run[-1])):
        run.pop()
