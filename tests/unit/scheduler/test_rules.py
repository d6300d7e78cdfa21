"""What is due after a solution, and whether it is still right when its time comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailbot.errors import RefusedError
from mailbot.model.policy import FollowUpPolicy, HoursPolicy
from scheduler.followup import FollowUp, FollowUpKind, FollowUpState, Resolution, Situation, move
from scheduler.rules import Ask, Drop, Go, Wait, judge, plan

HOURS = HoursPolicy(zone="Europe/Berlin")
POLICY = FollowUpPolicy()
MONDAY = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)


def resolution(**changes: object) -> Resolution:
    return replace(Resolution(conversation_id="c1", resolved_at=MONDAY), **changes)  # type: ignore[arg-type]


def question(**changes: object) -> FollowUp:
    item = FollowUp(
        id="f1",
        conversation_id="c1",
        kind=FollowUpKind.QUESTION,
        due_at=MONDAY + timedelta(days=1),
        reason="r",
        created_at=MONDAY,
    )
    return replace(item, **changes)  # type: ignore[arg-type]


CALM = Situation(state="resolved", resolved_at=MONDAY, last_customer_at=MONDAY - timedelta(days=1))
TUESDAY_NOON = MONDAY + timedelta(days=1, hours=1)


def test_a_call_is_followed_up_on_the_next_business_day() -> None:
    friday = datetime(2026, 3, 13, 10, 0, tzinfo=UTC)
    first = plan(resolution(resolved_at=friday, by_call=True), POLICY, HOURS)[0]
    assert (first.kind, first.due_at) == (FollowUpKind.QUESTION, datetime(2026, 3, 16, 10, 0, tzinfo=UTC))


def test_amends_get_a_week() -> None:
    assert plan(resolution(amends=True, by_call=True), POLICY, HOURS)[0].due_at == MONDAY + timedelta(days=7)


def test_question_reminder_close_in_that_order() -> None:
    kinds = [item.kind for item in plan(resolution(), POLICY, HOURS)]
    assert kinds == [FollowUpKind.QUESTION, FollowUpKind.REMINDER, FollowUpKind.CLOSE]


@pytest.mark.parametrize("who", ["habitual", "valued"])
def test_card_for_those_who_are_known(who: str) -> None:
    kinds = {item.kind for item in plan(resolution(**{who: True}), POLICY, HOURS)}
    assert FollowUpKind.CARD in kinds


def test_opted_out_is_asked_nothing_but_gets_the_card() -> None:
    kinds = [item.kind for item in plan(resolution(opted_out=True, valued=True), POLICY, HOURS)]
    assert kinds == [FollowUpKind.CARD]


def test_the_customers_own_zone_counts() -> None:
    tokyo = plan(resolution(by_call=True, zone="Asia/Tokyo"), POLICY, HOURS)[0].due_at
    assert tokyo == datetime(2026, 3, 11, 0, 0, tzinfo=UTC)  # 19:00 in Tokyo moves to the next opening


@pytest.mark.parametrize(
    ("situation", "kind", "words"),
    [
        (CALM, Go, "r"),
        (replace(CALM, opted_out=True), Drop, "no such mails"),
        (replace(CALM, state="callback"), Drop, "callback again"),
        (replace(CALM, last_customer_at=MONDAY + timedelta(hours=5)), Drop, "wrote first"),
        (replace(CALM, call_open=True), Wait, "one voice"),
        (replace(CALM, draft_open=True), Wait, "one voice"),
        (replace(CALM, bounced=True), Drop, "does not reach"),
    ],
)
def test_judgement(situation: Situation, kind: type, words: str) -> None:
    judgement = judge(question(), situation, POLICY, HOURS, TUESDAY_NOON)
    assert isinstance(judgement, kind)
    assert words in judgement.reason


def test_at_night_it_waits_for_the_morning() -> None:
    night = datetime(2026, 3, 10, 22, 0, tzinfo=UTC)
    judgement = judge(question(), CALM, POLICY, HOURS, night)
    assert isinstance(judgement, Wait)
    assert judgement.until == datetime(2026, 3, 11, 8, 0, tzinfo=UTC)


def test_after_a_long_standstill_a_person_is_asked() -> None:
    judgement = judge(question(), CALM, POLICY, HOURS, MONDAY + timedelta(days=30))
    assert isinstance(judgement, Ask)


def test_closing_needs_no_business_hours() -> None:
    night = datetime(2026, 3, 10, 22, 0, tzinfo=UTC)
    assert isinstance(judge(question(kind=FollowUpKind.CLOSE), CALM, POLICY, HOURS, night), Go)


def test_states_move_by_the_table() -> None:
    assert move(FollowUpState.DONE, FollowUpState.ANSWERED) is FollowUpState.ANSWERED
    with pytest.raises(RefusedError, match="cannot become"):
        move(FollowUpState.CANCELLED, FollowUpState.PLANNED)
