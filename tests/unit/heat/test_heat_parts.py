"""A text without one of its sentences: the numbers are those of the shortened text, read afresh."""

from __future__ import annotations

import numpy as np
import pytest

from mailbot.adapters.heat_model import shipped_heat_model
from mailbot.triage.features import lowered, sentences
from mailbot.triage.features_left_out import grams_without
from mailbot.triage.features_ngrams import BITS, grams
from mailbot.triage.features_parts import parts_of
from mailbot.triage.features_signals import NOTHING, signals_without
from mailbot.triage.features_vectors import pooled, pooled_without
from mailbot.triage.model import TONAL
from mailbot.triage.model_grams import gram_sums

TEXTS = [
    ("en", "I am fed up!\nThis is the THIRD time... you said \"soon\". Nobody\nanswers the phone! I want my £40 back?"),
    ("de", "Unverschämt!! Ich warte seit\nWochen. Niemand meldet sich; der Anwalt wird sich melden."),
    ("vi", "Tôi rất thất vọng. toi se nho luat su\nBao giờ hoàn tiền? ok shop"),
    ("ja", "もう三回目です。！返金してください！！届いていません。\n弁護士に相談します"),
    ("fr", "Qu'est-ce que c'est ? J'attends l'avocat…\n\nRien. Merci quand même"),
]  # fmt: skip

ODD = [
    "",
    " ",
    "。",
    "はい。いいえ！？はい。\nか。",
    "?!",
    "... ... a. b. c",
    "x\n\ny",
    "あ。い",
    "No. No. No. No.",
    "a. \U0001f620!",
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_leaving_a_sentence_out_is_reading_the_rest(language: str, text: str) -> None:
    model = shipped_heat_model()
    index, tonal = model.cues[language], language in TONAL
    parts = parts_of(text, index, model.vectors, tonal=tonal)
    assert len(sentences(text)) > 1
    for start, end in sentences(text):
        rest = parts_of(f"{text[:start]} {text[end:]}", index, model.vectors, tonal=tonal)
        left = parts.without(start, end)
        assert left.leading == rest.whole().leading, text[start:end]
        first, last = left.gone
        assert [*parts.rows[:first], *parts.rows[last:]] == rest.rows
        shortened = pooled_without(model.vectors, parts.rows, [left.gone])
        assert shortened == pytest.approx(pooled(model.vectors, [rest.whole().rows]), abs=1e-6)


@pytest.mark.parametrize("text", [text for _, text in TEXTS] + ODD)
def test_the_n_grams_of_the_rest_are_those_of_the_shortened_text(text: str) -> None:
    low, spans = lowered(text), sentences(text)
    shortened = [low, "", *(f"{low[:start]} {low[end:]}" for start, end in spans)]
    found, wanted = grams_without(low, spans, BITS), grams(shortened, BITS)
    assert found.counts.tolist() == wanted.counts.tolist()
    ends = np.cumsum(wanted.counts)
    for members, end, count in zip(found.members, ends, wanted.counts, strict=True):
        assert sorted(found.buckets[members > 0]) == wanted.buckets[end - count : end].tolist()


def test_the_sums_of_shared_n_grams_are_exactly_those_of_each_text() -> None:
    model, low = shipped_heat_model(), lowered(TEXTS[0][1])
    spans = sentences(low)
    shared = grams_without(low, spans, BITS)
    each = grams([low, "", *(f"{low[:start]} {low[end:]}" for start, end in spans)], BITS)
    for table in (model.grams.table, model.tone.table):
        assert np.array_equal(gram_sums(table, shared), gram_sums(table, each))


def test_signals_without_a_stretch_are_those_that_begin_elsewhere() -> None:
    hits = (((0, 3), (8, 9), (12, 20)), ((9, 12),), *NOTHING[2:])
    assert [vector[:3] for vector in signals_without(hits, [(0, 9), (9, 21)])] == [[1, 1, 0], [2**0.5, 0, 0]]
