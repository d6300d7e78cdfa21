"""Waiting longer and longer, never too long, never in step."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters.backoff import Backoff


def test_it_doubles_up_to_the_cap() -> None:
    waits = [Backoff(first=1, cap=10).delay(failures, chance=lambda: 1.0) for failures in range(1, 7)]
    assert waits == [1, 2, 4, 8, 10, 10]


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_it_stays_between_half_and_all_of_the_ceiling(failures: int, chance: float) -> None:
    backoff = Backoff(first=2, cap=300)
    full = backoff.delay(failures, chance=lambda: 1.0)
    assert full / 2 <= backoff.delay(failures, chance=lambda: chance) <= full <= 300
