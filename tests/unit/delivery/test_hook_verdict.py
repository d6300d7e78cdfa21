"""What an answer of a webhook's receiver means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailbot.delivery.hook_verdict import LONGEST_SILENCE, MOST_FAILURES, PATIENCE, WAITS, judge
from mailbot.model.hook import ClaimedDelivery, DeliveryState, Hook, HookAnswer, HookDelivery

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def claimed(
    attempts: int = 1, failures: int = 0, since: datetime | None = None, age: timedelta = timedelta()
) -> ClaimedDelivery:
    made = NOW - age
    return ClaimedDelivery(
        delivery=HookDelivery(
            id="d", hook_id="h", topic="reply.sent", body="{}", state=DeliveryState.WAITING, attempts=attempts,
            created_at=made, due_at=made, deadline=made + PATIENCE,
        ),
        hook=Hook(id="h", url="https://x.example/", topics=(), failures=failures, failing_since=since, created_at=made),
        secret="whsec_",
        fence=1,
    )  # fmt: skip


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_any_two_hundred_is_done_and_forgives_what_failed_before(status: int) -> None:
    verdict = judge(claimed(failures=9, since=NOW), HookAnswer(status=status), now=NOW, jitter=0.5)
    assert (verdict.state, verdict.failures, verdict.failing_since) == (DeliveryState.DELIVERED, 0, None)


@pytest.mark.parametrize("status", [199, 301, 302, 400, 404, 429, 500, 503])
def test_anything_else_is_tried_later(status: int) -> None:
    verdict = judge(claimed(), HookAnswer(status=status), now=NOW, jitter=0.0)
    assert verdict.state is DeliveryState.WAITING
    assert verdict.due_at == NOW + WAITS[0]
    assert verdict.error == f"The receiver answered {status}."


def test_waits_grow_and_jitter_lengthens_them_by_half_at_most() -> None:
    waits = [judge(claimed(attempts=n), HookAnswer(status=500), now=NOW, jitter=0).due_at - NOW for n in range(1, 10)]
    assert waits == sorted(waits) and waits[-1] == waits[-2] == WAITS[-1]
    late = judge(claimed(attempts=3), HookAnswer(status=500), now=NOW, jitter=1).due_at - NOW
    assert late == WAITS[2] * 1.5


def test_after_the_deadline_it_is_given_up() -> None:
    verdict = judge(claimed(attempts=9, age=PATIENCE), HookAnswer(error="No answer."), now=NOW, jitter=0)
    assert (verdict.state, verdict.disable) == (DeliveryState.FAILED, None)


def test_gone_switches_the_receiver_off_at_once() -> None:
    verdict = judge(claimed(), HookAnswer(status=410), now=NOW, jitter=0)
    assert verdict.state is DeliveryState.FAILED
    assert verdict.disable is not None and verdict.disable.code == "hook_gone"


@pytest.mark.parametrize(
    ("failures", "age", "off"),
    [
        (MOST_FAILURES - 1, LONGEST_SILENCE, True),
        (MOST_FAILURES - 2, LONGEST_SILENCE, False),
        (MOST_FAILURES * 3, LONGEST_SILENCE - timedelta(minutes=1), False),
    ],
)
def test_many_failures_over_a_long_time_switch_it_off(failures: int, age: timedelta, off: bool) -> None:
    verdict = judge(claimed(failures=failures, since=NOW - age), HookAnswer(status=500), now=NOW, jitter=0)
    assert (verdict.disable is not None) is off


def test_an_address_that_we_do_not_send_to_is_not_tried_again() -> None:
    verdict = judge(claimed(), HookAnswer(error="10.0.0.1 is not …", for_good=True), now=NOW, jitter=0)
    assert (verdict.state, verdict.disable) == (DeliveryState.FAILED, None)
