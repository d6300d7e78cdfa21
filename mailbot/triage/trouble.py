"""The trouble that a reply speaks of: read more strictly than the kinds of trouble that help to weigh a mail.

A scorer may be helped by a loose cue ("dos veces"); a letter that says "you were charged twice" to somebody who wrote "I
told you twice" has not listened. So a match counts only where it is heard (`_Heard`): in the company that makes its words
telling, and in no sentence that speaks of something else (money that has not come is no parcel). What stands before words
that put it aside ("that is not the point") is left out, and what a sentence itself sets aside ("the dent, never mind")
weighs little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from mailbot.model.heat import Span
from mailbot.triage.folding import fold
from mailbot.triage.problem import Problem, cue_spans, named, plainest_first
from mailbot.triage.problem_cues import CUES
from mailbot.triage.sought import Sought
from mailbot.triage.tonal import TonalCue, reading
from mailbot.triage.trouble_company import ALONE, BESIDE, FURTHER, PUT_ASIDE
from mailbot.triage.trouble_cues import ASIDE, BEHIND, TOLD, UNLESS
from mailbot.triage.trouble_cues_vi import ASIDE_VI, BEHIND_VI, TOLD_VI, UNLESS_VI
from mailbot.triage.trouble_frames import AWAITED, FEARED, FEARED_BEFORE, FRAMES, FRAMES_VI, MADE

#: What is set aside is spoken of only where nothing else is.
_SET_ASIDE = 0.45
#: How far around a match its company is looked for, in characters.
_NEAR = 34
#: How far before and behind an answer's cue the words stand that make it one still to come, in characters.
_FEARED_FAR, _FEARED_BEHIND = 60, 20

_STOP = re.compile(r"[.!?;\n]+(?=\s|$)|…")
_STOP_WIDE = re.compile(r"[。！？!?\n]+|…")

_Cue = Sought | TonalCue
#: (text as it is read, place of a match) -> whether the words there tell of the trouble.
_Heard = Callable[[str, Span], bool]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """How the trouble told is read off one language's mails."""

    loose: Mapping[str, _Heard]  # the scorer's kinds, and when their cues are heard here
    strict: tuple[tuple[str, _Cue, _Heard], ...]  # kinds and words of this reading alone
    behind: _Cue | None = None  # words that put aside what was said before them
    aside: _Cue | None = None  # words of a sentence that sets its own matter aside
    stop: re.Pattern[str] = _STOP


@lru_cache(maxsize=32)
def find_troubles(text: str, *, language: str) -> tuple[Problem, ...]:
    """Return the kinds of trouble a mail tells of, the plainest first; earlier words weigh a little more."""
    read = _of(language)
    plain = reading(text) if language == "vi" else fold(text)
    told: dict[str, set[Span]] = {}
    for kind, spans in _heard(text, plain, language, read):
        if spans := [span for span in spans if kind != "no_answer" or not _feared(plain, span, language)]:
            told.setdefault(kind, set()).update(spans)
    if "unwanted_charge" in told:
        told.pop("cancellation", None)  # who is charged for what they cancelled speaks of the charge
    return plainest_first(
        _weighed(named(kind, spans, len(plain)), spans, plain, read)
        for kind, spans in _chief({kind: sorted(spans) for kind, spans in told.items()}, plain, read).items()
    )


def _heard(text: str, plain: str, language: str, read: _Reading) -> Iterator[tuple[str, list[Span]]]:
    for kind, places in cue_spans(text, language) if read.loose else ():
        if kind in read.loose and (spans := [one for one in places if read.loose[kind](plain, one)]):
            yield kind, spans
    for kind, cue, heard in read.strict:
        if spans := [match.span() for match in cue.finditer(plain) if heard(plain, match.span())]:
            yield kind, spans


def _feared(plain: str, span: Span, language: str) -> bool:
    """Tell whether an answer is not missed but only feared to be: "no answer by Friday and …"."""
    start, end = span
    before, around = _feared_words(language)
    if before and before.search(plain[max(0, start - _FEARED_FAR) : start]):
        return True
    return around is not None and around.search(plain[start : end + _FEARED_BEHIND]) is not None


