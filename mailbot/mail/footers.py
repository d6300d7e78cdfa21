"""Lines below a text that no person wrote: phones, lists, virus scanners, disclaimers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailbot.mail.phrases.closing import DEVICES, MOBILE_LINES, MOBILE_WHOLE
from mailbot.mail.phrases.footing import BANNER_STEMS, BANNER_WORDS, DISCLAIMER_STEMS, FOOTER_LINES

_MOBILE = re.compile(
    rf"^[\s*_<\[(\-–—]*(?:{'|'.join(MOBILE_LINES)})\s*(?:[\w'’&+./\-]+\s+){{0,6}}?[<(]?(?:{DEVICES})(?!\w)[^;:?!]{{0,60}}[.!>)\]*_]*\s*$",
    re.I,
)
_MOBILE_WHOLE = re.compile(rf"^[\s*_\-–—]*(?:{'|'.join(MOBILE_WHOLE)})[\s.。*_]*$", re.I)
_FOOTER = re.compile(rf"^[\s*_>|\-–—]*(?:{'|'.join(FOOTER_LINES)})", re.I)
_LIST_TITLE = re.compile(r"^\S+ (?:mailing list|mailinglist|mailingliste|liste de diffusion|lista de correo)\s*$", re.I)
_LINK = re.compile(r"[<(\[]*https?://[^\s>)\]]*[>)\]]*")
_BANNER = re.compile(rf"^[\s*_\[(|!⚠️]*(?:{'|'.join(BANNER_WORDS)})\b.{{0,200}}?(?:{'|'.join(BANNER_STEMS)})", re.I)
_MOBILE_SHORT = 90  # characters; a longer line is a sentence


def is_mobile_footer(line: str) -> bool:
    """Tell whether a line is "Sent from my iPhone" in any of the languages that mail programs speak."""
    text = (_LINK.sub("", line[:400]) if "http" in line else line).strip(" \t[]()")
    if not text or len(text) > _MOBILE_SHORT:
        return False
    return bool(_MOBILE.match(text) or _MOBILE_WHOLE.match(text))


def is_footer(line: str) -> bool:
    """Tell whether a line begins a list, scanner or legal footer."""
    return bool(_FOOTER.match(line) or _LIST_TITLE.match(line.strip()))


def is_banner(paragraph: Sequence[str]) -> bool:
    """Tell whether a paragraph on top is a gateway's warning that the mail came from outside."""
    return len(paragraph) <= 4 and bool(_BANNER.match(" ".join(paragraph)[:600]))


def is_disclaimer(paragraph: Sequence[str]) -> bool:
    """Tell whether a paragraph is a confidentiality notice: stems of three groups, or of two in a paragraph about "this mail"."""
    text = " ".join(paragraph).lower()
    if len(text) < 25:
        return False
    hits = [any(stem in text for stem in group) for group in DISCLAIMER_STEMS]
    return sum(hits) >= 3
