"""Who says that they are not angry is not told that their anger is understood."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.model.facts import Facts
from mailbot.model.policy import ReplyPolicy
from mailbot.triage.draft_check import checked
from mailbot.triage.feeling import feeling_of
from tests.unit.playbooks.drafted import LANGUAGES, case_of, written

CALM = {
    "en": "I'm not angry, just very tired.",
    "de": "Ich bin nicht böse, nur müde.",
    "fr": "Je ne suis pas fâchée, seulement très lasse.",
    "es": "No estoy enfadada, solo muy cansada.",
    "pt": "Não estou zangada, só muito cansada.",
    "vi": "Tôi không giận, chỉ rất mệt.",
    "ja": "怒ってはいません、ただ疲れました。",
}
ANGER = {
    "en": "ang",
    "de": "rger",
    "fr": "colère",
    "es": "enfad",
    "pt": "raiva|indigna",
    "vi": "giận|bức xúc",
    "ja": "怒|腹",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_calm_writer_is_not_told_of_their_anger(language: str) -> None:
    assert feeling_of(CALM[language], language) == "tired"
    for seed in "abcdef":
        case = replace(case_of("poor_quality"), mail_text=CALM[language], mail_subject="")
        draft = written("nine-step", "poor_quality", language, seed=seed, case=case, facts=Facts())
        assert not re.search(ANGER[language], draft.body), draft.body
        assert checked(draft, ReplyPolicy(), load_lexicon()).findings == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I am angry and tired."),
        ("de", "Ich bin müde und sehr verärgert."),
        ("fr", "Je suis fatiguée."),
        ("es", "Estoy cansada de esperar."),
        ("vi", "Tôi rất mệt."),
        ("ja", "疲れました。"),
    ],
)
def test_a_feeling_alone_denies_no_anger(language: str, text: str) -> None:
    assert feeling_of(text, language) is None
