"""Reads the lint's lexicons from `templates/lexicons/lint/<lang>.toml` and compiles them once.

Expressions are regular expressions with three comforts: `…` stands for a short gap within the sentence, `{name}` for
a macro of the file, a space for any white space. Except in Japanese they match whole words; diacritics and capitals
do not matter (Vietnamese keeps its marks, and is matched without them only in texts written without).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from mailbot.adapters.lint_frames import load_classes, shipped_frames
from mailbot.adapters.promise_weights import shipped_promise_judge
from mailbot.errors import TemplateError
from mailbot.triage.lint.lexicon import LOOK_BACK, Calendar, Expression, Lexicon, Pattern, Words
from mailbot.triage.lint.text import fold

_GAP = r"[^.!?;:\n。]{0,60}?"
_MACRO = re.compile(r"\{([a-z_]+)\}")
#: Python wants a fixed width here: spaces stay as they are.
_LOOK_BEHIND = re.compile(r"(\(\?<[!=][^()]*\))")
#: The standard library's own parser of expressions; it has no public name.
_PARSER: Any = import_module("re._parser")
_PIECES = re.compile(r"\\.|\(\?P<\w+>|[^\\(]+|\(", re.DOTALL)


def shipped() -> Path:
    """Return the folder of the lexicons that come with mailbot, in a wheel or in the source tree."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates" / "lexicons" / "lint"
    return inside if inside.is_dir() else package.parent / "templates" / "lexicons" / "lint"


@lru_cache(maxsize=4)
def load_lexicon(*folders: Path) -> Lexicon:
    """Return the compiled lexicon; later folders replace files of earlier ones.

    Raises:
        TemplateError: a file is not TOML, an expression does not compile, or a field is unknown.
    """
    files: dict[str, Path] = {}
    for folder in folders or (shipped(),):
        files.update({path.stem: path for path in sorted(folder.glob("*.toml"))})
    common = _read(files.pop("common")) if "common" in files else {}
    languages = {code: _words(code, _read(path), path) for code, path in files.items()}
    if "en" not in languages:
        raise TemplateError("No English lint lexicon (en.toml) was found.", hint="Reinstall mailbot or add the file.")
    return Lexicon(
        frames=shipped_frames(),
        promises=shipped_promise_judge(),
        languages=languages,
        foreign={code: frozenset(words.split()) for code, words in common.get("foreign", {}).items()},
        keys={name: frozenset(fold(key) for key in keys) for name, keys in common.get("keys", {}).items()},
        nobody=frozenset(fold(word) for word in common.get("nobody", [])),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path} is not a readable TOML file: {error}.") from error


def _words(code: str, data: Mapping[str, Any], path: Path) -> Words:
    try:
        return _compile(code, data)
    except (re.error, KeyError, TypeError, ValueError) as error:
        raise TemplateError(f"{path} holds an expression or a field that cannot be read: {error}.") from error


def _compile(code: str, data: Mapping[str, Any]) -> Words:
    marked = bool(data.get("marked", False))
    macros = {name: "(?:" + "|".join(value) + ")" for name, value in data.get("macros", {}).items()}
    compiler = _Compiler(macros, marked=marked, whole_words=code != "ja")
    return Words(
        code=code,
        marked=marked,
        rules=_Patterns(data.get("rule", {}), compiler),
        roles=_Patterns(data.get("role", {}), compiler),
        identity=frozenset(fold(data.get("identity", ""), marks=marked).split()),
        calendar=_calendar(data.get("calendar", {}), compiler),
        why=dict(data.get("why", {})),
        rewrite=dict(data.get("rewrite", {})),
        classes=load_classes(code, marked=marked),
    )


