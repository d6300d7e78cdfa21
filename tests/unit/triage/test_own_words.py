"""What a manager is told before a call: the customer's own sentences."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from mailbot.model.facts import Fact, Facts
from mailbot.model.turn import Turn
from mailbot.triage.facts import extract
from mailbot.triage.own_words import own_words

AT = datetime(2026, 3, 9, 9, tzinfo=UTC)


def told(*texts: str, language: str = "en") -> tuple[str, str]:
    turns = tuple(Turn(text=text, at=AT, sender_email="ann@home.example") for text in texts)
    facts = extract(turns, language=language, zone=ZoneInfo("UTC"))
    words = own_words(turns, facts)
    return words.problem, words.wish


@pytest.mark.parametrize(
    ("language", "text", "happened", "wanted"),
    [
        (
            "en",
            "Hello,\n\nMy garden is lovely in spring. The lamp of order LP-20417 never\narrived, and you had 12.50 of mine. Please refund me today. Kind of you.",
            "The lamp of order LP-20417 never arrived, and you had 12.50 of mine.",
            "Please refund me today.",
        ),
        (
            "de",
            "Guten Tag,\n\ndie Küche sollte am 20. Januar stehen. Ich will mein Geld zurück.",
            "die Küche sollte am 20. Januar stehen.",
            "Ich will mein Geld zurück.",
        ),
        (
            "ja",
            "お世話になります。注文した湯呑みが割れていました。返金してください。",
            "注文した湯呑みが割れていました。",
            "返金してください。",
        ),
    ],
)
def test_trouble_and_wish_are_whole_sentences_of_the_customer(
    language: str, text: str, happened: str, wanted: str
) -> None:
    assert told(text, language=language) == (happened, wanted)


def test_a_sentence_that_tells_both_is_said_once() -> None:
    happened, wanted = told("My parcel never arrived and I want a refund.")
    assert (happened, wanted) == ("My parcel never arrived and I want a refund.", "")


def test_without_a_named_trouble_the_last_mail_begins_after_its_greeting() -> None:
    turns = (
        Turn(text="Dear all,\nSo that is how it is with you people. I see! And more."),
        Turn(text="Ours.", ours=True),
    )
    assert own_words(turns, Facts()).problem == "So that is how it is with you people. I see!"
    assert own_words((Turn(text=""),), Facts()).problem == ""


def test_what_is_too_long_ends_at_a_word() -> None:
    said = own_words((Turn(text="never ending " * 60),), Facts()).problem
    assert said.endswith((" never…", " ending…"))
    assert 120 < len(said) <= 240
    unspaced = own_words((Turn(text="怒" * 500),), Facts()).problem
    assert len(unspaced) == 240 and unspaced.endswith("…")


def test_facts_of_ours_and_of_mails_that_are_gone_are_no_words_of_the_customer() -> None:
    facts = Facts(
        items=(
            Fact(slot="problem", value="late", message=0, span=(0, 4)),
            Fact(slot="problem", value="late", message=7, span=(0, 4)),
        )
    )
    assert own_words((Turn(text="Late we are.", ours=True), Turn(text="Well then.")), facts).problem == "Well then."


def test_a_page_of_troubles_is_read_at_once() -> None:
    text = "It never arrived. " * 5000
    facts = Facts(items=tuple(Fact(slot="problem", value="late", span=(18 * n, 18 * n + 5)) for n in range(5000)))
    assert own_words((Turn(text=text),), facts).problem == "It never arrived. It never arrived."


def test_a_sentence_goes_on_over_a_wrapped_line_and_ends_with_its_paragraph() -> None:
    text = "Good evening\n\nthe lamp of 3.5 kg\nis broken\n\nSo it goes"
    facts = Facts(items=(Fact(slot="problem", value="broken", span=(text.index("broken"), text.index("broken") + 6)),))
    assert own_words((Turn(text=text),), facts).problem == "the lamp of 3.5 kg is broken"


def test_what_was_quoted_keeps_its_mark() -> None:
    text = 'They said "he can wait." My father fainted. I was there.'
    at = [text.index(word) for word in ("said", "fainted")]
    both = Facts(items=tuple(Fact(slot="problem", value="rude", span=(place, place + 4)) for place in at))
    assert own_words((Turn(text=text),), both).problem == 'They said "he can wait." My father fainted.'
    one = Facts(items=both.items[1:])
    assert own_words((Turn(text=text),), one).problem == "My father fainted."
