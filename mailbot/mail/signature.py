"""Where the text ends and the block of name, title and telephone begins."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from mailbot.mail.attribution import is_rule
from mailbot.mail.footers import is_disclaimer, is_footer, is_mobile_footer
from mailbot.mail.lone_name import signs_alone
from mailbot.mail.phrases.closing import POSTSCRIPTS, VALEDICTIONS, WEAK_VALEDICTIONS
from mailbot.mail.phrases.footing import CONTACT_LABELS, TITLE_WORDS
from mailbot.mail.phrases.names import NAME_PARTICLES
from mailbot.mail.phrases.stopwords import EVERYDAY
from mailbot.model.message import Address

_DELIMITER = re.compile(r"^\s{0,3}(?:--|–|—|——|―{1,3})\s*$")
_STRONG = frozenset(VALEDICTIONS)
_WEAK = frozenset(WEAK_VALEDICTIONS)
_EDGE = " \t,./;:!*_~-–—、。！，…\u3000💛❤️🙂😊🙏"
_PHONE = re.compile(r"(?:\+|00|\(|0)?[\d][\d\s().\-/–]{5,22}\d(?:\s?(?:ext|x|Durchwahl)\.?\s?\d+)?")
_EMAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+\.\w+|@[\w.]{2,30}$")
_URL = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|org|net|de|fr|es|pt|br|vn|jp|co\.uk|io|eu|example)\b\S*", re.I
)
_LABEL = re.compile(
    rf"^\W*(?:{CONTACT_LABELS})\s*[.)]?\s*[:：.]?\s*(?=[+(\d０-９@]|https?|www|\S+@|$)|^\W*(?:{CONTACT_LABELS})\s*[:：]",
    re.I,
)
_POSTSCRIPT = re.compile(rf"^\W*(?:{'|'.join(POSTSCRIPTS)})(?![\w])\s*[:.,、：)\-–]?", re.I)
_SENTENCE_END = re.compile(r"[.!?…。！？:;]['\"»”)\]]*$")
_FIRM = re.compile(
    r"\b(?:ltd|inc|corp|co|plc|llc|ltda|cia|s\.?a|s\.?l|s\.?r\.?l|b\.?v|a\.?g|e\.?v|sp\. z o\.o)\.$", re.I
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HEAD_OF_CLOSING = re.compile(r"^([^,!.–—-]{2,30}?)\s*(?:!+|[.!]*\s[-–—])\s")  # "Thanks! - Meg" closes as "Thanks, Meg"
_DASHED_NAME = re.compile(r"^\s*(?:--?|[–—/~*])\s?([A-ZÀ-Þ][\w.'’-]*(?:\s+[A-ZÀ-Þ][\w.'’-]*){0,3})\s*$")
_JANAME_PARTICLES = re.compile(
    r"[はがをにでともよねかのへ]{1,2}(?:$|[、。])|です|ます|した|ない|ください|下さい|[、。！？]"
)
_LONGEST_BLOCK = 14  # non-blank lines of a signature
_LONGEST_LINE = 1_000  # characters looked at; a longer line is a paragraph
_MOST_CUTS = 24  # closing blocks taken off one run: hostile mails hold thousands
_FROM_WHERE = frozenset({"aus", "from", "de", "desde", "depuis", "von", "vom"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """A run of new lines, divided."""

    text: tuple[str, ...]
    signature: tuple[str, ...]


def split_signature(lines: Sequence[str], sender: Address | None = None, *, last: bool = True) -> Signed:
    """Divide a run of new lines into the text and the block below it (valediction, name, contact, footers).

    Args:
        lines: lines without blank ones at both ends.
        sender: the From address; its name is the best evidence for a name line.
        last: False for a run that stands between quotes: there only plain marks count.
    """
    names = _name_tokens(sender)
    probes = [line if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE].strip() or "…" for line in lines]
    postscript = _postscript_start(probes)
    end = postscript
    for _ in range(_MOST_CUTS):
        cut = _cut_once(probes, end, names, last)
        if cut is None or cut >= end:
            break
        end = cut
    added = ["", *lines[postscript:]] if postscript < len(lines) else []
    return Signed(text=_trim([*lines[:end], *added]), signature=_trim(lines[end:postscript]))


def _cut_once(lines: Sequence[str], end: int, names: frozenset[str], last: bool) -> int | None:
    """Return where one more closing block begins, or None. The order is the order of certainty."""
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    if end == 0:
        return None
    for find in (_marked, _footer, _disclaimer, _delimited, _closed, _named):
        start = find(lines, end, names)
        if start is not None and find in (_closed, _named) and not any(line.strip() for line in lines[:start]):
            continue  # "Thanks, John" may be the whole letter
        if start is not None and (last or find in (_marked, _footer, _delimited)):
            return start
    return None


def _marked(lines: Sequence[str], end: int, names: frozenset[str]) -> int | None:
    """A phone's footer, on the last line."""
    return end - 1 if is_mobile_footer(lines[end - 1]) else None


