"""Amends need days to arrive: after them the question whether the customer is content waits, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mailbot.model.facts import Fact, Facts
from mailbot.model.policy import FollowUpPolicy, HoursPolicy
from mailbot.store.database import Database
from mailbot.store.followups import FollowUpWatcher
from mailbot.store.tables import follow_ups
from scheduler.calendar import calendar_of
from tests.contract.store.house import ANNA, House, propose

POLICY, HOURS = FollowUpPolicy(), HoursPolicy()


async def asked_after(house: House, body: str, facts: Facts | None = None) -> tuple[datetime, str]:
    """Answer a mail with this text, call it solved; return when we shall ask, and why then."""
    house.desk._watchers = (FollowUpWatcher(POLICY, HOURS),)
    text = propose(body)
    if facts is not None:
        text = replace(text, draft=replace(text.draft, facts=facts))
    house.decide.decision = text
    await house.approved()
    await house.delivery.deliver_due()
    case = await house.case()
    await house.desk.resolve(ANNA, case.id)
    [question] = [row for row in await house.rows(follow_ups) if row.kind == "question" and row.state == "planned"]
    return question.due_at, question.reason


@pytest.mark.parametrize(
    ("body", "days"),
    [
        ("Dear Petra, the new kettle is on its way.", POLICY.after_reply_days),
        ("Dear Petra, we have refunded 49 EUR to your card.", POLICY.after_amends_days),
        ("Dear Petra, you asked for a refund; we cannot refund it.", POLICY.after_reply_days),
    ],
)
async def test_the_question_waits_until_amends_have_arrived(db: Database, body: str, days: int) -> None:
    house = House(db)
    due, reason = await asked_after(house, body)
    assert due == calendar_of(HOURS).add_days(house.clock.now(), days)
    assert ("after amends" in reason) == (days == POLICY.after_amends_days)


async def test_amends_that_the_case_holds_count_whatever_the_words(db: Database) -> None:
    house = House(db)
    agreed = Facts(items=(Fact(slot="amends", value="20 EUR"),))
    due, _ = await asked_after(house, "Dear Petra, it is as we said.", agreed)
    assert due == calendar_of(HOURS).add_days(house.clock.now(), POLICY.after_amends_days)
    assert due - house.clock.now() >= timedelta(days=POLICY.after_amends_days)
