"""How long to listen: properties that hold for every customer and every policy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mailbot.intake.silence import look_at
from mailbot.model.policy import BurstPolicy

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POLICY = BurstPolicy()


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def test_a_single_mail_is_looked_at_after_the_quiet_time() -> None:
    assert look_at(START, burst_at=None, previous=None, policy=POLICY) == after(10)


def test_a_mail_of_last_week_does_not_stretch_the_silence() -> None:
    assert look_at(START, burst_at=None, previous=after(-7 * 24 * 60), policy=POLICY) == after(10)


def test_a_slow_writer_gets_a_longer_silence() -> None:
    assert look_at(after(9), burst_at=START, previous=START, policy=POLICY) == after(9 + 13.5)


def test_a_burst_without_end_is_looked_at_anyway() -> None:
    assert look_at(after(29), burst_at=START, previous=after(20), policy=POLICY) == after(30)
    assert look_at(after(45), burst_at=START, previous=after(30), policy=POLICY) == after(45)


def test_danger_does_not_wait() -> None:
    assert look_at(START, burst_at=None, previous=None, policy=POLICY, urgent=True) == START


@given(
    pauses=st.lists(st.floats(min_value=0, max_value=3600), max_size=20),
    quiet=st.floats(min_value=0, max_value=3600),
    longest=st.floats(min_value=0, max_value=7200),
)
def test_never_before_the_mail_and_never_much_after_the_longest_wait(
    pauses: list[float], quiet: float, longest: float
) -> None:
    policy = BurstPolicy(quiet_seconds=quiet, longest_seconds=longest)
    at, previous = START, None
    for pause in [0.0, *pauses]:
        at += timedelta(seconds=pause)
        due = look_at(at, burst_at=START, previous=previous, policy=policy)
        assert due >= at
        assert due == at or due <= START + timedelta(seconds=longest)
        previous = at
