"""The tone of an English text by TextBlob's pattern lexicon; one ingredient of heat among many."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol

_TOKEN = re.compile(r"[a-z]+(?:['’-][a-z]+)*|[!?.:;()]+", re.IGNORECASE)
_CONTRACTED = re.compile(r"n['’]t$", re.IGNORECASE)


class _Labelled(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...


@cache
def _lexicon() -> Any:
    with _without("scipy", "sklearn"):
        from textblob.en import sentiment  # on first use: nobody else should pay for the lexicon

    sentiment.load()
    return sentiment


@contextmanager
def _without(*packages: str) -> Iterator[None]:
    """Let optional imports of packages fail: NLTK, below TextBlob, would load them where they happen to be installed, 100 MB."""
    hidden = [name for name in packages if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None there means: not to be found
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


def polarity(text: str) -> float:
    """Return the tone of an English text, -1 to 1; 0 when TextBlob knows none of its words.

    The words are cut here: TextBlob's own tokenizer takes nine tenths of its time and needs no corpora either.
    """
    return float(_lexicon()(_tokens(text))[0])


def _tokens(text: str) -> list[str]:
    found = []
    for token in _TOKEN.findall(text[:6000].lower()):
        if _CONTRACTED.search(token):
            found += [token[:-3], "n't"]
        else:
            found.append(token)
    return found


def polarities(texts: Iterable[_Labelled] | Sequence[_Labelled]) -> list[float | None]:
    """Return the tone of each English text, None for the others."""
    return [polarity(item.text) if item.language == "en" else None for item in texts]
