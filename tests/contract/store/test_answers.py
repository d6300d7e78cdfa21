"""What a customer's answer to our question does to the case, by word and by click, on both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from mailbot.adapters.followup_texts import load_followup_texts, words_for
from mailbot.errors import RefusedError
from mailbot.model.decision import Ignore
from mailbot.model.policy import FollowUpPolicy, HoursPolicy
from mailbot.store.answers import AnswerLinks, AnswerRows
from mailbot.store.database import Database, new_id
from mailbot.store.followups import FollowUpWatcher
from mailbot.store.tables import conversations, customers, follow_ups, outbox
from scheduler.answer import Choice, contentment
from scheduler.followup import Contentment
from tests.contract.store.house import ANNA, House, mail, raw

LINKS = AnswerLinks("a secret", "https://desk.example")


def understood(text: str, language: str) -> Contentment:
    return contentment(text, words_for(load_followup_texts(), language))


class AskedHouse(House):
    """A house whose only case is solved and was asked about."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self.watcher = FollowUpWatcher(FollowUpPolicy(), HoursPolicy(), understood)
        for part in (self.receiving._recording, self.triage, self.desk, self.delivery):
            part._watchers = (self.diary, self.watcher)

    async def ask(self) -> str:
        """Solve the case, mark the question as sent, return its follow-up's id."""
        await self.open_draft()
        case = await self.case()
        await self.desk.resolve(ANNA, case.id)
        self.clock.forward(days=3)
        question = follow_ups.c.kind == "question"
        async with self.db.write() as tx:
            await tx.execute(update(follow_ups).where(question).values(state="done", done_at=self.clock.now()))
            return str((await tx.execute(select(follow_ups.c.id).where(question))).scalar_one())

    async def states(self) -> dict[str, tuple[str, str | None]]:
        return {row.kind: (row.state, row.answer) for row in await self.rows(follow_ups)}


async def test_a_yes_is_recorded_and_closes_the_case(db: Database) -> None:
    house = AskedHouse(db)
    await house.ask()
    await house.receiving.receive(
        raw(2, mail(2, "Yes, all good, thanks!", In_Reply_To="<m1@home.example>"), at=house.clock.now())
    )
    assert (await house.states())["question"] == ("answered", "content")
    assert (await house.states())["close"] == ("cancelled", None)
    house.decide.decision = Ignore(reasons=("content",), close=True)
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    case = await house.case()
    assert (case.state, case.is_open) == ("closed", False)
    assert house.diary.entries[-1] == "closed"
    assert "follow_up_answered" in await house.kinds()


async def test_a_no_is_recorded_and_triage_reopens(db: Database) -> None:
    house = AskedHouse(db)
    await house.ask()
    await house.receiving.receive(raw(2, mail(2, "Not yet!", In_Reply_To="<m1@home.example>"), at=house.clock.now()))
    assert (await house.states())["question"] == ("answered", "unhappy")
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    case = await house.case()
    assert (case.state, case.reopened, case.resolved_at) == ("drafted", 1, None)


@pytest.mark.parametrize("how", ["desk", "click"])
async def test_a_question_that_still_waits_for_its_server_does_not_follow_into_an_open_case(
    db: Database, how: str
) -> None:
    """The server was away over night; the case was opened again before our question could leave."""
    house = AskedHouse(db)
    item = await house.ask()
    case = await house.case()
    async with db.write() as tx:
        words = {"subject": "Kettle", "text": "Does it work now?", "language": "en"}
        await house.desk.queue_automatic(tx, case.id, **words, now=house.clock.now())
    if how == "desk":
        await house.desk.reopen(ANNA, case.id)
    else:
        rows = AnswerRows(house.records, LINKS, (house.diary, house.watcher))
        await rows.answer(LINKS.token(item, Choice.UNHAPPY), house.clock.now())
    assert [row.state for row in await house.rows(outbox)] == ["cancelled"]
    house.clock.forward(hours=1)
    assert await house.delivery.deliver_due() == 0


async def test_looking_at_a_link_changes_nothing(db: Database) -> None:
    house = AskedHouse(db)
    item = await house.ask()
    rows = AnswerRows(house.records, LINKS, (house.diary, house.watcher))
    asked = await rows.look(LINKS.token(item, Choice.UNHAPPY))
    assert asked is not None and asked.open and asked.choice is Choice.UNHAPPY
    assert (await house.states())["question"] == ("done", None)
    assert (await house.case()).state == "resolved"


