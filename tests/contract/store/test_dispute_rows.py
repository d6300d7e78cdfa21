"""A dispute becomes a labelled case that `mailbot heat` reads, whatever happened to the case since."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from mailbot.adapters.heat_corpus import read_mails
from mailbot.adapters.heat_disputes import labelled_row
from mailbot.model.heat import Band, Category, Kind
from mailbot.model.policy import HeatPolicy
from mailbot.store.database import Database
from mailbot.store.disputes import Disputes
from mailbot.store.erasure import forget
from mailbot.store.tables import disputes, messages
from tests.contract.store.house import ANNA, BEN, House, mail, raw


@pytest.fixture
def house(db: Database) -> House:
    return House(db)


async def test_a_disputed_mail_is_a_labelled_case(house: House, tmp_path: Path) -> None:
    await house.open_draft("The kettle broke.\nTwice.")
    case = await house.case()
    await house.desk.dispute(ANNA, case.id, signal="word")
    await house.desk.dispute(BEN, case.id, proposed_band=Band.HIGH, comment="She said it three times.")
    rows = [labelled_row(one, HeatPolicy()) for one in await Disputes(house.db).mails()]
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    [read] = read_mails([path])
    assert (read.text, read.language, read.kind) == ("The kettle broke.\nTwice.", "en", Kind.COMPLAINT)
    assert (read.band, read.category) == (Band.HIGH, Category.QUALITY) and read.heat > HeatPolicy().high
    assert rows[0]["said"] == {"kind": "complaint", "heat": 0.3, "band": "low"}
    assert (rows[0]["not_true"], rows[0]["comments"], rows[0]["case"]) == (
        ["word"], ["She said it three times."], case.reference,
    )  # fmt: skip


async def test_a_dispute_means_the_mail_of_its_time(house: House) -> None:
    await house.open_draft("The kettle broke.")
    case = await house.case()
    await house.desk.dispute(ANNA, case.id, proposed_band=Band.NONE)
    asked = house.clock.now()
    house.clock.forward(hours=1)
    await house.receiving.receive(
        raw(2, mail(2, "Now I am angry.", References="<m1@home.example>"), at=house.clock.now())
    )
    house.clock.forward(minutes=31)
    await house.triage.triage_due()
    await house.desk.dispute(ANNA, case.id, proposed_band=Band.HIGH)
    both = await Disputes(house.db).mails()
    assert [(one.text, one.disputes[0].band) for one in both] == [
        ("The kettle broke.", Band.NONE),
        ("Now I am angry.", Band.HIGH),
    ]
    assert [one.text for one in await Disputes(house.db).mails(asked + timedelta(minutes=1))] == ["Now I am angry."]


async def test_a_dispute_follows_its_mail_into_another_case_and_ends_with_it(house: House) -> None:
    await house.open_draft("The kettle broke.")
    first = await house.case()
    await house.desk.dispute(ANNA, first.id, proposed_band=Band.NONE, comment="Petra jokes.")
    house.clock.forward(hours=1)
    other = mail(2, "And the lamp.", Subject="Lamp")
    await house.receiving.receive(raw(2, other, at=house.clock.now()))
    second = next(row.conversation_id for row in await house.rows(messages) if row.new_text == "And the lamp.")
    assert second != first.id
    await house.desk.merge(ANNA, first.id, second)
    [one] = await Disputes(house.db).mails()
    assert one.text == "The kettle broke."
    await forget(house.db, "petra@home.example", house.clock.now())
    assert await Disputes(house.db).mails() == ()
    assert [row.comment for row in await house.rows(disputes)] == [""]
