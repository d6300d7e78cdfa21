"""What the house records and raises is said in every language of the console, with its values."""

from __future__ import annotations

import copy
import json
import pickle
import string
import tomllib
from datetime import UTC, datetime
from importlib.resources import files

import pytest

from mailbot.console.texts import LANGUAGES, speaker, words
from mailbot.errors import RefusedError, StaleError
from mailbot.model.sentence import as_data, named, revived, say
from tests.unit.console import said_sentences

OTHERS = [language for language in LANGUAGES if language != "en"]


def said(language: str) -> dict[str, dict[str, str]]:
    source = files("mailbot.console").joinpath("texts", "said", f"{language}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_recorded_reason_has_words_and_no_value_that_is_not_there(language: str) -> None:
    english, own = said_sentences.reasons(), said(language)["reasons"]
    # Names that are data ("draft_status.open") have a group; everything else is a code of the program.
    assert {code for code in own if "." not in code} == english.keys()
    for code, text in english.items():
        assert slots(own[code]) == slots(text), code


@pytest.mark.parametrize("language", OTHERS)
def test_every_error_and_hint_has_words(language: str) -> None:
    english, own = said_sentences.errors(), said(language)["errors"]
    assert own.keys() == english
    for text, translated in own.items():
        assert translated.strip() and slots(translated) <= slots(text), text


def test_no_error_is_spelled_out_where_it_is_raised() -> None:
    assert said_sentences.spelled_out() == []


def test_a_reason_is_english_wherever_nobody_translates() -> None:
    reason = say("call_hot", "heat {heat} is above the call threshold", heat="0.82")
    assert reason == "heat 0.82 is above the call threshold"
    assert (reason.code, reason.values) == ("call_hot", {"heat": "0.82"})


def test_a_reason_survives_the_store_copies_and_pickles() -> None:
    inner = named("signal", "insult")
    reason = say("quoted", "{signal}: “{quote}”", signal=inner, quote="a joke")
    read = json.loads(json.dumps(as_data({"why": [reason, "plain words"]})), object_hook=revived)["why"]
    for one in (read[0], copy.deepcopy(reason), pickle.loads(pickle.dumps(reason))):
        assert (one, one.code, one.values["signal"].code) == (reason, "quoted", "signal.insult")
    assert read[1] == "plain words"


def test_a_reason_is_said_in_the_readers_language_with_its_inner_names() -> None:
    reason = say("quoted", "{signal}: “{quote}”", signal=named("signal", "insult"), quote="a {joke}")
    assert speaker("de")(reason) == f"{words('de')['signal.insult']}: „a {{joke}}“"
    assert speaker("en")(reason) == f"{words('en')['signal.insult']}: “a {{joke}}”"
    assert speaker("es")([reason, "x"]).endswith("»; x")


def test_what_another_version_recorded_is_said_in_english() -> None:
    assert speaker("fr")(say("no_such_code", "It was so.")) == "It was so."
    assert speaker("fr")(say("call_hot", "It was {hot}.", hot="hot")) == "It was hot."


def test_an_error_is_said_in_the_readers_language_with_its_hint() -> None:
    at = datetime(2026, 3, 2, 9, 5, 7, tzinfo=UTC)
    error = StaleError(
        "{who} was faster: the draft was {did} at {at:%H:%M:%S} UTC.",
        hint="Reload the page.",
        who="Anna {0}",
        did=named("draft_status", "approved"),
        at=at,
    )
    assert str(error) == "Anna {0} was faster: the draft was approved at 09:05:07 UTC."
    assert speaker("de")(error) == (
        "Anna {0} war schneller: der Entwurf wurde um 09:05:07 UTC freigegeben. Laden Sie die Seite neu."
    )
    assert speaker("en")(error) == f"{error} Reload the page."


def test_an_error_that_nobody_translated_is_said_in_english() -> None:
    assert speaker("ja")(RefusedError("Something {new}.", hint="Do it.", new="else")) == "Something else. Do it."
