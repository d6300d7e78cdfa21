"""The REST interface of the simulated network, as far as a callback needs it, plus the timeline page.

Paths of all product hosts share one address, because the client under test rewrites only the host.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import phonenumbers
from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from escalation.simulator.exchange import Exchange, subscription
from escalation.simulator.legs import Leg
from escalation.simulator.menus import with_document
from escalation.simulator.personas import Fault, Trouble
from escalation.simulator.timeline import page

_EVENTS = {"initiated", "ringing", "answered", "completed"}
_E164 = re.compile(r"^\+[1-9]\d{6,14}$|^client:[\w.-]+$")
_BASE = "/2010-04-01/Accounts/{account}"

#: Reserved numbers of the provider's test credentials for calls: (From or To, number) -> error.
MAGIC = {
    ("From", "+15005550001"): (21212, "The source phone number provided is not valid"),
    ("To", "+15005550001"): (21217, "Phone number does not appear to be valid"),
    ("To", "+15005550002"): (21214, "The destination phone number cannot be reached"),
    ("To", "+15005550003"): (21215, "Account not authorized to call this number"),
    ("To", "+15005550004"): (21216, "The phone number is on the blacklist"),
}


def _error(status: int, code: int, message: str) -> Response:
    body = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return JSONResponse(body, status_code=status)


class _Broken(Response):
    """Breaks the connection in the middle of an answer: the client never learns what happened."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", b"4096")]})
        await send({"type": "http.response.body", "body": b'{"sid": "CA'})


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """What the account accepts: the account's token, or an API key with its secret."""

    account: str
    token: str
    keys: tuple[tuple[str, str], ...] = ()

    def accept(self, header: str) -> bool:
        """Tell whether a Basic authorization is one of ours."""
        try:
            user, _, password = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return False
        return (user, password) in ((self.account, self.token), *self.keys)


Handler = Callable[[Request], Awaitable[Response]]


