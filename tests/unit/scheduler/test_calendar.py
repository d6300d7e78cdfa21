"""Business time over zones, clock changes and holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.errors import PolicyError
from mailbot.model.policy import HoursPolicy
from scheduler.calendar import Calendar, calendar_of, instant

ZONES = (
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Asia/Tokyo",
    "America/New_York",
    "Asia/Kathmandu",
)


def desk(zone: str = "Europe/Berlin", **changes: object) -> Calendar:
    return calendar_of(HoursPolicy(zone=zone, **changes))  # type: ignore[arg-type]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-12T10:00+01:00", "2026-03-12T10:00+01:00"),
        ("2026-03-12T07:00+01:00", "2026-03-12T09:00+01:00"),
        ("2026-03-13T18:00+01:00", "2026-03-16T09:00+01:00"),
        ("2026-03-14T12:00+01:00", "2026-03-16T09:00+01:00"),
    ],
)
def test_next_open(at: str, expected: str) -> None:
    assert desk().next_open(utc(at)) == utc(expected)


def test_two_hours_late_on_friday_end_on_monday() -> None:
    assert desk().add_hours(utc("2026-03-13T17:00+01:00"), timedelta(hours=2)) == utc("2026-03-16T10:00+01:00")


def test_working_days_skip_holidays() -> None:
    bavaria = desk(country="DE", subdivision="BY")
    assert bavaria.add_days(utc("2026-04-02T11:00+02:00"), 1) == utc("2026-04-07T11:00+02:00")


def test_own_closing_day() -> None:
    assert desk(closed_on=("2026-03-12",)).next_open(utc("2026-03-12T10:00+01:00")) == utc("2026-03-13T09:00+01:00")


@pytest.mark.parametrize(
    ("zone", "day", "wall", "expected"),
    [
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), "2026-03-29T03:30+02:00"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T02:30+02:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-04T02:45+11:00"),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-05T01:45+11:00"),
        ("Pacific/Apia", date(2011, 12, 30), time(9, 0), "2011-12-31T09:00+14:00"),
    ],
)
def test_gap_moves_forward_and_fold_is_the_first(zone: str, day: date, wall: time, expected: str) -> None:
    assert instant(day, wall, ZoneInfo(zone)) == utc(expected)


@pytest.mark.parametrize(
    "changes",
    [
        {"zone": "Mars/Olympus"},
        {"country": "XX"},
        {"days": ()},
        {"days": (9,)},
        {"opens": "25:00"},
        {"closed_on": ("soon",)},
    ],
)
def test_nonsense_is_refused_at_start(changes: dict[str, object]) -> None:
    with pytest.raises(PolicyError):
        calendar_of(HoursPolicy(**changes))  # type: ignore[arg-type]


def test_a_desk_that_never_opens_is_an_error() -> None:
    every_day = tuple((date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(400))
    with pytest.raises(PolicyError, match="does not open"):
        desk(closed_on=every_day).next_open(utc("2026-03-01T10:00+01:00"))


instants = st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))


@given(at=instants, zone=st.sampled_from(ZONES))
def test_next_open_is_open_and_never_earlier(at: datetime, zone: str) -> None:
    opened = desk(zone).next_open(at)
    assert opened >= at
    assert desk(zone).is_open(opened)


@given(at=instants, zone=st.sampled_from(ZONES), minutes=st.integers(1, 3000))
def test_added_hours_are_open_hours(at: datetime, zone: str, minutes: int) -> None:
    duration = timedelta(minutes=minutes)
    calendar = desk(zone)
    assert calendar.open_between(at, calendar.add_hours(at, duration)) == duration


@given(at=instants, zone=st.sampled_from(ZONES), days=st.integers(1, 20))
def test_added_days_are_working_days(at: datetime, zone: str, days: int) -> None:
    later = desk(zone).add_days(at, days).astimezone(ZoneInfo(zone)).date()
    assert desk(zone).is_working_day(later)
    assert later > at.astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize(
    ("at", "zone", "days", "expected"),
    [
        ("2011-12-29T12:00-10:00", "Pacific/Apia", 1, "2012-01-02T12:00+14:00"),  # Friday the 30th never was
        ("2018-11-02T12:00-03:00", "America/Sao_Paulo", 1, "2018-11-05T12:00-02:00"),  # midnight of the 4th never was
        ("2026-10-23T17:00+02:00", "Europe/Berlin", 1, "2026-10-26T17:00+01:00"),
        ("2026-03-27T17:00+01:00", "Europe/Berlin", 1, "2026-03-30T17:00+02:00"),
        ("2026-10-02T17:00+10:30", "Australia/Lord_Howe", 1, "2026-10-05T17:00+11:00"),
    ],
)
def test_the_same_wall_time_on_the_next_working_day_across_a_clock_change(
    at: str, zone: str, days: int, expected: str
) -> None:
    assert desk(zone).add_days(utc(at), days) == utc(expected)


@pytest.mark.parametrize(
    ("zone", "at", "minutes"),
    [
        ("Europe/Berlin", "2026-03-29T00:00+01:00", 23 * 60),
        ("Europe/Berlin", "2026-10-25T00:00+02:00", 25 * 60),
        ("Australia/Lord_Howe", "2026-10-04T00:00+10:30", 23 * 60 + 30),
        ("Australia/Lord_Howe", "2026-04-05T00:00+11:00", 24 * 60 + 30),
        ("America/Sao_Paulo", "2018-11-03T23:00-03:00", 23 * 60),
        ("Asia/Tokyo", "2026-03-29T00:00+09:00", 24 * 60),
    ],
)
def test_a_desk_that_never_shuts_counts_the_hours_that_a_day_has(zone: str, at: str, minutes: int) -> None:
    always = desk(zone, opens="00:00", closes="00:00", days=tuple(range(7)))
    start = utc(at)
    local = start.astimezone(ZoneInfo(zone))
    end = instant(local.date() + timedelta(days=1), local.time(), ZoneInfo(zone))
    assert always.open_between(start, end) == timedelta(minutes=minutes)


def test_a_day_that_never_was_opens_no_desk_twice() -> None:
    apia = desk("Pacific/Apia")
    assert apia.open_between(utc("2011-12-29T09:00-10:00"), utc("2012-01-02T09:00+14:00")) <= timedelta(hours=18)


def test_a_shop_that_works_on_sunday_counts_from_its_own_days() -> None:
    cairo = desk("Africa/Cairo", days=(6, 0, 1, 2, 3))  # Sunday to Thursday
    assert cairo.add_days(utc("2026-03-12T10:00+02:00"), 1) == utc("2026-03-15T10:00+02:00")
    saturday = desk("Asia/Riyadh", days=(5, 6, 0, 1, 2))
    assert saturday.next_open(utc("2026-03-12T10:00+03:00")) == utc("2026-03-14T09:00+03:00")


def test_hours_over_midnight_and_none_at_all() -> None:
    night = desk(opens="22:00", closes="02:00")
    assert night.is_open(utc("2026-03-14T01:00+01:00"))  # Friday's shift
    assert not night.is_open(utc("2026-03-14T03:00+01:00"))
    whole = desk(opens="09:00", closes="09:00")  # the same hour is a whole day, never no hour
    assert whole.open_between(utc("2026-03-12T09:00+01:00"), utc("2026-03-13T09:00+01:00")) == timedelta(days=1)


def test_a_week_that_the_desk_is_shut_is_passed_over() -> None:
    week = tuple(f"2026-03-{day}" for day in range(16, 21))
    assert desk(closed_on=week).add_days(utc("2026-03-13T11:00+01:00"), 1) == utc("2026-03-23T11:00+01:00")


@pytest.mark.parametrize(
    ("at", "days", "expected"),
    [
        ("2028-02-29T11:00+01:00", 1, "2028-03-01T11:00+01:00"),
        ("2026-12-31T11:00+01:00", 1, "2027-01-04T11:00+01:00"),  # New Year's Day is a Friday
        ("2027-12-31T11:00+01:00", 1, "2028-01-03T11:00+01:00"),
    ],
)
def test_leap_days_and_ends_of_years(at: str, days: int, expected: str) -> None:
    assert desk(country="DE").add_days(utc(at), days) == utc(expected)


def test_a_country_without_known_holidays_says_which() -> None:
    with pytest.raises(PolicyError, match=r"country: no holidays are known for DE XX"):
        calendar_of(HoursPolicy(country="DE", subdivision="XX"))
