"""Every route, by the router itself: who is let in, and what a forged or foreign request can do (nothing)."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import Mount

from mailbot.console.app import create_app
from mailbot.console.bearer import bearer
from mailbot.console.session import current_session
from mailbot.model.person import Role
from tests.contract.console.desk import ConsoleDesk
from tests.contract.console.route_roles import ROLES, SESSION

#: What anybody may ask; everything else needs a person.
PUBLIC = {
    ("GET", "/login"),
    ("POST", "/login"),
    ("GET", "/login/oidc"),
    ("GET", "/login/oidc/back"),
    ("GET", "/a/{token}"),
    ("POST", "/a/{token}"),
}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def routes_of(app: FastAPI | APIRouter, under: str = "") -> Iterator[tuple[str, str, Dependant]]:
    for route in app.routes:
        # FastAPI keeps an included router as it is and looks into it when asked (0.165), or copies its routes (before).
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from routes_of(included, under)
        elif isinstance(route, APIRoute):
            for method in route.methods:
                yield method, under + route.path, route.dependant
        elif isinstance(route, Mount) and isinstance(route.app, FastAPI):
            yield from routes_of(route.app, route.path)


def needs(dependant: Dependant, gate: object) -> bool:
    return dependant.call is gate or any(needs(inner, gate) for inner in dependant.dependencies)


@pytest.fixture(scope="module")
def routes() -> list[tuple[str, str, Dependant]]:
    class Nobody:
        pulse = None

    return list(routes_of(create_app(Nobody())))  # type: ignore[arg-type]


def gate(dependant: Dependant) -> Role | None:
    """Return the role that a route really asks for: of `require` or `bearing`, wherever it stands among what it depends on."""
    own: list[Role] = []
    if getattr(dependant.call, "__name__", "") == "allowed":
        own.append(inspect.getclosurevars(dependant.call).nonlocals["role"])  # type: ignore[arg-type]
    inner = [found for one in dependant.dependencies if (found := gate(one)) is not None]
    return max((*own, *inner), key=list(Role).index, default=None)


def role_for(method: str, path: str) -> Role:
    return ROLES.get(f"{method} {path}", Role.AGENT)


def filled(path: str, desk: ConsoleDesk) -> str:
    values = {"case_id": desk.case_id, "draft_id": desk.draft_id, "callback_id": "none", "agent_id": "none",
              "raw_mail_id": "none", "message_id": "none", "number": "0", "key": "kill_switch", "token": "none",
              "sort": "follow_up", "item_id": "none", "hook_id": "none", "step": "none", "delivery_id": "none"}  # fmt: skip
    return path.format(**values)


def test_every_route_denies_by_default(routes: list[tuple[str, str, Dependant]]) -> None:
    open_doors = {
        (method, path)
        for method, path, dependant in routes
        if not needs(dependant, current_session) and not needs(dependant, bearer)
    }
    assert open_doors == PUBLIC
    assert len(routes) > 60


def test_every_route_is_named_with_the_role_it_asks_for(routes: list[tuple[str, str, Dependant]]) -> None:
    """A new route has to be written down with its role, and has to ask for it."""
    asked = {f"{method} {path}": gate(dependant) for method, path, dependant in routes if (method, path) not in PUBLIC}
    assert {route for route, role in asked.items() if role is None} == SESSION
    assert {route: role for route, role in asked.items() if role is not None} == ROLES


async def test_without_login_nobody_gets_anywhere(desk: ConsoleDesk, routes: list[tuple[str, str, Dependant]]) -> None:
    before = await desk.census()
    async with desk.visitor() as visitor:
        for method, path, _ in routes:
            if (method, path) not in PUBLIC:
                answer = await visitor.request(method, filled(path, desk))
                assert answer.status_code in (303, 401, 422), (method, path)
                assert "Petra" not in answer.text
    assert await desk.census() == before


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER])
async def test_no_role_reaches_above_itself(
    desk: ConsoleDesk, routes: list[tuple[str, str, Dependant]], role: Role
) -> None:
    before = await desk.census()
    browser, csrf = await desk.browser(role)
    before["sessions"] += 1
    for method, path, _ in routes:
        if role.includes(role_for(method, path)) or (method, path) in PUBLIC:
            continue
        caller = desk.program(role) if path.startswith("/api/") else browser
        more = {"json": {}} if path.startswith("/api/") else {"data": {"csrf": csrf}}
        answer = await caller.request(method, filled(path, desk), **({} if method == "GET" else more))
        assert answer.status_code == 403, (role, method, path)
    assert await desk.census() == before


async def test_every_agent_route_lets_agents_in(desk: ConsoleDesk, routes: list[tuple[str, str, Dependant]]) -> None:
    browser, _ = await desk.browser(Role.AGENT)
    for method, path, _ in routes:
        if (
            method == "GET"
            and role_for(method, path) is Role.AGENT
            and (method, path) not in PUBLIC
            and path != "/live"
        ):
            caller = desk.program(Role.AGENT) if path.startswith("/api/") else browser
            answer = await caller.get(filled(path, desk))
            missing = "none" in filled(path, desk)  # what does not exist may be refused, but not for the role
            assert answer.status_code == 200 or missing, (path, answer.text)


async def test_no_get_changes_anything(desk: ConsoleDesk, routes: list[tuple[str, str, Dependant]]) -> None:
    browser, _ = await desk.browser(Role.ADMIN)
    before = await desk.census()
    for method, path, _ in routes:
        if method == "GET" and path != "/live":
            caller = desk.program(Role.ADMIN) if path.startswith("/api/") else browser
            await caller.get(filled(path, desk))
    after = await desk.census()
    after.pop("allowances"), before.pop("allowances")  # the public answer page counts its visitors
    assert after == before


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"x-csrf-token": "made-up"},
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
    ],
    ids=str,
)
async def test_every_unsafe_route_refuses_forged_requests(
    desk: ConsoleDesk, routes: list[tuple[str, str, Dependant]], forged: dict[str, str]
) -> None:
    browser, csrf = await desk.browser(Role.ADMIN)
    before = await desk.census()
    token = {} if "x-csrf-token" in forged or not forged else {"x-csrf-token": csrf}
    for method, path, _ in routes:
        if method in UNSAFE and not path.startswith("/api/") and (method, path) not in PUBLIC:
            answer = await browser.request(method, filled(path, desk), headers=forged | token)
            assert answer.status_code == 403, (method, path, forged)
    assert await desk.census() == before


async def test_the_api_takes_no_cookies(desk: ConsoleDesk, routes: list[tuple[str, str, Dependant]]) -> None:
    browser, csrf = await desk.browser(Role.ADMIN)
    for method, path, _ in routes:
        if path.startswith("/api/"):
            answer = await browser.request(method, filled(path, desk), headers={"x-csrf-token": csrf})
            assert answer.status_code in (401, 422), (method, path)
            assert answer.headers["content-type"] == "application/problem+json"
