"""The web application: routes, what errors look like, and nothing else."""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from mailbot.console import (
    acts,
    answers,
    calls,
    case,
    causes,
    edits,
    hooks,
    inbox,
    live,
    me,
    outages,
    overview,
    planned,
    session,
    sign_on,
)
from mailbot.console.api import create_api
from mailbot.console.house import House
from mailbot.console.pages import page
from mailbot.console.security import SecurityHeaders
from mailbot.errors import MailbotError, RefusedError, StaleError, TransientError, UsageError


def create_app(house: House) -> FastAPI:
    """Return the console for a house."""
    app = FastAPI(title="mailbot", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = house
    app.state.feed = live.Feed(house)
    app.state.outlook = outages.Outlook(house)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=str(files("mailbot.console").joinpath("static"))), name="static")
    app.mount("/api/v1", create_api(house), name="api")
    for public in (session, sign_on, answers):
        app.include_router(public.router)
    for room in (live, inbox, case, acts, calls, planned, overview, me, outages, hooks, causes, edits):
        app.include_router(room.router, dependencies=[Depends(session.glance)])
    app.add_exception_handler(session.LoginNeeded, _to_login)
    app.add_exception_handler(MailbotError, _sentence)
    app.add_exception_handler(RequestValidationError, _odd)
    app.add_exception_handler(404, _not_found)
    return app


async def _to_login(request: Request, error: Exception) -> Response:
    assert isinstance(error, session.LoginNeeded)
    if request.headers.get("hx-request"):
        # The page stays, with what was typed; a line asks to log in again in another tab.
        return page(request, "parts/login_again.html", status=401)
    return RedirectResponse(f"/login?next={quote(error.wanted, safe='/')}", status_code=303)


async def _sentence(request: Request, error: Exception) -> Response:
    """Say in one sentence what is wrong and what to do, as a whole page or as a note on the page that asked."""
    assert isinstance(error, MailbotError)
    status = _status(error)
    part = "parts/trouble.html" if request.headers.get("hx-request") else "trouble.html"
    return page(request, part, status=status, trouble=error)


async def _odd(request: Request, error: Exception) -> Response:
    """Say which field of a form or address makes no sense; no form of ours sends such a thing."""
    assert isinstance(error, RequestValidationError)
    fields = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors()}))
    return await _sentence(
        request,
        UsageError("This request makes no sense ({fields}).", hint="Reload the page and try again.", fields=fields),
    )


async def _not_found(request: Request, error: Exception) -> Response:
    await session.know_language(request)
    return page(request, "trouble.html", status=404, trouble=RefusedError("There is no such page."))


def _status(error: MailbotError) -> int:
    if isinstance(error, StaleError):
        return 409
    if isinstance(error, RefusedError):
        return 403
    return 503 if isinstance(error, TransientError) else 400
