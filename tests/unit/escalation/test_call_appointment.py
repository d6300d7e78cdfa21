"""Agreed times as calendar files that calendars read: for the manager with the number, for the customer without the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from escalation.appointment import CALL_LENGTH, agreed_time, for_customer, for_manager
from escalation.call_texts import load_call_texts
from escalation.callback import Callback

TEXTS = load_call_texts()
NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ODD = Callback(
    id="c1",
    conversation_id="k1",
    customer_email="ann@example.com",
    customer_name="Ann Lee",
    number="+442079460018",
    problem="Köln; 猫, \\ and a very long line " + "ü" * 200 + "\r\nBEGIN:VEVENT",
    promised_at=NOW + timedelta(days=1),
    placed_in_line_at=NOW,
)


def test_a_manager_gets_who_when_and_the_number() -> None:
    file = for_manager([ODD, replace(ODD, id="c2", promised_at=NOW - timedelta(hours=1))], TEXTS["de"], NOW)
    assert file is not None
    assert all(len(line) <= 75 for line in file.content.split(b"\r\n"))
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (ODD.promised_at, ODD.promised_at + CALL_LENGTH)  # type: ignore[operator]
    assert str(event["summary"]) == "Ann Lee anrufen"
    assert "猫" in str(event["description"])
    assert str(event["url"]) == "tel:+442079460018"
    assert len(event.walk("VALARM")) == 1


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_customers_file_tells_nothing_of_the_complaint(language: str) -> None:
    file = for_customer(ODD, "Lumen", TEXTS[language], NOW)
    assert file is not None
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert "Lumen" in str(event["summary"])
    assert b"Ann" not in file.content and "猫".encode() not in file.content and b"tel:" not in file.content


def test_one_call_is_one_entry_that_a_later_file_moves() -> None:
    moved = replace(ODD, version=2, promised_at=NOW + timedelta(days=2))
    first, second = (for_manager([one], TEXTS["en"], NOW) for one in (ODD, moved))
    assert first is not None and second is not None
    one, other = (Calendar.from_ical(file.content).walk("VEVENT")[0] for file in (first, second))
    assert one["uid"] == other["uid"] and int(other["sequence"]) > int(one["sequence"])


def test_what_lies_behind_us_is_no_appointment() -> None:
    past = replace(ODD, promised_at=NOW, wished_at=NOW - timedelta(days=1))
    assert agreed_time(past, NOW) is None
    assert for_manager([past], TEXTS["en"], NOW) is None
    assert for_customer(past, "Lumen", TEXTS["en"], NOW) is None
    wished = replace(past, wished_at=NOW + timedelta(hours=2))
    assert agreed_time(wished, NOW) == wished.wished_at
    assert for_customer(wished, "Lumen", TEXTS["en"], NOW) is None  # a wish is not agreed yet