class _Patterns(Mapping[str, tuple[Pattern, ...]]):
    """The patterns of a file, compiled when a rule or a role is first asked for: a reply in one language pays for one."""

    def __init__(self, items: Mapping[str, Any], compiler: _Compiler) -> None:
        self._items = items
        self._compiler = compiler
        self._ready: dict[str, tuple[Pattern, ...]] = {}

    def __getitem__(self, name: str) -> tuple[Pattern, ...]:
        if name not in self._ready:
            self._ready[name] = tuple(map(self._compiler.pattern, self._items[name]))
        return self._ready[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


def validate(lexicon: Lexicon) -> int:
    """Compile everything and return the number of patterns; for tests and for checks at start.

    Raises:
        TemplateError: an expression does not compile or a field is unknown.
    """
    count = 0
    for code, words in lexicon.languages.items():
        for name in ("calendar", *words.rules, *words.roles):
            try:
                count += sum(map(_compiled, _dates(words.calendar) if name == "calendar" else words.patterns(name)))
            except (re.error, KeyError, TypeError, ValueError) as error:
                raise TemplateError(
                    f"Lint lexicon {code}, {name}: {error}.", hint="Mend or remove the expression."
                ) from error
    return count


def _dates(calendar: Calendar) -> Iterator[Pattern]:
    """Yield the expressions of a calendar as patterns."""
    named = (one for one, _ in (*calendar.days, *calendar.clock))
    yield Pattern(any=(*calendar.patterns, *calendar.then, *named), bare=())


def _compiled(pattern: Pattern) -> bool:
    """Compile all expressions of a pattern."""
    expressions = (*pattern.any, *pattern.bare, *pattern.unless, *pattern.bare_unless)
    return all(one.pattern is not None for one in expressions)


class _Compiler:
    """Turns the expressions of one language into patterns."""

    def __init__(self, macros: Mapping[str, str], *, marked: bool, whole_words: bool) -> None:
        self.macros = macros
        self.marked = marked
        self.whole_words = whole_words

    def pattern(self, item: Mapping[str, Any]) -> Pattern:
        unknown = set(item) - {"any", "unless", "suggestion", "reason", "positive", "negative"}
        if unknown or "any" not in item:
            raise ValueError(f"unknown field {min(unknown)!r}" if unknown else "a pattern without `any`")
        return Pattern(
            any=self.all(item["any"], marks=self.marked),
            bare=self.all(item["any"], marks=False) if self.marked else (),
            unless=self.all(item.get("unless", ()), marks=self.marked),
            bare_unless=self.all(item.get("unless", ()), marks=False) if self.marked else (),
            suggestion=item.get("suggestion"),
            reason=item.get("reason", ""),
            positive=tuple(item.get("positive", ())),
            negative=tuple(item.get("negative", ())),
        )

    def all(self, expressions: Iterable[str], *, marks: bool) -> tuple[Expression, ...]:
        return tuple(self.expression(text, marks=marks) for text in expressions)

    def expression(self, text: str, *, marks: bool) -> Expression:
        source = self.source(text, marks=marks)
        whole = f"(?<!\\w){source}(?!\\w)" if self.whole_words else source
        return Expression(source=whole, literals=literals(source) if _looks_back(source) <= LOOK_BACK else ())

    def source(self, text: str, *, marks: bool) -> str:
        expanded = text
        while _MACRO.search(expanded):
            expanded = _MACRO.sub(lambda match: self.macros[match[1]], expanded)
        folded = "".join(
            piece if piece[0] in "\\(" else fold(piece, marks=marks) for piece in _PIECES.findall(expanded)
        )
        alternatives = f"(?:{folded})" if "|" in folded else folded
        if not self.whole_words:
            return alternatives.replace("…", _GAP)
        gap = rf"(?!\w){_GAP}(?<!\w)"
        return "".join(
            part if part.startswith("(?<") else part.replace(" ?", r"\s*").replace(" ", r"\s+")
            for part in _LOOK_BEHIND.split(alternatives.replace("…", gap))
        )


def _looks_back(source: str) -> int:
    """Return how many characters an expression looks back at most."""
    return max((len(one) - 3 for group in _LOOK_BEHIND.findall(source) for one in group.split("|")), default=0)


_SETS = 3  # of stretches asked for; more cost more than they spare


def literals(source: str) -> tuple[tuple[str, ...], ...]:
    """Return sets of stretches of letters; every match of an expression contains one of each set.

    A text that lacks a whole set is not searched: that makes most of the lint's expressions cost nothing.
    """
    found = sorted(_sets(_PARSER.parse(source)), key=_worth, reverse=True)
    return tuple(tuple(sorted(part)) for part in found[:_SETS])


def _sets(tree: Any) -> list[frozenset[str]]:
    """Return the usable sets of a parsed sequence; single letters say nothing, single Han characters do."""
    found = [*_runs(tree), *(part for part in map(_of_node, tree) if part)]
    return [
        part for part in found if min(map(len, part)) >= 2 or any(ord(char) > 0x2E80 for text in part for char in text)
    ]


def _worth(part: frozenset[str]) -> tuple[int, int]:
    return (min(map(len, part)), -len(part))


def _required(tree: Any) -> frozenset[str] | None:
    """Return the best set of a parsed sequence: the longest stretches, and of those the fewest."""
    return max(_sets(tree), key=_worth, default=None)


def _runs(tree: Any) -> Iterator[frozenset[str]]:
    """Yield the runs of plain characters of a sequence."""
    run = ""
    for operation, value in tree:
        if str(operation) == "LITERAL":
            run += chr(value)
            continue
        if run:
            yield frozenset({run})
        run = ""
    if run:
        yield frozenset({run})


def _of_node(node: Any) -> frozenset[str] | None:
    operation, value = str(node[0]), node[1]
    if operation == "SUBPATTERN":
        return _required(value[3])
    if operation == "BRANCH":
        parts = [_required(branch) for branch in value[1]]
        return frozenset().union(*(part for part in parts if part)) if all(parts) else None
    if operation == "MAX_REPEAT" and value[0] >= 1:
        return _required(value[2])
    return None


def _calendar(data: Mapping[str, Any], compiler: _Compiler) -> Calendar:
    marks = compiler.marked

    def names(items: Iterable[str]) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(compiler.source(item, marks=marks)) for item in items)

    def table(items: Mapping[str, int]) -> tuple[tuple[Expression, int], ...]:
        return tuple((compiler.expression(item, marks=marks), value) for item, value in items.items())

    groups = {
        "month": "(?P<month>" + "|".join(data.get("months", ["$^"])) + ")",
        "weekday": "(?P<weekday>" + "|".join(data.get("weekdays", ["$^"])) + ")",
        "unit": "(?P<unit>" + "|".join(data.get("units", {"$^": 0})) + ")",
        "number": "|".join(sorted(data.get("numbers", {"$^": 0}), key=len, reverse=True)),
    }
    inner = _Compiler({**compiler.macros, **groups}, marked=marks, whole_words=compiler.whole_words)
    return Calendar(
        patterns=tuple(inner.expression(text, marks=marks) for text in data.get("patterns", ())),
        months=names(data.get("months", ())),
        weekdays=names(data.get("weekdays", ())),
        days=table(data.get("days", {})),
        clock=table(data.get("clock", {})),
        units=tuple(
            (re.compile(compiler.source(item, marks=marks)), value) for item, value in data.get("units", {}).items()
        ),
        numbers={fold(word, marks=marks): value for word, value in data.get("numbers", {}).items()},
        then=tuple(compiler.expression(text, marks=marks) for text in data.get("then", ())),
    )
