"""While a call is open: text waits, and what a mail says of the call (number, time, no calls) is taken into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from escalation.call_texts import load_wish_words
from mailbot.bootstrap.judges import Desk, Judges
from mailbot.bootstrap.telephone import Telephone
from mailbot.model.case import Case, ThreadMessage
from mailbot.model.conversation import Conversation, State
from mailbot.model.decision import Decision, Escalate, Hold
from mailbot.model.message import Address
from mailbot.model.policy import Policy

START = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
FURIOUS = "This is the THIRD time you broke your promise, I am furious. My lawyer will hear of this!!!"
INVITED = "I would like to speak with you. At which number and when may I call you?"
ROOM = SimpleNamespace(wishes=load_wish_words())


@pytest.fixture(scope="module")
def judges() -> Judges:
    return Judges(Policy(), {"support": Desk(team="Shop", zone="Europe/London")}, None)


def decided(judges: Judges, answer: str, *, call: bool = True) -> Decision:
    ann, shop = Address(name="Ann", email="ann@home.example"), Address(name="Shop", email="help@shop.example")
    thread = [(FURIOUS, True), (INVITED, False), (answer, True)]
    case = Case(
        conversation=Conversation(
            id="c", reference="MB-1", mailbox="support", customer_email=ann.email, state=State.CALLBACK, opened_at=START,
            last_outbound_at=START + timedelta(hours=1),
        ),
        messages=tuple(
            ThreadMessage(id=str(n), position=n, inbound=inbound, at=START + n * timedelta(hours=1), sender=ann if inbound else shop,
                          text=text, new_text=text)
            for n, (text, inbound) in enumerate(thread)
        ),
        customer=None, callback_open=call, now=START + timedelta(hours=3),
    )  # fmt: skip
    judgement = judges["support"].decide(case)
    calm = replace(judgement, decision=judgement.decision)
    return Telephone.with_wish(ROOM, calm, case, "Europe/London").decision  # type: ignore[arg-type]


def test_a_bare_time_is_the_answer_to_our_invitation(judges: Judges) -> None:
    found = decided(judges, "Tuesday after five, please. Thank you.")
    assert isinstance(found, Escalate)
    assert found.wished_at == datetime(2026, 3, 17, 17, 0, tzinfo=UTC)


def test_a_number_in_the_answer_is_taken_into_the_call(judges: Judges) -> None:
    found = decided(judges, "My number is +44 20 7946 0958, tomorrow between 2 and 4 pm is fine.")
    assert isinstance(found, Escalate)
    assert (found.phone, found.invitation) == ("+442079460958", None)
    assert found.wished_at == datetime(2026, 3, 12, 14, 0, tzinfo=UTC)


def test_no_calls_after_all_is_heard_by_the_open_call(judges: Judges) -> None:
    found = decided(judges, "Please do not call me, write to me instead.")
    assert isinstance(found, Escalate)
    assert not found.may_call


def test_any_other_word_waits_while_the_call_is_open(judges: Judges) -> None:
    found = decided(judges, "The order number is 4711, by the way.")
    assert isinstance(found, Hold | Escalate)
    assert not isinstance(found, Escalate) or found.wished_at is None
