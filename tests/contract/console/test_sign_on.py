"""Logging in through a provider: only people whom an admin added, by verified addresses, with answers that hold."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from mailbot.adapters.oidc import OidcSettings, OidcSignOn
from mailbot.console.app import create_app
from mailbot.console.house import ConsoleOptions
from mailbot.console.session import COOKIE
from mailbot.errors import ConfigurationError
from mailbot.model.person import Role
from tests.contract.console.desk import SITE, ConsoleDesk
from tests.servers.oidc_provider import CLIENT, SECRET, OidcProvider

ANNA = "agent@desk.example"


@pytest.fixture
async def provider() -> AsyncIterator[OidcProvider]:
    async with OidcProvider(email=ANNA) as running:
        yield running


def visitor(desk: ConsoleDesk, provider: OidcProvider, **settings: Any) -> httpx.AsyncClient:
    chosen = OidcSettings(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET, **settings)
    house = desk.house.console(ConsoleOptions(secure_cookies=False, public_url=SITE))
    app = create_app(dataclasses.replace(house, sign_on=OidcSignOn(chosen, "Shop login")))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url=SITE)


async def signs_on(client: httpx.AsyncClient, provider: OidcProvider, next: str = "/") -> httpx.Response:
    away = await client.get("/login/oidc", params={"next": next})
    assert away.status_code == 303 and away.headers["location"].startswith(f"{provider.issuer}/authorize?")
    return await client.get(f"/login/oidc/back?{provider.approve(away.headers['location'])}")


async def test_a_person_whom_an_admin_added_gets_in_and_goes_on(desk: ConsoleDesk, provider: OidcProvider) -> None:
    client = visitor(desk, provider)
    assert "Shop login" in (await client.get("/login")).text
    back = await signs_on(client, provider, f"/cases/{desk.case_id}")
    assert (back.status_code, back.headers["location"]) == (303, f"/cases/{desk.case_id}")
    assert "Kettle" in (await client.get(f"/cases/{desk.case_id}")).text


async def test_nobody_is_sent_elsewhere_after_it(desk: ConsoleDesk, provider: OidcProvider) -> None:
    assert (await signs_on(visitor(desk, provider), provider, "https://evil.example/")).headers["location"] == "/"


async def test_an_unverified_address_takes_over_nobody(desk: ConsoleDesk, provider: OidcProvider) -> None:
    client = visitor(desk, provider)
    for verified in (False, None, "true", 1, "yes"):
        provider.claims |= {"email": "admin@desk.example", "email_verified": verified}
        back = await signs_on(client, provider)
        assert back.status_code == 403 and COOKIE not in back.cookies, verified
        assert "has not verified the address admin@desk.example" in back.text


#: Each of these in an otherwise good token.
LIES: tuple[dict[str, Any], ...] = (
    {"nonce": "another"}, {"nonce": None}, {"iss": "https://evil.example"}, {"iss": None}, {"aud": "another"},
    {"aud": ["mailbot", "another"]}, {"aud": ["mailbot"], "azp": "another"}, {"aud": None}, {"exp": 1}, {"exp": None},
    {"sub": None}, {"iat": None}, {"email": None}, {"email": "nonsense"}, {"email": ["agent@desk.example"]},
)  # fmt: skip


async def test_an_answer_that_does_not_hold_lets_nobody_in(desk: ConsoleDesk, provider: OidcProvider) -> None:
    client = visitor(desk, provider)
    for lies in LIES:
        provider.lies = lies
        back = await signs_on(client, provider)
        assert back.status_code == 403 and COOKIE not in back.cookies, lies
        assert 'role="alert"' in back.text
    provider.lies = {}
    assert (await signs_on(client, provider)).status_code == 303


async def test_a_token_that_anybody_could_sign_lets_nobody_in(desk: ConsoleDesk, provider: OidcProvider) -> None:
    client = visitor(desk, provider)
    for provider.algorithm in ("none", "HS256"):
        assert (await signs_on(client, provider)).status_code == 403, provider.algorithm


async def test_a_token_of_another_key_lets_nobody_in(desk: ConsoleDesk, provider: OidcProvider) -> None:
    provider.key = type(provider.key).generate_key(2048, {"kid": "first"})
    assert (await signs_on(visitor(desk, provider), provider)).status_code == 403


async def test_a_sign_on_begun_elsewhere_is_refused(desk: ConsoleDesk, provider: OidcProvider) -> None:
    begun, other = visitor(desk, provider), visitor(desk, provider)
    query = provider.approve((await begun.get("/login/oidc")).headers["location"])
    for client in (other, visitor(desk, provider)):
        answer = await client.get(f"/login/oidc/back?{query}")
        assert answer.status_code == 403 and "not begun in this browser" in answer.text
    await other.get("/login/oidc")  # a begin of its own makes the other's answer no better
    assert (await other.get(f"/login/oidc/back?{query}")).status_code == 403


async def test_a_code_is_worth_nothing_the_second_time(desk: ConsoleDesk, provider: OidcProvider) -> None:
    client = visitor(desk, provider)
    query = provider.approve((await client.get("/login/oidc")).headers["location"])
    cookie = dict(client.cookies)
    assert (await client.get(f"/login/oidc/back?{query}")).status_code == 303
    again = visitor(desk, provider)
    again.cookies.update({name: value for name, value in cookie.items() if name != COOKIE})
    assert (await again.get(f"/login/oidc/back?{query}")).status_code == 403


async def test_who_is_unknown_or_inactive_stays_out(desk: ConsoleDesk, provider: OidcProvider) -> None:
    provider.claims["email"] = "stranger@desk.example"
    unknown = await signs_on(visitor(desk, provider), provider)
    assert unknown.status_code == 403 and "Ask an admin to add you." in unknown.text
    provider.claims["email"] = ANNA
    await desk.house.people.change(desk.people[Role.AGENT].id, active=False)
    assert (await signs_on(visitor(desk, provider), provider)).status_code == 403


async def test_the_providers_word_on_roles_is_followed_where_the_site_wants_it(
    desk: ConsoleDesk, provider: OidcProvider
) -> None:
    client = visitor(desk, provider, role_claim="groups", roles={"desk": Role.AGENT, "leads": Role.MANAGER})
    cases: tuple[tuple[object, Role | None], ...] = (
        (["leads", "desk"], Role.MANAGER), (["others"], None), (None, None), ("desk", Role.AGENT),
    )  # fmt: skip
    held = Role.AGENT
    for groups, role in cases:
        provider.claims["groups"] = groups
        assert (await signs_on(client, provider)).status_code == (303 if role else 403), groups
        held = role or held
        agent = await desk.house.people.get(desk.people[Role.AGENT].id)
        assert agent is not None and agent.role is held


async def test_a_provider_that_says_no_or_is_away_is_a_sentence(desk: ConsoleDesk, provider: OidcProvider) -> None:
    client = visitor(desk, provider)
    state = provider.approve((await client.get("/login/oidc")).headers["location"]).split("state=")[1]
    refused = await client.get("/login/oidc/back", params={"error": "access_denied", "state": state})
    assert refused.status_code == 403 and "did not let you in" in refused.text
    away = OidcProvider()
    away.issuer = "http://127.0.0.1:9"
    answer = await visitor(desk, away).get("/login/oidc")
    assert answer.status_code == 503 and "cannot be reached" in answer.text


async def test_without_a_provider_there_is_no_such_page(desk: ConsoleDesk) -> None:
    async with desk.visitor() as client:
        assert (await client.get("/login/oidc")).status_code == 403
        assert "oidc" not in (await client.get("/login")).text


def test_an_issuer_in_the_clear_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="https"):
        OidcSignOn(OidcSettings(issuer="http://login.example.com", client_id="x"))
