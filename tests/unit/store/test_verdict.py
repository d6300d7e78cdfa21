"""What follows from an attempt to send: pure, for every mix of answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mailbot.delivery.verdict import backoff, judge
from mailbot.model.delivery import Outcome, RecipientRefusal, SendPhase, SendState
from mailbot.model.draft import OutboxState
from mailbot.model.outgoing import OutboxMail
from mailbot.model.policy import DeliveryPolicy

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POLICY = DeliveryPolicy()
PEOPLE = ("a@x.example", "b@x.example", "c@x.example")
MAIL = OutboxMail(
    id="1", conversation_id="c", mailbox="support", message_id="<1@shop.example>", sender="help@shop.example",
    recipients=PEOPLE, payload=b"", state=OutboxState.SENDING, due_at=NOW, attempts=1, created_at=NOW,
)  # fmt: skip


def outcome(state: SendState, accepted: tuple[str, ...] = (), **refused: int) -> Outcome:
    told = tuple(RecipientRefusal(recipient=f"{who}@x.example", code=code, text="no") for who, code in refused.items())
    return Outcome(state=state, phase=SendPhase.ANSWER, reply="words", accepted=accepted, refused=told)


def test_all_taken_is_sent() -> None:
    verdict = judge(MAIL, outcome(SendState.ACCEPTED, PEOPLE), now=NOW, policy=POLICY, jitter=0.5)
    assert (verdict.state, verdict.accepted, verdict.left, verdict.error) == (OutboxState.SENT, PEOPLE, True, None)


def test_the_unknown_keeps_what_was_known() -> None:
    before = replace(MAIL, accepted=PEOPLE[:1])
    verdict = judge(before, outcome(SendState.UNKNOWN, PEOPLE[1:]), now=NOW, policy=POLICY, jitter=0.5)
    assert (verdict.state, verdict.accepted, verdict.left) == (OutboxState.UNKNOWN, PEOPLE[:1], False)
    assert verdict.due_at == NOW + timedelta(seconds=60)


def test_refused_for_good_with_some_served_before_is_sent_with_words() -> None:
    before = replace(MAIL, accepted=PEOPLE[:1])
    verdict = judge(before, outcome(SendState.REFUSED), now=NOW, policy=POLICY, jitter=0.5)
    assert verdict.state is OutboxState.SENT and set(verdict.refused) == set(PEOPLE[1:]) and not verdict.left


def test_too_old_is_given_up() -> None:
    late = NOW + timedelta(days=6)
    verdict = judge(MAIL, outcome(SendState.DEFERRED), now=late, policy=POLICY, jitter=0.5)
    assert verdict.state is OutboxState.FAILED and "Given up" in (verdict.error or "")


def test_waits_double_up_to_the_longest_and_jitter_spreads_them() -> None:
    waits = [backoff(attempts, POLICY, 0.5).total_seconds() for attempts in range(1, 8)]
    assert waits == [300, 600, 1200, 2400, 4000, 4000, 4000]
    assert backoff(1, POLICY, 0.0).total_seconds() == 262.5 and backoff(1, POLICY, 1.0).total_seconds() == 337.5
    assert backoff(10_000, POLICY, 0.5).total_seconds() == 4000


@given(
    answers=st.lists(st.sampled_from(["accept", "later", "never"]), min_size=3, max_size=3),
    hours=st.integers(min_value=0, max_value=200),
)
def test_every_recipient_has_exactly_one_fate(answers: list[str], hours: int) -> None:
    accepted = tuple(who for who, answer in zip(PEOPLE, answers, strict=True) if answer == "accept")
    refused = tuple(
        RecipientRefusal(recipient=who, code=451 if answer == "later" else 550, text="no")
        for who, answer in zip(PEOPLE, answers, strict=True)
        if answer != "accept"
    )
    none_served = SendState.DEFERRED if "later" in answers else SendState.REFUSED
    state = SendState.ACCEPTED if accepted else none_served
    said = Outcome(state=state, phase=SendPhase.ANSWER, accepted=accepted, refused=refused)
    verdict = judge(MAIL, said, now=NOW + timedelta(hours=hours), policy=POLICY, jitter=0.1)
    waiting = set(PEOPLE) - set(verdict.accepted) - set(verdict.refused)
    assert not set(verdict.accepted) & set(verdict.refused)
    assert bool(waiting) == (verdict.state is OutboxState.WAITING) == ("later" in answers and hours < 120)
    assert set(verdict.accepted) == set(accepted) and verdict.left == bool(accepted)
