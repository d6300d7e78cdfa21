"""Requests that no page of ours sends: each is refused in a sentence, none brings a route down."""

from __future__ import annotations

from datetime import UTC

import pytest

from mailbot.console.acts import mentioned
from mailbot.console.numbers import moment
from mailbot.errors import UsageError
from mailbot.model.person import Role
from mailbot.store.tables import outbox
from tests.contract.console.desk import ConsoleDesk


async def test_a_form_token_of_foreign_letters_is_a_wrong_one(desk: ConsoleDesk) -> None:
    agent, _ = await desk.browser(Role.AGENT)
    note = f"/cases/{desk.case_id}/note"
    assert (await agent.post(note, data={"csrf": "é", "body": "x"})).status_code == 403
    assert (await agent.post(note, headers={"x-csrf-token": b"\xe9"}, data={"body": "x"})).status_code == 403


async def test_an_origin_that_is_no_address_is_a_foreign_one(desk: ConsoleDesk) -> None:
    async with desk.visitor(origin="http://[") as visitor:
        answer = await visitor.post("/login", data={"email": "agent@desk.example", "password": "x"})
    assert answer.status_code == 403


async def test_a_colleague_without_a_name_hinders_no_note(desk: ConsoleDesk) -> None:
    await desk.house.people.change(desk.people[Role.MANAGER].id, name=" ")
    house = desk.app.state.house
    assert await mentioned(house, "@manager, look") == (desk.people[Role.MANAGER].id,)


@pytest.mark.parametrize(
    ("text", "zone"), [("0001-01-01T00:00", "Asia/Tokyo"), ("9999-12-31T23:59", "America/New_York")]
)
def test_a_moment_that_no_clock_can_show_is_refused(text: str, zone: str) -> None:
    with pytest.raises(UsageError, match="is not a date and time"):
        moment(text, zone)


def test_a_moment_is_read_on_its_own_wall() -> None:
    at = moment("2026-03-02T09:00", "Asia/Tokyo")
    assert at is not None and at.astimezone(UTC).hour == 0


async def test_a_search_for_nul_characters_is_a_search(desk: ConsoleDesk) -> None:
    agent, csrf = await desk.browser(Role.AGENT)
    assert (await agent.get("/", params={"tab": "all", "q": "Ket\0tle"})).status_code == 200
    answer = await agent.post(f"/cases/{desk.case_id}/merge", data={"csrf": csrf, "target": "MB-\0"})
    assert answer.status_code == 403


async def test_a_reply_for_later_without_a_time_does_not_leave_at_once(desk: ConsoleDesk) -> None:
    agent, csrf = await desk.browser(Role.AGENT)
    form = {
        "csrf": csrf,
        "draft": desk.draft_id,
        "version": "1",
        "act": "later",
        "send_at": "",
        "subject": "Re: Kettle",
    }
    answer = await agent.post(f"/cases/{desk.case_id}/draft", data={**form, "body": "We send a new kettle."})
    assert (answer.status_code, "No time is given" in answer.text) == (400, True)
    assert "We send a new kettle." in answer.text, "what was typed is kept"
    async with desk.house.db.read() as tx:
        assert (await tx.execute(outbox.select())).all() == []
