"""Turns of time: clock changes, years' ends, days that a month lacks, dates of other years, customers who live elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.console.planned import next_working_day
from mailbot.model.policy import HoursPolicy, PromisePolicy
from mailbot.triage.promises import promises_in
from scheduler.calendar import calendar_of
from scheduler.promise import warning_at

LEXICON = load_lexicon()
ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kolkata", "Africa/Cairo")
ALL_DAY = HoursPolicy(opens="00:00", closes="00:00", days=tuple(range(7)))


def due(text: str, language: str, said: str, *, hours: HoursPolicy = ALL_DAY, theirs: str | None = None) -> list[str]:
    """Return the due times in Berlin of what was said there at a wall time."""
    calendar = calendar_of(hours, zone="Europe/Berlin")
    found = promises_in(
        text,
        language=language,
        made_at=datetime.fromisoformat(said).replace(tzinfo=calendar.zone),
        lexicon=LEXICON,
        calendar=calendar,
        theirs=ZoneInfo(theirs) if theirs else None,
    )
    return [f"{one.due_at.astimezone(calendar.zone):%Y-%m-%d %H:%M %z}" for one in found]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026-10-25T01:00", "2026-10-25 02:00 +0100"),  # the hour from two to three comes twice
        ("2026-03-29T01:00", "2026-03-29 04:00 +0200"),  # and once it is left out
        ("2026-12-31T23:00", "2027-01-01 01:00 +0100"),
        ("2028-02-28T23:00", "2028-02-29 01:00 +0100"),
    ],
)
def test_two_hours_are_two_hours_that_pass(said: str, expected: str) -> None:
    assert due("We will call you within two hours.", "en", said) == [expected]


@settings(max_examples=40)
@given(
    zone=st.sampled_from(ZONES),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),
    minutes=st.integers(1, 3000),
    opens=st.sampled_from(["00:00", "02:30", "09:00"]),
)
def test_it_makes_no_difference_in_which_zone_an_instant_is_given(
    zone: str, at: datetime, minutes: int, opens: str
) -> None:
    calendar = calendar_of(HoursPolicy(opens=opens, closes="00:00", days=tuple(range(7))), zone=zone)
    local = at.replace(tzinfo=UTC).astimezone(calendar.zone)
    ends = calendar.add_hours(local, timedelta(minutes=minutes))
    assert ends == calendar.add_hours(local.astimezone(UTC), timedelta(minutes=minutes))
    assert calendar.open_between(local, ends.astimezone(calendar.zone)) == timedelta(minutes=minutes)
    policy = PromisePolicy()
    assert warning_at(local, ends.astimezone(calendar.zone), policy, calendar) == warning_at(
        local.astimezone(UTC), ends, policy, calendar
    )


@pytest.mark.parametrize(
    ("said", "text", "expected"),
    [
        ("2026-11-05T10:00", "We will write to you by the 31st.", "2026-12-31"),
        ("2027-02-10T10:00", "We will write to you by the 30th.", "2027-03-30"),
        ("2026-12-10T10:00", "We will write to you by the 4th.", "2027-01-04"),
        ("2026-11-05T10:00", "We will write to you by 31 November.", "2026-11-30"),
        ("2027-02-03T10:00", "We will write to you by 29 February.", "2027-02-28"),
        ("2028-02-03T10:00", "We will write to you by 29 February.", "2028-02-29"),
        ("2027-08-03T10:00", "We will write to you by the end of February.", "2028-02-29"),
        ("2026-09-15T10:00", "We will write to you by 10 March.", "2027-03-10"),
        ("2026-12-30T10:00", "We will write to you by the end of next month.", "2027-01-31"),
        ("2026-12-29T10:00", "We will write to you before the year is out.", "2026-12-31"),
        ("2026-12-29T10:00", "We will write to you by 4 January 2027.", "2027-01-04"),
    ],
)
def test_a_day_that_a_month_lacks_and_the_turn_of_the_year(said: str, text: str, expected: str) -> None:
    assert [one[:10] for one in due(text, "en", said)] == [expected]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We will refund the invoice of 12/03/2026."),
        ("de", "Wir erstatten Ihnen die Rechnung vom 12. März 2026."),
        ("fr", "Nous vous rembourserons la facture du 12 mars 2026."),
        ("ja", "2026年3月12日のご請求分を返金いたします。"),
    ],
)
def test_a_date_of_a_year_that_has_been_is_no_end(language: str, text: str) -> None:
    assert due(text, language, "2026-11-30T10:00") == []


@pytest.mark.parametrize(
    ("language", "text", "theirs", "expected"),
    [
        ("en", "We will call you tomorrow at 10:00 EST.", None, "2026-11-06 16:00 +0100"),
        ("de", "Wir rufen Sie morgen um 10 Uhr MEZ an.", "America/New_York", "2026-11-06 10:00 +0100"),
        ("en", "We will call you today by 5 pm your time.", "America/New_York", "2026-11-05 23:00 +0100"),
        ("en", "We will call you today by 5 pm your time.", None, "2026-11-05 17:00 +0100"),
        ("en", "We will call you today by 5 pm.", "America/New_York", "2026-11-05 17:00 +0100"),
        ("de", "Wir rufen Sie heute bis 17 Uhr Ihrer Ortszeit an.", "America/New_York", "2026-11-05 23:00 +0100"),
        ("fr", "Nous vous appellerons demain à 9 h heure locale.", "America/Toronto", "2026-11-06 15:00 +0100"),
        ("es", "Le llamaremos mañana a las 10:00 hora de México.", None, "2026-11-06 17:00 +0100"),
        ("pt", "Vamos ligar-lhe amanhã às 10:00 horário de Brasília.", None, "2026-11-06 14:00 +0100"),
        ("ja", "明日10時（日本時間）にお電話いたします。", None, "2026-11-06 02:00 +0100"),
        ("ja", "現地時間の明日10時にお電話いたします。", "Asia/Tokyo", "2026-11-06 02:00 +0100"),
    ],
)
def test_an_hour_is_said_by_the_clock_that_is_named(
    language: str, text: str, theirs: str | None, expected: str
) -> None:
    assert due(text, language, "2026-11-05T10:00", hours=HoursPolicy(), theirs=theirs) == [expected]


@pytest.mark.parametrize(
    ("due_at", "zone", "changes", "expected"),
    [
        ("2026-12-24T10:00+01:00", "Europe/Berlin", {"country": "DE"}, "2026-12-28T10:00+01:00"),
        ("2026-05-14T10:00+04:00", "Asia/Dubai", {"days": (6, 0, 1, 2, 3)}, "2026-05-17T10:00+04:00"),
        ("2026-10-23T17:00+02:00", "Europe/Berlin", {}, "2026-10-26T17:00+01:00"),
        ("2026-03-27T02:30+01:00", "Europe/Berlin", {"days": tuple(range(7))}, "2026-03-28T02:30+01:00"),
    ],
)
def test_a_day_later_is_the_next_day_that_the_desk_works(
    due_at: str, zone: str, changes: dict[str, object], expected: str
) -> None:
    moved = next_working_day(
        datetime.fromisoformat(due_at),
        datetime.fromisoformat(due_at),
        zone,
        replace(HoursPolicy(), **changes),  # type: ignore[arg-type]
    )
    assert moved == datetime.fromisoformat(expected)