@cache
def _feared_words(language: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    before, around = FEARED_BEFORE.get(language), FEARED.get(language)
    return re.compile(before) if before else None, re.compile(around) if around else None


def _chief(told: dict[str, list[Span]], plain: str, read: _Reading) -> dict[str, list[Span]]:
    """Leave out what stands before words that put it aside, unless nothing stands behind them."""
    place = max((match.end() for match in read.behind.finditer(plain)), default=0) if read.behind else 0
    later = {kind: kept for kind, spans in told.items() if (kept := [span for span in spans if span[0] >= place])}
    return later or told


def _weighed(found: Problem, spans: list[Span], plain: str, read: _Reading) -> Problem:
    aside = read.aside
    if aside is None or not all(aside.search(_sentence(plain, span, read.stop)) for span in spans):
        return found
    return replace(found, confidence=found.confidence - _SET_ASIDE)


@cache
def _of(language: str) -> _Reading:
    if language == "vi":
        return _tonal()
    return _by_sentence(language) if language in TOLD else _by_company(language)


def _tonal() -> _Reading:
    heard = {kind: _unless(TonalCue(wordings), _STOP) for kind, wordings in UNLESS_VI.items()}
    strict = tuple(
        (kind, TonalCue(wordings), heard.get(kind, _always))
        for kind, wordings in (*TOLD_VI.items(), *FRAMES_VI.items())
    )
    return _Reading(loose={}, strict=strict, behind=TonalCue(BEHIND_VI), aside=TonalCue(ASIDE_VI))


def _by_sentence(language: str) -> _Reading:
    """Read whole words, but none in a sentence of another matter."""
    frame, stop = ("(?:{})", _STOP_WIDE) if language == "ja" else (r"(?<![a-z0-9])(?:{})", _STOP)
    told = TOLD[language]
    heard = {kind: _unless(Sought(frame.format(one)), stop) for kind, one in UNLESS.get(language, {}).items()}
    return _Reading(
        loose={kind: heard.get(kind, _always) for kind in CUES[language] if kind not in told},
        strict=tuple(
            (kind, Sought(frame.format(one)), heard.get(kind, _strictly(kind, language)))
            for kind, one in (*told.items(), *FRAMES[language].items())
        ),
        behind=Sought(frame.format(BEHIND[language])),
        aside=Sought(frame.format(ASIDE[language])) if language in ASIDE else None,
        stop=stop,
    )


def _by_company(language: str) -> _Reading:
    """Read the scorer's words in the company that makes them telling, and further words beside them."""
    alone, beside = ALONE.get(language, {}), BESIDE.get(language, {})
    return _Reading(
        loose={
            kind: _in_company(*alone.get(kind, ("", None)), beside.get(kind)) for kind in CUES.get(language, CUES["en"])
        }
        | {
            "refund_pending": _awaited(language, *alone.get("refund_pending", ("", None)), beside.get("refund_pending"))
        },
        strict=tuple(
            (kind, Sought(pattern), _strictly(kind, language))
            for kind, pattern in (*FURTHER.get(language, {}).items(), *FRAMES.get(language, {}).items())
        ),
        behind=Sought(PUT_ASIDE[language]) if language in PUT_ASIDE else None,
    )


def _always(_plain: str, _span: Span) -> bool:
    return True


def _unless(other: _Cue, stop: re.Pattern[str]) -> _Heard:
    return lambda plain, span: not other.search(_sentence(plain, span, stop))


def _in_company(alone: str, company: str | None, beside: str | None) -> _Heard:
    def heard(plain: str, span: Span) -> bool:
        start, end = span
        if alone and re.fullmatch(alone, plain[start:end]) and not (company and re.search(company, plain)):
            return False
        return not (beside and re.search(beside, plain[max(0, start - _NEAR) : end + _NEAR]))

    return heard


def _strictly(kind: str, language: str) -> _Heard:
    """Return when a further cue of a kind is heard."""
    if kind == "refund_pending":
        return _awaited(language)
    if kind == "wrong_data" and language in MADE:
        made = re.compile(MADE[language])
        return lambda plain, _span: made.search(plain) is None
    return _always


def _awaited(language: str, alone: str = "", company: str | None = None, beside: str | None = None) -> _Heard:
    """Hear a refund as overdue only where its sentence says so: "I'd like it back by Friday" asks for one."""
    heard = _in_company(alone, company, beside)
    words = re.compile(AWAITED[language]) if language in AWAITED else None
    return lambda plain, span: (
        heard(plain, span) and (words is None or words.search(_sentence(plain, span, _STOP)) is not None)
    )


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
