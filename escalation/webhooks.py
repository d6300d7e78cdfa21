"""What the telephone network asks us while a call runs: signed, answered fast, never obeyed twice.

Every request must be signed over the configured public URL (proxies change what we see of it), name our account and
carry the attempt's nonce. Menu steps are one-shot; status reports are stored once and folded.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from urllib.parse import parse_qsl

import structlog
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from escalation.callback import CallEvent, Leg, Side
from escalation.markup import render
from escalation.menu import Menu
from escalation.phone import TwilioAccount, leg_of, signed, webhook_base
from escalation.ports import Calls
from escalation.script import farewell
from mailbot.errors import MailbotError
from mailbot.ports import Clock

log = structlog.get_logger("escalation.webhooks")

MAX_BODY = 64 * 1024
MAX_FIELDS = 200
_SIDES = {"manager": Side.MANAGER, "customer": Side.CUSTOMER}
_DIAL_RESULTS = frozenset({"completed", "busy", "no-answer", "failed", "canceled", "answered"})


class Webhooks:
    """Routes under `/voice/{attempt}/{nonce}/{step}`."""

    def __init__(self, account: TwilioAccount, calls: Calls, menu: Menu, clock: Clock) -> None:
        self._account = account
        self._calls = calls
        self._menu = menu
        self._clock = clock

    def routes(self) -> list[Route]:
        """Return the routes, to be mounted at the root of the public address."""
        return [
            Route("/voice/{attempt}/{nonce}/manager", self._signed(self._status), methods=["POST"]),
            Route("/voice/{attempt}/{nonce}/customer", self._signed(self._status), methods=["POST"]),
            Route("/voice/{attempt}/{nonce}/done", self._signed(self._done), methods=["POST"]),
            Route("/voice/{attempt}/{nonce}/{step}", self._signed(self._step), methods=["POST"]),
        ]

    def _signed(
        self, handler: Callable[[Request, FormData], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def checked(request: Request) -> Response:
            form = await _form(request)
            if form is None:
                return Response(status_code=403)
            if not self._genuine(request, form):
                log.warning("webhook_refused", path_length=len(request.url.path))
                return Response(status_code=403)
            try:
                return await handler(request, form)
            except MailbotError as error:
                log.warning("webhook_in_trouble", error=error.sentence())
                return Response(status_code=503)

        return checked

    def _genuine(self, request: Request, form: FormData) -> bool:
        query = f"?{request.url.query}" if request.url.query else ""
        raw_path = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1")
        url = self._account.public_url.rstrip("/") + raw_path.partition("?")[0] + query
        if form.get("AccountSid") != self._account.account_sid:
            return False
        return signed(self._account, url, form, request.headers.get("x-twilio-signature"))

    # -- status reports -------------------------------------------------------------------------------------------------

    async def _status(self, request: Request, form: FormData) -> Response:
        side = _SIDES[request.url.path.rsplit("/", 1)[-1]]
        leg = leg_of(_text(form, "CallStatus"))
        if leg is None or not await self._known(request):
            return Response(status_code=204)
        await self._calls.heard(self._event(request, form, side, leg, ref=_text(form, "CallSid")))
        return Response(status_code=204)

    async def _known(self, request: Request) -> bool:
        return await self._calls.knows(request.path_params["attempt"], request.path_params["nonce"])

    def _event(self, request: Request, form: FormData, side: Side, leg: Leg, *, ref: str) -> CallEvent:
        return CallEvent(
            attempt_id=request.path_params["attempt"],
            side=side,
            leg=leg,
            ref=ref or None,
            key=_key(side, form),
            bridged={"true": True, "false": False}.get(_text(form, "DialBridged")),
            seconds=_seconds(form),
            raw=_kept(form),
            at=self._clock.now(),
        )

    # -- the spoken menu ------------------------------------------------------------------------------------------------

    async def _done(self, request: Request, form: FormData) -> Response:
        """The customer's leg has ended: its result is an event, and the manager hears what comes next."""
        result = _text(form, "DialCallStatus")
        leg = leg_of(result)
        if leg is not None and result in _DIAL_RESULTS and await self._known(request):
            leg = Leg.COMPLETED if leg is Leg.ANSWERED else leg
            await self._calls.heard(self._event(request, form, Side.CUSTOMER, leg, ref=_text(form, "DialCallSid")))
        return await self._answer(request, "done", "")

    async def _step(self, request: Request, form: FormData) -> Response:
        step = request.path_params["step"]
        if step != "notice" and await self._known(request):
            # the request itself proves that the manager's leg was answered, should its report be late or lost
            await self._calls.heard(self._event(request, form, Side.MANAGER, Leg.ANSWERED, ref=_text(form, "CallSid")))
        return await self._answer(request, step, _text(form, "Digits"))

    async def _answer(self, request: Request, step: str, digits: str) -> Response:
        attempt, nonce = request.path_params["attempt"], request.path_params["nonce"]
        base = webhook_base(self._account.public_url, attempt, nonce)
        document = await self._calls.answer_step(
            attempt,
            nonce,
            step[:20],
            digits[:4],
            partial(self._menu.on_step, step[:20], digits[:4]),
            partial(render, url=lambda name: f"{base}/{name}"),
            self._clock.now(),
        )
        if document is None:
            document = render(farewell("refused", self._menu.of("en")), lambda name: name)
        return Response(document, media_type="application/xml")


async def _form(request: Request) -> FormData | None:
    """Return a small url-encoded form with its blank fields, which are signed too; None for anything else."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        return None
    return FormData([(name, value) for name, value in pairs])


def _text(form: Mapping[str, object], name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


#: "²" is a digit to Python and no number; ten million seconds are no call.
_SECONDS = re.compile(r"[0-9]{1,7}")


def _seconds(form: FormData) -> int | None:
    for name in ("DialCallDuration", "CallDuration"):
        value = _text(form, name)
        if _SECONDS.fullmatch(value):
            return int(value)
    return None


def _key(side: Side, form: FormData) -> str:
    """Name a report so that its repetition has the same name (SequenceNumber counts per leg)."""
    sid, number = _text(form, "CallSid"), _text(form, "SequenceNumber")
    if number:
        return f"{side.value}:{sid}:{_text(form, 'CallbackSource')}:{number}"
    body = "&".join(f"{name}={_text(form, name)}" for name in sorted(form))
    return f"{side.value}:{sid}:{hashlib.sha256(body.encode()).hexdigest()[:32]}"


#: What is kept of a request; numbers and names stay in the attempt's own row.
_KEPT = ("CallSid", "ParentCallSid", "CallStatus", "DialCallStatus", "SequenceNumber", "Timestamp", "CallDuration", "SipResponseCode", "AnsweredBy", "ErrorCode")  # fmt: skip


def _kept(form: FormData) -> str:
    return "&".join(f"{name}={_text(form, name)[:100]}" for name in _KEPT if name in form)
