"""Events of a call in every order, twice, late or lost: the same facts end in the same attempt (failure rows 26, 27)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalation.callback import (
    FINAL,
    LIVE,
    TRANSITIONS,
    Attempt,
    CallEvent,
    CallState,
    Choice,
    Leg,
    Outcome,
    Side,
    Step,
    advance,
    conclude,
    fold,
    live_state,
)
from mailbot.errors import RefusedError

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
ATTEMPT = Attempt(
    id="a1", callback_id="c1", manager_id="m1", manager_number="+442079460001", number="+442079460018", token=1, nonce="n",
    created_at=NOW, deadline=NOW + timedelta(minutes=1),
)  # fmt: skip


def event(side: Side, leg: Leg, **changes: object) -> CallEvent:
    plain = CallEvent(attempt_id="a1", side=side, leg=leg, key=f"{side}-{leg}", ref=f"ref-{side}", at=NOW)
    return replace(plain, **changes)  # type: ignore[arg-type]


MANAGER = [event(Side.MANAGER, leg) for leg in (Leg.INITIATED, Leg.RINGING, Leg.ANSWERED, Leg.COMPLETED)]
CUSTOMER = [
    event(Side.CUSTOMER, Leg.INITIATED),
    event(Side.CUSTOMER, Leg.RINGING),
    event(Side.CUSTOMER, Leg.ANSWERED),
    event(Side.CUSTOMER, Leg.COMPLETED, seconds=95),
]


@pytest.mark.parametrize("order", list(permutations(MANAGER)))
def test_all_orders_of_a_leg_end_alike(order: tuple[CallEvent, ...]) -> None:
    end = reduce(fold, order, ATTEMPT)
    assert (end.manager_leg, end.ref) == (Leg.COMPLETED, "ref-manager")
    assert conclude(end) is Outcome.NO_INPUT


@settings(deadline=None)
@given(st.permutations(MANAGER + CUSTOMER + CUSTOMER + MANAGER))
def test_duplicates_in_any_order_end_alike(order: list[CallEvent]) -> None:
    end = reduce(fold, order, replace(ATTEMPT, choice=Choice.ACCEPT))
    assert end == reduce(fold, MANAGER + CUSTOMER, replace(ATTEMPT, choice=Choice.ACCEPT))
    assert conclude(end) is Outcome.TALKED
    assert end.talk_seconds == 95


def test_every_step_of_the_course_is_seen() -> None:
    seen, attempt = [], ATTEMPT
    for heard in MANAGER[:3]:
        attempt = fold(attempt, heard)
        seen.append(live_state(attempt))
    attempt = replace(attempt, choice=Choice.ACCEPT)
    for heard in CUSTOMER[:3]:
        attempt = fold(attempt, heard)
        seen.append(live_state(attempt))
    calling, briefing, ringing, talking = LIVE
    assert seen == [calling, calling, briefing, ringing, ringing, talking]
    assert conclude(attempt) is None


OUTCOMES = [
    (None, Leg.BUSY, Leg.NONE, {}, Outcome.MANAGER_BUSY),
    (None, Leg.NO_ANSWER, Leg.NONE, {}, Outcome.MANAGER_NO_ANSWER),
    (None, Leg.FAILED, Leg.NONE, {}, Outcome.MANAGER_UNREACHABLE),
    (None, Leg.COMPLETED, Leg.NONE, {}, Outcome.NO_INPUT),
    (None, Leg.CANCELLED, Leg.NONE, {}, Outcome.CANCELLED),
    (None, Leg.COMPLETED, Leg.NONE, {"cancel_reason": "wrote again"}, Outcome.CANCELLED),
    (Choice.SNOOZE, Leg.COMPLETED, Leg.NONE, {}, Outcome.SNOOZED),
    (Choice.HAND_ON, Leg.COMPLETED, Leg.NONE, {}, Outcome.PASSED),
    (Choice.SILENT, Leg.COMPLETED, Leg.NONE, {}, Outcome.NO_INPUT),
    (Choice.REFUSED, Leg.COMPLETED, Leg.NONE, {}, Outcome.REFUSED),
    (Choice.ACCEPT, Leg.COMPLETED, Leg.NONE, {}, None),
    (Choice.ACCEPT, Leg.COMPLETED, Leg.ANSWERED, {}, None),
    (Choice.ACCEPT, Leg.ANSWERED, Leg.BUSY, {}, None),
    (Choice.ACCEPT, Leg.COMPLETED, Leg.BUSY, {}, Outcome.BUSY),
    (Choice.ACCEPT, Leg.COMPLETED, Leg.NO_ANSWER, {}, Outcome.NO_ANSWER),
    (Choice.ACCEPT, Leg.COMPLETED, Leg.FAILED, {}, Outcome.UNREACHABLE),
    (Choice.ACCEPT, Leg.COMPLETED, Leg.CANCELLED, {}, Outcome.MANAGER_HUNG_UP),
    (Choice.ACCEPT, Leg.COMPLETED, Leg.COMPLETED, {"bridged": True}, Outcome.TALKED),
    (Choice.ACCEPT, Leg.COMPLETED, Leg.COMPLETED, {"bridged": False, "talk_seconds": 4}, Outcome.ABANDONED),
    (Choice.ACCEPT, Leg.COMPLETED, Leg.COMPLETED, {"talk_seconds": 1}, Outcome.ABANDONED),
    (Choice.ACCEPT, Leg.COMPLETED, Leg.COMPLETED, {"talk_seconds": 60}, Outcome.TALKED),
]


@pytest.mark.parametrize(("choice", "manager", "customer", "more", "expected"), OUTCOMES)
def test_what_came_of_it(
    choice: Choice, manager: Leg, customer: Leg, more: dict[str, object], expected: Outcome
) -> None:
    attempt = replace(ATTEMPT, choice=choice, manager_leg=manager, customer_leg=customer, **more)  # type: ignore[arg-type]
    assert conclude(attempt) is expected


def test_what_is_not_in_the_table_is_refused() -> None:
    assert advance(CallState.READY, Step.CLAIM) is CallState.CLAIMED
    assert advance(CallState.CALLING_MANAGER, Step.TALK) is CallState.TALKING
    with pytest.raises(RefusedError, match="A callback that is done cannot claim"):
        advance(CallState.DONE, Step.CLAIM)
    with pytest.raises(RefusedError):
        advance(CallState.TALKING, Step.CANCEL)
    assert not [state for state, _ in TRANSITIONS if state in FINAL]


def test_no_state_is_a_dead_end_and_none_is_out_of_reach() -> None:
    reached = {CallState.READY}
    while grown := {after for (before, _), after in TRANSITIONS.items() if before in reached} - reached:
        reached |= grown
    assert reached == set(CallState)
    assert {before for before, _ in TRANSITIONS} == set(CallState) - set(FINAL)
