"""Times at the edges of the calendar, typed or sent by a program: refused, and no page is lost over them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import insert

from mailbot.model.person import Role
from mailbot.store.tables import follow_ups, promises
from tests.contract.console.desk import ConsoleDesk


async def plan(desk: ConsoleDesk) -> None:
    """Let a question and a promise be planned in the case."""
    now = desk.clock.now()
    shared = {"conversation_id": desk.case_id, "due_at": now + timedelta(hours=2), "created_at": now}
    async with desk.house.db.write() as tx:
        await tx.execute(insert(follow_ups).values(id="f1", kind="question", state="planned", reason="x", **shared))
        await tx.execute(insert(promises).values(id="p1", words="w", state="running", warn_at=now, **shared))


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
@pytest.mark.parametrize("time", ["9999-12-31T23:59", "9999-12-30T00:00", "2036-12-31T00:00", "0001-01-02T00:00"])
async def test_a_time_out_of_all_reason_is_refused_and_the_schedule_stands(
    desk: ConsoleDesk, zone: str, time: str
) -> None:
    await plan(desk)
    await desk.house.people.change(desk.people[Role.ADMIN].id, zone=zone)
    browser, csrf = await desk.browser(Role.ADMIN)
    me = desk.people[Role.ADMIN].id
    for item in ("follow_up/f1", "promise/p1", f"snooze/{desk.case_id}", f"report/{me}"):
        answer = await browser.post(f"/follow-ups/{item}", data={"csrf": csrf, "act": "move", "until": time})
        assert answer.status_code in (400, 403), item
        assert (await browser.get("/follow-ups")).status_code == 200
    later = {"csrf": csrf, "act": "later", "due": time}
    assert (await browser.post("/follow-ups/follow_up/f1", data=later)).status_code == 303
    assert (await browser.get("/follow-ups")).status_code == 200


async def test_programs_are_refused_too(desk: ConsoleDesk) -> None:
    async with desk.program(Role.AGENT) as agent:
        far = {"until": "9999-12-31T23:59:59Z"}
        answer = await agent.post(f"/api/v1/cases/{desk.case_id}/snooze", json=far)
    assert answer.status_code == 403 and "ten years ahead" in answer.text
