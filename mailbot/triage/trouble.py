"""The trouble that a reply speaks of: read more strictly than the kinds of trouble that help to weigh a mail.

A scorer may be helped by a loose cue ("dos veces"); a letter that says "you were charged twice" to somebody who wrote "I
told you twice" has not listened. So a cue counts whole words, falls where its sentence speaks of something else (`unless`:
money that has not come is no parcel), and weighs little where the writer sets the matter aside ("the dent, never mind").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from mailbot.model.heat import Span
from mailbot.triage.folding import fold
from mailbot.triage.problem import Problem, find_told
from mailbot.triage.problem_cues import CUES
from mailbot.triage.sought import Sought
from mailbot.triage.tonal import TonalCue, reading
from mailbot.triage.trouble_cues import ASIDE, BEHIND, TOLD, UNLESS
from mailbot.triage.trouble_cues_vi import ASIDE_VI, BEHIND_VI, TOLD_VI, UNLESS_VI

#: What is set aside is spoken of only where nothing else is.
_SET_ASIDE = 0.45

_Cue = Sought | TonalCue


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """One language's cues; `unless` is looked for in the sentence of a match."""

    cues: tuple[tuple[str, _Cue, _Cue | None], ...]
    aside: _Cue | None
    behind: _Cue
    stop: re.Pattern[str]


_STOP = re.compile(r"[.!?;\n]+(?=\s|$)|…")
_STOP_WIDE = re.compile(r"[。！？!?\n]+|…")


@cache
def _of(language: str) -> _Reading:
    if language == "vi":
        unless = {kind: TonalCue(wordings) for kind, wordings in UNLESS_VI.items()}
        tonal = tuple((kind, TonalCue(wordings), unless.get(kind)) for kind, wordings in TOLD_VI.items())
        return _Reading(cues=tonal, aside=TonalCue(ASIDE_VI), behind=TonalCue(BEHIND_VI), stop=_STOP)
    frame = "(?:{})" if language == "ja" else r"(?<![a-z0-9])(?:{})"
    told = {**CUES[language], **TOLD[language]}
    veto = {kind: Sought(frame.format(pattern)) for kind, pattern in UNLESS.get(language, {}).items()}
    strict = TOLD[language]
    cues = tuple(
        (kind, Sought(frame.format(pattern) if kind in strict else pattern), veto.get(kind))
        for kind, pattern in told.items()
    )
    aside = Sought(frame.format(ASIDE[language])) if language in ASIDE else None
    behind = Sought(frame.format(BEHIND[language]))
    return _Reading(cues=cues, aside=aside, behind=behind, stop=_STOP_WIDE if language == "ja" else _STOP)


@lru_cache(maxsize=32)
def find_troubles(text: str, *, language: str) -> tuple[Problem, ...]:
    """Return the kinds of trouble a mail tells of, the plainest first; earlier words weigh a little more."""
    if language != "vi" and language not in TOLD:
        return find_told(text, language=language)
    read = _of(language)
    plain = reading(text) if language == "vi" else fold(text)
    told: dict[str, list[Span]] = {}
    for kind, cue, unless in read.cues:
        spans = [match.span() for match in cue.finditer(plain)]
        kept = [span for span in spans if unless is None or not unless.search(_sentence(plain, span, read.stop))]
        if kept:
            told[kind] = kept
    found = [
        Problem(kind=kind, span=spans[0], confidence=_confidence(spans, plain, read))
        for kind, spans in _chief(told, plain, read).items()
    ]
    return tuple(sorted(found, key=lambda problem: -problem.confidence))


def _chief(told: dict[str, list[Span]], plain: str, read: _Reading) -> dict[str, list[Span]]:
    """Leave out what stands before words that set it aside, unless nothing stands behind them."""
    place = max((match.end() for match in read.behind.finditer(plain)), default=0)
    later = {kind: kept for kind, spans in told.items() if (kept := [span for span in spans if span[0] >= place])}
    return later or told


def _confidence(spans: list[Span], plain: str, read: _Reading) -> float:
    confidence = min(0.95, 0.6 + 0.1 * len(spans) - 0.1 * spans[0][0] / max(1, len(plain)))
    aside = read.aside
    if aside is None or not all(aside.search(_sentence(plain, span, read.stop)) for span in spans):
        return confidence
    return confidence - _SET_ASIDE


def _sentence(text: str, span: Span, stop: re.Pattern[str]) -> str:
    """Return the sentence that a match begins in."""
    start = end = 0
    for mark in stop.finditer(text):
        if mark.end() <= span[0]:
            start = mark.end()
        elif mark.start() >= span[1] - 1:
            end = mark.start()
            break
    return text[start : end or len(text)]
