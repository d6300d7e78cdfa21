"""The console says everything in every language, with the same places for values."""

from __future__ import annotations

import re
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import mailbot.console
from mailbot.console.pages import ago, clock_time, told_day
from mailbot.console.texts import LANGUAGES, labeller, translator, words

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PAGES = sorted((Path(mailbot.console.__file__).parent / "pages").rglob("*.html"))


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_places(language: str) -> None:
    english, own = words("en"), words(language)
    assert own.keys() == english.keys()
    for key, text in own.items():
        assert text.strip(), key
        # A short form of a date may leave the year or the time out.
        assert slots(text) == slots(english[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_are_twelve(language: str) -> None:
    assert len(words(language)["date.months"].split()) == 12


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_ask_for_words_that_exist(page: Path) -> None:
    for key in re.findall(r"""\bt\(["']([a-z_.]+[a-z_])["'][,)]""", page.read_text(encoding="utf-8")):
        assert key in words("en"), f"{page.name} asks for {key}"


def test_dates_are_said_in_the_languages_way() -> None:
    today, march, before = START + timedelta(hours=5), START + timedelta(days=20), START - timedelta(days=400)
    said = {one: translator(one) for one in LANGUAGES}
    assert clock_time(today, START, UTC, said["en"]) == "14:00"
    assert clock_time(march, START, UTC, said["en"]) == "22 Mar 09:00"
    assert clock_time(march, START, UTC, said["de"]) == "22. März 09:00"
    assert clock_time(march, START, UTC, said["ja"]) == "3月22日 09:00"
    assert clock_time(before, START, UTC, said["vi"]) == "26/1/2025"
    assert ago(START - timedelta(minutes=5), START, said["fr"]) == "5 min"
    assert ago(START - timedelta(hours=50), START, said["ja"]) == "2日"


def test_a_name_without_a_text_is_said_in_plain_words() -> None:
    assert labeller("de")("signal", "brand_new_cue") == "brand new cue"


def test_a_day_that_a_mail_names_is_told_as_people_read_it() -> None:
    today, said = START.date(), {code: translator(code) for code in ("en", "de", "vi", "ja")}
    assert told_day(f"{today.year}-11-30", today, said["en"]) == "30 Nov"
    assert told_day(f"{today.year}-11-30", today, said["de"]) == "30. Nov."
    assert told_day(f"{today.year}-11-30", today, said["vi"]) == "30/11"
    assert told_day(f"{today.year - 1}-11-30", today, said["ja"]) == f"{today.year - 1}年11月30日"
    assert told_day("next week", today, said["en"]) == "next week"
