"""The first glance at a mail looks for danger only, and finds what a look for everything finds of it."""

from __future__ import annotations

import pytest

from mailbot.adapters.lexicons import load_lexicons
from mailbot.triage.sight import look
from mailbot.triage.signals import URGENT, urgent

TEXTS = [
    ("en", "There is a smell of gas in the flat and nobody comes."),
    ("en", "I can't go on like this. I don't want to live any more."),
    ("en", "My kettle arrived broken. I will sue you and I am furious!"),
    ("es", "Huele a gas en mi casa y nadie viene. Ya no quiero vivir."),
    ("fr", "Il y a une odeur de gaz chez moi. Je n'ai plus envie de vivre."),
    ("pt", "Há cheiro de gás em casa. Já não quero viver."),
    ("de", "Es riecht nach Gas. Ich will nicht mehr leben."),
    ("vi", "Nhà tôi có mùi gas. Tôi không muốn sống nữa."),
    ("ja", "ガスの臭いがします。もう生きていたくありません。"),
    ("en", "Hello, danke. Ich will nicht mehr leben, und das ist nicht gelogen. Thank you for the parcel."),
    ("en", ""),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_a_glance_sees_the_danger_that_a_whole_look_sees(language: str, text: str) -> None:
    lexicons = load_lexicons()
    whole = look(text, language=language, lexicons=lexicons)
    glance = look(text, language=language, lexicons=lexicons, only=URGENT)
    assert {family: glance.of(family) for family in URGENT} == {family: whole.of(family) for family in URGENT}
    assert urgent(glance) == urgent(whole)


def test_each_language_has_a_mail_that_is_urgent() -> None:
    found = {language for language, text in TEXTS if urgent(look(text, language=language, lexicons=load_lexicons()))}
    assert found == {"en", "es", "fr", "pt", "de", "vi", "ja"}
