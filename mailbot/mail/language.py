"""Which language the customer's own words are in."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Protocol, cast

from mailbot.mail.phrases.stopwords import STOPWORDS

#: Languages that mailbot writes in.
SUPPORTED = ("en", "es", "fr", "pt", "vi", "ja", "de")
#: Others that are named honestly instead of being taken for one of ours.
_OTHERS = ("nl", "it", "da", "sv", "no", "fi", "pl", "cs", "tr", "ro", "hu", "id", "ca")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: Order numbers and the like; with what only a text with "@" or "://" can hold.
_NUMBERS = r"\b[A-Z0-9][A-Z0-9\-]*\d[A-Z0-9\-]*\b"
_NOISE, _LESS_NOISE = re.compile(rf"https?://\S+|\S+@\S+|{_NUMBERS}"), re.compile(_NUMBERS)
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_FOREIGN_SCRIPT = re.compile(r"[\u0370-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_UKRAINIAN = re.compile(r"[іїєґ]", re.I)
#: Letters and signs that tell a language, with their weight each.
_LETTERS: tuple[tuple[str, re.Pattern[str], float], ...] = (
    ("vi", re.compile(r"[ăơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I), 0.7),
    ("de", re.compile(r"ß|[äöü](?=[a-zß])|\w(?:keit|ung|schaft)\b", re.I), 0.6),
    ("es", re.compile(r"[ñ¿¡]|ción\b|\bll\w", re.I), 1.0),
    ("pt", re.compile(r"[ãõ]|ção\b|ções\b|\w(?:nh|lh)[aeo]\w*", re.I), 1.0),
    ("fr", re.compile(r"[œèêçùû]|\b(?:[ldjnscm]|qu)['’]", re.I), 0.6),
    ("en", re.compile(r"\b\w+(?:n't|'ve|'re|'ll|ing)\b|\b\w*th\w+\b", re.I), 0.25),
    ("da", re.compile(r"[æø]", re.I), 0.8),
    ("sv", re.compile(r"å", re.I), 0.4),
    ("pl", re.compile(r"[łśźżćńąę]", re.I), 0.8),
    ("tr", re.compile(r"[ğĞıİşŞ]"), 0.8),
    ("it", re.compile(r"\b(?:perch[eé]|cos[iì]|pi[uù]|zione)\b|zione\b", re.I), 0.8),
)
#: A Vietnamese syllable as typed without accents; whole sentences of such short words are Vietnamese.
_SYLLABLE = re.compile(r"(?:ngh|ng|nh|kh|th|tr|ph|ch|gh|gi|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|nh|ng|[cmnpt])?")
#: Word -> the languages that use it; a word of several counts for each of them a little.
_SPOKEN: dict[str, tuple[str, ...]] = {
    word: tuple(language for language, words in STOPWORDS.items() if word in words)
    for word in frozenset().union(*STOPWORDS.values())
}
_SAMPLE = 1_500  # characters looked at
_PLENTY = 8.0  # everyday words of one language that settle it without a look at letters
_CLEAR = 1.6  # how much more evidence than the runner-up settles it without the statistical model


class _Ranker(Protocol):
    def rank(self, text: str) -> list[tuple[str, float]]: ...


def detect(text: str, hint: str | None = None) -> str:
    """Return the ISO 639-1 code of a text's language; honest about languages that mailbot does not write.

    Scripts decide first, then everyday words (which people also write without accents), then py3langid.

    Args:
        text: the customer's own words, ideally without quotes and signature.
        hint: a guess from elsewhere (Content-Language, earlier mails), used only when the text says nothing.
    """
    sample = text[:_SAMPLE]
    sample = (_NOISE if "@" in sample or "://" in sample else _LESS_NOISE).sub(" ", sample)
    script = _by_script(sample)
    if script:
        return script
    words = _words(sample)
    fallback = (hint or "en").lower()[:2]
    if not words:
        return fallback
    ranked = _evidence(sample, words)
    best, second = ranked[0], ranked[1]
    if best[1] >= 1.5 and best[1] >= _CLEAR * second[1]:
        return best[0]
    return _with_model(sample, dict(ranked), fallback, len(words))


def _words(text: str) -> list[str]:
    if text.isascii():
        return _WORD.findall(text.lower())
    # Word by word: in lower case a few letters become two characters, of which one is no letter.
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def warm_up() -> None:
    """Load the statistical model now (a second or so) rather than with the first doubtful mail."""
    _model()


def _by_script(text: str) -> str | None:
    if text.isascii() or not _FOREIGN_SCRIPT.search(text):
        return None
    letters = sum(char.isalpha() for char in text)
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    east_asian = counts["ja"] + counts["zh"]
    if east_asian * 4 > letters:
        # Japanese has kana between its characters; Chinese has none.
        return "ja" if counts["ja"] * 12 > east_asian else "zh"
    for name in ("ko", "ru", "el", "he", "ar", "th"):
        if counts[name] * 3 > letters:
            return "uk" if name == "ru" and _UKRAINIAN.search(text) else name
    return None


def _evidence(text: str, words: list[str]) -> list[tuple[str, float]]:
    """Return languages by falling weight of everyday words and telling letters."""
    counts = Counter(words)
    weights = dict.fromkeys(STOPWORDS, 0.0)
    for word, times in counts.items():
        spoken = _SPOKEN.get(word, ())
        for language in spoken:
            weights[language] += min(times, 4) / len(spoken)
    first, second = sorted(weights.values())[:-3:-1]
    if first >= _PLENTY and first >= 2 * second:
        return _ranked(weights)
    for language, pattern, weight in _LETTERS:
        weights[language] = weights.get(language, 0.0) + weight * min(len(pattern.findall(text)), 12)
    syllables = sum(1 for word in words[:200] if _SYLLABLE.fullmatch(word))
    if len(words) >= 5 and syllables >= 0.85 * min(len(words), 200):
        weights["vi"] += 0.3 * min(syllables, 30)
    return _ranked(weights)


def _ranked(weights: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(weights.items(), key=lambda pair: -pair[1])


def _with_model(text: str, weights: dict[str, float], fallback: str, length: int) -> str:
    total = sum(weights.values()) or 1.0
    ranked = _model().rank(text.lower())
    top = ranked[0][1]
    scale = max(8.0, 2.0 * length)
    scores = {
        language: weights.get(language, 0.0) / total + max(0.0, 1.0 + (score - top) / scale) * 0.35
        for language, score in ranked
    }
    # Danish and Norwegian, or a word or two, are beyond anybody: then the hint decides.
    if length < 3 and total < 1.5:
        return fallback
    return max(scores, key=lambda language: scores[language])


@cache
def _model() -> _Ranker:
    """Load py3langid once, restricted to the languages that letters to a shop are written in."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([*(code for code in SUPPORTED if code != "ja"), *_OTHERS])
    return cast(_Ranker, identifier)
