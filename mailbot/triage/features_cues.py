"""Cue phrases: what people say when they are angry, let down, grateful or only asking, in each language.

A lexicon is data (`mailbot/data/cues/<language>.toml`); here it becomes an index by the first characters of each phrase, so
that a text is read once, however many phrases there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mailbot.triage.features import folded, lowered

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


#: A phrase found in a text: start, end, index into CUES, weight.
Hit = tuple[int, int, int, float]

#: The phrases that can begin with a word (or, in unspaced scripts, with two characters), longest first.
_Candidates = tuple[Cue, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class CueIndex:
    """The phrases of one language, found by their first characters."""

    exact: Mapping[str, _Candidates]  # for the lowered text
    plain: Mapping[str, _Candidates]  # for the folded text, typed without accents
    unspaced: Mapping[str, _Candidates]  # anywhere in a run of kana and kanji, by one or two characters
    longest: int  # characters of the longest phrase
    #: Word -> its candidates' phrases and the candidates, filled as words come.
    known: dict[tuple[bool, str], tuple[tuple[str, ...], _Candidates]] = field(default_factory=dict)


#: Words remembered a language; the rest are looked up each time.
_REMEMBERED = 50_000


def cue_index(table: Mapping[str, Sequence[str]], *, tonal: bool) -> CueIndex:
    """Build the index of one language from phrases by cue name.

    A phrase may end in `*` (any ending of the word) and in `^2` (weight 2). With `tonal`, accents matter unless the text
    has none at all (Vietnamese). Raises KeyError for a cue that `CUES` does not name.
    """
    exact: dict[str, list[Cue]] = {}
    plain: dict[str, list[Cue]] = {}
    unspaced: dict[str, list[Cue]] = {}
    for name, phrases in table.items():
        if name not in CUES:
            raise KeyError(name)
        for written in phrases:
            cue = _parse(written, CUES.index(name))
            if _is_unspaced(cue.phrase[0]):
                unspaced.setdefault(cue.phrase[:2], []).append(cue)
                continue
            bare = Cue(phrase=folded(cue.phrase), cue=cue.cue, weight=cue.weight, whole=cue.whole)
            plain.setdefault(bare.phrase[:_KEY], []).append(bare)
            exact.setdefault(cue.phrase[:_KEY], []).append(cue)
    longest = max((len(cue.phrase) for part in (exact, unspaced) for cues in part.values() for cue in cues), default=0)
    return CueIndex(
        exact=_frozen(exact) if tonal else _frozen(plain),
        plain=_frozen(plain),
        unspaced=_frozen(unspaced),
        longest=longest,
    )


def _parse(written: str, number: int) -> Cue:
    phrase, _, weight = written.partition("^")
    whole = not phrase.endswith("*")
    return Cue(phrase=lowered(phrase.rstrip("*")), cue=number, weight=float(weight or 1), whole=whole)


def _is_unspaced(char: str) -> bool:
    return any(low <= ord(char) <= high for low, high in _WIDE)


def _frozen(index: dict[str, list[Cue]]) -> dict[str, _Candidates]:
    return {key: tuple(sorted(cues, key=lambda cue: -len(cue.phrase))) for key, cues in index.items()}


def find_cues(index: CueIndex, low: str, spans: Sequence[tuple[int, int]], *, tonal: bool) -> list[Hit]:
    """Return the phrases found in a lowered text, in order; of phrases of one cue that start together, the longest."""
    return [hit for found in cues_by_word(index, low, spans, tonal=tonal) for hit in found]


def cues_by_word(
    index: CueIndex,
    low: str,
    spans: Sequence[tuple[int, int]],
    *,
    tonal: bool,
    of: Sequence[int] | None = None,
    fold: str | None = None,
) -> list[list[Hit]]:
    """Return the phrases that begin with each word of a lowered text, or with some of the words only.

    `fold` is the text without its accents, where the caller knows it already.
    """
    if fold is None:
        fold = low if low.isascii() else folded(low)
    accented = tonal and has_tones(low, fold)
    searched = low if accented else fold
    known, found = index.known, []
    for start, end in spans if of is None else [spans[number] for number in of]:
        if low[start] >= "\u3005":
            found.append(_in_run(index.unspaced, low, start, end))
            continue
        word = searched[start:end]
        candidates = known.get((accented, word))
        if candidates is None:
            candidates = _remember(index, accented, word)
        phrases, cues = candidates
        found.append(_matches(cues, searched, start) if searched.startswith(phrases, start) else [])
    return found


def has_tones(low: str, fold: str) -> bool:
    """Tell whether a Vietnamese text is typed with its marks (about a third of its letters carry one)."""
    return sum(map(str.__ne__, low, fold)) > 0.06 * len(low)


def _remember(index: CueIndex, accented: bool, word: str) -> tuple[tuple[str, ...], _Candidates]:
    table = index.exact if accented else index.plain
    keys = {word[:length] for length in range(1, _KEY + 1)}
    found = [cue for key in sorted(keys) for cue in table.get(key, ()) if _can_start(cue, word)]
    cues = tuple(sorted(found, key=lambda cue: -len(cue.phrase)))
    candidates = (tuple(cue.phrase for cue in cues), cues)
    if len(index.known) < _REMEMBERED:
        index.known[accented, word] = candidates
    return candidates


def _can_start(cue: Cue, word: str) -> bool:
    """Tell whether a phrase can begin with a word; an apostrophe may end the phrase's word (French "l'", "n'")."""
    return cue.phrase.startswith(word) or word.startswith(cue.phrase)


def _in_run(table: Mapping[str, _Candidates], low: str, start: int, end: int) -> list[Hit]:
    hits: list[Hit] = []
    for position in range(start, end):
        pair = low[position : position + 2]
        if pair in table:
            hits += _matches(table[pair], low, position, unspaced=True)
        if pair[0] in table and len(pair) == 2:
            hits += _matches(table[pair[0]], low, position, unspaced=True)
    return hits


def _matches(candidates: _Candidates, text: str, start: int, *, unspaced: bool = False) -> list[Hit]:
    hits: list[Hit] = []
    for cue in candidates:
        if not text.startswith(cue.phrase, start) or any(cue.cue == hit[2] for hit in hits):
            continue
        end = start + len(cue.phrase)
        if cue.whole and not unspaced and text[end : end + 1].isalnum():
            continue
        hits.append((start, end, cue.cue, cue.weight))
    return hits


def cue_sums(hits: Iterable[Hit], before: Sequence[float] = (), sign: float = 1.0) -> list[float]:
    """Return the summed weights of each cue; `before` are those to which these are added, or with -1 taken from."""
    sums = list(before) or [0.0] * len(CUES)
    for _, _, cue, weight in hits:
        sums[cue] += sign * weight
    return sums


def cue_vector(sums: Sequence[float]) -> list[float]:
    """Return one number a cue: the square root of the summed weights, at most 2.5."""
    return [min(total**0.5, 2.5) if total else 0.0 for total in sums]
