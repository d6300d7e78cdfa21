"""What is said: at most twenty seconds, harmless to any markup, complete in seven languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.call_texts import in_language, load_call_texts, shipped
from escalation.callback import Callback
from escalation.digest import queue_digest
from escalation.rules import Standing, in_order, place
from escalation.script import MAX_ENCODED, brief_of, seconds_of, shorten, speakable, voicemail_text
from mailbot.errors import TemplateError
from mailbot.model.policy import CallPolicy

TEXTS = load_call_texts()
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
CALLBACK = Callback(
    id="c1", conversation_id="k1", customer_email="ann@example.com", customer_name="Ann Lee", language="en",
    number="+442079460018", heat=0.92, contacts=3, placed_in_line_at=NOW - timedelta(hours=1),
    problem="The parcel PX-1 has been missing for two weeks", wish="the money back", promised="a word by Tuesday noon",
)  # fmt: skip


def spoken(callback: Callback, language: str) -> tuple[str, float]:
    """Return the brief as one text and how long it takes."""
    pieces = brief_of(callback, TEXTS[language], in_language(TEXTS, callback.language), 20)
    return " ".join(text for _, text in pieces), sum(seconds_of(text, TEXTS[spoken_in]) for spoken_in, text in pieces)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_brief_names_all_and_ends_in_time(language: str) -> None:
    text, seconds = spoken(CALLBACK, language)
    assert seconds <= 20
    assert "Ann Lee" in text
    assert "1" in text[-60:] and "9" in text[-60:]
    assert "parcel" in text
    assert TEXTS[language].languages["en"] in text


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_novel_is_cut_so_that_the_keys_are_still_heard(language: str) -> None:
    novel = replace(
        CALLBACK, problem="very " * 400, wish="money " * 300, promised="soon " * 300, customer_name="N" * 500
    )
    text, seconds = spoken(novel, language)
    assert seconds <= 20
    assert text.endswith(TEXTS[language].brief["keys"])


def test_the_customers_words_are_read_in_their_own_voice() -> None:
    japanese = replace(CALLBACK, language="ja", problem="荷物が届きません", promised="", wish="")
    pieces = brief_of(japanese, TEXTS["de"], TEXTS["ja"], 20)
    assert [language for language, _ in pieces] == ["de", "ja", "de"]
    assert pieces[1][1] == "荷物が届きません."
    assert brief_of(CALLBACK, TEXTS["en"], TEXTS["en"], 20)[0][0] == "en"
    assert len(brief_of(CALLBACK, TEXTS["en"], TEXTS["en"], 20)) == 1


def test_what_is_not_known_is_not_said() -> None:
    text, _ = spoken(replace(CALLBACK, promised="", wish="", contacts=1), "en")
    assert "promised" not in text
    assert "want" not in text
    assert "times" not in text


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_becomes_speakable(text: str) -> None:
    plain = speakable(text)
    assert not re.search(r"[<>\x00-\x1f\u202e\u200b\ud800-\udfff]", plain)
    assert len(shorten(plain, 50)) <= 50


def test_addresses_and_markup_are_not_read_aloud() -> None:
    assert (
        speakable("</Say><Dial>+1900</Dial> see https://evil.example/x?y or a@b.example\x07")
        == "/Say Dial +1900 /Dial see or"
    )


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_voicemail_tells_who_called_and_nothing_of_the_complaint(language: str) -> None:
    text = voicemail_text(TEXTS[language], "Northwind")
    assert "Northwind" in text
    assert "PX-1" not in text
    assert seconds_of(text, TEXTS[language]) < 20


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_every_sentence_is_short_enough_for_a_provider(language: str) -> None:
    texts = TEXTS[language]
    for section in (texts.brief, texts.manager, texts.customer):
        assert all(len(quote(text)) <= MAX_ENCODED for text in section.values())
    assert len(quote(spoken(CALLBACK, language)[0])) <= MAX_ENCODED


def test_unknown_languages_are_spoken_to_in_english() -> None:
    assert in_language(TEXTS, "xx").language == "en"
    assert set(TEXTS) == {"en", "es", "fr", "pt", "vi", "ja", "de"}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('connecting = "One', 'connected = "One', "lack manager.connecting"),
        ("{company}", "the company", "other slots"),
        ('voices = ["Polly', 'no_voices = ["Polly', "locale or voices"),
        ("[brief]", "[brief", "cannot be read"),
    ],
)
def test_an_incomplete_site_text_stops_the_start(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    (tmp_path / "calls").mkdir()
    text = (shipped() / "en.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "calls" / "nl.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(TemplateError, match=complaint):
        load_call_texts(tmp_path)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_digest_lists_the_line_with_reasons_and_numbers(language: str) -> None:
    policy = CallPolicy()
    waiting = [
        place(CALLBACK, Standing(), policy, NOW),
        place(replace(CALLBACK, id="c2", number=None), Standing(), policy, NOW),
    ]
    digest = queue_digest(in_order(waiting), TEXTS[language], "Europe/London")
    assert "2" in digest.subject
    assert "+442079460018" in digest.body
    assert "heat 0.92" in digest.body
    assert "no number yet" in digest.body
    assert queue_digest([], TEXTS[language], "UTC").body.strip() == TEXTS[language].digest["none"]