class RestInterface:
    """Answers the official client."""

    def __init__(self, exchange: Exchange, credentials: Credentials) -> None:
        self._net = exchange
        self._credentials = credentials
        self.creations = 0  # POSTs that asked for a call, whatever became of them

    def app(self) -> Starlette:
        """Return the ASGI application."""
        guarded = (
            (f"{_BASE}.json", self._account, "GET"),
            (f"{_BASE}/Calls.json", self._create, "POST"),
            (f"{_BASE}/Calls.json", self._list, "GET"),
            (f"{_BASE}/Calls/{{sid}}.json", self._fetch, "GET"),
            (f"{_BASE}/Calls/{{sid}}.json", self._update, "POST"),
            (f"{_BASE}/Calls/{{sid}}/Notifications.json", self._notifications, "GET"),
            (f"{_BASE}/IncomingPhoneNumbers.json", self._owned, "GET"),
            (f"{_BASE}/OutgoingCallerIds.json", self._verified, "GET"),
            ("/v1/DialingPermissions/Countries/{iso}", self._permissions, "GET"),
        )
        routes = [Route(path, self._guard(handler), methods=[method]) for path, handler, method in guarded]
        return Starlette(routes=[*routes, Route("/", self._page)])

    def _guard(self, handler: Handler) -> Handler:
        async def checked(request: Request) -> Response:
            if not self._credentials.accept(request.headers.get("authorization", "")):
                return _error(401, 20003, "Authenticate")
            if request.path_params.get("account", self._credentials.account) != self._credentials.account:
                return _error(404, 20404, "The requested resource was not found")
            return await handler(request)

        return checked

    # -- calls ----------------------------------------------------------------------------------------------------------

    async def _create(self, request: Request) -> Response:
        form = await request.form()
        self.creations += 1
        fault = self._net.weather.next_fault()
        if fault is not None and fault.trouble is not Trouble.ACCEPT_THEN_DROP:
            return await _faulty(fault)
        refusal = self._refusal(form)
        if refusal is not None:
            return refusal
        leg = self._leg(form)
        self._net.start(leg)
        return _Broken() if fault is not None else JSONResponse(leg.resource(), status_code=201)

    def _refusal(self, form: FormData) -> Response | None:
        to, from_ = _text(form, "To"), _text(form, "From")
        for field, number in (("From", from_), ("To", to)):
            if (field, number) in MAGIC:
                return _error(400, *MAGIC[field, number])
        if not _E164.match(to):
            return _error(400, 21211, f"Invalid 'To' Phone Number: {to}")
        if from_ not in self._net.numbers:
            return _error(400, 21210, f"'From' phone number not verified: {from_}")
        if any(to.startswith(prefix) for prefix in self._net.closed_regions):
            return _error(
                400,
                21215,
                f"Account not authorized to call {to}. Perhaps you need to enable international permissions.",
            )
        if not (_text(form, "Url") or _text(form, "Twiml")):
            return _error(400, 21205, "Url parameter is required.")
        if set(_events(form)) - _EVENTS:
            return _error(400, 21626, "Invalid StatusCallbackEvent")
        return None

    def _leg(self, form: FormData) -> Leg:
        return self._net.create(
            to=_text(form, "To"),
            from_=_text(form, "From"),
            direction="outbound-api",
            url=_text(form, "Url"),
            document="" if _text(form, "Url") else _text(form, "Twiml"),
            fallback=_text(form, "FallbackUrl"),
            ring_seconds=float(_text(form, "Timeout") or 60),
            limit_seconds=float(_text(form, "TimeLimit") or 14_400),
            subscription=subscription(_text(form, "StatusCallback"), _events(form)),
            machine_detection=bool(_text(form, "MachineDetection")),
            async_amd=_text(form, "AsyncAmd") == "true",
            amd_callback=_text(form, "AsyncAmdStatusCallback"),
        )

    async def _fetch(self, request: Request) -> Response:
        leg = self._net.legs.get(request.path_params["sid"])
        return JSONResponse(leg.resource()) if leg else _error(404, 20404, "The requested resource was not found")

    async def _update(self, request: Request) -> Response:
        leg = self._net.legs.get(request.path_params["sid"])
        if leg is None:
            return _error(404, 20404, "The requested resource was not found")
        if leg.over:
            return _error(400, 21220, "Invalid call state: the call is no longer in progress.")
        form = await request.form()
        status = _text(form, "Status")
        if status in ("canceled", "completed"):
            if status == "completed" or leg.started is None:
                self._net.hang_up(leg)
        elif _text(form, "Twiml") or _text(form, "Url"):
            with_document(leg, _text(form, "Twiml"), _text(form, "Url"))
        return JSONResponse(leg.resource())

    async def _list(self, request: Request) -> Response:
        query = request.query_params
        legs = sorted(self._net.legs.values(), key=lambda leg: leg.created, reverse=True)
        found = [leg.resource() for leg in legs if _matches(leg, dict(query))]
        size = int(query.get("PageSize", "50"))
        body: dict[str, Any] = {
            "calls": found[:size],
            "page": 0,
            "page_size": size,
            "start": 0,
            "end": len(found[:size]),
        }
        body |= {
            "uri": str(request.url.path),
            "first_page_uri": str(request.url.path),
            "next_page_uri": None,
            "previous_page_uri": None,
        }
        return JSONResponse(body)

    async def _notifications(self, request: Request) -> Response:
        leg = self._net.legs.get(request.path_params["sid"])
        return JSONResponse({"notifications": leg.notifications if leg else [], "next_page_uri": None, "page": 0})

    # -- the account ----------------------------------------------------------------------------------------------------

    async def _account(self, request: Request) -> Response:
        return JSONResponse(
            {"sid": self._credentials.account, "friendly_name": "SIMULATED account", "status": "active", "type": "Full"}
        )

    async def _owned(self, request: Request) -> Response:
        wanted = request.query_params.get("PhoneNumber")
        numbers = [number for number in sorted(self._net.numbers) if wanted in (None, number)]
        rows = [
            {"sid": f"PN{index:032}", "phone_number": number, "capabilities": {"voice": True}}
            for index, number in enumerate(numbers)
        ]
        return JSONResponse({"incoming_phone_numbers": rows, "next_page_uri": None, "page": 0})

    async def _verified(self, request: Request) -> Response:
        return JSONResponse({"outgoing_caller_ids": [], "next_page_uri": None, "page": 0})

    async def _permissions(self, request: Request) -> Response:
        iso = request.path_params["iso"].upper()
        code = f"+{phonenumbers.country_code_for_region(iso)}"
        open_ = not any(code.startswith(prefix) for prefix in self._net.closed_regions)
        return JSONResponse(
            {
                "iso_code": iso,
                "name": iso,
                "continent": "",
                "country_codes": [code],
                "low_risk_numbers_enabled": open_,
                "high_risk_special_numbers_enabled": False,
                "high_risk_tollfraud_numbers_enabled": False,
                "url": str(request.url),
                "links": {},
            }
        )

    async def _page(self, request: Request) -> Response:
        return HTMLResponse(page(self._net))


async def _faulty(fault: Fault) -> Response:
    if fault.trouble is Trouble.HANG:
        await asyncio.Event().wait()
    if fault.trouble is Trouble.DROP:
        return _Broken()
    if fault.trouble is Trouble.HTML:
        return HTMLResponse(f"<html><h1>{fault.status}</h1></html>", status_code=fault.status)
    return _error(fault.status, fault.code, fault.message)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _events(form: FormData) -> list[str]:
    return [value for value in form.getlist("StatusCallbackEvent") if isinstance(value, str)]


def _matches(leg: Leg, query: dict[str, str]) -> bool:
    wanted = (("To", leg.to), ("From", leg.from_), ("Status", leg.status), ("ParentCallSid", leg.parent))
    if any(query.get(name, value) != value for name, value in wanted):
        return False
    since = query.get("StartTime>", "")
    return not since or leg.started is None or leg.started.isoformat() >= since
