"""How long customers wait for our first word: counted from theirs, never from ours."""

from __future__ import annotations

from datetime import timedelta

from mailbot.store.database import Database
from mailbot.store.insight import Insights
from tests.contract.store.house import START, House, mail, raw


async def test_a_thread_that_we_began_is_no_answer_within_no_time(db: Database) -> None:
    house = House(db)
    ours = {"From": "Shop <help@shop.example>", "To": "supplier@parts.example"}
    for uid in (50, 51, 52):
        content = mail(uid, "Where is our delivery?", **ours)
        await house.receiving.receive(raw(uid, content, at=START, folder="Sent"), from_sent=True)
    figures = await Insights(db).over(START - timedelta(days=1), START + timedelta(days=1))
    assert figures.first_answer_minutes is None
    await house.receiving.receive(raw(1))
    house.clock.forward(hours=3)
    reply = mail(53, "We send a new one.", From="Shop <help@shop.example>", To="petra@home.example",
                 In_Reply_To="<m1@home.example>")  # fmt: skip
    await house.receiving.receive(raw(53, reply, at=house.clock.now(), folder="Sent"), from_sent=True)
    figures = await Insights(db).over(START - timedelta(days=1), START + timedelta(days=1))
    assert figures.first_answer_minutes == 180.0
