"""The line above a quote that says who wrote it and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailbot.mail.phrases.quoting import DATE_WORDS, FIELDS, REPLY_ABOVE, SEPARATORS, SPEAKERS, WROTE

_LONGEST = 400  # characters of an attribution over all its lines
_MOST_LINES = 6

_SPACED_WROTE = r"|".join(f"(?:{word})" for word in sorted(set(WROTE), key=len, reverse=True))
_VERB = re.compile(rf"(?:(?<!\w)|(?<=[\u3040-\u9fff>]))(?:{_SPACED_WROTE})(?!\w)", re.I)
_SPEAKER = re.compile(
    rf"\b(?:{'|'.join(SPEAKERS)})\s+(?:\w+\s+)?(?:wrote|said|writes|schrieb(?:en|t)?|escribió|a écrit|avez écrit|escreveu)\b",
    re.I,
)
_EMAIL = re.compile(r"[^\s<>\"(),:;@]+@[^\s<>\"(),:;@]+\w")
# Between kana and digits there is no word boundary.
_TIME = re.compile(
    r"(?<![^\W\u3040-\u9fff])\d{1,2}\s?[:.h時]\s?\d{2}(?!\d)|(?<![^\W\u3040-\u9fff])\d{1,2}\s?(?:am|pm|uhr|h)\b|\d{1,2}時",
    re.I,
)
_YEAR = re.compile(
    r"(?<![^\W\u3040-\u9fff])(?:(?:19|20)\d{2}(?!\d)|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}(?!\d)|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}(?!\d))|\d{4}年"
)
_DAY_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in DATE_WORDS)})[\w.]{{0,9}}|[月年日월년]", re.I)
_DIGIT = re.compile(r"\d")
_COLON_END = re.compile(r"[:：︰]\s*[*_>]*\s*$")
_LEADING = re.compile(
    r"^[\s>*_\-–—]*(?:on|le|el|em|am|il|op|den|de|w dniu|dnia|dne|vào|vao|lúc|ngày|在|于|於|à|a|в|from|at|date|no dia|no|an|dom|på|pe|στις|am:|il giorno|w|dana|tarihinde|quoting|citando|zitat von|citing|citação de)\b",
    re.I,
)

_QUOTING = re.compile(
    r"^\W*(?:quoting|citando|zitat von|citing|citação de|citation de|in reply to|antwort auf|引用)\b", re.I
)
_ABOVE = re.compile(rf"^[\s>]*[-#=*_—–\s]*(?:{'|'.join(REPLY_ABOVE)})", re.I)

#: Lotus Notes: the sender on a line of its own and nothing but date and time below it.
_BARE_SENDER = re.compile(
    r"""^"?[^"<>@]{2,60}"?\s<[^\s<>@]+@[^\s<>@]+>\s(?:sent by: .{2,60}\s)?\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?\s\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?$""",
    re.I,
)

_FIELD_NAMES = {name: meaning for meaning, names in FIELDS.items() for name in names}
#: What stands around name and value of a field, in emphasis. One pattern for the whole line would try each of its spaces
#: for each of its parts: half a minute for a line of blanks.
_BEFORE_NAME, _AFTER_NAME = re.compile(r"[\s>]*[*_|]{0,3}\s*"), re.compile(r"[*_]{1,3}$")
_COLON = re.compile("[:：]")
_BEFORE_VALUE = re.compile(r"\s*[*_]{0,3}")
_RULED = re.compile(
    rf"^[\s>]*[-_=*—–]{{2,}}\s*(?:{'|'.join(re.escape(word) for word in SEPARATORS)})\b.{{0,60}}$", re.I
)
_BARE = re.compile(rf"^[\s>*_]*(?:{'|'.join(re.escape(word) for word in SEPARATORS)})\s*[:：]\s*[*_]*$", re.I)
_ALONE = re.compile(
    r"^[\s>]*(?:original message|begin forwarded message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original|mensagem original)\s*$",
    re.I,
)
#: Novell GroupWise: ">>> Desk <desk@x> 17/01/2022 16:45 >>>".
_GROUPWISE = re.compile(r"^>{3}\s.{2,120}\d{1,2}[:.]\d{2}(?:\s?[ap]m)?\s>{3}\s*$", re.I)
_RULE_CHARACTERS = frozenset("-_=*─━—~＝☆★◇◆+#￣")


