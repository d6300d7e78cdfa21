"""The tone of an English text by TextBlob's pattern lexicon; one ingredient of heat among many."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import ModuleType
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
    with _alone("textblob"):
        from textblob.en import sentiment  # on first use: nobody else should pay for the lexicon

    sentiment.load()
    return sentiment


@contextmanager
def _alone(package: str) -> Iterator[None]:
    """Let a package's modules be imported without what the package itself imports.

    TextBlob as a whole brings NLTK, which takes half a second and 60 MB and is asked for nothing here.
    """
    found = importlib.util.find_spec(package) if package not in sys.modules else None
    if found is None:  # somebody has imported all of it already, or it is missing, which the import will say
        yield
        return
    bare = ModuleType(package)
    bare.__path__ = list(found.submodule_search_locations or ())
    sys.modules[package] = bare
    try:
        yield
    finally:  # who imports the package later gets all of it
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]


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
