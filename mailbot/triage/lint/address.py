"""The customer's language and register."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailbot.triage.lint.reading import Hit, Reply, once
from mailbot.triage.lint.text import fold

_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_MIN_WORDS = 5


def wrong_language(reply: Reply) -> Iterator[Hit]:
    """Another language, or a register that breaks."""
    for index, (start, end) in enumerate(reply.sentences):
        if _foreign(reply, reply.text[start:end]):
            yield Hit(start=start, end=end, sentence=index)
            return
    yield from list(reply.hits("wrong-language"))[:1] or list(_mixed(reply))[:1]


def spoken(reply: Reply) -> str:
    """Return the language that the reply as a whole is written in: the customer's unless the words say otherwise."""
    own = reply.words.code
    if (kana := len(_KANA.findall(reply.text))) and 4 * kana > len(reply.text):
        return "ja"
    plain = _WORD.findall(fold(reply.text))
    marked = _WORD.findall(fold(reply.text, marks=True))
    known = _score(marked if reply.words.marked and not reply.bare else plain, reply.words.identity)
    scores = {code: _score(marked if code == "vi" else plain, small) for code, small in _small(reply).items()}
    best = max((code for code in scores if code not in {own, "ja"}), key=lambda code: scores[code])
    full = scores[best] >= max(6, known + 5, 1.5 * known) and 4 * scores[best] >= len(plain)
    return best if full else own


@once
def _small(reply: Reply) -> dict[str, frozenset[str]]:
    """Return the small words of every language that we write or recognise."""
    return {code: words.identity for code, words in reply.lexicon.languages.items()} | dict(reply.lexicon.foreign)


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
    if reply.words.marked and len(_VIETNAMESE.findall(sentence)) >= 3:
        return False  # letters that no other language has
    scores = {code: _score(marked if code == "vi" else plain, small) for code, small in _small(reply).items()}
    ours = reply.lexicon.languages
    known = max(score for code, score in scores.items() if code in ours and code not in {language, "ja"})
    rare = max((score for code, score in scores.items() if code not in ours), default=0)
    return known >= max(3, own + 2, 1.6 * own) or rare >= max(4, 2 * own + 2)


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
