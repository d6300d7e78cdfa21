"""The customer's answer to our question: content, unhappy, or not clear (GUIDANCE 1 `follow-up`, 3.8). Pure.

One word is enough in any language we speak. When a text says both, the word after the "but" counts; when it asks
something, or says more than an answer does, a person reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scheduler.followup import Contentment


class Choice(StrEnum):
    """What a link in our question stands for."""

    CONTENT = "content"
    UNHAPPY = "unhappy"
    OPT_OUT = "opt_out"  # no more such questions


#: A longer text is a letter, not an answer: it may be content, but somebody reads it.
_ANSWER_CHARS = 240
#: What stands further down is no answer, and a stranger's mail may be as long as it likes.
_READ_CHARS = 2_000

#: Readings of hands and faces, the same in every language.
_SIGNS = (
    ("content", re.compile(r"[👍👌😊🙂😀😃😄😁😍🥰🤩💯🎉☺🙏❤💚💙✅]|(?<!\w)[:=;]-?[)\]d](?!\w)")),
    ("unhappy", re.compile(r"[👎😡😠🤬😤💢🙁☹😞😒😕😩😫😢😭🤮🤦]|(?<!\w)[:=>]{1,2}'?-?[(\[](?!\w)")),
)
#: Where other people's words begin: a forwarded mail, an old one underneath, quoted lines.
_OTHERS = re.compile(r"(?ms:^[^\S\n]*[-_*=]{5,}.*)|(?m:^[^\S\n]*>(?![:=]).*$)")

#: What may stand around the words of an answer.
_MARKS = " ,.!-:;、。！\"'「」“”«»"

#: Marks that are parts of letters in Japanese, not accents.
_VOICED = "\u3099\u309a"


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerWords:
    """The words of one language, folded and compiled."""

    language: str
    content: re.Pattern[str]
    unhappy: re.Pattern[str]
    irony: re.Pattern[str]  # praise that is not to be trusted: "bravo", "hats off"
    later: re.Pattern[str]  # the customer has not looked yet: "I have not tried it" says neither
    neutral: re.Pattern[str]  # looks like a no or a complaint and says all is well: "no problem"
    but: re.Pattern[str]  # what follows counts
    more: re.Pattern[str]  # the customer asks for something further
    yes: frozenset[str]  # as the first word
    no: frozenset[str]
    filler: re.Pattern[str]  # greetings and courtesies that may come before the first word


def fold(text: str) -> str:
    """Return text without case, accents and width, so that "Sí" and "si", "chưa" and "chua" are one."""
    wide = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).replace("đ", "d")
    bare = "".join(char for char in wide if not unicodedata.combining(char) or char in _VOICED)
    return unicodedata.normalize("NFC", bare).replace("’", "'")


def answer_words(language: str, data: Mapping[str, Sequence[str]], *, spaced: bool) -> AnswerWords:
    """Compile the words of a language.

    Args:
        data: lists of patterns: content, unhappy, neutral, irony, later, but, more, yes, no, filler.
        spaced: the language separates words by spaces, so that patterns match whole words.

    Raises:
        re.error: a pattern is no regular expression.
    """

    def compiled(name: str) -> re.Pattern[str]:
        alternatives = "|".join(fold(one) for one in data.get(name, ())) or r"(?!)"
        return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)" if spaced else rf"(?:{alternatives})")

    return AnswerWords(
        language=language,
        content=compiled("content"),
        unhappy=compiled("unhappy"),
        neutral=compiled("neutral"),
        irony=compiled("irony"),
        later=compiled("later"),
        but=compiled("but"),
        more=compiled("more"),
        yes=frozenset(fold(one) for one in data.get("yes", ())),
        no=frozenset(fold(one) for one in data.get("no", ())),
        filler=compiled("filler"),
    )


def contentment(text: str, languages: Iterable[AnswerWords]) -> Contentment:
    """Return what an answer says, by the first of the languages that understands it."""
    for words in languages:
        said = _understood(text, words)
        if said is Contentment.UNHAPPY or (said is Contentment.CONTENT and len(text.strip()) <= _READ_CHARS):
            return said
    return Contentment.UNCLEAR


def _understood(text: str, words: AnswerWords) -> Contentment:
    folded = " ".join(fold(_OTHERS.sub("", text[:_READ_CHARS])).split())
    found = _marks(folded, words)
    kinds = {kind for _, kind in found}
    ironic = words.irony.search(folded) is not None
    if kinds == {"unhappy"} or (ironic and "unhappy" in kinds):
        return Contentment.UNHAPPY
    if ironic:
        return Contentment.UNCLEAR
    if kinds == {"content"}:
        return Contentment.CONTENT if _is_answer(_after_turn(folded, found, words), words) else Contentment.UNCLEAR
    return _turned(folded, found, words) if kinds else Contentment.UNCLEAR


def _marks(folded: str, words: AnswerWords) -> list[tuple[int, str]]:
    """Return (place, "content" or "unhappy") in order; what says no takes its words away from what says yes."""
    folded = words.later.sub(_blank, folded)
    found = [(match.start(), "content") for match in words.neutral.finditer(folded)]
    text = words.neutral.sub(_blank, folded)
    found += [(match.start(), "unhappy") for match in words.unhappy.finditer(text)]
    text = words.unhappy.sub(_blank, text)
    found += [(match.start(), "content") for match in words.content.finditer(text)]
    found += [(match.start(), kind) for kind, sign in _SIGNS for match in sign.finditer(text)]
    first = _first_word(text, words)
    if first:
        found.append((0, first))
    return sorted(found)


def _first_word(text: str, words: AnswerWords) -> str | None:
    """Read the yes or no that the answer opens with, after courtesies; "no sé" is none."""
    rest = _past_courtesies(text, words)
    for kind, some in (("unhappy", words.no), ("content", words.yes)):
        for word in sorted(some, key=len, reverse=True):
            if rest.startswith(word):
                after = rest[len(word) :]
                if not after or not (after[0].isalnum() or after[0] == " ") or words.filler.match(after.lstrip()):
                    return kind
    return None


def _past_courtesies(text: str, words: AnswerWords) -> str:
    rest = text.strip(_MARKS)
    while match := words.filler.match(rest):
        rest = rest[match.end() :].lstrip(_MARKS)
    return rest


def _after_turn(folded: str, found: list[tuple[int, str]], words: AnswerWords) -> str:
    """Return the text from its last "but" on, when the last mark lies behind it: "slow, but all is fine now"."""
    turns = [match.end() for match in words.but.finditer(folded) if match.start() < found[-1][0]]
    return folded[turns[-1] :] if turns else folded


def _turned(folded: str, found: list[tuple[int, str]], words: AnswerWords) -> Contentment:
    """Both were said: an unhappy last word counts; a content one only after a "but"."""
    place, last = found[-1]
    turns = [match.end() for match in words.but.finditer(folded) if match.start() < place]
    if last == "unhappy":
        sentence_ended = re.search(r"[.!。！,、]", folded[:place])
        return Contentment.UNHAPPY if turns or sentence_ended else Contentment.UNCLEAR
    if turns and all(kind == "content" for at, kind in found if at >= turns[-1]):
        return Contentment.CONTENT if _is_answer(folded[turns[-1] :], words) else Contentment.UNCLEAR
    return Contentment.UNCLEAR


def _is_answer(folded: str, words: AnswerWords) -> bool:
    """Tell whether a text is an answer and no more: short, asks nothing, turns nowhere."""
    return (
        len(folded) <= _ANSWER_CHARS
        and "?" not in folded
        and not words.more.search(folded)
        and not words.but.search(folded)
    )


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
