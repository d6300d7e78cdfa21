"""Promises as clocks: when to warn, what breaks them, and how the course of a case takes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.errors import RefusedError
from mailbot.model.heat import Band, Heat, Kind, Reading, Signal
from mailbot.model.policy import CoursePolicy, HeatPolicy, HoursPolicy, PromisePolicy
from mailbot.triage.course import Given, Said, course
from scheduler.calendar import calendar_of
from scheduler.promise import Break, Confirm, Promise, PromiseState, Warn, Withdraw, judge, move, warning_at

POLICY = PromisePolicy()
ZONES = ["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Tokyo", "America/New_York"]
BERLIN = calendar_of(HoursPolicy(zone="Europe/Berlin"))
#: A Thursday, 12:00 in Berlin.
NOON = datetime(2026, 3, 12, 11, 0, tzinfo=UTC)


def promise(**changes: object) -> Promise:
    values: dict[str, object] = {
        "id": "p", "conversation_id": "c", "words": "by two", "owner": None, "due_at": NOON + timedelta(hours=2),
        "look_at": NOON, "created_at": NOON,
    }  # fmt: skip
    return Promise(**{**values, **changes})  # type: ignore[arg-type]


def test_two_hours_are_warned_of_36_minutes_before() -> None:
    assert warning_at(NOON, NOON + timedelta(hours=2), POLICY, BERLIN) == NOON + timedelta(minutes=84)


def test_a_promise_for_tomorrow_morning_is_warned_of_in_business_hours() -> None:
    due = datetime(2026, 3, 13, 9, 0, tzinfo=UTC)  # Friday 10:00 in Berlin: one open hour of Friday, six of Thursday
    warn = warning_at(NOON, due, POLICY, BERLIN)
    assert BERLIN.is_open(warn) and warn < due
    assert BERLIN.open_between(warn, due) == timedelta(hours=7) * POLICY.warn_share


@given(
    zone=st.sampled_from(ZONES),
    made=st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2027, 12, 31)),
    minutes=st.integers(min_value=1, max_value=60 * 24 * 14),
)
def test_a_warning_comes_between_promise_and_end_whatever_the_clocks_do(
    zone: str, made: datetime, minutes: int
) -> None:
    calendar = calendar_of(HoursPolicy(zone=zone))
    at = made.replace(tzinfo=UTC)
    due = at + timedelta(minutes=minutes)
    warn = warning_at(at, due, POLICY, calendar)
    assert at <= warn <= due
    assert calendar.open_between(warn, due) <= max(
        timedelta(hours=POLICY.warn_most_hours), timedelta(minutes=POLICY.warn_least_minutes)
    ) or not calendar.open_between(at, due)


def test_a_verdict_follows_the_clock() -> None:
    due = promise().due_at
    assert judge(promise(), "waiting", NOON, POLICY, BERLIN) == Warn(
        look_at=due + timedelta(minutes=5), reason="a promise of ours runs out"
    )
    assert isinstance(judge(promise(), "waiting", due + timedelta(minutes=4), POLICY, BERLIN), Warn)
    assert judge(promise(), "waiting", due + timedelta(minutes=5), POLICY, BERLIN) == Break(
        reason="we did not keep our word"
    )
    assert isinstance(judge(promise(), "closed", NOON, POLICY, BERLIN), Withdraw)


def test_a_result_is_asked_about_and_never_broken_by_the_clock() -> None:
    verdict = judge(promise(word=False), "waiting", NOON + timedelta(days=9), POLICY, BERLIN)
    assert isinstance(verdict, Confirm) and verdict.look_at > NOON + timedelta(days=9)


def test_what_is_found_out_days_later_heats_nothing() -> None:
    verdict = judge(promise(), "waiting", NOON + timedelta(days=3), POLICY, BERLIN)
    assert isinstance(verdict, Break) and not verdict.heat


def test_a_kept_promise_stays_kept() -> None:
    assert move(PromiseState.WARNED, PromiseState.KEPT) is PromiseState.KEPT
    with pytest.raises(RefusedError, match="kept cannot become broken"):
        move(PromiseState.KEPT, PromiseState.BROKEN)


# -- the course of the case


def complaint(value: float = 0.4) -> Reading:
    signal = Signal(name="word", weight=value)
    return Reading(language="en", kind=Kind.COMPLAINT, heat=Heat(value=value, band=Band.LOW, signals=(signal,)))


def heat_at(now: datetime, *promises: Given, value: float = 0.4) -> tuple[float, Band]:
    thread = [Said(at=NOON - timedelta(hours=1), ours=False, reading=complaint(value)), Said(at=NOON, ours=True)]
    state = course(thread, promises, policy=CoursePolicy(), heat=HeatPolicy(), now=now)
    return round(state.heat.value, 4), state.heat.band


def test_a_broken_word_heats_the_case_with_no_new_mail() -> None:
    given_ = Given(made_at=NOON, due_at=NOON + timedelta(hours=2))
    assert heat_at(NOON + timedelta(hours=2), given_) == (0.4, Band.LOW)
    assert heat_at(NOON + timedelta(hours=3), given_) == (0.6, Band.LOW)
    assert heat_at(NOON + timedelta(hours=3), given_, value=0.6) == (0.8, Band.HIGH)


def test_a_result_not_confirmed_heats_nothing() -> None:
    assert heat_at(NOON + timedelta(days=3), Given(made_at=NOON, due_at=NOON + timedelta(hours=2), word=False)) == (
        0.4,
        Band.LOW,
    )


def test_silence_has_a_temperature() -> None:
    thread = [Said(at=NOON, ours=False, reading=complaint())]
    values = [
        course(thread, (), policy=CoursePolicy(), heat=HeatPolicy(), now=NOON + timedelta(days=days)).heat.value
        for days in range(9)
    ]
    assert values == sorted(values) and values[-1] == pytest.approx(0.4 + CoursePolicy().waiting_most)
    assert values[0] == pytest.approx(0.4)
