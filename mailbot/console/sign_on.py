"""Logging in through the firm's own provider (OpenID Connect); who nobody added here does not get in."""

from __future__ import annotations

import base64
import json
import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from mailbot.console.house import House, SignOn
from mailbot.console.pages import house_of, page
from mailbot.console.session import local_path, may_try, new_session
from mailbot.errors import MailbotError, RefusedError
from mailbot.model.person import Agent, SignedOn, SignOnStart

router = APIRouter(prefix="/login/oidc")

COOKIE = "mailbot_sign_on"
#: Seconds between leaving for the provider and coming back.
_PATIENCE = 600
_BACK = "/login/oidc/back"


def sign_on_of(house: House) -> SignOn:
    """Return the provider.

    Raises:
        RefusedError: the site has none.
    """
    if house.sign_on is None:
        raise RefusedError("There is no such page.")
    return house.sign_on


@router.get("")
async def leave(request: Request, next: Annotated[str, Query(max_length=2000)] = "/") -> Response:
    """Send the browser to the provider; what must fit on the way back goes along in a cookie of its own."""
    house = house_of(request)
    start = await sign_on_of(house).start(house.options.public_url.rstrip("/") + _BACK)
    answer = RedirectResponse(start.url, status_code=303)
    kept = json.dumps([start.state, start.nonce, start.verifier, local_path(next)])
    answer.set_cookie(
        COOKIE, base64.urlsafe_b64encode(kept.encode()).decode(), max_age=_PATIENCE, httponly=True, samesite="lax",
        secure=house.options.secure_cookies, path="/login/oidc",
    )  # fmt: skip
    return answer


@router.get("/back")
async def back(
    request: Request,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=400)] = "",
    error: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """Log in whom the provider names, if somebody added them here; every obstacle is a sentence on the login page."""
    house = house_of(request)
    try:
        start, target = _kept(request.cookies.get(COOKIE, ""))
        if not state or not secrets.compare_digest(state.encode(), start.state.encode()):
            raise RefusedError("This sign-on was not begun in this browser, or long ago.", hint="Try once more.")
        if error or not code:
            raise RefusedError("The provider did not let you in.", hint="Try once more, or ask an admin.")
        who = await sign_on_of(house).finish(start, code, house.options.public_url.rstrip("/") + _BACK)
        agent = await _agent(request, house, who)
    except MailbotError as trouble:
        answer = page(request, "login.html", status=403, next="/", email="", trouble=trouble)
        answer.delete_cookie(COOKIE, path="/login/oidc")
        return answer
    answer = RedirectResponse(target, status_code=303)
    answer.delete_cookie(COOKIE, path="/login/oidc")
    await new_session(house, agent.id, answer)
    return answer


def _kept(cookie: str) -> tuple[SignOnStart, str]:
    try:
        state, nonce, verifier, target = json.loads(base64.urlsafe_b64decode(cookie.encode()))
        return SignOnStart(url="", state=str(state), nonce=str(nonce), verifier=str(verifier)), local_path(str(target))
    except ValueError:
        raise RefusedError("This sign-on was not begun in this browser, or long ago.", hint="Try once more.") from None


async def _agent(request: Request, house: House, who: SignedOn) -> Agent:
    """Return the person of a verified address; the provider's word on roles is followed where the site wants it."""
    if not await may_try(request, who.email):
        raise RefusedError("Too many attempts.", hint="Wait a minute, then try again.")
    agent = await house.people.by_email(who.email)
    if agent is None or not agent.active:
        raise RefusedError("Nobody here has the address {email}.", hint="Ask an admin to add you.", email=who.email)
    if who.role is not None and who.role is not agent.role:
        agent = await house.people.change(agent.id, role=who.role.value)
    return agent
