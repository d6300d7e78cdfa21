"""Every pattern of every lexicon shows by examples what it means, and the examples are run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.adapters.lint_lexicon import literals, load_lexicon, shipped, validate
from mailbot.errors import TemplateError
from mailbot.triage.lint import RULES
from mailbot.triage.lint.lexicon import Expression, Index, Pattern, grams
from mailbot.triage.lint.text import fold

LANGUAGES = ("en", "es", "fr", "pt", "vi", "ja", "de")
LEXICON = load_lexicon()


def patterns() -> Iterator[tuple[str, str, int, Pattern]]:
    for language in LANGUAGES:
        words = LEXICON.languages[language]
        for name in (*words.rules, *words.roles):
            for number, pattern in enumerate(words.patterns(name)):
                yield language, name, number, pattern


def shows(pattern: Pattern, sentence: str, marks: bool) -> bool:
    folded = fold(sentence, marks=marks)
    return bool(spans(pattern, folded)) and not pattern.excused(folded)


def spans(pattern: Pattern, folded: str, *, bare: bool = False) -> list[tuple[int, int]]:
    return [span for _, span in Index([pattern], bare=bare).spans(folded, grams(folded))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_hold(language: str) -> None:
    marks = LEXICON.languages[language].marked
    wrong = []
    for code, name, number, pattern in patterns():
        if code == language:
            wrong += [("misses", name, number, text) for text in pattern.positive if not shows(pattern, text, marks)]
            wrong += [("hits", name, number, text) for text in pattern.negative if shows(pattern, text, marks)]
    assert wrong == []


def test_every_pattern_has_examples_of_both_kinds() -> None:
    bare = [
        (language, name) for language, name, _, pattern in patterns() if not (pattern.positive and pattern.negative)
    ]
    assert bare == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_says_why(language: str) -> None:
    assert {rule.id for rule in RULES} <= set(LEXICON.languages[language].why)
    assert all(rule.id in LEXICON.languages[language].why[rule.id] for rule in RULES)


def test_every_language_knows_the_same_rules_and_roles() -> None:
    english = LEXICON.languages["en"]
    optional = {"formal", "familiar", "question"}
    for language in LANGUAGES:
        words = LEXICON.languages[language]
        assert set(words.rules) == set(english.rules), language
        assert set(english.roles) - optional <= set(words.roles), language


def test_everything_compiles() -> None:
    assert validate(LEXICON) >= 240


def test_vietnamese_without_marks_is_understood() -> None:
    pattern = LEXICON.languages["vi"].patterns("apology")[0]
    assert spans(pattern, "em xin loi anh", bare=True)
    assert not spans(pattern, "em xin loi anh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_finds_what_each_expression_finds_alone(language: str) -> None:
    words = LEXICON.languages[language]
    for name in (*words.rules, *words.roles):
        patterns = words.patterns(name)
        for sentence in {example for pattern in patterns for example in pattern.positive[:1]}:
            folded = fold(sentence, marks=words.marked)
            alone = [
                (pattern, match.span())
                for pattern in patterns
                for one in pattern.any
                for match in one.pattern.finditer(folded)
            ]
            assert list(words.index(name, bare=False).spans(folded, grams(folded))) == alone


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        (r"(?:abc|defg) hij", {("hij",), ("abc", "defg")}),
        (r"(?:abc|defg)?hi", {("hi",)}),
        (r"(?:abcd|\w+)", set()),
        (r"a?bcd", {("bcd",)}),
        (r"(?:one|two) \w+", {("one", "two")}),
    ],
)
def test_literals_are_what_every_match_contains(source: str, needed: set[tuple[str, ...]]) -> None:
    assert {tuple(text.strip() for text in part) for part in literals(source)} == needed


def test_a_site_replaces_a_language(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text(
        'identity = "the"\n[[rule.excuse]]\nany = ["moon phase"]\npositive = ["moon phase"]\nnegative = ["sun"]\n',
        "utf-8",
    )
    lexicon = load_lexicon(shipped(), tmp_path)
    assert [pattern.positive for pattern in lexicon.languages["en"].patterns("excuse")] == [("moon phase",)]
    assert lexicon.languages["es"].patterns("excuse")


@pytest.mark.parametrize("text", ["[[rule", '[[rule.excuse]]\nany = ["("]\n', '[[rule.excuse]]\nanny = ["x"]\n'])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "en.toml").write_text(text, "utf-8")
    with pytest.raises(TemplateError, match="en"):
        validate(load_lexicon(tmp_path))


def test_only_the_parts_that_hold_a_needed_stretch_are_searched() -> None:
    expression = Expression(source=r"not \w+", literals=(("not",),))
    text = "we do not know. we have not seen"
    whole = [match.span() for match in expression.matches(text, (0,))]
    assert whole == [match.span() for match in expression.matches(text, (0, 16))] == [(6, 14), (24, 32)]
