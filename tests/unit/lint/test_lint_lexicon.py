"""Every pattern of every lexicon shows by examples what it means, and the examples are run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.adapters.lint_lexicon import literals, load_lexicon, shipped, validate
from mailbot.errors import TemplateError
from mailbot.triage.lint import RULES, LintCase
from mailbot.triage.lint.lexicon import Expression, Index, Pattern
from mailbot.triage.lint.reading import Reply
from mailbot.triage.lint.text import fold

LANGUAGES = ("en", "es", "fr", "pt", "vi", "ja", "de")
LEXICON = load_lexicon()
CORPUS = Path(__file__).parents[2] / "corpus" / "lint"

Found = dict[str, list[tuple[Pattern, tuple[int, int]]]]


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
    return [span for _, span in Index({"one": [pattern]}, bare=bare).find(folded).get("one", [])]


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
            assert words.index(bare=False).find(folded).get(name, []) == alone


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


def brute_force(index_of: dict[str, tuple[Pattern, ...]], folded: str, starts: tuple[int, ...]) -> Found:
    ends = (*starts[1:], len(folded))
    return {
        name: found
        for name, some in index_of.items()
        if (
            found := [
                (pattern, match.span())
                for pattern in some
                for one in pattern.any
                for begin, end in (zip(starts, ends, strict=True) if one.literals else [(0, len(folded))])
                for match in one.pattern.finditer(folded, begin, end)
            ]
        )
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reply_read_part_by_part_shows_what_a_search_of_each_part_finds(language: str) -> None:
    lines = (CORPUS / f"{language}.jsonl").read_text("utf-8").splitlines()
    replies = [LintCase.from_mapping(json.loads(line)) for line in lines[::70]]
    words = LEXICON.languages[language]
    patterns = {name: words.patterns(name) for name in dict.fromkeys((*words.rules, *words.roles))}
    index = Index(patterns, bare=False)
    for case in (*replies, *replies):  # the second time each part is remembered
        reply = Reply(case, LEXICON, language=language)
        assert index.find(reply.folded, reply.parts) == brute_force(patterns, reply.folded, reply.parts)


def test_a_part_is_remembered_with_what_an_expression_may_look_back_at() -> None:
    source = "(?<!not )late"
    pattern = Pattern(any=(Expression(source=source, literals=literals(source)),), bare=())
    index = Index({"one": [pattern]}, bare=False)
    assert index.find("so. late", (0, 4)) == {"one": [(pattern, (4, 8))]}
    assert index.find("is not late", (0, 7)) == {}
    assert index.find("it was so late", (0, 10)) == {"one": [(pattern, (10, 14))]}


def test_an_expression_that_looks_back_too_far_is_tried_on_the_whole_text(tmp_path: Path) -> None:
    far = "(?<!never in the world and all its seas )sorry"
    (tmp_path / "en.toml").write_text(
        f'identity = "the"\n[[rule.excuse]]\nany = ["{far}", "so sorry"]\npositive = []\nnegative = []\n', "utf-8"
    )
    long, short = load_lexicon(tmp_path).languages["en"].patterns("excuse")[0].any
    assert not long.literals and short.literals
