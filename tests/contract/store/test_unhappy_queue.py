"""An unhappy answer, by word or by click: the case comes back hotter and stands above milder ones in the queue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.model.case import Case, Judgement
from mailbot.model.policy import Policy
from mailbot.model.view import InboxQuery, Tab
from mailbot.store.answers import AnswerRows
from mailbot.store.database import Database, new_id
from mailbot.store.tables import conversations, follow_ups
from mailbot.store.views import Views
from scheduler.answer import Choice
from tests.contract.store.house import ANNA, mail, raw
from tests.contract.store.test_answers import LINKS, AskedHouse
from tests.contract.store.test_case_timeline import ask


@pytest.fixture(scope="module")
def judge() -> Judge:
    return load_judge(Policy())


class JudgedHouse(AskedHouse):
    """A house whose cases are decided by the rules that ship."""

    def __init__(self, db: Database, judge: Judge) -> None:
        super().__init__(db)

        async def decide(case: Case) -> Judgement:
            return judge.decide(case)

        self.triage._decide = decide

    async def ask(self) -> str:
        """Solve the case, let the question leave when it is due, and return its follow-up's id."""
        await self.open_draft()
        await self.desk.resolve(ANNA, (await self.case()).id)
        await ask(self, self.clock.now() + timedelta(days=3))
        questions = [row.id for row in await self.rows(follow_ups) if row.kind == "question"]
        return str(questions[0])

    async def milder_case(self, heat: float) -> None:
        """Put a case into the queue that waits longer and is this hot."""
        opened = self.clock.now() - timedelta(days=1)
        row = {"id": new_id(), "reference": "MB-OTHER", "mailbox": "support", "customer_email": "b@x.example"}
        async with self.db.write() as tx:
            await tx.execute(
                insert(conversations).values(
                    state="drafted", is_open=True, heat=heat, band="low", kind="complaint", opened_at=opened,
                    last_customer_at=opened, last_activity_at=opened, **row,
                )
            )  # fmt: skip

    async def queue(self) -> list[str]:
        """Return the references of what is to do, in the order of the queue."""
        page = await Views(self.db).inbox(InboxQuery(tab=Tab.ALL), self.clock.now())
        return [row.reference for row in page.rows if row.state != "resolved"]


@pytest.mark.parametrize("by", ["word", "click"])
async def test_an_unhappy_customer_goes_up_the_queue(db: Database, judge: Judge, by: str) -> None:
    house = JudgedHouse(db, judge)
    question = await house.ask()
    before = await house.case()
    await house.milder_case(before.heat + 0.05)
    assert await house.queue() == ["MB-OTHER"]
    if by == "word":
        answer = mail(2, "No, still not working.", In_Reply_To="<m1@home.example>")
        await house.receiving.receive(raw(2, answer, at=house.clock.now()))
    else:
        rows = AnswerRows(house.records, LINKS, (house.diary, house.watcher))
        await rows.answer(LINKS.token(question, Choice.UNHAPPY), house.clock.now())
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    [case] = [one for one in await house.rows(conversations) if one.reference != "MB-OTHER"]
    assert (case.is_open, case.reopened, case.kind) == (True, 1, "complaint")
    assert case.heat >= before.heat + judge.policy.course.reopened - 0.01
    assert await house.queue() == [case.reference, "MB-OTHER"]


def test_a_promise_is_read_in_the_language_it_is_written_in(judge: Judge) -> None:
    friday = datetime(2026, 10, 23, 6, 40, tzinfo=UTC)
    english = "The technician will be with you on Monday at 10:40 to look at the boiler."
    [found] = judge.promised(english, "fr", friday)
    assert found.due_at == datetime(2026, 10, 26, 10, 40, tzinfo=UTC)
    [short] = judge.promised("Je vous rappelle lundi.", "fr", friday)
    assert short.due_at.date() == found.due_at.date()
