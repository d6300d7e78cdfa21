"""The cue notation and the page it is looked for on."""

from __future__ import annotations

import pytest

from mailbot.errors import TemplateError
from mailbot.triage.cues import compile_cue, fold, heads_of, keep_tones, needs_of, split
from mailbot.triage.lexicon import build_lexicon, merge, scan
from mailbot.triage.page import Page
from mailbot.triage.phrase_index import PhraseIndex


def found(cue: str, text: str, language: str = "en", words: dict[str, str] | None = None) -> list[str]:
    page = Page(text, language)
    compiled = compile_cue("family", cue, language=language, words=words)
    return [text[start:end] for _, spans in PhraseIndex([compiled]).find(page) for start, end in spans]


@pytest.mark.parametrize(
    ("cue", "text", "match"),
    [
        ("promis*", "You PROMISED it", "PROMISED"),
        ("call me [straight ]back", "please call me straight back", "call me straight back"),
        ("call me [straight ]back", "please call me, back", "call me, back"),
        ("re(fund|paid)", "It was repaid", "repaid"),
        ("take .. to court", "I take you and your lot to court", "take you and your lot to court"),
        ("don't ring", "dont ring", "dont ring"),
        ("don't ring", "don’t ring", "don’t ring"),
        ("{who} lied", "your agent lied", "your agent lied"),
        ("really\\?", "really?", "really?"),
        ("engineers? came", "the engineer came", "engineer came"),
    ],
)
def test_finds(cue: str, text: str, match: str) -> None:
    assert found(cue, text, words={"who": "you|your (agent|driver)"}) == [match]


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("sue", "Issue 4"),
        ("promis*", "compromise"),
        ("take .. to court", "I take it. Off to court"),
        ("call me", "call. Me too"),
    ],
)
def test_does_not_find(cue: str, text: str) -> None:
    assert found(cue, text) == []


@pytest.mark.parametrize("text", ["verärgert", "veraergert", "VERÄRGERT", "verargert"])
def test_german_umlauts_in_every_spelling(text: str) -> None:
    assert found("verärgert", text, "de") == [text]


@pytest.mark.parametrize("text", ["Scheiße", "scheisse"])
def test_german_sharp_s(text: str) -> None:
    assert found("scheiße", text, "de") == [text]


def test_vietnamese_with_and_without_marks() -> None:
    assert found("luật sư", "Tôi sẽ nhờ luật sư nhé", "vi") == ["luật sư"]
    assert found("luật sư", "toi se nho luat su nhe", "vi") == ["luat su"]
    assert found("luật sư", "Tôi gửi lại lượt sử dụng", "vi") == []


def test_vietnamese_tone_place() -> None:
    assert keep_tones("Hoà") == keep_tones("hòa")


def test_japanese_without_blanks() -> None:
    assert found("弁護士..相談", "明日、弁護士に相談します。", "ja") == ["弁護士に相談"]
    assert found("弁護士..相談", "弁護士がいます。相談", "ja") == []


@pytest.mark.parametrize("text", ["İstanbul", "ß", "ﬁne", "①", "Ǆ", "が", "e\u0301", "🤬ẞ"])
@pytest.mark.parametrize("language", ["en", "ja", "vi", "de"])
def test_folding_keeps_every_place(text: str, language: str) -> None:
    assert len(fold(text, language)) == len(text)
    assert len(keep_tones(text)) == len(text)


def test_keys_come_from_the_rarest_certain_word() -> None:
    assert needs_of("go to [the ]solicitor*", "en")[0] == {"the", "solic"}
    assert needs_of("(a|b)? xyz", "en") == ({"xyz"},)


@pytest.mark.parametrize(
    ("source", "heads"),
    [("go to [the ]solicitor*", {"go"}), ("[the ]x y", {"the", "x"}), ("..court", set()), ("( a|b) c", set()), ("a? b", set())],
)  # fmt: skip
def test_heads_are_how_every_match_begins(source: str, heads: set[str]) -> None:
    assert heads_of(source, "en") == heads


@pytest.mark.parametrize("language", ["en", "de", "vi", "ja"])
def test_a_page_finds_what_a_plain_search_finds(language: str) -> None:
    text = "Sue sue, I'll sue! Tôi kiện kiện công ty; ich klage, Klage™klage. 弁護士に弁護士 sues\nsue the court"
    page = Page(text, language)
    for source in ("sue*", "kien", "klag*", "弁護士", "sue..court", "[the ]court", "..court"):
        cue = compile_cue("x", source, language=language)
        exact = language == "vi" and page.exact is not None
        searched = page.exact or "" if exact else page.folded
        plain = [found.span() for found in cue.pattern(exact=exact).finditer(searched)]
        assert [span for _, spans in PhraseIndex([cue]).find(page) for span in spans] == plain, source


def test_split_takes_a_bracket_apart() -> None:
    assert split("(a|(b|c) d|e)") == ["a", "(b|c) d", "e"]
    assert split("(a|b) c") == ["(a|b) c"]


def test_counter_cue_rules_within_its_sentence_only() -> None:
    lexicon = build_lexicon("en", {"threat": {"cues": ["sue"], "unless": ["not"]}})
    assert scan(Page("I will not sue.", "en"), lexicon) == {}
    assert scan(Page("Not today. I sue.", "en"), lexicon) == {"threat": ((13, 16),)}


def test_a_broken_cue_is_named() -> None:
    with pytest.raises(TemplateError, match="legal_threat in the en lexicon"):
        build_lexicon("en", {"legal_threat": {"cues": ["(lawyer"]}})


def test_merge_joins_overlaps() -> None:
    assert merge([(5, 9), (0, 3), (2, 4)]) == [(0, 4), (5, 9)]
