"""Logging in and out, and who may do what: every route asks here, by role."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from mailbot.console.house import House
from mailbot.console.pages import house_of, page
from mailbot.console.security import SAFE, refuse_foreign, refuse_forged
from mailbot.errors import RefusedError
from mailbot.model.person import Agent, Role, Session
from mailbot.model.sentence import named

COOKIE = "mailbot_session"

#: Wrong passwords per minute that one address, or one account, may try; then it has to wait.
TRIES_PER_MINUTE = 6

router = APIRouter()


class LoginNeeded(Exception):
    """The visitor is not logged in; carries where they wanted to go."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted


async def current_session(request: Request) -> Session:
    """Return the visitor's session, checked against forged requests.

    Raises:
        LoginNeeded: there is none, or it is over.
        RefusedError: the request is forged.
    """
    house = house_of(request)
    token = request.cookies.get(COOKIE)
    session = await house.people.session(token, house.clock.now()) if token else None
    if session is None:
        raise LoginNeeded(_wanted(request))
    request.state.language = session.agent.language  # also for the page that says why it was refused
    if request.method not in SAFE:
        refuse_foreign(request, house.options.public_url)
        await refuse_forged(request, session)
    request.state.session = session
    return session


async def know_language(request: Request) -> None:
    """Remember the language of whoever asks, for pages that ask for nobody (there is no such page)."""
    token = request.cookies.get(COOKIE)
    house = house_of(request)
    session = await house.people.session(token, house.clock.now()) if token else None
    if session:
        request.state.language = session.agent.language


def _wanted(request: Request) -> str:
    """Return the page to come back to: the one asked for, or the one whose form was sent."""
    if request.method in SAFE:
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    parts = request.url.path.split("/")[1:3]
    return f"/{'/'.join(parts)}" if parts[0] in ("cases", "calls") else "/"


async def glance(request: Request, session: Annotated[Session, Depends(current_session)]) -> None:
    """Look up what every whole page shows: which replies this person may still take back, which
    notes call them, which mailboxes are out, which switches are turned.
    """
    house = house_of(request)
    if request.method == "GET" and "hx-request" not in request.headers:
        request.state.leaving = await house.views.leaving(session.agent.id, house.clock.now())
        request.state.called = await house.views.called(session.agent.id)
        request.state.outages = await request.app.state.outlook.outages()
        request.state.switches = await request.app.state.outlook.switches()


def require(role: Role) -> Callable[[Session], Awaitable[Agent]]:
    """Return a dependency that lets in only people of this role or a higher one."""

    async def allowed(session: Annotated[Session, Depends(current_session)]) -> Agent:
        if not session.agent.role.includes(role):
            raise RefusedError(
                "This page is for {role}s.",
                hint="Ask an admin for the role if you need it.",
                role=named("role", role.value),
            )
        return session.agent

    return allowed


AgentHere = Annotated[Agent, Depends(require(Role.AGENT))]
ManagerHere = Annotated[Agent, Depends(require(Role.MANAGER))]
AdminHere = Annotated[Agent, Depends(require(Role.ADMIN))]


@router.get("/login")
async def login_page(request: Request, next: str = "/") -> Response:
    """Show the login form."""
    return page(request, "login.html", next=local_path(next), email="", trouble=None)


@router.post("/login")
async def login(
    request: Request,
    email: Annotated[str, Form(max_length=400)],
    password: Annotated[str, Form(max_length=400)],
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Log in; the answer to an unknown address and to a wrong password is the same, in words and in time."""
    house = house_of(request)
    refuse_foreign(request, house.options.public_url)
    if not await may_try(request, email):
        return page(request, "login.html", status=429, next=local_path(next), email=email, trouble="login.too_often")
    agent = await house.people.by_email(email)
    known = await house.people.password_hash(agent.id) if agent and agent.active else None
    # Argon2 is slow on purpose: it must not hold up everybody else.
    if not await asyncio.to_thread(house.passwords.matches, password, known) or agent is None:
        return page(request, "login.html", status=401, next=local_path(next), email=email, trouble="login.wrong")
    # A new session at each login: an id that somebody planted before it is worth nothing.
    answer = RedirectResponse(local_path(next), status_code=303)
    await new_session(house, agent.id, answer)
    return answer


async def new_session(house: House, agent_id: str, answer: Response) -> None:
    """Start a session and give its cookie with an answer."""
    token = await house.people.start_session(agent_id, house.clock.now())
    answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=house.options.secure_cookies, path="/")


@router.post("/logout")
async def logout(request: Request, _: Annotated[Session, Depends(current_session)]) -> Response:
    """Log out."""
    await house_of(request).people.end_session(request.cookies[COOKIE])
    answer = RedirectResponse("/login", status_code=303)
    answer.delete_cookie(COOKIE, path="/")
    return answer


def local_path(target: str) -> str:
    """Return a path of ours to go to, "/" for anything else (no open redirects)."""
    if not target.startswith("/") or target.startswith(("//", "/\\")) or not target.isprintable() or "\\" in target:
        return "/"
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    return "/" if parts.netloc or parts.scheme else target


async def may_try(request: Request, email: str) -> bool:
    """Tell whether this visitor, and anybody for this account, may try a password now."""
    house = house_of(request)
    now = house.clock.now()
    visitor = request.client.host if request.client else "unknown"
    async with house.transactions.write() as tx:
        taken = [
            await house.allowances.take(tx, key, per_second=TRIES_PER_MINUTE / 60, burst=TRIES_PER_MINUTE, now=now)
            for key in (f"login:from:{visitor}", f"login:as:{email.strip().lower()[:200]}")
        ]
    return all(taken)
