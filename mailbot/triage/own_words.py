"""What happened and what is wanted, in the customer's own sentences: for the manager who rings them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailbot.model.facts import Facts
from mailbot.model.heat import Span
from mailbot.model.turn import Turn

#: Characters of what is told; a brief has some twenty seconds for all of it.
_MOST = 240
#: Sentences that tell what happened.
_SENTENCES = 2
#: A sentence ends at a full stop before a blank (not within "12.50" or after "am 20."), at its like of Japanese, or with
#: the paragraph.
_END = re.compile(r"(?:(?<!\d)\.|[!?…])+[\"'»”)]*(?=\s|$)|[。！？]+[」』]*|\n[ \t]*\n|$")
_UNSPACED = re.compile(r"([。！？」』])\s+")
_GREETING = re.compile(r"\s*[^\n.!?。！？]{0,40}(?:[,:，、!][ \t]*\n|[ \t]*\n[ \t]*\n)")


def what_happened(turns: Sequence[Turn], facts: Facts) -> str:
    """Return the sentences in which the customer names their trouble, else how their last mail begins; one line."""
    return _one_line(_trouble(turns, facts) or _beginning(turns))


def what_is_wanted(turns: Sequence[Turn], facts: Facts) -> str:
    """Return the sentence with the customer's wish, empty where they say none or it tells what happened too."""
    told = _trouble(turns, facts)
    return _one_line([one for one in _sentences_of(turns, facts, "wish")[:1] if one not in told])


def _trouble(turns: Sequence[Turn], facts: Facts) -> list[str]:
    """Return up to two sentences in the order of the thread; "please refund me" names a trouble only where none else does."""
    named, wished = _sentences_of(turns, facts, "problem"), _sentences_of(turns, facts, "wish")
    best = ([one for one in named if one not in wished] or named)[:_SENTENCES]
    return sorted(best, key=lambda one: _place(turns, one))


def _place(turns: Sequence[Turn], sentence: str) -> tuple[int, int]:
    return next((number, turn.text.find(sentence)) for number, turn in enumerate(turns) if sentence in turn.text)


def _sentences_of(turns: Sequence[Turn], facts: Facts, slot: str) -> list[str]:
    """Return the sentences in which a slot's facts stand, each once, the best fact's first."""
    found = (
        _around(turns[fact.message].text, fact.span)
        for fact in facts
        if fact.slot == slot and fact.span and fact.message < len(turns) and not turns[fact.message].ours
    )
    return list(dict.fromkeys(sentence for sentence in found if sentence))


def _around(text: str, span: Span) -> str:
    return next((text[start:end].strip() for start, end in _spans(text) if end > span[0]), "")


def _spans(text: str) -> Iterator[Span]:
    start = 0
    for end in _END.finditer(text):
        if text[start : end.end()].strip():
            yield start, end.end()
        start = end.end()


def _beginning(turns: Sequence[Turn]) -> list[str]:
    last = next(
        (turn.text for turn in reversed(turns) if not turn.ours and not turn.automatic and turn.text.strip()), ""
    )
    greeting = _GREETING.match(last)
    body = last[greeting.end() :] if greeting and last[greeting.end() :].strip() else last
    return [body[start:end].strip() for start, end in _spans(body)][:_SENTENCES]


def _one_line(sentences: Sequence[str]) -> str:
    """Join sentences; what is too long ends at a word, with a mark that more was said."""
    line = " ".join(" ".join(sentences).split())
    line = _UNSPACED.sub(r"\1", line)
    if len(line) <= _MOST:
        return line
    cut = line.rfind(" ", _MOST // 2, _MOST)
    return line[: cut if cut > 0 else _MOST - 1] + "…"
