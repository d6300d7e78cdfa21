"""A pattern that is tried only where its required strings stand finds what the pattern finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.triage import dates, problem, product, wish
from mailbot.triage.sought import Sought, required

LANGUAGES = ("en", "es", "fr", "pt", "vi", "ja", "de")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\b(?:don't|never|nao (?:me|lig))\b|不要", {"don't", "never", "nao me", "nao lig", "不要"}),
        (r"(?:ab|cd)+x?", {"ab", "cd"}),
        (r"\d+ euro", {" euro"}),
        (r"(?P<n>\d|one) days?", {" day"}),
        (r"(?m:^)foo", {"foo"}),
        (r"(?=abc)x", {"x"}),
        (r"(?!abc)x|y", {"x", "y"}),
        (r"[ab]c", {"ac", "bc"}),
        (r"a{2,3}|b", {"a", "b"}),
        (r"a*|b", set()),
        (r"a?\d", set()),
        (r"(?i)abc", set()),
        (r"(?i:abc)", set()),
        (r"(a)\1", {"a"}),
    ],
)
def test_what_every_match_holds(pattern: str, words: set[str]) -> None:
    assert required(re.compile(pattern)) == words


_ATOMS = st.sampled_from(["a", "b", "ab", "ba", r"\d", "[ab]", "[a1]", ".", r"\b", "(?=a)", "(?!b)", "(?<!a)", "1"])
_PATTERNS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,2}", "{1,3}", "*?"])).map(
            lambda pair: f"(?:{pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(pattern=_PATTERNS, text=st.text("ab1 ", max_size=12))
def test_a_search_finds_what_the_pattern_finds(pattern: str, text: str) -> None:
    found = [match.span() for match in Sought(pattern).finditer(text)]
    assert found == [match.span() for match in re.finditer(pattern, text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cues_of_facts_are_worth_asking_for(language: str) -> None:
    """Each names words that can be asked for; else it would be tried on every mail again."""
    cues = [*problem._cues(language), *product._cues(language), *wish._cues(language)]
    assert [name for name, cue in cues if not required(cue.pattern)] == []
    assert sum(not required(cue.pattern) for cue, _ in dates._patterns(language)) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_facts_are_found_as_by_the_patterns_themselves(language: str, data: st.DataObject) -> None:
    sought = [cue for _, cue in (*problem._cues(language), *wish._cues(language))]
    words = sorted({word for cue in sought for word in required(cue.pattern)})
    text = " ".join(data.draw(st.lists(st.sampled_from(words), max_size=6)))
    for cue in sought:
        assert [one.span() for one in cue.finditer(text)] == [one.span() for one in cue.pattern.finditer(text)]