def _footer(lines: Sequence[str], end: int, names: frozenset[str]) -> int | None:
    """A list or scanner footer: its first line, within the last lines, with a rule above it."""
    for index in range(max(0, end - 12), end):
        if is_mobile_footer(lines[index]) and _all_closing(lines[index + 1 : end], names):
            return index
        if is_footer(lines[index]) and (index == 0 or not lines[index - 1].strip() or is_rule(lines[index - 1])):
            return index - 1 if index and is_rule(lines[index - 1]) else index
    return end - 1 if is_rule(lines[end - 1]) else None


def _disclaimer(lines: Sequence[str], end: int, names: frozenset[str]) -> int | None:
    start = _paragraph_start(lines, end)
    return start if start > 0 and is_disclaimer(lines[start:end]) else None


def _delimited(lines: Sequence[str], end: int, names: frozenset[str]) -> int | None:
    """The "-- " of RFC 3676 section 4.3, or a rule above contact data."""
    tail: list[str] = []
    for index in range(end - 1, -1, -1):
        line = lines[index]
        if len(tail) > _LONGEST_BLOCK + 6:
            return None
        if line in ("-- ", "--") or _DELIMITER.match(line):
            return index if line == "-- " or not _prose(tail) else None
        if is_rule(line) and any(_contact(other) for other in tail) and not _prose(tail):
            return index
        if line.strip():
            tail.insert(0, line)
    return None


def _closed(lines: Sequence[str], end: int, names: frozenset[str]) -> int | None:
    """A valediction with nothing but a name block below it."""
    seen = 0
    for index in range(end - 1, -1, -1):
        line = lines[index].strip()
        if not line:
            continue
        tail = [other for other in lines[index + 1 : end] if other.strip()]
        strength = _valediction(line, bool(tail)) or _unknown_formula(line, index, tail, names)
        if strength and not _prose(tail) and all(len(other) < 90 for other in tail):
            return index
        seen += 1
        if seen > _LONGEST_BLOCK or _is_sentence(line):
            return None
    return None


def _unknown_formula(line: str, index: int, tail: Sequence[str], names: frozenset[str]) -> int:
    """A few words and a comma above the name are a valediction in any language."""
    if index == 0 or not tail or not line.endswith((",", "，")) or len(line.split()) > 5 or len(line) > 40:
        return 0
    return 2 if _from_sender(tail[0], names) or (_name_like(tail[0], names) and len(tail[0].split()) <= 4) else 0


def _named(lines: Sequence[str], end: int, names: frozenset[str]) -> int | None:
    """A closing paragraph that is a name with contact data, without any valediction."""
    start = _paragraph_start(lines, end)
    block = [line.strip() for line in lines[start:end]]
    if len(block) == 1 and end > 1 and (_DASHED_NAME.match(block[0]) or signs_alone(block[0], _above(lines, start))):
        return start
    if start == 0:
        return _name_on_last_line(lines, end, names)
    if len(block) > 8 or any(len(line) > 80 for line in block):
        return None
    if all(_contact(line) for line in block):
        return start if _contact_alone(block) and not _is_sentence(block[-1]) else None
    if not _name_line(block[0], names, alone=len(block) == 1):
        return _name_on_last_line(lines, end, names)
    rest = block[1:]
    return start if all(_contact(line) or _name_like(line, names) or _title(line) for line in rest) else None


