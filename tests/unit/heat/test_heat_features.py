"""Normal forms keep positions; n-grams and cues find what they should."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mailbot.triage.features import folded, lowered, sentences, words
from mailbot.triage.features_cues import CUES, cue_index, cue_sums, cue_vector, find_cues
from mailbot.triage.features_ngrams import grams


@given(st.text(max_size=200))
def test_normal_forms_keep_the_length(text: str) -> None:
    assert len(lowered(text)) == len(text)
    assert len(folded(text)) == len(text)


@given(st.text(max_size=200))
def test_sentences_cover_every_visible_character(text: str) -> None:
    covered = set()
    for start, end in sentences(text):
        covered.update(range(start, end))
    assert {i for i, char in enumerate(text) if not char.isspace()} <= covered


@given(st.lists(st.text(max_size=80), min_size=1, max_size=6))
def test_grams_of_a_batch_are_the_grams_of_each(texts: list[str]) -> None:
    lows = [lowered(text.replace("\ud800", "")) for text in texts]
    together = grams(lows, 16)
    assert together.counts.sum() == len(together.buckets)
    alone = [np.sort(grams([low], 16).buckets) for low in lows]
    parts = np.split(together.buckets, np.cumsum(together.counts)[:-1])
    assert all(np.array_equal(np.sort(part), one) for part, one in zip(parts, alone, strict=True))


def _found(text: str, *, tonal: bool = False, **table: list[str]) -> list[tuple[str, str]]:
    low = lowered(text)
    index = cue_index(table, tonal=tonal)
    return [(CUES[cue], text[start:end]) for start, end, cue, _ in find_cues(index, low, words(low), tonal=tonal)]


def test_cues_are_found_at_word_starts_whole_or_with_any_ending() -> None:
    assert _found("Enraged? I RAGE about outrage", rage=["rage", "enrag*"]) == [("rage", "Enrag"), ("rage", "RAGE")]


def test_accents_do_not_matter_but_vietnamese_tones_do_when_typed() -> None:
    assert _found("es INADMISIBLE y patetico", outrage=["inadmisible"], annoyed=["patétic*"]) == [
        ("outrage", "INADMISIBLE"),
        ("annoyed", "patetic"),
    ]
    assert _found("bạn của tôi", tonal=True, insult=["bán"]) == []
    assert _found("ban cua toi", tonal=True, insult=["bán"]) == [("insult", "ban")]


def test_unspaced_scripts_are_searched_anywhere() -> None:
    assert _found("もういい加減にしてください", rage=["いい加減にし"]) == [("rage", "いい加減にし")]


def test_weights_add_up_under_a_root() -> None:
    index = cue_index({"rage": ["furious^2"], "thanks": ["thanks"]}, tonal=False)
    low = "furious furious thanks"
    vector = cue_vector(cue_sums(find_cues(index, low, words(low), tonal=False)))
    assert vector[CUES.index("rage")] == 2.0
    assert vector[CUES.index("thanks")] == 1.0
