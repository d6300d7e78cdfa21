"""The clauses of a sentence: what is told in one of them takes its time along, and what follows "but" stands for itself.

"The router went out this morning and should be with you tomorrow" promises tomorrow. "I cannot say yet what it was, but
will write by Friday" promises Friday, although its first half refuses to say something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mailbot.triage.lint.moments import Moment
from mailbot.triage.promise_words import WORDS

_AND: Mapping[str, str] = {
    "en": r"\s(?:and|so)\s",
    "es": r"\s(?:y|e)\s",
    "fr": r"\set\s",
    "pt": r"\se\s",
    "vi": r"\s(?:và|rồi|nên)\s",
    "ja": r"(?<=して)(?=[^い])|(?<=ので)|(?<=済みで)",
    "de": r"\s(?:und|also)\s",
}
_BUT: Mapping[str, str] = {
    "en": r",?\s(?:but|however|yet I|though|instead)\s",
    "es": r",?\s(?:pero|sin embargo|aunque|en cambio|sino)\s",
    "fr": r",?\s(?:mais|cependant|toutefois|par contre|en revanche)\s",
    "pt": r",?\s(?:mas|porém|contudo|no entanto|em contrapartida)\s",
    "vi": r",?\s(?:nhưng|song|tuy nhiên|bù lại)\s",
    "ja": r"(?<=が)、|(?<=けれども)、|(?<=けれど)、|(?<=けど)、|(?<=代わりに)、",
    "de": r",?\s(?:aber|doch|jedoch|dafür|sondern|hingegen)\s",
}
#: Left and on its way: a state, but of a moment that has been.
_GONE: Mapping[str, re.Pattern[str]] = {
    "de": re.compile(r"\b(?:ist|sind)\b[^,;]*\b(?:raus|unterwegs|abgegangen|weg)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:went|is (?:on its way|out))\b", re.IGNORECASE),
}
_STOPS = r"[;；,、](?!\d)"

_CLAUSES: Mapping[str, re.Pattern[str]] = {
    language: re.compile(f"{_STOPS}|{joined}", re.IGNORECASE) for language, joined in _AND.items()
}
_TURNS: Mapping[str, re.Pattern[str]] = {
    language: re.compile(pattern, re.IGNORECASE) for language, pattern in _BUT.items()
}


def without_told(times: tuple[Moment, ...], sentence: str, start: int, language: str) -> tuple[Moment, ...]:
    """Return the times of a sentence without those of clauses that tell what happened, where others remain.

    Args:
        start: where the sentence begins in the text that the times point into.
    """
    if language not in WORDS or len(times) < 2:
        return times
    told = [span for span in clauses(sentence, language) if _is_told(sentence[slice(*span)], language)]
    left = tuple(one for one in times if not any(a <= one.start - start < b for a, b in told))
    return left if any(one.dated or one.span is not None for one in left) else times


def clauses(sentence: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where the clauses of a sentence begin and end, joined by stops or "and"."""
    begin = 0
    for match in _CLAUSES[language].finditer(sentence):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(sentence)


def joints(language: str, sentence: str) -> Iterator[re.Match[str]]:
    """Yield where the clauses of a sentence are joined, by stops, "and" or "but"."""
    yield from _CLAUSES[language].finditer(sentence)
    yield from _TURNS[language].finditer(sentence)


def _is_told(clause: str, language: str) -> bool:
    words, gone = WORDS[language], _GONE.get(language)
    past = words.past.search(clause) or (gone and gone.search(clause))
    return bool(past) and not words.future.search(clause)


def after_but(sentence: str, language: str) -> int | None:
    """Return where what follows the last "but" of a sentence begins, None where there is none."""
    turns = [match.end() for match in _TURNS[language].finditer(sentence)] if language in _TURNS else []
    return turns[-1] if turns else None
