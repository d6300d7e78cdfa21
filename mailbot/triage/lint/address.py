"""The customer's language and register."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailbot.triage.lint.reading import Hit, Reply
from mailbot.triage.lint.text import fold

_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_MIN_WORDS = 5


def wrong_language(reply: Reply) -> Iterator[Hit]:
    """Another language, or a register that breaks."""
    for index, (start, end) in enumerate(reply.sentences):
        if _foreign(reply, reply.text[start:end]):
            yield Hit(start=start, end=end, sentence=index)
            return
    yield from list(reply.hits("wrong-language"))[:1] or list(_mixed(reply))[:1]


def _foreign(reply: Reply, sentence: str) -> bool:
    language = reply.words.code
    han, kana, hangul = (len(pattern.findall(sentence)) for pattern in (_HAN, _KANA, _HANGUL))
    if language == "ja":
        latin = len(_WORD.findall(re.sub(r"[\u3040-\u9fff]+", " ", sentence)))
        return (hangul >= 3) or (han >= 12 and kana == 0) or (kana + han < 3 and latin >= _MIN_WORDS)
    if han + kana + hangul >= 4:
        return True
    plain = _WORD.findall(fold(sentence))
    if len(plain) < _MIN_WORDS:
        return False
    marked = _WORD.findall(fold(sentence, marks=True))
    own = _score(marked if reply.words.marked and not reply.bare else plain, reply.words.identity)
    if 2.6 * own >= len(plain):
        return False  # no other language can know so many of the rest
    small = {code: words.identity for code, words in reply.lexicon.languages.items()} | dict(reply.lexicon.foreign)
    others = (
        _score(marked if code == "vi" else plain, known)
        for code, known in small.items()
        if code not in {language, "ja"}
    )
    return max(others) >= max(3, own + 2, 1.6 * own)


def _score(words: list[str], small: frozenset[str]) -> int:
    return sum(map(small.__contains__, words))


def _mixed(reply: Reply) -> Iterator[Hit]:
    """Formal and familiar address in one reply, or familiar address to a customer who wrote formally."""
    familiar = reply.hits("familiar")
    if not familiar:
        return
    formal = reply.hits("formal") or _formal_case(reply)
    if formal:
        yield familiar[0]


def _formal_case(reply: Reply) -> bool:
    problem = fold(reply.case.problem or "", marks=reply.words.marked)
    return any(pattern.occurs(problem) for pattern in reply.words.patterns("formal-customer"))
