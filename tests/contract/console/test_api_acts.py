"""The API: the acts of the desk as JSON, errors as problems, and a description that holds under fire."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from mailbot.model.person import Role
from mailbot.store.tables import outbox
from tests.contract.console.desk import ConsoleDesk


async def test_edit_approve_undo_reject(desk: ConsoleDesk) -> None:
    async with desk.program(Role.AGENT) as api:
        case = (await api.get(f"/api/v1/cases/{desk.case_id}")).json()
        draft = case["draft"]
        edit = {"version": draft["version"], "subject": "Re: Kettle", "body": "Dear Petra, a new kettle left today."}
        saved = (await api.put(f"/api/v1/drafts/{draft['id']}", json=edit)).json()
        assert saved["version"] == draft["version"] + 1
        late = await api.post(f"/api/v1/drafts/{draft['id']}/approve", json={"version": draft["version"]})
        assert late.status_code == 409 and late.headers["content-type"] == "application/problem+json"
        done = await api.post(f"/api/v1/drafts/{draft['id']}/approve", json={"version": saved["version"]})
        assert done.status_code == 200 and done.json()["status"] == "approved"
        again = await api.post(f"/api/v1/drafts/{draft['id']}/approve", json={"version": done.json()["version"]})
        assert again.status_code == 409
        undone = (await api.post(f"/api/v1/drafts/{draft['id']}/undo")).json()
        rejected = await api.post(
            f"/api/v1/drafts/{draft['id']}/reject", json={"version": undone["version"], "reason": "She rang."}
        )
        assert rejected.json()["status"] == "rejected"
    async with desk.house.db.read() as tx:
        assert [row.state for row in await tx.execute(outbox.select())] == ["cancelled"]


async def test_the_course_of_a_case(desk: ConsoleDesk) -> None:
    path = f"/api/v1/cases/{desk.case_id}"
    async with desk.program(Role.AGENT) as api:
        assert (await api.post(f"{path}/assign", json={"assignee": desk.people[Role.AGENT].id})).json()["assignee"]
        assert (await api.post(f"{path}/assign", json={"assignee": "nobody"})).status_code == 404
        assert (await api.post(f"{path}/notes", json={"body": "@manager look"})).status_code == 201
        assert (await api.post(f"{path}/disputes", json={"band": "none"})).status_code == 201
        assert (await api.post(f"{path}/resolve", json={"version": 999})).status_code == 409
        assert (await api.post(f"{path}/resolve", json={})).json()["state"] == "resolved"
        assert (await api.post(f"{path}/reopen", json={})).json()["state"] == "gathering"
        assert (await api.get("/api/v1/cases", params={"tab": "all"})).json()["cases"][0]["id"] == desk.case_id
        assert (await api.get("/api/v1/cases/none")).status_code == 404


async def test_problems_are_problems(desk: ConsoleDesk) -> None:
    async with desk.program(Role.AGENT) as api:
        for answer in (
            await api.get("/api/v1/calls"),
            await api.get("/api/v1/nowhere"),
            await api.put("/api/v1/me"),
            await api.post(f"/api/v1/cases/{desk.case_id}/notes", json={"body": 1}),
            await api.post(f"/api/v1/cases/{desk.case_id}/notes", json={"body": "x", "more": 1}),
        ):
            problem = answer.json()
            assert answer.headers["content-type"] == "application/problem+json"
            assert problem["status"] == answer.status_code and problem["detail"]


async def test_tokens_end(desk: ConsoleDesk) -> None:
    await desk.house.people.change(desk.people[Role.AGENT].id, active=False)
    async with desk.program(Role.AGENT) as api:
        answer = await api.get("/api/v1/me")
    assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"


async def test_holds_are_set_listed_and_lifted_by_managers(desk: ConsoleDesk) -> None:
    path = f"/api/v1/cases/{desk.case_id}"
    async with desk.program(Role.AGENT) as api:
        assert (await api.get("/api/v1/holds")).status_code == 403
        assert (await api.post(f"{path}/hold", json={"held": True, "why": "court"})).status_code == 403
    async with desk.program(Role.MANAGER) as api:
        assert (await api.post(f"{path}/hold", json={"held": True, "why": "  "})).status_code == 403
        assert (await api.get("/api/v1/cases/none/keeping")).status_code == 404
        await api.post(f"{path}/hold", json={"held": True, "why": "court, file 12"})
        kept = (await api.get(f"{path}/keeping")).json()
        assert (kept["held_why"], kept["at"]) == ("court, file 12", None)
        [one] = (await api.get("/api/v1/holds")).json()
        assert (one["id"], one["held_why"]) == (desk.case_id, "court, file 12")
        await api.post(f"{path}/hold", json={"held": False})
        assert (await api.get("/api/v1/holds")).json() == []


async def test_forgetting_is_looked_at_first_and_is_an_admins(desk: ConsoleDesk) -> None:
    path = f"/api/v1/cases/{desk.case_id}"
    async with desk.program(Role.AGENT) as api:
        email = (await api.get(path)).json()["customer_email"]
    async with desk.program(Role.MANAGER) as api:
        assert (await api.post(f"{path}/forget", json={"email": email})).status_code == 403
    async with desk.program(Role.ADMIN) as api:
        assert (await api.post(f"{path}/forget", json={"email": "x@y.example"})).status_code == 403
        seen = (await api.post(f"{path}/forget", json={"email": email})).json()
        assert seen["dry_run"] and seen["emptied"]["conversations"] == 1
        assert (await api.get(path)).json()["customer_email"] == email
        done = (await api.post(f"{path}/forget", json={"email": email, "dry_run": False})).json()
        assert done["emptied"] == seen["emptied"]
        assert email not in (await api.get(path)).text


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_the_description_holds_under_fire(desk: ConsoleDesk) -> None:
    """Every operation answers generated requests as it says it does, and never with a crash."""
    for role in (Role.AGENT, Role.ADMIN):
        await asyncio.to_thread(fire_at, desk, role)


def fire_at(desk: ConsoleDesk, role: Role) -> None:
    import schemathesis

    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", desk.app)
    headers = {"Authorization": f"Bearer {desk.tokens[role]}"}
    for found in schema.get_all_operations():
        shoot(found.ok().as_strategy(), headers)


def shoot(cases: Any, headers: dict[str, str]) -> None:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

    checks = [not_a_server_error, content_type_conformance, response_schema_conformance]

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def run(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=checks)

    run()
