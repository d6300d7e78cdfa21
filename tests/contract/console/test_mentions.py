"""A note that calls a colleague is shown to them on every page until they have opened the case; to nobody else."""

from __future__ import annotations

from mailbot.model.person import Role
from tests.contract.console.desk import ConsoleDesk


async def test_who_is_called_is_told_until_they_have_come(desk: ConsoleDesk) -> None:
    agent, csrf = await desk.browser(Role.AGENT)
    manager, theirs = await desk.browser(Role.MANAGER)
    words = "@manager please ring her <b>today</b>"
    await agent.post(f"/cases/{desk.case_id}/note", data={"csrf": csrf, "body": words})
    for path in ("/", "/follow-ups", "/called"):
        page = (await manager.get(path)).text
        assert "Agent calls you:" in page and f'href="/cases/{desk.case_id}#told"' in page and "<b>today" not in page
        assert "calls you" not in (await agent.get(path)).text
    await manager.post(f"/cases/{desk.case_id}/here", headers={"x-csrf-token": theirs})
    assert "calls you" not in (await manager.get("/")).text


async def test_nobody_calls_themselves(desk: ConsoleDesk) -> None:
    agent, csrf = await desk.browser(Role.AGENT)
    await agent.post(f"/cases/{desk.case_id}/note", data={"csrf": csrf, "body": "@agent and @Admin, look"})
    assert "calls you" not in (await agent.get("/called")).text
    admin, _ = await desk.browser(Role.ADMIN)
    assert "Agent calls you:" in (await admin.get("/called")).text
