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
