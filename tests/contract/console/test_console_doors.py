"""Logging in, and what stands on every answer."""

from __future__ import annotations

import statistics
import time

import pytest

from mailbot.console.session import COOKIE, TRIES_PER_MINUTE, local_path
from mailbot.model.person import Role
from tests.contract.console.desk import SECRET, ConsoleDesk


async def try_login(desk: ConsoleDesk, email: str, password: str, **more: str) -> tuple[int, str]:
    async with desk.visitor() as visitor:
        answer = await visitor.post("/login", data={"email": email, "password": password, **more})
        return answer.status_code, answer.text


async def test_unknown_and_known_addresses_are_told_the_same(desk: ConsoleDesk) -> None:
    unknown = await try_login(desk, "nobody@desk.example", "wrong")
    known = await try_login(desk, "agent@desk.example", "wrong")
    assert unknown[0] == known[0] == 401
    assert unknown[1].replace("nobody@", "agent@") == known[1]


async def test_unknown_and_known_addresses_take_the_same_time(desk: ConsoleDesk) -> None:
    async def seconds(email: str) -> float:
        began = time.perf_counter()
        await try_login(desk, email, "wrong")
        return time.perf_counter() - began

    await seconds("nobody@desk.example")
    known, unknown = [], []
    for _ in range(2):
        known.append(await seconds("agent@desk.example"))
        unknown.append(await seconds("nobody@desk.example"))
    # A password is hashed for both: without that, the unknown one would answer many times faster.
    assert statistics.median(unknown) > statistics.median(known) / 4


async def test_guessing_is_slowed_down_also_from_many_places(desk: ConsoleDesk) -> None:
    answers = [(await try_login(desk, "agent@desk.example", f"guess {n}"))[0] for n in range(TRIES_PER_MINUTE + 2)]
    assert answers == [401] * TRIES_PER_MINUTE + [429] * 2
    assert (await try_login(desk, "agent@desk.example", SECRET))[0] == 429  # the right one has to wait too


async def test_a_session_is_new_at_login_and_dead_after_logout(desk: ConsoleDesk) -> None:
    async with desk.visitor() as visitor:
        visitor.cookies.set(COOKIE, "planted-before")
        answer = await visitor.post("/login", data={"email": "agent@desk.example", "password": SECRET})
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"]
        assert "planted" not in cookie and "HttpOnly" in cookie and "Secure" in cookie and "SameSite=lax" in cookie
    client, csrf = await desk.browser(Role.AGENT)
    assert (await client.get("/")).status_code == 200
    token = client.cookies[COOKIE]
    await client.post("/logout", data={"csrf": csrf})
    client.cookies.set(COOKIE, token)
    assert (await client.get("/")).status_code == 303


async def test_a_changed_role_ends_the_sessions(desk: ConsoleDesk) -> None:
    client, _ = await desk.browser(Role.MANAGER)
    await desk.house.people.change(desk.people[Role.MANAGER].id, role="agent")
    assert (await client.get("/calls")).status_code == 303


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/\tevil",
     "/x\r\nSet-Cookie: a=b", "http:evil", "evil", "", "/%0d%0aLocation: x\n"],
)  # fmt: skip
async def test_nobody_is_sent_elsewhere(desk: ConsoleDesk, target: str) -> None:
    assert local_path(target) == "/"
    async with desk.visitor() as visitor:
        answer = await visitor.post("/login", data={"email": "agent@desk.example", "password": SECRET, "next": target})
    assert answer.headers["location"] == "/"


def test_our_own_pages_are_gone_back_to() -> None:
    assert local_path("/cases/01ABC?done=undone") == "/cases/01ABC?done=undone"


@pytest.mark.parametrize(
    "path", ["/login", "/", "/nowhere", "/static/console.css", "/api/v1/me", "/api/v1/openapi.json"]
)
async def test_every_answer_is_armoured(desk: ConsoleDesk, path: str) -> None:
    async with desk.visitor() as visitor:
        answer = await visitor.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert path.startswith("/static/") or answer.headers["cache-control"] == "no-store"


async def test_a_request_too_long_is_refused_unread(desk: ConsoleDesk) -> None:
    async with desk.visitor() as visitor:
        assert (await visitor.post("/login", content=b"x" * 2_000_001)).status_code == 413


async def test_hostile_words_stay_words(desk: ConsoleDesk) -> None:
    client, csrf = await desk.browser(Role.AGENT)
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}'
    await client.post(f"/cases/{desk.case_id}/note", data={"csrf": csrf, "body": evil})
    page = (await client.get(f"/cases/{desk.case_id}")).text
    assert "<script>alert" not in page and "onerror=alert(1)&gt;" in page and "{{7*7}}" in page
    found = (await client.get("/", params={"q": evil})).text
    assert "<script>alert" not in found


async def test_forms_that_make_no_sense_are_told_so(desk: ConsoleDesk) -> None:
    client, csrf = await desk.browser(Role.AGENT)
    answer = await client.post(f"/cases/{desk.case_id}/act", data={"csrf": csrf, "act": "explode", "version": "x"})
    assert answer.status_code == 400 and "makes no sense" in answer.text
    assert (await client.get("/?after=made-up")).status_code in (400, 403)
    assert (await client.get("/?tab=nothing")).status_code == 400
    assert (await client.get("/cases/none")).status_code in (403, 404)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "La nota está vacía."),
        ("vi", "Ghi chú đang trống."),
        ("ja", "メモが空です。"),
        ("de", "Die Notiz ist leer."),
    ],
)
async def test_what_goes_wrong_is_said_in_the_agents_language(desk: ConsoleDesk, language: str, words: str) -> None:
    await desk.house.people.change(desk.people[Role.AGENT].id, language=language)
    client, csrf = await desk.browser(Role.AGENT)
    answer = await client.post(f"/cases/{desk.case_id}/note", data={"csrf": csrf, "body": "  "})
    assert answer.status_code == 403
    assert words in answer.text
    assert "empty" not in answer.text


async def test_why_a_person_must_look_is_recorded_by_code_and_said_in_each_language(desk: ConsoleDesk) -> None:
    agent = desk.people[Role.AGENT]
    await desk.house.desk.reject(agent, desk.draft_id, 1, "too {cold}")
    for language, words in (("en", "Draft rejected: too {cold}"), ("fr", "Brouillon refusé : too {cold}")):
        await desk.house.people.change(agent.id, language=language)
        client, _ = await desk.browser(Role.AGENT)
        assert words in (await client.get(f"/cases/{desk.case_id}")).text
