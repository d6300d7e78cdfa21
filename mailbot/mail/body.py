"""What the customer newly wrote: quotes, signatures, disclaimers and footers taken away, for reading only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailbot.mail.footers import is_banner
from mailbot.mail.lines import Line, plain_lines
from mailbot.mail.quotes import Cut, cut_quotes, trim
from mailbot.mail.signature import split_signature
from mailbot.model.message import Address

_MANY_BLANKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A mail's text in its parts. Nothing is lost: the whole text stays beside it."""

    new_text: str
    signature: str
    mostly_quoted: bool  # stripping took away most of the body
    unsigned: str = ""  # new text with signatures left in, quotes taken out


def split_body(
    lines: Sequence[Line], *, subject: str = "", sender: Address | None = None, report: bool = False
) -> Body:
    """Divide the readable body of a mail.

    Args:
        lines: from `plain_lines` or `html.render`.
        subject: of the mail; a forward without words of its own is told by it.
        sender: the From address, evidence for name lines.
        report: True for delivery reports, which have no signature.
    """
    cut = cut_quotes(lines, subject)
    texts: list[str] = []
    signatures: list[str] = []
    for number, run in enumerate(cut.runs):
        if report:
            texts.append("\n".join(run))
            continue
        if number == 0:
            run = _below_banner(run)
        signed = split_signature(run, sender, last=_may_sign(cut, number))
        texts.append("\n".join(signed.text))
        signatures.append("\n".join(signed.signature))
    if cut.marked_signature:
        signatures.append("\n".join(cut.marked_signature))
    new_text = _paragraphs(texts)
    return Body(
        new_text=new_text,
        signature=_paragraphs(signatures),
        mostly_quoted=_vanished(new_text, cut),
        unsigned=_paragraphs(["\n".join(run) for run in cut.runs]),
    )


def new_text_of(text: str, sender: Address | None = None) -> str:
    """Return what is new in a plain text (a shorthand for callers without a parsed mail)."""
    return split_body(plain_lines(text.replace("\r\n", "\n")), sender=sender).new_text


def _below_banner(run: tuple[str, ...]) -> tuple[str, ...]:
    """Take a gateway's warning off the top; a mail that is nothing else keeps it."""
    end = next((index for index, line in enumerate(run) if not line.strip()), len(run))
    return trim(run[end:]) if end < len(run) and is_banner(run[:end]) else run


def _may_sign(cut: Cut, number: int) -> bool:
    """A signature stands above the first quote or at the very end; between quotes people answer."""
    return number in (0, len(cut.runs) - 1)


def _paragraphs(texts: Sequence[str]) -> str:
    return _MANY_BLANKS.sub("\n\n", "\n\n".join(text for text in texts if text.strip())).strip("\n")


def _vanished(new_text: str, cut: Cut) -> bool:
    new = len("".join(new_text.split()))
    return cut.quoted_chars > 0 and new * 3 < cut.quoted_chars
