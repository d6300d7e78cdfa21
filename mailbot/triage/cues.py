r"""The cue notation: phrases as people write them, compiled to patterns that know word forms.

A cue is a phrase with a few marks:

========= =========================================================================
``word*`` any ending: ``promis*`` finds promise, promised, promising
``(a|b)`` one of; may hold blanks, may be glued to letters: ``re(fund|paid)``
``[a ]``  may be absent; blanks inside count
``..``    up to some forty characters in between, within the sentence
``{name}`` a named group of words from the lexicon's ``[words]`` table
``(a )*``  several of these, or none: the blank before the bracket's end tells
``x?``     the letter or bracket before it may be absent; ``\?`` is a question mark
``\d``     a digit, ``\w`` a letter, ``\d+`` several; ``^`` and ``$`` a line's ends
========= =========================================================================

Case, accents and the shape of apostrophes do not matter (except for Vietnamese written with its
marks, where they tell words apart). Every cue carries *keys*: beginnings of words of which one must
occur in the text, so that only a handful of a thousand cues are ever tried on a mail.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from mailbot.triage.sought import Sought

#: Longest beginning of a word that is used as a key.
KEY = 5
#: Scripts written without blanks between words: keys are pairs of characters there.
UNSPACED = frozenset({"ja", "zh", "th"})

#: A blank where a bracket or a branch begins: what matches there does not begin with the word that follows.
_BLANK_HEAD = re.compile(r"(?:^|[(\[|])\s")
_SEVERAL = re.compile(r"(\s\))\*")
_TOKEN = re.compile(r"\{0,4\}|\\.|\.\.|\s+|[()\[\]|*?+$^]|[^\s()\[\]{|*?+$^.\\]+|\.")
#: Brackets and what a cue is split at; an escape counts as neither.
_BRACKETS = re.compile(r"(?:\\.)+|[()\[\]]", re.DOTALL)
_BLANKS, _BARS = (re.compile(_BRACKETS.pattern + "|" + at, re.DOTALL) for at in (r"\s", r"\|"))
_WORDLIKE = re.compile(r"\w*")
_ESCAPED = re.compile(r"\\.")
_NAMED = re.compile(r"\{(\w+)\}")
_SPACED = {
    "gap": r"(?:(?<!\w)|(?!\w))[^.!?\n]{0,45}?(?<!\w)",
    "blank": r"[^\w.!?;]{1,4}",
    "open": r"(?<!\w)",
    "close": r"(?!\w)",
    "star": r"\w*",
}
#: Vietnamese syllables are short: the same reach holds fewer of them, and typed without marks they are too alike.
_SYLLABLES = _SPACED | {"gap": r"(?:(?<!\w)|(?!\w))[^.!?\n]{0,30}?(?<!\w)"}
_BARE = _SPACED | {"gap": r"(?:(?<!\w)|(?!\w))[^.!?\n]{0,14}?(?<!\w)"}
_DENSE = {
    "gap": r"[^。．！？!?\n]{0,14}?",
    "blank": r"[\s、,「」『』]{0,2}",
    "open": "",
    "close": "",
    "star": r"\w{0,6}?",
}
_LITERAL_ENDS = re.compile(r"[\s()\[\]*.|?+$^\\'’-]")
_UMLAUT_ENDS = re.compile(r"[\s()\[\]*.|?+$^\\'’äöüßÄÖÜ-]")
_FIXED = {
    "(": "(?:",
    ")": ")",
    "[": "(?:",
    "]": ")?",
    "|": "|",
    "?": "?",
    "+": "+",
    "^": "(?m:^)",
    "$": "(?m:$)",
    "{0,4}": "{0,4}",
}
_LETTERS = {"ä": "(?:ae|a)", "ö": "(?:oe|o)", "ü": "(?:ue|u)", "ß": "(?:ss|ß|s)", "'": "'?"}


@dataclass(frozen=True, kw_only=True)
class Cue:
    """One phrase of a family, ready to be looked for.

    What its matches hold is read off when it is first looked for: of seven languages a text needs one.
    """

    family: str  # "legal_threat"
    source: str  # as written in the lexicon, named groups put in
    language: str
    made: dict[bool, Sought] = field(default_factory=dict, repr=False, compare=False)  # patterns, by `exact`

    @cached_property
    def needs(self) -> tuple[frozenset[str], ...]:
        """Of each of these sets one must begin a word of a match; the rarest first."""
        return needs_of(self.source, self.language)

    @cached_property
    def heads(self) -> frozenset[str]:
        """Every match begins where a word begins with one of these; empty: anywhere."""
        return heads_of(self.source, self.language)

    @property
    def keys(self) -> frozenset[str]:
        """Return the set that the cue is filed under; empty: it is always tried."""
        return self.needs[0] if self.needs else frozenset()

    def pattern(self, *, exact: bool = False) -> re.Pattern[str]:
        """Return the pattern over folded text, or over text that kept its accents (`exact`)."""
        return self.sought(exact=exact).pattern

    def sought(self, *, exact: bool = False) -> Sought:
        """Return the pattern as it is looked for.

        Patterns are made when they are first needed: a mail needs a few dozen of some ten thousand.
        """
        made = self.made.get(exact)
        if made is None:
            made = self.made[exact] = Sought(_render(self.source, self.language, exact=exact))
        return made


def _plain(character: str) -> str:
    """Return one lower-case character without accents; what would change the length stays as it is."""
    lowered = character.lower()
    base = "d" if lowered in "đ" else unicodedata.normalize("NFKD", lowered)[:1]
    return base if len(base) == 1 and len(lowered) == 1 and lowered != "ß" else lowered[:1]


def _narrow(character: str) -> str:
    """Return a full-width character in its usual width and lower case; kana keep their marks."""
    usual = unicodedata.normalize("NFKC", character)
    return usual.lower() if len(usual) == 1 and len(usual.lower()) == 1 else character


class _Folded(dict[int, str]):
    """A table for `str.translate` that learns characters as they come; always one for one."""

    def __init__(self, rule: str) -> None:
        super().__init__({ord("’"): "'", ord("‘"): "'", ord("´"): "'", ord("`"): "'", ord("ʼ"): "'"})
        self._rule = {"plain": _plain, "narrow": _narrow}[rule]

    def __missing__(self, code: int) -> str:
        self[code] = self._rule(chr(code)) or chr(code)
        return self[code]


_PLAIN, _NARROW = _Folded("plain"), _Folded("narrow")

#: Old and new places of the Vietnamese tone mark: both are written, only one is compared.
_TONES = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
_TONE = re.compile("|".join(_TONES))


def fold(text: str, language: str) -> str:
    """Return the text in lower case and without accents (Japanese: in usual width), character for character."""
    return text.translate(_NARROW if language in UNSPACED else _PLAIN)


def keep_tones(text: str) -> str:
    """Return Vietnamese in lower case with the tone marks in one place, character for character."""
    lowered = "".join(character.lower() if len(character.lower()) == 1 else character for character in text)
    return _TONE.sub(lambda found: _TONES[found[0]], lowered)


def expand(source: str, words: Mapping[str, str]) -> str:
    """Return the cue with its named groups put in, groups within groups too.

    Raises:
        KeyError: a name is not in the table.
    """
    for _ in range(5):
        if "{" not in source:
            break
        source = _NAMED.sub(lambda found: "(" + words[found[1]] + ")", source)
    return source


def _letters(token: str, language: str) -> str:
    if language in UNSPACED:
        return re.escape(token)
    spelled = _LETTERS if language == "de" else {"'": "'?"}
    return "".join(spelled.get(letter) or re.escape(_plain(letter)) for letter in token.lower())


def _render(source: str, language: str, *, exact: bool = False) -> str:
    marks = _DENSE if language in UNSPACED else _SPACED
    if language == "vi":
        marks = _SYLLABLES if exact else _BARE
    fixed = {**_FIXED, "*": marks["star"], "..": marks["gap"]}
    parts = []
    source = _SEVERAL.sub(r"\1{0,4}", re.sub(r"\s*\.\.\s*", "..", source))
    for token in _TOKEN.findall(source):
        if token.isspace():
            parts.append(marks["blank"])
        elif token[0] == "\\":
            parts.append(token)
        else:
            parts.append(fixed.get(token) or (re.escape(keep_tones(token)) if exact else _letters(token, language)))
    return marks["open"] + "(?:" + "".join(parts) + ")" + marks["close"]


def _apart(source: str, at: str) -> list[str]:
    """Split a cue at a character (" " for any blank) outside of all brackets; escapes stay whole."""
    parts, depth, begin = [], 0, 0
    for found in (_BLANKS if at == " " else _BARS).finditer(source):
        unit = found[0]
        if unit in "([":
            depth += 1
        elif unit in ")]":
            depth -= 1
        elif depth == 0 and len(unit) == 1:
            parts.append(source[begin : found.start()])
            begin = found.end()
    return [*parts, source[begin:]]


@lru_cache(maxsize=4)  # asked for twice a cue
def _pieces(source: str) -> Sequence[str]:
    """Split a cue at the blanks and gaps outside of all brackets."""
    return tuple(piece for piece in _apart(source.replace("..", " "), " ") if piece)


def _branches(body: str) -> list[str]:
    """Split what stands inside one bracket at its own bars."""
    return _apart(body, "|")


def _closing(source: str) -> int:
    """Return where the bracket that opens a cue is closed; -1 when it never is."""
    depth = 0
    for found in _BRACKETS.finditer(source):
        depth += (found[0] in "([") - (found[0] in ")]")
        if depth == 0:
            return found.start()
    return -1


@lru_cache(maxsize=8192)  # named groups stand in many cues
def _beginning(piece: str, language: str) -> Sequence[str]:
    """Return the literal beginnings of which every match of a piece has one; "" among them when one has none."""
    if piece[:1] in ("(", "["):
        return _bracket_beginning(piece, _closing(piece), language)
    stop = _LITERAL_ENDS.search(piece) if language != "de" else _UMLAUT_ENDS.search(piece)
    literal = piece[: stop.start()] if stop else piece
    if stop and stop[0] in "?+":
        literal = literal[:-1]
    if language in UNSPACED:
        return (fold(literal, language)[:2],)
    return (_WORDLIKE.match(fold(literal, language))[0][:KEY],)  # type: ignore[index]  # matches always


def _bracket_beginning(piece: str, end: int, language: str) -> Sequence[str]:
    heads = [_beginning(branch.strip(), language) for branch in _branches(piece[1:end])]
    after = piece[end + 1 :]
    several = after[:1] == "*" and piece[end - 1 : end].isspace()
    if after[:1] == "*" and not several:
        return [word for head in heads for word in head]
    if piece[0] == "[" or after[:1] == "?" or several:
        heads.append(_beginning(after[1:] if after[:1] in ("?", "*") else after, language))
    return [word for head in heads for word in head]


def needs_of(source: str, language: str) -> tuple[frozenset[str], ...]:
    """Return, for each piece of a cue that has some, the beginnings of words of which a match has one; the rarest first."""
    heads = [_beginning(piece, language) for piece in _pieces(source)]
    certain = [frozenset(words) for words in heads if min(map(len, words)) >= 1]
    return tuple(sorted(certain, key=lambda words: (-min(map(len, words)), len(words))))


def heads_of(source: str, language: str) -> frozenset[str]:
    """Return the beginnings of words of which every match of a cue begins with one; empty when that is not certain."""
    first = next(iter(_pieces(source)), "")
    words = _beginning(first, language)
    certain = min(map(len, words)) >= 1 and not _BLANK_HEAD.search(source.replace("..", " "))
    return frozenset(words) if certain else frozenset()


def split(source: str) -> list[str]:
    """Return the branches of a cue that is one bracket as a whole, else the cue itself: each is looked for by its own key."""
    parts = _apart(source, "|")
    if len(parts) > 1:
        return [cue for part in parts for cue in split(part.strip())]
    if not source.startswith("(") or _closing(source) != len(source) - 1:
        return [source]
    return [part for branch in _branches(source[1:-1]) for part in split(branch.strip()) if part]


def compile_cue(family: str, source: str, *, language: str, words: Mapping[str, str] | None = None) -> Cue:
    """Return a cue ready for use.

    Raises:
        KeyError: it uses a named group that does not exist.
        ValueError: its brackets do not match.
    """
    full = expand(source, words or {}).removesuffix(" .. ").removesuffix(" ..")
    if not _balanced(full):
        raise ValueError("its brackets do not match")
    return Cue(family=family, source=full, language=language)


def _balanced(source: str) -> bool:
    bare = _ESCAPED.sub("", source)
    return bare.count("(") == bare.count(")") and bare.count("[") == bare.count("]")
