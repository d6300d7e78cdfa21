"""The picture in docs/time.md is drawn from a case that really went this way.

After a change of the course: `MAILBOT_WRITE_DOCS=1 python -m pytest tests/contract/store/test_case_timeline.py`.
"""

from __future__ import annotations

import os
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from mailbot.errors import UsageError
from mailbot.model.decision import Ignore
from mailbot.model.policy import FollowUpPolicy, HoursPolicy, PromisePolicy
from mailbot.store.database import Database
from mailbot.store.followups import FollowUpRows, FollowUpWatcher
from mailbot.store.tables import conversations
from mailbot.store.timeline import picture
from scheduler.due import DueFollowUps
from scheduler.ports import Claimed, Letter
from tests.contract.store.house import ANNA, House, mail, raw
from tests.contract.store.test_answers import understood
from tests.contract.store.test_promise_rows import PromisingHouse

DOCS = Path(__file__).parents[3] / "docs" / "case-timeline.svg"


class Question:
    """The question without its template."""

    async def follow_up(self, claimed: Claimed) -> Letter:
        return Letter(language="en", subject="Is all well?", body="Are you content? Yes or no.")


async def course_of_a_case(db: Database) -> str:
    """Lead one case from its first mail to its end and return its reference."""
    house = PromisingHouse(db)
    follow_ups = FollowUpWatcher(FollowUpPolicy(), HoursPolicy(), understood)
    parts: tuple[Any, ...] = (
        house.receiving._recording, house.receiving._adoption, house.triage, house.desk, house.delivery._departure,
    )  # fmt: skip
    for part in parts:
        part._watchers = (follow_ups, house.watcher)
    await house.open_draft()
    await house.write("We will get back to you within two hours.")
    house.clock.forward(minutes=90)
    await house.worker().run(house.clock.now())
    house.clock.forward(minutes=40)
    await house.worker().run(house.clock.now())
    await house.write("The new kettle has left our house this morning.", uid=51)
    house.clock.forward(days=1)
    await house.desk.resolve(ANNA, (await house.case()).id)
    await ask(house, house.clock.now() + timedelta(days=3))
    await house.receiving.receive(
        raw(2, mail(2, "Yes, all good, thanks!", In_Reply_To="<m1@home.example>"), at=house.clock.now())
    )
    house.decide.decision = Ignore(reasons=("the customer is content with the solution",), close=True)
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    async with db.write() as tx:
        await tx.execute(update(conversations).values(reference="MB-KETTLE"))
    return "MB-KETTLE"


async def ask(house: House, at: datetime) -> None:
    """Let the question leave when it is due."""

    async def queue(tx: Any, conversation_id: str, letter: Letter, now: datetime) -> str:
        return await house.desk.queue_automatic(
            tx, conversation_id, subject=letter.subject, text=letter.body, language="en", now=now
        )

    house.clock.at = at
    rows = FollowUpRows(house.db, queue, "w")
    await DueFollowUps(rows, Question(), FollowUpPolicy(), HoursPolicy()).run(at)
    await house.delivery.deliver_due()
    house.clock.forward(hours=5)


async def test_the_picture_in_the_docs_is_a_real_course(db: Database) -> None:
    drawn = await picture(db, await course_of_a_case(db), "Europe/Berlin")
    assert ET.fromstring(drawn).tag.endswith("svg")
    for event in ("promise made", "promise warned", "promise broken", "follow up planned", "follow up answered"):
        assert event in drawn
    if os.environ.get("MAILBOT_WRITE_DOCS"):
        DOCS.write_text(drawn, encoding="utf-8")
    assert drawn == DOCS.read_text(encoding="utf-8")


async def test_an_unknown_case_is_told(db: Database) -> None:
    with pytest.raises(UsageError, match="no case MB-NONE"):
        await picture(db, "MB-NONE")


def test_policy_defaults_are_those_of_the_docs() -> None:
    assert (PromisePolicy().warn_share, FollowUpPolicy().after_reply_days) == (0.3, 3)
