"""The house's switches: whoever is held up by one reads so on every page, and an admin sees what may be done about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.model.person import Role
from tests.contract.console import desk as scene
from tests.contract.console.desk import ConsoleDesk, Store

HALT = "All mails and calls are stopped since"


async def test_what_is_stopped_is_told_to_everybody_until_it_is_let_go(desk: ConsoleDesk) -> None:
    agent, _ = await desk.browser(Role.AGENT)
    admin, csrf = await desk.browser(Role.ADMIN)
    assert HALT not in (await agent.get("/")).text
    await admin.post("/calls/switch/kill_switch", data={"csrf": csrf, "value": "on"})
    for path in ("/", f"/cases/{desk.case_id}", "/outages"):
        shown = (await agent.get(path)).text
        assert HALT in shown and desk.people[Role.ADMIN].name in shown
    page = (await admin.get("/calls")).text
    assert "Let mails and calls leave again" in page and "Stop all mails and calls" not in page
    await admin.post("/calls/switch/kill_switch", data={"csrf": csrf, "value": "off"})
    assert HALT not in (await agent.get("/")).text


async def test_the_telephone_is_shown_as_it_stands_with_the_one_thing_that_changes_it(desk: ConsoleDesk) -> None:
    admin, csrf = await desk.browser(Role.ADMIN)
    manager, _ = await desk.browser(Role.MANAGER)
    for value, stands, offered in (
        ("on", "Telephone: armed", "Disarm"),
        ("off", "Telephone: not armed", "Arm the telephone"),
    ):
        await admin.post("/calls/switch/calls_armed", data={"csrf": csrf, "value": value})
        page = (await admin.get("/calls")).text
        assert (
            stands in page and f">{offered}</button>" in page and page.count('action="/calls/switch/calls_armed"') == 1
        )
        theirs = (await manager.get("/calls")).text
        assert stands in theirs and "/calls/switch/" not in theirs


async def test_a_dry_run_is_told_too(desk: ConsoleDesk) -> None:
    await desk.house.desk.switch(desk.people[Role.MANAGER], "dry_run", True)
    agent, _ = await desk.browser(Role.AGENT)
    assert "Dry run since" in (await agent.get("/")).text


async def test_a_telephone_that_the_policy_file_stops_is_not_shown_as_armed(
    furnished: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = replace(scene.POLICY, calls=replace(scene.POLICY.calls, kill_switch=True, armed=True))
    monkeypatch.setattr(scene, "POLICY", stopped)
    async with scene.opened_desk(furnished, tmp_path, datetime(2026, 3, 2, 9, 0, tzinfo=UTC)) as desk:
        manager, _ = await desk.browser(Role.MANAGER)
        page = (await manager.get("/calls")).text
    assert "Telephone: stopped by the policy file" in page and "Telephone: armed" not in page
