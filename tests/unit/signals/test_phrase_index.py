"""The index of phrases finds what a plain search finds, on any text made of the lexicon's own words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.adapters.lexicons import LANGUAGES, load_lexicon
from mailbot.triage.cues import Cue, compile_cue
from mailbot.triage.page import Page
from mailbot.triage.phrase_index import PhraseIndex

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[!?.,]")


def plain(cue: Cue, page: Page) -> list[tuple[int, int]]:
    """Return what the pattern itself finds, without any index."""
    if cue.language != "vi":
        return [found.span() for found in cue.pattern().finditer(page.folded)]
    if page.exact is not None:
        return [found.span() for found in cue.pattern(exact=True).finditer(page.exact)]
    bare = [found for found in cue.pattern().finditer(page.folded) if " " in found[0] and len(found[0]) >= 6]
    return [found.span() for found in bare]


def sample(language: str) -> list[Cue]:
    """Return a twentieth of a language's cues, spread over all families: all of them would take minutes to compile."""
    return list(load_lexicon(language).cues[::20])


@st.composite
def texts(draw: st.DrawFn, language: str) -> str:
    """Return a text of words that stand in the lexicon, in any order, with marks and breaks between them."""
    vocabulary = sorted({word for cue in sample(language) for word in _WORD.findall(cue.source.replace("\\", " "))})
    words = draw(st.lists(st.sampled_from(vocabulary), min_size=1, max_size=60))
    gaps = draw(st.lists(st.sampled_from([" ", " ", " ", "\n", ", ", ". ", "", "'", " x "]), min_size=60, max_size=60))
    text = "".join(word + gap for word, gap in zip(words, gaps, strict=False))
    return text.upper() if draw(st.booleans()) and language != "de" else text


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_the_index_finds_what_a_plain_search_finds(language: str, data: st.DataObject) -> None:
    cues = sample(language)
    page = Page(data.draw(texts(language)), language)
    found = {cue.source: list(spans) for cue, spans in PhraseIndex(cues).find(page)}
    assert found == {cue.source: spans for cue in cues if (spans := plain(cue, page))}


def test_a_phrase_without_a_certain_word_is_always_tried() -> None:
    cue = compile_cue("x", "..court", language="en")
    assert not cue.heads
    assert [spans for _, spans in PhraseIndex([cue]).find(Page("see you in court", "en"))] == [[(0, 16)]]


def test_a_flood_of_new_words_is_not_kept_and_still_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailbot.triage.phrase_index._REMEMBERED", 2)
    index = PhraseIndex([compile_cue("x", "sue*", language="en")])
    page = Page("one two three suing suit", "en")
    assert index.starts(page.placed) == {}
    assert [spans for _, spans in index.find(Page("four five I sued", "en"))] == [[(12, 16)]]
