"""Caps on senders that no header gives away as machines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.intake.storm import beyond_cap, highest_cap
from mailbot.model.message import Written
from mailbot.model.policy import IntakePolicy

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHO = "robot@peer.example"
POLICY = IntakePolicy(sender_per_hour=6, sender_per_day=10, subject_per_hour=3, subject_per_day=5)


def wrote(*minutes: float, subject: str = "Ticket 17") -> list[Written]:
    return [Written(NOW - timedelta(minutes=ago), subject, "case") for ago in minutes]


@pytest.mark.parametrize(
    ("lately", "words"),
    [
        (wrote(1, 2, 3), "Held: more than 3 mails an hour on one subject"),
        (wrote(100, 200, 300, 400, 500), "Held: more than 5 mails a day on one subject"),
        ([w for n in range(6) for w in wrote(n, subject=f"about {chr(97 + n)}")], "Held: more than 6 mails an hour"),
        (
            [w for n in range(10) for w in wrote(70 * n, subject=f"about {chr(97 + n)}")],
            "Held: more than 10 mails a day",
        ),
    ],
)
def test_each_cap_speaks_for_itself(lately: list[Written], words: str) -> None:
    assert beyond_cap(WHO, "RE: Ticket 18", lately, NOW, POLICY).startswith(words)
    assert beyond_cap(WHO, "RE: Ticket 18", lately[:-1], NOW, POLICY) == ""


def test_windows_slide() -> None:
    lately = wrote(58, 59, 59.5)
    assert beyond_cap(WHO, "Ticket 1", lately, NOW, POLICY)
    assert not beyond_cap(WHO, "Ticket 1", lately, NOW + timedelta(minutes=1), POLICY)


def test_counters_dates_and_prefixes_make_no_other_subject() -> None:
    lately = [
        *wrote(1, subject="Re: Ticket 17"),
        *wrote(2, subject="AW: Re: ticket [18]"),
        *wrote(3, subject="TICKET 2026"),
    ]
    assert beyond_cap(WHO, "Ticket 99", lately, NOW, POLICY)
    assert not beyond_cap(WHO, "Invoice 99", lately, NOW, POLICY)


def test_a_cap_of_zero_is_none() -> None:
    off = IntakePolicy(sender_per_hour=0, sender_per_day=0, subject_per_hour=0, subject_per_day=0)
    assert beyond_cap(WHO, "x", wrote(*range(500)), NOW, off) == ""
    assert highest_cap(off) == 0


def test_a_persons_burst_stays_below_the_shipped_caps() -> None:
    """Ten mails in ten minutes on one subject is a person in distress, not a robot."""
    assert beyond_cap(WHO, "Re: my order", wrote(*range(10), subject="my order"), NOW, IntakePolicy()) == ""


@given(st.lists(st.floats(0, 3000), max_size=30), st.integers(1, 8))
def test_what_is_let_through_never_passes_a_cap(gaps: list[float], cap: int) -> None:
    """Whatever the rhythm: mails that are let through never number more than the cap in any hour."""
    policy = replace(POLICY, subject_per_hour=cap, subject_per_day=0, sender_per_hour=0, sender_per_day=0)
    let_through: list[Written] = []
    at = NOW
    for gap in gaps:
        at += timedelta(seconds=gap)
        if not beyond_cap(WHO, "x", let_through, at, policy):
            let_through.append(Written(at, "x", "case"))
    for one in let_through:
        assert sum(timedelta(0) <= one.at - other.at < timedelta(hours=1) for other in let_through) <= cap