def _name_on_last_line(lines: Sequence[str], end: int, names: frozenset[str]) -> int | None:
    """The sender's own name (and number below it) right under the text, without a blank line between."""
    index = end - 1
    while index > 0 and _contact(lines[index]) and not _from_sender(lines[index], names):
        index -= 1
    line = lines[index].strip()
    if index == 0 or not line:
        return None
    if _DASHED_NAME.match(line) and not line.startswith("*"):
        return index if not lines[index - 1].lstrip().startswith(("-", "–", "*")) else None
    signed = _from_sender(line, names) or signs_alone(line, lines[index - 1])
    return index if signed and len(line) < 60 else None


def _valediction(line: str, followed: bool) -> int:
    """Return 2 for a closing formula, 1 for thanks that close the letter, 0 otherwise."""
    if len(line) > 90:
        return 0
    line = _HEAD_OF_CLOSING.sub(r"\1, ", line, count=1)
    bare = re.sub(r"\s+", " ", line.strip(_EDGE).lower()).replace("’", "'")
    if bare in _STRONG:
        return 2
    if bare in _WEAK:
        return 1 if followed or line.rstrip().endswith(",") else 0
    if "/" in bare and all(half.strip(_EDGE) in _STRONG for half in bare.split("/")):
        return 2  # "Mit freundlichen Grüßen / Best regards"
    head, comma, rest = bare.partition(",")
    if comma and head.strip() in _STRONG | _WEAK:
        tail = line.partition(",")[2].strip(_EDGE)
        if rest.strip() in _STRONG | _WEAK:
            return 2
        return 2 if 0 < len(tail.split()) <= 4 and _titled(tail) else 0
    words = line.strip(_EDGE).split()
    for size in range(min(4, len(words) - 1), 0, -1):
        formula = " ".join(words[:size]).lower()
        if formula in _STRONG and words[size].lower() in _FROM_WHERE and len(words) - size <= 4 and followed:
            return 2  # "Viele Grüße aus Berlin"
        name = " ".join(words[size:])
        if (
            formula in _STRONG
            and formula not in ("love", "t", "ta", "best", "ihr", "ihre", "thân", "kính", "besos")
            and len(words) - size <= 3
            and _titled(name)
            and not _is_sentence(line)
        ):
            return 2
    return 0


def _titled(text: str) -> bool:
    words = [word for word in re.split(r"[\s.]+", text) if word]
    return bool(words) and all(
        word[0].isupper() or word.lower() in NAME_PARTICLES or word in ("i", "ppa", "p") or _CJK.match(word)
        for word in words
    )


def _name_line(line: str, names: frozenset[str], *, alone: bool) -> bool:
    """Tell whether a line names the sender; without the From header's help it must look like a full name."""
    if _from_sender(line, names):
        return True
    if not _name_like(line, names):
        return False
    words = line.split()
    return len(words) >= 2 or (bool(_CJK.search(line)) and not alone and len(line) <= 12) or (not alone and not names)


def _from_sender(line: str, names: frozenset[str]) -> bool:
    tokens = {token for token in re.split(r"[^\w]+", line.lower()) if token}
    compact = re.sub(r"\W+", "", line.lower())
    if not names or not compact or len(line) > 60:
        return False
    if compact in names or re.sub(r"\s+x{1,3}$", "", line.lower().strip()) in names:  # "Nkechi x" sends a kiss
        return True
    if _CJK.search(line) and len(compact) <= 8 and any(len(name) >= 2 and compact.startswith(name) for name in names):
        return not _JANAME_PARTICLES.search(line)
    if _is_sentence(line) and not re.search(r"\b\w{1,4}\.$", line):
        return False
    shared = tokens & names
    if len(shared) >= 2 and len(tokens - names) <= 2:
        return True
    return bool(shared) and len(tokens - names) <= 4 and not (tokens - names) & EVERYDAY and _rather_title(line, names)


def _rather_title(line: str, names: frozenset[str]) -> bool:
    words = [word for word in re.split(r"[\s,]+", line) if any(char.isalpha() for char in word)]
    titled = [word for word in words if not word[0].islower() or word.lower().strip(".") in names | NAME_PARTICLES]
    return len(titled) == len(words)


