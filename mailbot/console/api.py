"""/api/v1: the same acts as JSON, for programs. An application of its own, with tokens, OpenAPI and problem+json."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from mailbot.console import api_calls, api_cases, api_desk, api_hooks, api_keeping, api_reading, api_time
from mailbot.console.bearer import TokenNeeded
from mailbot.console.house import House
from mailbot.console.shapes import Problem
from mailbot.errors import MailbotError, OutcomeUnknown, RefusedError, StaleError, TransientError

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": HTTPStatus(status).phrase, "content": {"application/problem+json": {}}, "model": Problem}
    for status in (400, 401, 403, 404, 409, 413, 422, 503)
}


def create_api(house: House) -> FastAPI:
    """Return the API for a house."""
    app = FastAPI(
        title="mailbot",
        version="1",
        summary="The acts of the console for programs.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=_PROBLEMS,
    )
    app.state.house = house
    for room in (api_reading, api_cases, api_desk, api_calls, api_time, api_keeping, api_hooks):
        app.include_router(room.router)
    app.add_exception_handler(TokenNeeded, _token_needed)
    app.add_exception_handler(MailbotError, _mailbot_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    return app


def problem(status: int, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> Response:
    """Return an error as RFC 9457 says."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return JSONResponse(content, status_code=status, media_type="application/problem+json", headers=headers)


async def _token_needed(request: Request, error: Exception) -> Response:
    detail = "A live token is needed. Make one with `mailbot user token`."
    return problem(401, detail, headers={"WWW-Authenticate": "Bearer"})


async def _mailbot_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, MailbotError)
    return problem(status_of(error), error.sentence())


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = [{"at": "/".join(str(part) for part in one["loc"]), "says": one["msg"]} for one in error.errors()]
    return problem(422, "The request does not fit the API's description.", errors=errors)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers) if error.headers else None
    return problem(error.status_code, str(error.detail), headers=headers)


def status_of(error: MailbotError) -> int:
    """Return the HTTP status of an error: 404 for what does not exist, 409 for who was slower, 403 for what may not be."""
    if isinstance(error, StaleError):
        return 409
    if isinstance(error, RefusedError):
        return 404 if str(error).startswith("There is no ") else 403
    return 503 if isinstance(error, TransientError | OutcomeUnknown) else 400
