"""What a recap says about this very complaint, in words that are true of it."""

from __future__ import annotations

import pytest

from mailbot.model.facts import Fact, Facts
from mailbot.triage.wording import say_duration
from tests.unit.playbooks.drafted import LANGUAGES, shipped, written


def recap(trouble: str, language: str, *facts: tuple[str, str]) -> str:
    items = (Fact(slot="problem", value=trouble), *(Fact(slot=slot, value=value) for slot, value in facts))
    return written("nine-step", trouble, language, facts=Facts(items=items)).facts.value("recap") or ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("one", "two"), [("P1D", "P2D"), ("P1W", "P2W"), ("P1M", "P2M"), ("PT1H", "PT2H"), ("PT1M", "PT2M")]
)
def test_one_day_is_said_otherwise_than_two(language: str, one: str, two: str) -> None:
    phrases = shipped().phrases[language]
    single = say_duration(one, phrases)
    assert single
    assert single != say_duration(two, phrases).replace("2", "1") or language == "ja"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outage_of_something_unnamed_is_no_outage_of_the_internet(language: str) -> None:
    phrases = shipped().phrases[language]
    assert phrases.things["internet"].split("|")[0] not in recap("outage", language)
    assert (
        phrases.things["internet"].split("|")[0].lower() in recap("outage", language, ("product", "internet")).lower()
    )
