"""The line: lanes before scores, eligibility before both, nobody starves, every term explained."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.callback import Callback, CallState, Disposition, Lane, Outcome
from escalation.dialling import Dial, DialDecision, Objection
from escalation.plans import (
    AFTER_DISPOSITION,
    AFTER_OUTCOME,
    Habits,
    Next,
    after_disposition,
    after_outcome,
    best_time,
)
from escalation.rules import Standing, cool_off_until, in_order, place, score_terms
from mailbot.model.policy import CallPolicy

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
POLICY = CallPolicy()
FREE = Standing()


def callback(name: str = "one", **changes: object) -> Callback:
    plain = Callback(
        id=name, conversation_id=f"case-{name}", customer_email=f"{name}@example.com", number="+442079460018",
        heat=0.8, placed_in_line_at=NOW - timedelta(minutes=10),
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def line(*callbacks: Callback, now: datetime = NOW) -> list[str]:
    return [entry.callback.id for entry in in_order(place(item, FREE, POLICY, now) for item in callbacks)]


def test_lanes_come_before_scores() -> None:
    promised = callback("promised", promised_at=NOW - timedelta(minutes=1), heat=0.1)
    legal = callback("legal", sensitive=True, heat=0.2)
    furious = callback("furious", heat=1.0, contacts=4, valued=True)
    normal = callback("normal", heat=0.6, contacts=4, valued=True)
    assert line(normal, furious, legal, promised) == ["promised", "legal", "furious", "normal"]


def test_danger_to_life_is_a_promise_that_is_due_now() -> None:
    assert place(callback(urgent=True, heat=0.0), FREE, POLICY, NOW).lane is Lane.PROMISE_DUE


def test_a_promise_is_due_only_when_it_is() -> None:
    later = callback(promised_at=NOW + timedelta(hours=1), heat=0.3)
    assert place(later, FREE, POLICY, NOW).lane is Lane.NORMAL
    assert place(later, FREE, POLICY, NOW + timedelta(hours=1)).lane is Lane.PROMISE_DUE


def test_the_score_is_the_sum_of_its_explained_terms() -> None:
    entry = place(callback(heat=0.9, valued=True, contacts=3, attempts=1), FREE, POLICY, NOW)
    assert [term.name for term in entry.terms] == ["heat", "age", "value", "repeat", "attempts"]
    assert entry.score == pytest.approx(45 + 30 / 6 + 15 + 20 / 3 - 6, abs=0.01)
    assert all(term.why for term in entry.terms)


def test_a_requeue_keeps_the_place() -> None:
    old = callback("old", placed_in_line_at=NOW - timedelta(hours=2), state=CallState.RETRY)
    assert line(callback("new"), old) == ["old", "new"]


OBSTACLES = [
    (callback(state=CallState.TALKING), FREE, "They are talking."),
    (callback(), Standing(answered=True), "was answered meanwhile"),
    (callback(lease_until=NOW + timedelta(minutes=1)), FREE, "another manager has it"),
    (callback(), Standing(customer_busy=True), "this customer is on the line already"),
    (callback(number=None), FREE, "no number yet"),
    (callback(not_before=NOW + timedelta(hours=1)), FREE, "not before 2026-03-10 13:00 UTC"),
    (
        callback(),
        Standing(
            dial=DialDecision(
                verdict=Dial.ASK, number=None, objections=(Objection(rule="x", verdict=Dial.ASK, reason="Confirm."),)
            )
        ),
        "Confirm.",
    ),
]


@pytest.mark.parametrize(("item", "standing", "why"), OBSTACLES)
def test_eligibility_comes_before_the_score(item: Callback, standing: Standing, why: str) -> None:
    hot = place(replace(item, heat=1.0, urgent=True), standing, POLICY, NOW)
    assert hot.obstacles == (why,)
    mild = place(callback("mild", heat=0.1), FREE, POLICY, NOW)
    assert [entry.callback.id for entry in in_order([hot, mild])] == ["mild", "one"]


moments = st.integers(0, 3000).map(lambda minutes: NOW - timedelta(minutes=minutes))
items = st.builds(
    callback, st.uuids().map(str), heat=st.floats(0, 1), urgent=st.booleans(), sensitive=st.booleans(), valued=st.booleans(),
    contacts=st.integers(1, 9), attempts=st.integers(0, 3), placed_in_line_at=moments,
    promised_at=st.none() | moments,
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(items, max_size=12, unique_by=lambda item: item.id))
def test_the_order_does_not_depend_on_the_order_of_the_input(queue: list[Callback]) -> None:
    assert line(*queue) == line(*reversed(queue))


@settings(deadline=None)
@given(items, st.integers(1, 600))
def test_waiting_longer_never_moves_anybody_back(item: Callback, minutes: int) -> None:
    early = place(item, FREE, POLICY, NOW)
    late = place(item, FREE, POLICY, NOW + timedelta(minutes=minutes))
    assert (late.lane, -late.score) <= (early.lane, -early.score)


@settings(deadline=None)
@given(items, st.floats(0, 1))
def test_in_one_lane_the_hotter_of_two_twins_stands_first(one: Callback, heat: float) -> None:
    twin = replace(one, id=one.id + "x", heat=heat)
    places = {item.id: place(item, FREE, POLICY, NOW) for item in (one, twin)}
    first, second = (places[name] for name in line(one, twin))
    assert (first.lane, -first.score) <= (second.lane, -second.score)
    if first.lane == second.lane and abs(one.heat - heat) > 0.01:
        assert first.callback.heat > second.callback.heat


@settings(deadline=None, max_examples=20)
@given(st.floats(0, 1))
def test_nobody_starves_under_a_stream_of_hotter_cases(heat: float) -> None:
    """One served every ten minutes, one as hot as can be arriving every ten: the mild one is reached all the same."""
    mild = callback("mild", heat=heat * 0.6, placed_in_line_at=NOW)
    queue, now = [mild], NOW
    for turn in range(400):
        queue.append(callback(f"hot{turn:03}", heat=1.0, urgent=True, valued=True, contacts=9, placed_in_line_at=now))
        served = in_order(place(item, FREE, POLICY, now) for item in queue)[0].callback
        if served is mild:
            return
        queue.remove(served)
        now += timedelta(minutes=10)
    pytest.fail("the mild case was never called")


def test_after_a_very_hot_call_the_manager_rests() -> None:
    assert cool_off_until(0.95, NOW, POLICY) == NOW + timedelta(minutes=10)
    assert cool_off_until(0.7, NOW, POLICY) is None


def test_every_outcome_and_every_disposition_leads_somewhere() -> None:
    assert set(AFTER_OUTCOME) == set(Outcome)
    assert set(AFTER_DISPOSITION) == set(Disposition)
    for outcome in Outcome:
        assert after_outcome(outcome, callback(attempts=1), LONDON, POLICY, NOW).reason
    for verdict in Disposition:
        assert after_disposition(verdict, callback(attempts=1), LONDON, POLICY, NOW).reason


LONDON = Habits(zone="Europe/London")
PLANS = [
    (Outcome.BUSY, 1, Next.RETRY, timedelta(minutes=10)),
    (Outcome.NO_ANSWER, 1, Next.RETRY, timedelta(hours=1)),
    (Outcome.NO_ANSWER, 2, Next.RETRY, timedelta(hours=28)),  # called at noon: the next day at four
    (Outcome.NO_ANSWER, 3, Next.INVITE, None),
    (Outcome.BUSY, 3, Next.INVITE, None),
    (Outcome.ABANDONED, 1, Next.TOP_LANE, timedelta(minutes=10)),
    (Outcome.MANAGER_NO_ANSWER, 0, Next.REQUEUE, timedelta(minutes=2)),
    (Outcome.NO_INPUT, 0, Next.REQUEUE, timedelta(minutes=2)),
    (Outcome.SNOOZED, 0, Next.SNOOZE, timedelta(minutes=15)),
    (Outcome.TALKED, 1, Next.WRAP_UP, None),
    (Outcome.REGION_REFUSED, 0, Next.NEEDS_HUMAN, None),
]


@pytest.mark.parametrize(("outcome", "attempts", "where", "later"), PLANS)
def test_the_retry_plan(outcome: Outcome, attempts: int, where: Next, later: timedelta | None) -> None:
    plan = after_outcome(outcome, callback(attempts=attempts), LONDON, POLICY, NOW)
    assert plan.next is where
    assert plan.at == (NOW + later if later else None)


def test_a_second_miss_waits_for_the_hour_at_which_the_customer_answered_before() -> None:
    known = Habits(zone="Europe/London", answered_hours=(12, 15), missed_hour=12)
    plan = after_outcome(Outcome.NO_ANSWER, callback(attempts=2), known, POLICY, NOW)
    assert plan.at == NOW.replace(hour=15)
    wish = NOW + timedelta(hours=3)
    assert after_outcome(Outcome.NO_ANSWER, callback(attempts=2, wished_at=wish), known, POLICY, NOW).at == wish


def test_a_silent_manager_gives_way_to_another() -> None:
    assert after_outcome(Outcome.NO_INPUT, callback(), Habits(), POLICY, NOW).same_manager is False
    assert after_outcome(Outcome.NOT_PLACED, callback(), Habits(), POLICY, NOW).same_manager is True


def test_the_best_time_is_promised_then_wished_then_learnt_then_a_good_hour() -> None:
    soon, wish = NOW + timedelta(hours=1), NOW + timedelta(hours=3)
    zones = ("Europe/London",)
    assert best_time(callback(promised_at=soon, wished_at=wish), Habits(), zones, POLICY, NOW)[0] == soon
    assert best_time(callback(wished_at=wish), Habits(), zones, POLICY, NOW)[0] == wish
    learnt = best_time(callback(), Habits(answered_hours=(15,), missed_hour=11), zones, POLICY, NOW)[0]
    assert learnt == NOW.replace(hour=15)
    assert best_time(callback(), Habits(), zones, POLICY, NOW)[0] == NOW.replace(hour=17)
    missed = best_time(callback(), Habits(answered_hours=(15,), missed_hour=15), zones, POLICY, NOW)[0]
    assert missed.hour != 15


def test_terms_that_weigh_nothing_are_not_shown() -> None:
    assert [term.name for term in score_terms(callback(placed_in_line_at=NOW), POLICY, NOW)] == ["heat"]
