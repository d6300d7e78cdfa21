"""What stands between the console and a hostile page: headers on every answer, a check on every unsafe request."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mailbot.console.texts import preferred_language, speaker
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


#: Bytes that one request may bring; the longest text an agent can send is far below.
MOST_BYTES = 2_000_000


class SecurityHeaders:
    """ASGI middleware: sets the headers unless a route set its own (framed mail does), refuses huge requests.

    Plain ASGI, so that an event stream ends the moment its reader leaves.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers; pages of people are never cached."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if _too_long(Headers(scope=scope)):
            said = speaker(preferred_language(Headers(scope=scope).get("accept-language", "")))
            answer = PlainTextResponse(said(RefusedError("This request is too long.")), status_code=413)
            await answer(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)


def _too_long(headers: Headers) -> bool:
    """Tell whether a request says that it is too long, or does not say (no form of ours is sent in chunks)."""
    length = headers.get("content-length", "0")
    return not length.isdecimal() or int(length) > MOST_BYTES or "transfer-encoding" in headers


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
    if site is None and (origin is None or _place(origin) in ours):
        return
    raise RefusedError(
        "This request came from another site and was not carried out.", hint="Open the console and try again."
    )


def _place(origin: str) -> str | None:
    """Return host and port of an origin, None for what is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


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
    if given is None or not secrets.compare_digest(given.encode(), session.csrf.encode()):
        raise RefusedError("This page is too old to act on.", hint="Reload it; what you typed is kept in the editor.")
