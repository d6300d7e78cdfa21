"""Why something is planned, put off or evident is kept as code and values, on both engines: each reader's language."""

from __future__ import annotations

from mailbot.console.texts import speaker
from mailbot.model.policy import FollowUpPolicy, HoursPolicy
from mailbot.store.database import Database
from mailbot.store.followups import FollowUpWatcher
from mailbot.store.schedule import Schedule
from mailbot.store.tables import customers, follow_ups
from tests.contract.store.house import ANNA, House


async def test_a_plan_and_the_evidence_are_read_in_the_readers_language(db: Database) -> None:
    house = House(db)
    house.desk._watchers = (FollowUpWatcher(FollowUpPolicy(habitual_cases=1), HoursPolicy()),)
    await house.approved()
    case = await house.case()
    await house.delivery.deliver_due()
    await house.desk.resolve(ANNA, case.id)
    spoken = speaker("de")
    reasons = {row.kind: spoken(row.reason) for row in await house.rows(follow_ups)}
    assert reasons["question"] == "3 Werktage nachdem unsere Antwort ihn löste"
    assert reasons["card"] == "beschwert sich häufig"
    [file] = await house.rows(customers)
    assert spoken(file.evidence["sentences"][0]).startswith("1 Beschwerden innerhalb eines Jahres: MB-")
    planned = [spoken(one.reason) for one in await Schedule(db).planned()]
    assert "Schweigen schließt den Fall leise" in planned
