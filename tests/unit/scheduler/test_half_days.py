"""Days on which the desk closes early: each year's Christmas Eve, or one afternoon of this year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.errors import PolicyError
from mailbot.model.policy import HoursPolicy, MailboxHours
from mailbot.triage.promises import promises_in
from scheduler.calendar import Calendar, calendar_of

ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tokyo")
EVES = ("12-24 12:00", "12-31 14:00")
LEXICON = load_lexicon()


def desk(zone: str = "Europe/Berlin", **changes: object) -> Calendar:
    return calendar_of(HoursPolicy(**{"zone": zone, "half_days": EVES, **changes}))  # type: ignore[arg-type]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "opened"),
    [("2026-12-24T11:59+01:00", True), ("2026-12-24T12:00+01:00", False), ("2026-12-23T17:00+01:00", True)],
)
def test_it_is_shut_from_noon_on(at: str, opened: bool) -> None:
    assert desk().is_open(utc(at)) is opened


def test_two_hours_over_noon_go_on_after_the_holidays() -> None:
    germany = desk(country="DE")
    assert germany.add_hours(utc("2026-12-24T11:00+01:00"), timedelta(hours=2)) == utc("2026-12-28T10:00+01:00")


def test_a_working_day_later_ends_with_the_half_day() -> None:
    assert desk().add_days(utc("2026-12-23T16:00+01:00"), 1) == utc("2026-12-24T12:00+01:00")
    assert desk().add_days(utc("2026-12-23T10:00+01:00"), 1) == utc("2026-12-24T10:00+01:00")
    assert desk().add_days(utc("2026-12-23T16:00+01:00"), 2) == utc("2026-12-25T16:00+01:00")


def test_one_year_comes_before_every_year() -> None:
    calendar = desk(half_days=("12-24 12:00", "2027-12-24 15:30"))
    assert [calendar.early_close(date(year, 12, 24)) for year in (2026, 2027)] == [time(12), time(15, 30)]


def test_a_holiday_or_a_closing_day_stays_shut() -> None:
    assert not desk(closed_on=("2026-12-24",)).is_open(utc("2026-12-24T10:00+01:00"))
    assert not desk().is_open(utc("2028-12-24T10:00+01:00"))  # a Sunday


def test_hours_over_midnight_may_end_early_too() -> None:
    night = desk(opens="22:00", closes="06:00", half_days=("12-24 01:00",))
    assert night.is_open(utc("2026-12-25T00:30+01:00"))
    assert not night.is_open(utc("2026-12-25T01:30+01:00"))


@pytest.mark.parametrize("words", ["12-24", "24.12. 12:00", "12-24 08:00", "12-24 18:00", "13-01 12:00", "02-30 12:00"])
def test_nonsense_is_refused_at_start(words: str) -> None:
    with pytest.raises(PolicyError, match="hours"):
        desk(half_days=(words,))


def test_a_mailbox_has_its_own() -> None:
    hours = HoursPolicy(half_days=EVES, mailboxes={"spares": MailboxHours(half_days=("12-24 16:00",))})
    assert calendar_of(hours.of("spares")).early_close(date(2026, 12, 24)) == time(16)
    assert calendar_of(hours.of("support")).early_close(date(2026, 12, 24)) == time(12)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("We will write to you by tomorrow.", "2026-12-24 12:00"),
        ("We will write to you within one working day.", "2026-12-24 12:00"),
        ("We will write to you tomorrow by 5 pm.", "2026-12-24 17:00"),  # said so: it counts as said
        ("We will write to you by Tuesday.", "2026-12-29 18:00"),
    ],
)
def test_what_is_promised_for_the_day_ends_with_it(text: str, due: str) -> None:
    made = datetime(2026, 12, 23, 16, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    (found,) = promises_in(text, language="en", made_at=made, lexicon=LEXICON, calendar=desk())
    assert f"{found.due_at.astimezone(made.tzinfo):%Y-%m-%d %H:%M}" == due
    assert found.half_day is due.startswith("2026-12-24")


#: Days around clock changes of these zones are half days too, with closes in gaps and folds.
CHANGES = (*EVES, "03-29 02:30", "10-25 02:30", "10-04 02:15", "04-05 01:45", "11-04 12:00", "12-30 10:00")
instants = st.datetimes(datetime(2005, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))


def always(zone: str) -> Calendar:
    return desk(zone, opens="00:00", closes="00:00", days=tuple(range(7)), half_days=CHANGES)


@given(at=instants, zone=st.sampled_from(ZONES), minutes=st.integers(1, 4000))
def test_added_hours_are_open_hours_whatever_the_clocks_do(at: datetime, zone: str, minutes: int) -> None:
    duration = timedelta(minutes=minutes)
    for calendar in (desk(zone), always(zone)):
        assert calendar.open_between(at, calendar.add_hours(at, duration)) == duration


@given(at=instants, zone=st.sampled_from(ZONES))
def test_a_half_day_is_open_until_it_closes_and_never_longer_than_a_whole_one(at: datetime, zone: str) -> None:
    local = at.astimezone(ZoneInfo(zone)).date()
    for half in (date(local.year, 12, 24), date(local.year, 3, 29), date(local.year, 10, 4)):
        calendar, plain = always(zone), desk(zone, opens="00:00", closes="00:00", half_days=())
        opens, closes = calendar.opening(half)
        assert opens < closes <= plain.opening(half)[1]
        assert calendar.is_open(closes - timedelta(minutes=1))
        assert not calendar.is_open(closes)


@given(at=instants, zone=st.sampled_from(ZONES), days=st.integers(1, 20))
def test_added_days_are_working_days_and_end_with_them(at: datetime, zone: str, days: int) -> None:
    calendar = desk(zone)
    later = calendar.add_days(at, days)
    day = later.astimezone(ZoneInfo(zone)).date()
    assert calendar.is_working_day(day)
    assert later <= calendar.opening(day)[1]
