"""The letters of the clock with the shipped texts: the holding note before a promise runs out, the question with its links."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.bootstrap.letters import FollowUpLetters, HoldingNotes, queue_through
from mailbot.model.policy import FollowUpPolicy, Policy, PromisePolicy
from mailbot.store.answers import AnswerLinks
from mailbot.store.database import Database
from mailbot.store.followups import FollowUpRows
from mailbot.store.promises import PromiseRows
from mailbot.store.tables import drafts, follow_ups, outbox
from scheduler.answer import Choice
from scheduler.due import DueFollowUps, DuePromises
from scheduler.ports import Letter
from tests.contract.store.house import House
from tests.contract.store.test_answers import AskedHouse
from tests.contract.store.test_promise_rows import HOURS, PromisingHouse, utc


@pytest.fixture(scope="module")
def judge() -> Judge:
    return load_judge(Policy())


async def nothing_weighed(conversation_id: str) -> bool:
    return False


async def test_the_holding_note_lies_ready_before_the_promise_runs_out(db: Database, judge: Judge) -> None:
    house = PromisingHouse(db)
    await house.open_draft()
    await house.write("We will get back to you within two hours.")
    house.clock.forward(minutes=90)
    rows = PromiseRows(db, HoldingNotes(house.records, {"support": judge}), utc, "w")
    await DuePromises(rows, nothing_weighed, PromisePolicy(), HOURS).run(house.clock.now())
    async with db.read() as tx:
        [note] = (await tx.execute(select(drafts).where(drafts.c.status == "open"))).all()
    assert (note.kind, note.playbook) == ("holding", "holding")
    assert note.why[0].startswith("Promised for")
    assert (await house.case()).state == "drafted"


@pytest.mark.parametrize("address", ["https://desk.example", "http://127.0.0.1:8025"])
async def test_the_question_carries_its_links(db: Database, judge: Judge, address: str) -> None:
    house = AskedHouse(db)
    item = await house.ask()
    async with db.write() as tx:
        due = house.clock.now() + timedelta(hours=1)
        await tx.execute(update(follow_ups).where(follow_ups.c.id == item).values(state="planned", due_at=due))
    links = AnswerLinks("a secret", address)
    letter = await asked(house, FollowUpLetters(db, house.records, {"support": judge}, links))
    for choice in (Choice.CONTENT, Choice.UNHAPPY):
        assert links.link(item, choice) in letter.body
    stop = links.link(item, Choice.OPT_OUT)
    assert letter.unsubscribe == (stop if address.startswith("https") else None)


async def asked(house: House, letters: FollowUpLetters) -> Letter:
    """Let the question go into the outbox and return it."""
    house.clock.forward(hours=2)
    posted: list[Letter] = []
    through = queue_through(house.desk)

    async def queue(tx: Any, conversation_id: str, letter: Letter, now: datetime) -> str:
        posted.append(letter)
        return await through(tx, conversation_id, letter, now)

    await DueFollowUps(FollowUpRows(house.db, queue, "w"), letters, FollowUpPolicy(), HOURS).run(house.clock.now())
    [row] = await house.rows(outbox)
    assert posted[0].body.splitlines()[-1].encode() in row.payload
    [letter] = posted
    return letter
