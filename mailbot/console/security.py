"""What stands between the console and a hostile page: headers on every answer, a check on every unsafe request."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import Request, Response
from starlette.middleware.base import BaseHTTPMiddleware

from mailbot.errors import RefusedError
from mailbot.model.person import Session

#: Nothing runs, loads or frames but what we serve ourselves; mails are framed without scripts.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SecurityHeaders(BaseHTTPMiddleware):
    """Sets the headers unless a route set its own (framed mail does)."""

    async def dispatch(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        """Answer with the headers; pages of people are never cached."""
        response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.url.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def refuse_foreign(request: Request, public_url: str) -> None:
    """Refuse an unsafe request that another site's page sent (Fetch Metadata; Origin where it is absent).

    Raises:
        RefusedError: it came from elsewhere.
    """
    site = request.headers.get("sec-fetch-site")
    if site in {"same-origin", "none"}:
        return
    origin = request.headers.get("origin")
    ours = {request.headers.get("host", ""), urlsplit(public_url).netloc} - {""}
    if site is None and (origin is None or urlsplit(origin).netloc in ours):
        return
    raise RefusedError(
        "This request came from another site and was not carried out.", hint="Open the console and try again."
    )


async def refuse_forged(request: Request, session: Session) -> None:
    """Refuse an unsafe request that does not bring the session's own token.

    Raises:
        RefusedError: the token is absent or another session's.
    """
    given = request.headers.get("x-csrf-token")
    if given is None and request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        value = (await request.form()).get("csrf")
        given = value if isinstance(value, str) else None
    if given is None or not secrets.compare_digest(given, session.csrf):
        raise RefusedError("This page is too old to act on.", hint="Reload it; what you typed is kept in the editor.")
