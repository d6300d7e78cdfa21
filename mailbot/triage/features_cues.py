"""Cue phrases: what people say when they are angry, let down, grateful or only asking, in each language.

A lexicon is data (`mailbot/data/cues/<language>.toml`); here it becomes an index by the first characters of each phrase, so
that a text is read once, however many phrases there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mailbot.triage.features import UNSPACED, folded, lowered
from mailbot.triage.features import words as word_spans

#: What a phrase can be a cue of; the order is the order of the features and part of the trained weights.
CUES = (
    "rage", "annoyed", "let_down", "outrage", "insult", "swearing", "sarcasm", "demand", "ultimatum",
    "legal", "public", "violence", "self_harm", "churn", "repeat", "promise", "waiting", "nobody",
    "fault", "money_lost", "callback", "no_call", "vulnerable", "patience", "mild",
    "thanks", "praise", "positive", "polite", "question", "request", "selling", "automatic", "apology_theirs", "negation",
    "delivery", "billing", "quality", "service", "staff", "account", "outage", "refund",
)  # fmt: skip

_KEY = 3
_WIDE = tuple((int(low, 16), int(high, 16)) for low, high in (("3005", "3005"), ("3040", "30ff"), ("3400", "9fff")))


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """One phrase as it is looked for."""

    phrase: str  # folded (or, for tone-marked and unspaced scripts, lowered)
    cue: int  # index into CUES
    weight: float  # 1 is usual
    whole: bool  # must end where a word ends


@dataclass(frozen=True, kw_only=True, slots=True)
class CueIndex:
    """The phrases of one language, found by their first characters."""

    exact: Mapping[str, tuple[Cue, ...]]  # in the lowered text
    plain: Mapping[str, tuple[Cue, ...]]  # in the folded text, for texts typed without accents
    unspaced: Mapping[str, tuple[Cue, ...]]  # anywhere in a run of kana and kanji; key of one character


@dataclass(frozen=True, kw_only=True, slots=True)
class CueHit:
    """A phrase found in a text."""

    start: int
    end: int
    cue: int
    weight: float


def cue_index(table: Mapping[str, Sequence[str]], *, tonal: bool) -> CueIndex:
    """Build the index of one language from phrases by cue name.

    A phrase may end in `*` (any ending of the word) and in `^2` (weight 2). With `tonal`, accents matter unless the text
    has none at all (Vietnamese). Raises KeyError for a cue that `CUES` does not name.
    """
    exact: dict[str, list[Cue]] = {}
    plain: dict[str, list[Cue]] = {}
    unspaced: dict[str, list[Cue]] = {}
    for name, phrases in table.items():
        number = CUES.index(name) if name in CUES else _unknown(name)
        for written in phrases:
            cue = _parse(written, number)
            if _is_unspaced(cue.phrase[0]):
                unspaced.setdefault(cue.phrase[0], []).append(cue)
                continue
            bare = Cue(phrase=folded(cue.phrase), cue=number, weight=cue.weight, whole=cue.whole)
            plain.setdefault(bare.phrase[:_KEY], []).append(bare)
            if tonal:
                exact.setdefault(cue.phrase[:_KEY], []).append(cue)
    if not tonal:
        exact = plain
    return CueIndex(exact=_frozen(exact), plain=_frozen(plain), unspaced=_frozen(unspaced))


def _unknown(name: str) -> int:
    raise KeyError(name)


def _parse(written: str, number: int) -> Cue:
    phrase, _, weight = written.partition("^")
    whole = not phrase.endswith("*")
    return Cue(phrase=lowered(phrase.rstrip("*")), cue=number, weight=float(weight or 1), whole=whole)


def _is_unspaced(char: str) -> bool:
    return any(low <= ord(char) <= high for low, high in _WIDE)


def _frozen(index: dict[str, list[Cue]]) -> dict[str, tuple[Cue, ...]]:
    return {key: tuple(sorted(cues, key=lambda cue: -len(cue.phrase))) for key, cues in index.items()}


def find_cues(index: CueIndex, low: str, spans: Sequence[tuple[int, int]], *, tonal: bool) -> list[CueHit]:
    """Return the phrases found in a lowered text, in order; of phrases of one cue that start together, the longest."""
    fold = folded(low)
    accented = tonal and _has_tones(low, fold)
    table, searched = (index.exact, low) if accented else (index.plain, fold)
    hits: list[CueHit] = []
    for start, end in spans:
        if _is_unspaced(low[start]):
            hits.extend(_in_run(index.unspaced, low, start, end))
        else:
            hits.extend(_at(table, searched, start, _KEY))
    return hits


def _has_tones(low: str, fold: str) -> bool:
    """Tell whether a Vietnamese text is typed with its marks (about a third of its letters carry one)."""
    return sum(map(str.__ne__, low, fold)) > 0.06 * len(low)


def _in_run(table: Mapping[str, tuple[Cue, ...]], low: str, start: int, end: int) -> Iterator[CueHit]:
    for position in range(start, end):
        yield from _at(table, low, position, 1)


def _at(table: Mapping[str, tuple[Cue, ...]], text: str, start: int, key: int) -> Iterator[CueHit]:
    seen: set[int] = set()
    for length in range(1, key + 1):
        for cue in table.get(text[start : start + length], ()):
            if len(cue.phrase[:key]) != length or cue.cue in seen or not text.startswith(cue.phrase, start):
                continue
            end = start + len(cue.phrase)
            if cue.whole and key > 1 and text[end : end + 1].isalnum():
                continue
            seen.add(cue.cue)
            yield CueHit(start=start, end=end, cue=cue.cue, weight=cue.weight)


def cue_vector(hits: Sequence[CueHit]) -> list[float]:
    """Return one number a cue: the square root of the summed weights, at most 2.5."""
    sums = [0.0] * len(CUES)
    for hit in hits:
        sums[hit.cue] += hit.weight
    return [min(total**0.5, 2.5) for total in sums]


__all__ = ["CUES", "UNSPACED", "CueHit", "CueIndex", "cue_index", "cue_vector", "find_cues", "word_spans"]