def separator_at(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line is a titled rule such as "-----Original Message-----", in any language we know."""
    line = lines[index]
    if len(line) > 120 or not line.strip():
        return False
    if _GROUPWISE.match(line) or _RULED.match(line) or _BARE.match(line) or _ABOVE.match(line):
        return True
    if _ALONE.match(line):
        return any(field_of(other) for other in lines[index + 1 : index + 4])
    return bool(re.match(r"^[\s>]*-{3,}\s*\w.{2,60}?\s*-{3,}\s*$", line)) and header_block(lines, index + 1) > 0


def field_of(line: str) -> tuple[str, str] | None:
    """Return meaning and value of a reply-header line ("Von: …" gives "from"), or None."""
    if len(line) > 500 or (":" not in line and "：" not in line):
        return None
    head, value = _COLON.split(line, 1)
    name = _AFTER_NAME.sub("", _BEFORE_NAME.sub("", head, count=1).rstrip()).rstrip()
    meaning = _FIELD_NAMES.get(name.lower())
    return (meaning, _BEFORE_VALUE.sub("", value, count=1).strip()) if meaning else None


def header_block(lines: Sequence[str], index: int) -> int:
    """Return the line after a block of reply headers (From, Sent, To, Subject) that begins at `index`, or 0.

    A letter may hold such words too ("From: Lisbon"): a sender and one more field are needed, and either an
    address, a subject or a sent-line.
    """
    start = index
    while start < len(lines) and start < index + 3 and not lines[start].strip(" >*_-"):
        start += 1
    if start >= len(lines) or field_of(lines[start]) is None:
        return 0
    found: dict[str, str] = {}
    position = last = start
    while position < len(lines) and position < start + 16 and position - last < 3:
        field = field_of(lines[position])
        if field is not None:
            if field[0] in found and field[0] in ("from", "subject"):
                break
            found.setdefault(field[0], field[1])
            last = position
        elif not lines[position].strip(" >") and len(found) >= 3:
            break
        position += 1
    return last + 1 if _convincing(found) else 0


def _convincing(found: dict[str, str]) -> bool:
    if "from" not in found or len(found) < 2 or not found["from"]:
        return False
    return (
        "subject" in found
        or bool(_EMAIL.search(found["from"]))
        or ("sent" in found and bool(_TIME.search(found["sent"])))
    )


def attribution_end(lines: Sequence[str], index: int, quoted_from: int) -> int:
    """Return the index after an attribution that begins at `index`, or 0.

    Args:
        lines: text lines.
        index: where it may begin; the line must not be blank.
        quoted_from: index of the next quoted line that follows only blank lines after the paragraph, or -1.
    """
    text = ""
    for position in range(index, min(len(lines), index + _MOST_LINES)):
        line = lines[position].strip()
        if not line:
            return 0
        text = f"{text} {line}".strip()
        if len(text) > _LONGEST:
            return 0
        next_line = lines[position + 1].strip() if position + 1 < len(lines) else ""
        followed = quoted_from >= 0 and not any(other.strip() for other in lines[position + 1 : quoted_from])
        if _is_attribution(text, followed, not next_line or next_line.startswith(">")):
            rest = text[len(lines[index].strip()) :].strip()
            if rest and not _may_lead(lines[index]) and _is_attribution(rest, followed, not next_line):
                return 0  # the line before the attribution is the writer's own
            if _begins_below(lines, index, position, followed):
                return 0  # "Mobile: 07412 …" right above "On Mon, … wrote:" is a signature
            return position + 1
    return 0


def _begins_below(lines: Sequence[str], index: int, last: int, followed: bool) -> bool:
    """Tell whether an attribution that ends at `last` has its beginning ("On …", "Le …") below the line at `index`."""
    if _LEADING.match(lines[index].strip()) or lines[index].strip()[:1].isdigit():
        return False
    for start in range(index + 1, last + 1):
        whole = " ".join(line.strip() for line in lines[start : last + 1])
        if _LEADING.match(whole) and _is_attribution(whole, followed, True):
            return True
    return False


def _may_lead(line: str) -> bool:
    """Tell whether a line may be the first of a wrapped attribution, and not the end of the text above."""
    text = line.strip()
    return not text.endswith((".", "!", "?", "。", "！", "？", "…")) and bool(
        _LEADING.match(text) or text[:1].isdigit() or _dated(text)
    )


def _is_attribution(text: str, quote_follows: bool, paragraph_ends: bool) -> bool:
    colon = (":" in text or "：" in text or "︰" in text) and bool(_COLON_END.search(text))
    email = "@" in text and bool(_EMAIL.search(text))
    if not (colon or email):
        return False
    if colon and email and _QUOTING.match(text):
        return True
    if email and _BARE_SENDER.match(text):
        return True
    verb = _VERB.search(text)
    date = _dated(text)
    speaker = _SPEAKER.search(text)
    if speaker and not email and not (quote_follows and (date or not text[speaker.end() :].strip(" :*_"))):
        return False  # "you wrote this on your website:" is the writer's own sentence
    if verb and colon:
        leads = bool(_LEADING.match(text)) or text[0].isdigit()
        return (email or quote_follows or (date and leads)) and (_tail_of(text, verb) or email or date)
    if colon and email and date and text.rstrip(":： *_").endswith((">", ")", "]")):
        return True
    if verb and email and date and (quote_follows or paragraph_ends) and len(text) < 250:
        return True
    return quote_follows and email and date and len(text) < 250


def _tail_of(text: str, verb: re.Match[str]) -> bool:
    """Tell whether the verb closes the line or is followed by a name alone ("schrieb Max Muster:")."""
    return len(text) - verb.end() < 80


def _dated(text: str) -> bool:
    """Tell whether a text holds a date: a year, a numeric date, or a day or month name with digits and a time."""
    if _YEAR.search(text):
        return True
    return bool(_DIGIT.search(text) and _DAY_WORD.search(text)) or bool(_TIME.search(text))


def is_rule(line: str) -> bool:
    """Tell whether a line is a mere rule of dashes, underscores or the like, at least three of them."""
    # By hand, not by pattern: nested repetition takes exponential time on hostile lines.
    first = line.lstrip(" \t>")[:1]
    if first not in _RULE_CHARACTERS or len(line) > 400:
        return False
    drawn = [char for char in line if not char.isspace() and char != ">"]
    return len(drawn) >= 3 and _RULE_CHARACTERS.issuperset(drawn)
