"""What happened and what is wanted, in the customer's own sentences: for the manager who rings them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from mailbot.model.facts import Facts
from mailbot.model.heat import Span
from mailbot.model.turn import Turn
from mailbot.triage.lint.text import sentences

#: Characters of what is told; a brief has some twenty seconds for all of it.
_MOST = 240
#: Sentences that tell what happened.
_SENTENCES = 2
#: A mail that is wrapped by hand goes on in the next line; a blank line ends what was said.
_WRAPPED = re.compile(r"(?<=\S)[ \t]*\n(?=[ \t]*\S)")
#: What closes the sentence before.
_CLOSED = re.compile(r"^[\"'»”’)\]]+\s+")
_UNSPACED = re.compile(r"([。！？」』])\s+")
_GREETING = re.compile(r"\s*[^\n.!?。！？]{0,40}(?:[,:，、!][ \t]*\n|[ \t]*\n[ \t]*\n)")

#: A sentence: index of the turn, and where it stands in its text.
Place = tuple[int, Span]


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnWords:
    """What a manager is told before a call; one line each."""

    problem: str  # up to two sentences in the order of the thread; without any how the last mail begins
    wish: str  # a sentence; empty where they say none, or the problem's tells it too


def own_words(turns: Sequence[Turn], facts: Facts) -> OwnWords:
    """Return the sentences in which the facts `problem` and `wish` stand.

    "Please refund me" names a trouble too; it tells what happened only where no other sentence does.
    """
    texts = [_unwrapped(turn.text) for turn in turns]
    spans = [() if turn.ours else sentences(text) for turn, text in zip(turns, texts, strict=True)]
    named, wished = _places(facts, "problem", spans), _places(facts, "wish", spans)
    trouble = sorted(([one for one in named if one not in wished] or named)[:_SENTENCES])
    wish = [one for one in wished[:1] if one not in trouble]
    return OwnWords(problem=_one_line(_said(texts, trouble) or _beginning(turns)), wish=_one_line(_said(texts, wish)))


def sentence_of(text: str, span: Span) -> str:
    """Return the sentence in which words stand, on one line; what is too long ends at a word."""
    flat = _unwrapped(text)
    around = [one for one in sentences(flat) if one[0] <= span[0] < one[1]]
    start, end = around[0] if around else span
    return _one_line([_CLOSED.sub("", flat[start:end])])


def _unwrapped(text: str) -> str:
    """Return the text with blanks for the ends of wrapped lines, as long as it was."""
    return _WRAPPED.sub(lambda end: " " * len(end[0]), text)


def _places(facts: Facts, slot: str, spans: Sequence[Sequence[Span]]) -> list[Place]:
    """Return the sentences of the customer in which a slot's facts stand, each once, the best fact's first."""
    found: dict[Place, None] = {}
    for fact in facts:
        if fact.slot == slot and fact.span and fact.message < len(spans):
            mine = spans[fact.message]
            number = bisect_right(mine, fact.span[0], key=lambda span: span[0]) - 1
            if number >= 0:
                found[fact.message, mine[number]] = None
    return list(found)


def _said(texts: Sequence[str], places: Sequence[Place]) -> list[str]:
    """Return the sentences; neighbours as they stand, with the quotation mark that closes the first."""
    match places:
        case [(turn, (start, middle)), (same, (after, end))] if turn == same and not texts[turn][middle:after].strip():
            return [texts[turn][start:end]]
    return [_CLOSED.sub("", texts[turn][start:end]) for turn, (start, end) in places]


def _beginning(turns: Sequence[Turn]) -> list[str]:
    last = next(
        (turn.text for turn in reversed(turns) if not turn.ours and not turn.automatic and turn.text.strip()), ""
    )
    greeting = _GREETING.match(last)
    body = last[greeting.end() :] if greeting and last[greeting.end() :].strip() else last
    text = _unwrapped(body)
    return [text[start:end] for start, end in sentences(text)[:_SENTENCES]]


def _one_line(said: Sequence[str]) -> str:
    """Join sentences; what is too long ends at a word, with a mark that more was said."""
    line = _UNSPACED.sub(r"\1", " ".join(" ".join(said).split()))
    if len(line) <= _MOST:
        return line
    cut = line.rfind(" ", _MOST // 2, _MOST)
    return line[: cut if cut > 0 else _MOST - 1] + "…"
