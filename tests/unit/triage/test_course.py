"""What the course of a case adds to the heat of its last words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailbot.model.heat import Band, Flag, Heat, Kind, Reading, Signal
from mailbot.model.policy import CoursePolicy, HeatPolicy
from mailbot.triage.course import Course, Given, Said, course

START = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def customer(hours: float, value: float, kind: Kind = Kind.COMPLAINT, *flags: Flag, cold: bool = False) -> Said:
    band = Band.HIGH if value >= 0.7 else Band.LOW if kind is Kind.COMPLAINT else Band.NONE
    heat = Heat(value=value, band=band, signals=(Signal(name="model", weight=value),))
    reading = Reading(
        language="en", kind=kind, heat=heat, flags=frozenset(flags), thankful=kind is Kind.PRAISE and not cold
    )
    return Said(at=START + hours * HOUR, ours=False, reading=reading, position=int(hours))


def us(hours: float, *, solves: bool = False) -> Said:
    return Said(at=START + hours * HOUR, ours=True, position=int(hours), solves=solves)


def promise(made: float, due: float, *, word: bool = True) -> Given:
    return Given(made_at=START + made * HOUR, due_at=START + due * HOUR, word=word)


def state(*thread: Said, promises: tuple[Given, ...] = (), now: float | None = None, reopened: bool = False) -> Course:
    return course(
        thread, promises, policy=CoursePolicy(), heat=HeatPolicy(), reopened=reopened,
        now=thread[-1].at if now is None else START + now * HOUR,
    )  # fmt: skip


def test_the_ledger_adds_up() -> None:
    found = state(customer(0, 0.3), us(1), customer(5, 0.4), promises=(promise(1, 3),)).heat
    assert sum(one.weight for one in found.signals) == pytest.approx(found.value)


def test_a_broken_promise_heats() -> None:
    broken = state(customer(0, 0.3), us(1), customer(5, 0.4), promises=(promise(1, 3),))
    kept = state(customer(0, 0.3), us(1), us(2.5), customer(5, 0.4), promises=(promise(1, 3),))
    assert (broken.broken_promises, kept.broken_promises) == (1, 0)
    assert broken.heat.value == pytest.approx(kept.heat.value + CoursePolicy().broken_promise)


def test_what_the_model_takes_for_praise_ends_nothing_without_a_word_of_thanks() -> None:
    visit = (promise(1, 3),)
    assert state(customer(0, 0.3), us(1), customer(9, 0.0, Kind.PRAISE), promises=visit).heat.band is Band.NONE
    cold = state(customer(0, 0.3), us(1), customer(9, 0.0, Kind.PRAISE, cold=True), promises=visit)
    assert cold.heat.band is Band.LOW
    assert cold.heat.value > 0.3 * CoursePolicy().carried


def test_promises_broken_twice_make_a_call_however_polite() -> None:
    thread = (customer(0, 0.2), us(1), customer(10, 0.3), us(11), customer(30, 0.3))
    found = state(*thread, promises=(promise(1, 3), promise(11, 13)))
    assert (found.broken_promises, found.heat.band) == (2, Band.HIGH)


def test_a_visit_is_broken_only_if_the_customer_says_so() -> None:
    visit = (promise(1, 3, word=False),)
    assert state(customer(0, 0.3), us(1), customer(9, 0.5), promises=visit).broken_promises == 1
    assert state(customer(0, 0.3), us(1), customer(9, 0.0, Kind.PRAISE), promises=visit).broken_promises == 0


def test_thanks_end_the_matter() -> None:
    found = state(customer(0, 0.5), us(1), customer(2, 0.02, Kind.PRAISE))
    assert found.heat.band is Band.NONE


def test_a_neutral_mail_does_not_cool_a_complaint_to_nothing() -> None:
    found = state(customer(0, 0.5), us(1), customer(2, 0.02, Kind.OTHER))
    assert found.heat.band is Band.LOW
    assert found.heat.value >= 0.3


def test_a_burst_counts_as_one_and_its_hottest_mail_speaks() -> None:
    found = state(customer(0, 0.8), customer(0.1, 0.2), customer(0.2, 0.0, Kind.PRAISE))
    assert found.heat.band is Band.HIGH


def test_a_call_does_not_flap_back_to_letters() -> None:
    policy = CoursePolicy()
    held = state(customer(0, 0.8), us(1), customer(2, policy.release + 0.02))
    released = state(customer(0, 0.8), us(1), customer(2, policy.release - 0.03))
    assert (held.heat.band, released.heat.band) == (Band.HIGH, Band.LOW)


def test_our_silence_heats_with_no_new_mail() -> None:
    soon, late = state(customer(0, 0.4), now=1), state(customer(0, 0.4), now=24 * 4)
    assert late.heat.value > soon.heat.value


def test_unanswered_mails_heat() -> None:
    once, thrice = state(customer(0, 0.4)), state(customer(0, 0.4), customer(10, 0.4), customer(20, 0.4))
    assert thrice.heat.value > once.heat.value


def test_unhappy_after_the_solution_reopens_hotter() -> None:
    found = state(customer(0, 0.3), us(1, solves=True), customer(2, 0.4))
    assert found.reopened
    assert found.heat.value == pytest.approx(0.4 + CoursePolicy().reopened)
    assert not state(customer(0, 0.3), us(1, solves=True), customer(2, 0.0, Kind.PRAISE)).reopened
