"""The words of a language as values: what a rule or a role is recognised by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from mailbot.model.heat import Span
from mailbot.triage.lint.classes import WordClasses
from mailbot.triage.lint.frame_model import FrameModel
from mailbot.triage.promise_judge import PromiseJudge


@dataclass(frozen=True, kw_only=True, slots=True)
class Expression:
    """An expression with what a text must contain to be worth searching; compiled for the first text that does."""

    source: str
    literals: tuple[tuple[str, ...], ...] = ()  # every match contains one of each of these sets
    made: list[re.Pattern[str]] = field(default_factory=list, repr=False, compare=False)

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return it compiled: of some six hundred a language most are never needed.

        Raises:
            re.error: it makes no sense.
        """
        if not self.made:
            self.made.append(re.compile(self.source))
        return self.made[0]

    def may_occur(self, text: str) -> bool:
        """Tell whether the expression can match in a text at all; plain loops, this runs hundreds of times a reply."""
        for needed in self.literals:
            for literal in needed:
                if literal in text:
                    break
            else:
                return False
        return True

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return what `pattern.finditer` would; the pattern is tried only where it may occur."""
        return self.pattern.finditer(text) if self.may_occur(text) else iter(())


def grams(text: str) -> frozenset[str]:
    """Return every stretch of up to three characters of a text: a cheap index of what may stand in it."""
    pairs = list(map(str.__add__, text, text[1:]))
    return frozenset(text).union(pairs, map(str.__add__, pairs, text[2:]))


_COMMON = frozenset("etaoinsrldu")


def key(literal: str) -> str:
    """Return the gram under which a literal is looked up: the one with the fewest common letters, it occurs least."""
    parts = [literal[i : i + 3] for i in range(max(1, len(literal) - 2))]
    return min(parts, key=lambda part: sum(char in _COMMON for char in part))


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """One idea in many wordings, with examples that are run as tests."""

    any: tuple[Expression, ...]  # with diacritics where the language needs them
    bare: tuple[Expression, ...]  # for texts written without diacritics
    unless: tuple[Expression, ...] = ()  # a hit in a sentence that also shows one of these is none
    bare_unless: tuple[Expression, ...] = ()
    suggestion: str | None = None  # words to put in place of the hit
    reason: str = ""  # why this wording counts, for the reader of the data
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()

    def excused(self, sentence: str, *, bare: bool = False) -> bool:
        """Tell whether the sentence around a hit makes it harmless."""
        return _any(self.bare_unless if bare else self.unless, sentence)

    def occurs(self, text: str) -> bool:
        """Tell whether the idea stands anywhere in a text."""
        return _any(self.any, text)


def _any(expressions: tuple[Expression, ...], text: str) -> bool:
    return any(expression.may_occur(text) and expression.pattern.search(text) for expression in expressions)


#: Characters before a part that an expression may look back at.
LOOK_BACK = 16
#: Parts remembered, and their length at most: replies are made of playbooks' sentences, and most were read before.
_PARTS, _PART = 4096, 400

#: Number of an expression, and where it stands.
_Standing = tuple[int, int, int]


class Index:
    """The expressions of a language, filed by what a text must contain: most are never looked at."""

    def __init__(self, patterns: Mapping[str, Iterable[Pattern]], *, bare: bool) -> None:
        """File the expressions of rules and roles; `bare`: those for texts written without diacritics."""
        self._all = [
            (name, pattern, one)
            for name, some in patterns.items()
            for pattern in some
            for one in (pattern.bare if bare else pattern.any)
        ]
        #: Each set of an expression's literals is a bit; all of them have to be met.
        self._wanted = [(1 << len(one.literals)) - 1 for _, _, one in self._all]
        self._always = [number for number, wanted in enumerate(self._wanted) if not wanted]
        places: dict[str, list[tuple[int, int]]] = {}
        for number, (_, _, one) in enumerate(self._all):
            for bit, needed in enumerate(one.literals):
                for literal in needed:
                    places.setdefault(literal, []).append((number, 1 << bit))
        filed: dict[str, list[tuple[str, list[tuple[int, int]]]]] = {}
        for literal, where in places.items():
            filed.setdefault(key(literal), []).append((literal, where))
        self._filed, self._keys = filed, frozenset(filed)
        self._known: dict[tuple[int, str], tuple[_Standing, ...]] = {}

    def find(self, folded: str, starts: Sequence[int] = (0,)) -> dict[str, list[tuple[Pattern, Span]]]:
        """Return where the patterns of each rule and role stand in a folded text, `unless` not yet applied.

        `starts` are where the parts begin that no wording runs across, the first one at 0; an expression without
        literals is tried on the whole text. Patterns come in their order.
        """
        found = [
            (number, start + begin, start + stop)
            for start, end in zip(starts, (*starts[1:], len(folded)), strict=True)
            for number, begin, stop in self._standing(folded, start, end)
        ]
        found += [(one, *match.span()) for one in self._always for match in self._all[one][2].pattern.finditer(folded)]
        found.sort(key=itemgetter(0))
        named: dict[str, list[tuple[Pattern, Span]]] = {}
        for number, begin, stop in found:
            name, pattern, _ = self._all[number]
            named.setdefault(name, []).append((pattern, (begin, stop)))
        return named

    def _standing(self, folded: str, start: int, end: int) -> tuple[_Standing, ...]:
        """Return what stands in a part, counted from its start."""
        back = min(start, LOOK_BACK)
        asked = (back, folded[start - back : end])
        known = self._known.get(asked)
        if known is None:
            known = tuple(self._search(*asked))
            if end - start <= _PART:
                if len(self._known) >= _PARTS:
                    self._known.clear()
                self._known[asked] = known
        return known

    def _search(self, back: int, text: str) -> Iterator[_Standing]:
        for number in self._candidates(text[back:]):
            for match in self._all[number][2].pattern.finditer(text, back):
                yield number, match.start() - back, match.end() - back

    def _candidates(self, part: str) -> list[int]:
        """Return the numbers of the expressions with literals that may occur in a part, see `Expression.may_occur`."""
        met: dict[int, int] = {}
        for gram in self._keys & grams(part):
            for literal, places in self._filed[gram]:
                if literal in part:
                    for number, bit in places:
                        met[number] = met.get(number, 0) | bit
        return sorted(number for number, bits in met.items() if bits == self._wanted[number])


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """How a language writes days and hours."""

    patterns: tuple[Expression, ...] = ()  # named groups day, month, weekday, hour, minute, half, count, unit
    months: tuple[re.Pattern[str], ...] = ()
    weekdays: tuple[re.Pattern[str], ...] = ()
    days: tuple[tuple[Expression, int], ...] = ()  # "tomorrow" -> 1
    clock: tuple[tuple[Expression, int], ...] = ()  # "noon" -> 720 minutes
    units: tuple[tuple[re.Pattern[str], int], ...] = ()  # "hour" -> 60 minutes
    numbers: Mapping[str, int] = field(default_factory=dict)
    then: tuple[Expression, ...] = ()  # "that same day": points at a time named before


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Everything that the lint knows of one language."""

    code: str
    marked: bool = False  # words differ by diacritics alone (Vietnamese)
    rules: Mapping[str, tuple[Pattern, ...]]
    roles: Mapping[str, tuple[Pattern, ...]]
    identity: frozenset[str] = frozenset()  # frequent small words, folded only when not `marked`
    calendar: Calendar = Calendar()
    why: Mapping[str, str] = field(default_factory=dict)  # rule id -> reason shown to the agent
    rewrite: Mapping[str, str] = field(default_factory=dict)  # rule id -> proposal in the reply's language
    classes: WordClasses | None = None  # None: no frames are read
    indexes: dict[bool, Index] = field(default_factory=dict, repr=False, compare=False)  # as asked for

    def patterns(self, name: str) -> tuple[Pattern, ...]:
        """Return the patterns of a rule or a role; an unknown name has none."""
        return self.rules.get(name) or self.roles.get(name) or ()

    def index(self, *, bare: bool) -> Index:
        """Return the patterns of all rules and roles, filed for looking up."""
        found = self.indexes.get(bare)
        if found is None:
            names = dict.fromkeys((*self.rules, *self.roles))
            found = self.indexes[bare] = Index({name: self.patterns(name) for name in names}, bare=bare)
        return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Lexicon:
    """All languages, and the small words of some that we do not write but recognise."""

    languages: Mapping[str, Words]
    foreign: Mapping[str, frozenset[str]] = field(default_factory=dict)  # "nl" -> small words
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)  # meaning of a fact's key: "now", "follow-up", …
    nobody: frozenset[str] = frozenset()  # values of an approval that was not given
    frames: FrameModel | None = None
    promises: PromiseJudge | None = None
    meanings: dict[str, str] = field(default_factory=dict, repr=False, compare=False)  # of keys met, as they come

    def words(self, language: str) -> Words:
        """Return a language's words; an unknown one is read as English."""
        return self.languages.get(language.split("-")[0].lower()) or self.languages["en"]
