"""Answers to our question, in seven languages; half of the lines were written after the words were fixed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters.followup_texts import load_followup_texts, words_for
from mailbot.adapters.lexicons import LANGUAGES
from scheduler.answer import contentment, fold
from scheduler.followup import Contentment

TEXTS = load_followup_texts()
WANTED = {"c": Contentment.CONTENT, "u": Contentment.UNHAPPY, "?": Contentment.UNCLEAR}
#: The first file came with the words; the others were written afterwards, by a fresh hand.
FILES = ("answers.txt", "answers_fresh.txt", "answers_second.txt", "answers_third.txt", "answers_fourth.txt")
DATA = Path(__file__).with_name("data")
LINES = [
    line.replace("\\n", "\n").split("|", 2)
    for name in FILES
    for line in DATA.joinpath(name).read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def understood(text: str, language: str) -> Contentment:
    return contentment(text, words_for(TEXTS, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_understood(language: str) -> None:
    mine = [(WANTED[want], text) for lang, want, text in LINES if lang == language]
    wrong = [(text, want) for want, text in mine if understood(text, language) is not want]
    assert len(mine) >= 48
    assert len(wrong) <= 2, wrong


def test_no_unhappy_customer_is_taken_for_content() -> None:
    found = Counter((WANTED[want], understood(text, lang)) for lang, want, text in LINES)
    assert found[Contentment.UNHAPPY, Contentment.CONTENT] == 0
    assert found[Contentment.UNCLEAR, Contentment.CONTENT] == 0


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("ja", "de", Contentment.CONTENT),
        ("sí, todo bien, gracias", "es", Contentment.CONTENT),
        ("非常に不満", "ja", Contentment.UNHAPPY),
        ("vẫn chưa xong", "vi", Contentment.UNHAPPY),
        ("não, continua igual", "pt", Contentment.UNHAPPY),
        ("Sim, está tudo resolvido, obrigado!", "pt", Contentment.CONTENT),
        ("no sé de qué me habla", "es", Contentment.UNCLEAR),
        ("Yes, but please send me the invoice", "en", Contentment.UNCLEAR),
        ("", "en", Contentment.UNCLEAR),
        ("👍", "ja", Contentment.CONTENT),
        ("Zero problems, all good", "en", Contentment.CONTENT),
        ("Parabéns pelo atendimento, tudo resolvido!", "pt", Contentment.CONTENT),
        ("Keineswegs gelöst", "de", Contentment.UNHAPPY),
        ("Great, a month without a fridge", "en", Contentment.UNHAPPY),
        ("Hut ab, alles bestens", "de", Contentment.UNCLEAR),
        ("-------- Forwarded message --------\nall good here", "en", Contentment.UNCLEAR),
        ("Alles gut\n-------- Original --------\nnicht gelöst", "de", Contentment.CONTENT),
        (">:(", "fr", Contentment.UNHAPPY),
    ],
)
def test_one_word_is_enough(text: str, language: str, said: Contentment) -> None:
    assert understood(text, language) is said


def test_a_letter_is_read_by_a_person() -> None:
    assert understood("All is fine. " + "I was on holiday when the parcel came. " * 10, "en") is Contentment.UNCLEAR


@pytest.mark.parametrize(("language", "word"), [("en", "but "), ("de", "aber "), ("ja", "全く"), ("vi", "nhưng ")])
def test_a_mail_of_any_length_is_read_at_once(language: str, word: str) -> None:
    assert understood(word * 100_000, language) is not Contentment.CONTENT
    assert understood("all good" + "\n" * 2_000 + "not solved at all", "en") is not Contentment.CONTENT


def test_folding_keeps_japanese_apart_and_joins_accents() -> None:
    assert fold("がか") == "がか"
    assert fold("Đã Xong") == fold("đã xong") == "da xong"


@given(text=st.text(max_size=300), language=st.sampled_from(LANGUAGES))
def test_no_text_breaks_it(text: str, language: str) -> None:
    assert isinstance(understood(text, language), Contentment)