def _name_like(line: str, names: frozenset[str]) -> bool:
    """Tell whether a line could be a person's or a firm's name."""
    text = line.strip(" *_,~-–—")
    if not text or len(text) > 48 or re.search(r"[?!:;。！？、]", text):
        return False
    if _CJK.search(text):
        return len(text) <= 24 and not _JANAME_PARTICLES.search(text)
    words = text.split()
    if len(words) > 6 or (text.endswith(".") and not re.search(r"\b\w{1,4}\.$", text)):
        return False
    if any(word.lower().strip(".,") in EVERYDAY for word in words if word.lower() not in NAME_PARTICLES):
        return False
    return all(word[0].isupper() or word.lower() in NAME_PARTICLES or not word[0].isalpha() for word in words) and any(
        word[0].isupper() for word in words
    )


def _title(line: str) -> bool:
    words = {word.strip(".,|/").lower() for word in line.split()}
    return len(line) <= 70 and bool(words & TITLE_WORDS or _CJK.search(line)) and not _is_sentence(line)


def _contact(line: str) -> bool:
    """Tell whether a line holds contact data and hardly anything else."""
    text = unicodedata.normalize("NFKC", line).strip()
    if not text or len(text) > 100:
        return False
    pieces = re.split(r"\s*[|•·]\s*", text)
    if len(pieces) > 1 and any(_contact(piece) for piece in pieces):
        return all(not piece or _contact(piece) or _name_like(piece, frozenset()) or _title(piece) for piece in pieces)
    if _LABEL.match(text) and (any(char.isdigit() for char in text) or "@" in text or _URL.search(text)):
        return not _is_sentence(text) or len(text) < 40
    rest = text
    for pattern in (_EMAIL, _URL, _PHONE):
        rest = pattern.sub("", rest)
    if rest == text:
        return False
    words = re.findall(r"[^\W\d_]{2,}", rest)
    return len(words) <= 2 and not any(word.lower() in EVERYDAY for word in words)


def _contact_alone(block: Sequence[str]) -> bool:
    return any(_PHONE.search(line) or _LABEL.match(line) for line in block)


def _all_closing(lines: Sequence[str], names: frozenset[str]) -> bool:
    return all(
        not line.strip()
        or is_mobile_footer(line)
        or _contact(line)
        or _name_like(line, names)
        or is_rule(line)
        or is_footer(line)
        for line in lines
    )


def _prose(lines: Sequence[str]) -> bool:
    """Tell whether lines hold sentences that a person wrote, other than a disclaimer or a postscript."""
    for line in lines:
        if _POSTSCRIPT.match(line):
            return False
        if is_footer(line) or is_disclaimer([line]):
            return False
        if _is_sentence(line) and (len(line) > 45 or (_CJK.search(line) and len(line) > 14)) and not _contact(line):
            return True
        if len(line) > 90 and not _URL.search(line):
            return True
    return False


def _is_sentence(line: str) -> bool:
    text = line.strip()
    if _FIRM.search(text):
        return False
    if len(text.split()) >= 4 or (_CJK.search(text) and len(text) > 8):
        return (
            bool(_SENTENCE_END.search(text)) or sum(word.lower().strip(",.") in EVERYDAY for word in text.split()) >= 3
        )
    return False


def _postscript_start(lines: Sequence[str]) -> int:
    """Return where a closing postscript begins: it is text, although it stands below the name. Without one: the end."""
    start = _paragraph_start(lines, len(lines))
    is_one = start > 0 and bool(_POSTSCRIPT.match(lines[start])) and len(lines[start].strip()) > 8
    return start if is_one and not is_mobile_footer(lines[-1]) else len(lines)


def _above(lines: Sequence[str], index: int) -> str:
    """Return the last line with text above an index, or ""."""
    return next((line for line in reversed(lines[:index]) if line.strip()), "")


def _paragraph_start(lines: Sequence[str], end: int) -> int:
    start = end
    while start > 0 and lines[start - 1].strip():
        start -= 1
    return start


def _name_tokens(sender: Address | None) -> frozenset[str]:
    """Return what may stand on a name line of this sender: its words, and all of them together."""
    if sender is None or not (sender.name or sender.email):
        return frozenset()
    words = [word for word in re.split(r"[^\w]+", sender.name.lower()) if len(word) > 1]
    local = [word for word in re.split(r"[^\w]+|\d+", sender.email.rpartition("@")[0].lower()) if len(word) > 2]
    whole = re.sub(r"\W+", "", sender.name.lower())
    return frozenset({*words, *local, whole} - {""}) - EVERYDAY


def _trim(lines: Sequence[str]) -> tuple[str, ...]:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return tuple(lines[start:end])
