"""Patterns that are tried only on texts that hold what every one of their matches holds.

Whether a text contains a word costs a fiftieth of what it costs to try a pattern of thirty branches at each of its
places, and most texts contain none of them. The words are not written down a second time: they are read off the
pattern by the parser of the standard library, and where they cannot be read off (a bare digit, case that does not
matter, a flag within) the pattern is tried always. So a search finds what the pattern itself would find, no more and
no less; tests/unit/triage/test_sought.py holds it to that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

#: Strings kept as exact while a pattern is read; more are no longer told apart.
_MOST = 64
#: Words asked for at most: beyond, asking costs more than it spares.
_MOST_REQUIRED = 160

#: The strings that a piece of a pattern may match, all of them; None: not known.
_Exact = frozenset[str] | None
#: Strings of which every match holds one; empty: nothing is certain.
_Required = frozenset[str]


class Sought:
    """A pattern with the strings of which a text must hold one before it is worth a try; compiled for the first that does."""

    __slots__ = ("_flags", "_made", "_required", "_source")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._source, self._flags = pattern, flags
        self._made: re.Pattern[str] | None = None
        self._required: tuple[str, ...] | None = None  # read off when it is first asked for

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern; raises `re.error` as `re.compile` does."""
        if self._made is None:
            self._made = re.compile(self._source, self._flags)
        return self._made

    def may_match(self, text: str) -> bool:
        """Tell whether a text holds one of the required strings; True when none is known."""
        words = self._required
        if words is None:
            words = self._required = tuple(sorted(_required_by(self._source, self._flags)))
        for word in words:  # a plain loop: it is what makes this cheap
            if word in text:
                return True
        return not words

    def search(self, text: str) -> re.Match[str] | None:
        """Return what `pattern.search` would."""
        return self.pattern.search(text) if self.may_match(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return what `pattern.finditer` would."""
        return self.pattern.finditer(text) if self.may_match(text) else iter(())


def required(pattern: re.Pattern[str]) -> _Required:
    """Return strings of which every match of a pattern holds at least one; empty when that is not certain."""
    return _required_by(pattern.pattern, pattern.flags & ~re.UNICODE)


def _required_by(source: str, flags: int) -> _Required:
    parser: Any = re._parser  # type: ignore[attr-defined]  # typeshed leaves it out; `re.sre_parse` until 3.10
    tree = parser.parse(source, flags)
    if tree.state.flags & (re.IGNORECASE | re.LOCALE):
        return frozenset()
    found = _shortest(_best([_in_a_row(tree)]))
    return found if len(found) <= _MOST_REQUIRED else frozenset()


def _shortest(words: _Required) -> _Required:
    """Leave out each string that holds another one."""
    kept: list[str] = []
    for word in sorted(words, key=len):
        if not any(other in word for other in kept):
            kept.append(word)
    return frozenset(kept)


def _in_a_row(items: Iterable[tuple[Any, Any]]) -> tuple[_Exact, _Required]:
    """Read pieces that follow one another: what they match as a whole while that is few strings, else the best part."""
    run: frozenset[str] = frozenset({""})
    whole, parts = True, list[tuple[_Exact, _Required]]()
    for operation, argument in items:
        exact, needed = _piece(str(operation), argument)
        joined = _joined(run, exact)
        if joined is None:
            parts += [(run, frozenset()), (exact, needed)]
            run, whole = frozenset({""}), False
        else:
            run = joined
    return (run, frozenset()) if whole else (None, _best([*parts, (run, frozenset())]))


def _joined(run: frozenset[str], exact: _Exact) -> _Exact:
    if exact is None or len(run) * len(exact) > _MOST:
        return None
    return frozenset(first + second for first, second in product(run, exact))


def _piece(operation: str, argument: Any) -> tuple[_Exact, _Required]:
    """Return the exact strings of one piece, or the strings that a match of it must hold."""
    match operation:
        case "LITERAL":
            return frozenset({chr(argument)}), frozenset()
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return frozenset({""}), frozenset()  # they take up no characters
        case "SUBPATTERN":
            _, added, taken, inside = argument
            return (None, frozenset()) if added or taken else _in_a_row(inside)
        case "ATOMIC_GROUP":
            return _in_a_row(argument)
        case "BRANCH":
            return _one_of([_in_a_row(branch) for branch in argument[1]])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _repeated(*argument)
        case "IN":
            return _any_of(argument), frozenset()
        case _:
            return None, frozenset()


def _any_of(members: Sequence[tuple[Any, Any]]) -> _Exact:
    literal = all(str(operation) == "LITERAL" for operation, _ in members)
    return frozenset(chr(code) for _, code in members) if literal and len(members) <= 4 else None


def _repeated(least: int, most: int, inside: Any) -> tuple[_Exact, _Required]:
    exact, needed = _in_a_row(inside)
    if exact is not None and most == 1:
        return (exact | {""} if least == 0 else exact), frozenset()
    return None, _best([(exact, needed)]) if least else frozenset()


def _one_of(branches: Sequence[tuple[_Exact, _Required]]) -> tuple[_Exact, _Required]:
    exacts = [exact for exact, _ in branches if exact is not None]
    if len(exacts) == len(branches) and sum(map(len, exacts)) <= _MOST:
        return frozenset().union(*exacts), frozenset()
    each = [_best([branch]) for branch in branches]
    return None, frozenset().union(*each) if all(each) else frozenset()


def _best(parts: Iterable[tuple[_Exact, _Required]]) -> _Required:
    """Return the most telling of what parts require: long strings first, then few of them."""
    sets = [exact if exact is not None else needed for exact, needed in parts]
    certain = [words for words in sets if words and "" not in words]
    return max(certain, key=lambda words: (min(3, min(map(len, words))), -len(words)), default=frozenset())