async def test_a_click_of_content_closes_once(db: Database) -> None:
    house = AskedHouse(db)
    token = LINKS.token(await house.ask(), Choice.CONTENT)
    rows = AnswerRows(house.records, LINKS, (house.diary, house.watcher))
    for _ in range(2):
        assert await rows.answer(token, house.clock.now()) is not None
    assert (await house.case()).state == "closed"
    assert (await house.states())["question"] == ("answered", "content")
    assert (await house.states())["reminder"] == ("cancelled", None)
    assert (await house.kinds()).count("follow_up_answered") == 1


async def test_a_click_of_unhappy_opens_the_case_and_asks_a_person(db: Database) -> None:
    house = AskedHouse(db)
    item = await house.ask()
    rows = AnswerRows(house.records, LINKS, (house.diary, house.watcher))
    await rows.answer(LINKS.token(item, Choice.UNHAPPY), house.clock.now())
    case = await house.case()
    assert (case.state, case.reopened, case.resolved_at) == ("gathering", 1, None)
    assert case.triage_due_at == house.clock.now()
    assert "clicked" in case.attention


@pytest.mark.parametrize("solved", [True, False])
async def test_a_no_about_a_case_that_was_merged_is_heard_in_the_one_that_took_it(db: Database, solved: bool) -> None:
    house = AskedHouse(db)
    item = await house.ask()
    asked = await house.case()
    await house.receiving.receive(raw(2, mail(2, "Another matter: the lid.", Subject="Lid"), at=house.clock.now()))
    other = next(row for row in await house.rows(conversations) if row.id != asked.id)
    await house.desk.merge(ANNA, asked.id, other.id)
    if solved:
        await house.desk.resolve(ANNA, other.id)
    house.clock.forward(hours=1)
    rows = AnswerRows(house.records, LINKS, (house.diary, house.watcher))
    await rows.answer(LINKS.token(item, Choice.UNHAPPY), house.clock.now())
    cases = {row.id: row for row in await house.rows(conversations)}
    assert (cases[asked.id].state, cases[asked.id].is_open) == ("closed", False)
    assert "clicked" in str(cases[other.id].attention)
    assert (cases[other.id].state, cases[other.id].resolved_at) == ("gathering", None)
    with pytest.raises(RefusedError, match="was merged already"):
        await house.desk.reopen(ANNA, asked.id)


async def test_a_click_opts_out_of_further_questions(db: Database) -> None:
    house = AskedHouse(db)
    item = await house.ask()
    await AnswerRows(house.records, LINKS).answer(LINKS.token(item, Choice.OPT_OUT), house.clock.now())
    [customer] = await house.rows(customers)
    assert customer.opted_out
    assert (await house.case()).state == "resolved"


@pytest.mark.parametrize("token", ["", "x", "AAAA", "a" * 100, "é"])
async def test_a_foreign_token_is_nothing(db: Database, token: str) -> None:
    rows = AnswerRows(House(db).records, LINKS)
    assert await rows.look(token) is None
    assert await rows.answer(token, House(db).clock.now()) is None


async def test_a_token_of_another_key_or_choice_is_nothing(db: Database) -> None:
    house = AskedHouse(db)
    item = await house.ask()
    rows = AnswerRows(house.records, LINKS)
    assert await rows.look(AnswerLinks("another", "https://desk.example").token(item, Choice.CONTENT)) is None
    good = LINKS.token(item, Choice.CONTENT)
    assert await rows.look(("A" if good[0] != "A" else "B") + good[1:]) is None


async def test_an_answer_to_a_question_of_an_earlier_solution_counts_for_none(db: Database) -> None:
    house = AskedHouse(db)
    item = await house.ask()
    async with db.write() as tx:
        later = house.clock.now() + timedelta(days=1)
        await tx.execute(update(conversations).values(resolved_at=later))
        await tx.execute(
            insert(follow_ups).values(
                id=new_id(),
                conversation_id=(await house.case()).id,
                kind="card",
                state="planned",
                due_at=later,
                created_at=later,
            )
        )
    await house.receiving.receive(raw(2, mail(2, "Yes", In_Reply_To="<m1@home.example>"), at=house.clock.now()))
    rows = {row.id: row for row in await house.rows(follow_ups)}
    assert rows[item].answer is None
