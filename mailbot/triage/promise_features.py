"""What a sentence with a time ahead looks like to the learnt judge.

Names of features: `en:word`, `en:word other`, `en:word … other` are words, those side by side and those with one between,
each language's own, with every time in its place as a class (`‹day›`, `‹hour›`, `‹span›` …); `en:<word` stands before the
time, `en:>word` behind it, `en:^word` at the head, `en:word$` at the end, `en:*ing` is an ending. Japanese has runs of one
to four characters instead. Without a language's code: the lint's classes of words (`we`, `we>partner`) and the signs of the
rules (`#future`), the same in all languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from mailbot.model.heat import Span
from mailbot.triage.lint.moments import Moment
from mailbot.triage.lint.reading import Reply

_TOKEN = re.compile(r"‹\w+›|[^\W\d_]+|\d+|[,;:!()\"“”„«»–—-]")
_NUMBER = re.compile(r"\d+")
_STOP = re.compile(r"[,;:()–—]|(?<= )-(?= )")
_STOPS_JA = re.compile(r"[、。，;；]")
#: Letters from which a word has a stem and an ending of its own, and how long these are.
_LONG, _STEM, _ENDING = 6, 5, 3
#: Words beside a time that are read for their place.
_BESIDE = 3
#: Characters of a sentence that are read; a wall of letters would only take time.
_LONGEST = 600
#: Characters in a row, of a language without blanks.
_RUNS = (1, 2, 3, 4)
_SHORT, _MIDDLING = 40, 90


def features(reply: Reply, span: Span, times: Iterable[Moment], seen: frozenset[str]) -> frozenset[str]:
    """Return the features of a part of a text.

    Args:
        span: where it stands in the text.
        times: its times that lie ahead, at their places in the text.
        seen: what the rules saw in it (`promise_pledges.signs`).
    """
    kinds = [_kind(one) for one in sorted(times, key=lambda one: one.start)] or ["work"]
    code = reply.words.code
    text = _with_kinds(reply, span, times)
    words = _runs(text) if code == "ja" else _words(text, marked=code == "vi")
    return frozenset((*(f"{code}:{one}" for one in words), *_shared(reply, span, kinds, seen)))


def _kind(one: Moment) -> str:
    if one.span is not None:
        return "span"
    if one.day is not None:
        return "date"
    if one.offset is not None:
        return "today" if one.offset == 0 else "day"
    return "day" if one.weekday is not None else "hour"


def _with_kinds(reply: Reply, span: Span, times: Iterable[Moment]) -> str:
    """Return the part in small letters with its times as classes."""
    start, end = span[0], min(span[1], span[0] + _LONGEST)
    pieces, at = [], start
    for one in sorted(times, key=lambda one: one.start):
        if at <= one.start and one.end <= end:
            pieces += [reply.plain[at : one.start], f" ‹{_kind(one)}› "]
            at = one.end
    return "".join((*pieces, reply.plain[at:end]))


def _words(text: str, *, marked: bool) -> Iterator[str]:
    tokens = ["0" if token.isdecimal() else token for token in _TOKEN.findall(text)]
    times = [at for at, token in enumerate(tokens) if token[0] == "‹"]
    yield from tokens
    pairs = [f"{one} {other}" for one, other in pairwise(tokens)]
    yield from pairs
    yield from (f"{pair} {third}" for pair, third in zip(pairs, tokens[2:], strict=False))
    yield from (f"^{head}" for head in (*tokens[:1], *pairs[:1]))
    yield from (f"{tail}$" for tail in (*tokens[-1:], *pairs[-1:]))
    if not marked:  # syllables have neither stem nor ending
        long = [token for token in tokens if len(token) >= _LONG]
        yield from (f"{token[:_STEM]}*" for token in long)
        yield from (f"*{token[-_ENDING:]}" for token in long)
    yield from (f"{one} … {other}" for one, other in zip(tokens, tokens[2:], strict=False))
    if times:
        yield from (f"<{token}" for token in tokens[max(0, times[0] - _BESIDE) : times[0]])
        yield from (f">{token}" for token in tokens[times[-1] + 1 : times[-1] + 1 + _BESIDE])


def _runs(text: str) -> Iterator[str]:
    plain = _NUMBER.sub("0", re.sub(r" ?‹(\w)\w*› ?", r"‹\1", text))
    for length in _RUNS:
        yield from (plain[at : at + length] for at in range(len(plain) - length + 1))
    tail = plain.rstrip("。 .！!")
    yield from (f"{tail[-length:]}$" for length in (2, 3, 4, 6) if len(tail) >= length)


def _shared(reply: Reply, span: Span, kinds: list[str], seen: frozenset[str]) -> Iterator[str]:
    start, end = span
    found = reply.words.classes.find(reply.folded[start : min(end, start + _LONGEST)]) if reply.words.classes else []
    names = [one.name for one in found]
    yield from names
    yield from (f"{one}>{other}" for one, other in pairwise(names) if one != other)
    yield from (f"#{one}" for one in seen)
    yield from (f"‹{kind}›" for kind in kinds)
    yield "short" if end - start < _SHORT else "middling" if end - start < _MIDDLING else "long"
