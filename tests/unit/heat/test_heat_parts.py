"""A text without one of its sentences: the numbers are those of the shortened text, read afresh."""

from __future__ import annotations

import pytest

from mailbot.adapters.heat_model import shipped_heat_model
from mailbot.triage.features import sentences
from mailbot.triage.features_parts import parts_of
from mailbot.triage.model import TONAL

TEXTS = [
    ("en", "I am fed up!\nThis is the THIRD time... you said \"soon\". Nobody\nanswers the phone! I want my £40 back?"),
    ("de", "Unverschämt!! Ich warte seit\nWochen. Niemand meldet sich; der Anwalt wird sich melden."),
    ("vi", "Tôi rất thất vọng. toi se nho luat su\nBao giờ hoàn tiền? ok shop"),
    ("ja", "もう三回目です。！返金してください！！届いていません。\n弁護士に相談します"),
    ("fr", "Qu'est-ce que c'est ? J'attends l'avocat…\n\nRien. Merci quand même"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_leaving_a_sentence_out_is_reading_the_rest(language: str, text: str) -> None:
    model = shipped_heat_model()
    index, tonal = model.cues[language], language in TONAL
    parts = parts_of(text, index, model.vectors, tonal=tonal)
    assert len(sentences(text)) > 1
    for start, end in sentences(text):
        rest = parts_of(f"{text[:start]} {text[end:]}", index, model.vectors, tonal=tonal).whole()
        assert parts.without(start, end) == rest, text[start:end]
