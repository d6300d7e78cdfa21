"""The web application: routes, what errors look like, and nothing else."""

from __future__ import annotations

from importlib.resources import files

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from mailbot.console import acts, answers, calls, case, inbox, overview, session
from mailbot.console.house import House
from mailbot.console.pages import page
from mailbot.console.security import SecurityHeaders
from mailbot.errors import MailbotError, RefusedError, StaleError, TransientError


def create_app(house: House) -> FastAPI:
    """Return the console for a house."""
    app = FastAPI(title="mailbot", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.house = house
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=str(files("mailbot.console").joinpath("static"))), name="static")
    for room in (session, inbox, case, acts, calls, overview, answers):
        app.include_router(room.router)
    app.add_exception_handler(session.LoginNeeded, _to_login)
    app.add_exception_handler(MailbotError, _sentence)
    return app


async def _to_login(request: Request, error: Exception) -> Response:
    assert isinstance(error, session.LoginNeeded)
    if request.headers.get("hx-request"):
        # The page stays, with what was typed; a line asks to log in again in another tab.
        return page(request, "parts/login_again.html", status=401)
    return RedirectResponse(f"/login?next={error.wanted}", status_code=303)


async def _sentence(request: Request, error: Exception) -> Response:
    """Say in one sentence what is wrong and what to do, as a whole page or as a note on the page that asked."""
    assert isinstance(error, MailbotError)
    status = _status(error)
    part = "parts/trouble.html" if request.headers.get("hx-request") else "trouble.html"
    return page(request, part, status=status, message=str(error), hint=error.hint)


def _status(error: MailbotError) -> int:
    if isinstance(error, StaleError):
        return 409
    if isinstance(error, RefusedError):
        return 403
    return 503 if isinstance(error, TransientError) else 400
