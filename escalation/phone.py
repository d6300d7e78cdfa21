"""Rings people over Twilio.

Traps of the official package that this module stands against: its retries would repeat a POST that may already have
placed a call, and its timeout setting is ignored, so requests could hang for ever. Nothing here ever asks twice.
"""

from __future__ import annotations

import base64
import ipaddress
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from escalation.callback import Leg
from escalation.markup import spoken
from escalation.ports import AccountTrouble, CallOrder, CallReport, Finding, NumberRefused, RegionRefused
from escalation.script import Say
from mailbot.errors import ConfigurationError, MailbotError, OutcomeUnknown, ServerUnreachable, TransientError

REQUEST_SECONDS = 10.0

# The package writes request URLs, and with them telephone numbers, at INFO.
logging.getLogger("twilio.async_http_client").setLevel(logging.WARNING)

#: Provider's error numbers by what they mean for us (https://www.twilio.com/docs/api/errors).
_NUMBER = frozenset({21211, 21214, 21216, 21217, 21201, 21202, 21401, 13223, 13224, 13225})
_REGION = frozenset({21215, 13227, 21203, 32205})
_NEVER_PROCESSED = frozenset({20429, 10004})
_AMBIGUOUS = frozenset({20500, 20503})
_OVER = 21220

_LEGS: dict[str, Leg] = {
    "queued": Leg.QUEUED,
    "initiated": Leg.INITIATED,
    "ringing": Leg.RINGING,
    "in-progress": Leg.ANSWERED,
    "answered": Leg.ANSWERED,
    "completed": Leg.COMPLETED,
    "busy": Leg.BUSY,
    "no-answer": Leg.NO_ANSWER,
    "failed": Leg.FAILED,
    "canceled": Leg.CANCELLED,
}


def leg_of(status: str) -> Leg | None:
    """Return the provider's status in our words, None for one that we do not know."""
    return _LEGS.get(status)


@dataclass(frozen=True, kw_only=True, slots=True)
class TwilioAccount:
    """The telephone account; secrets do not show in its repr."""

    account_sid: str
    auth_token: str = field(repr=False)  # also signs the webhooks
    previous_token: str = field(default="", repr=False)  # accepted on webhooks while tokens rotate
    api_key: str = ""  # used for requests instead of the token when given
    api_secret: str = field(default="", repr=False)
    caller_id: str  # E.164
    caller_ids: Mapping[str, str] = field(default_factory=dict)  # region -> E.164
    public_url: str  # as the provider reaches us, "https://desk.example.com"
    base_url: str = ""  # another REST endpoint: only the simulated network on loopback

    def tokens(self) -> tuple[str, ...]:
        """Return the tokens that may have signed a webhook, the current one first."""
        return tuple(token for token in (self.auth_token, self.previous_token) if token)

    def __post_init__(self) -> None:
        """Refuse settings that would leak credentials or could never work."""
        if self.base_url and not _loopback(self.base_url):
            raise ConfigurationError(
                "The telephone's base_url may only lead to this machine.", hint="Leave it empty for the real network."
            )
        if not self.account_sid.startswith("AC") or not self.auth_token:
            raise ConfigurationError(
                "The telephone account lacks its account_sid (AC…) or auth_token.",
                hint="Copy both from the Twilio console.",
            )


def _loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Http(AsyncTwilioHttpClient):  # type: ignore[misc] # the package has no types
    """The package's client with a deadline on every request, no retries, and an optional other address."""

    def __init__(self, base_url: str, seconds: float) -> None:
        super().__init__(max_retries=None)
        self._base = urlsplit(base_url) if base_url else None
        self._seconds = seconds

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        if self._base is not None:
            parts = urlsplit(url)
            url = urlunsplit((self._base.scheme, self._base.netloc, parts.path, parts.query, ""))
        if auth is not None:  # the package's own way is deprecated in aiohttp 3 and gone in aiohttp 4
            given = base64.b64encode(f"{auth[0]}:{auth[1]}".encode()).decode()
            headers = {**(headers or {}), "Authorization": f"Basic {given}"}
        return await super().request(
            method, url, params, data, headers, None, timeout or self._seconds, allow_redirects
        )


class TwilioPhone:
    """Implements `escalation.ports.Phone`; make it inside a running loop and close it."""

    def __init__(self, account: TwilioAccount, *, request_seconds: float = REQUEST_SECONDS) -> None:
        self._account = account
        self._http = _Http(account.base_url, request_seconds)
        user, secret = account.api_key or account.account_sid, account.api_secret or account.auth_token
        self._client = Client(user, secret, account_sid=account.account_sid, http_client=self._http)
        self._client.region = self._client.edge = None  # the package reads them from the environment unasked

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def place(self, order: CallOrder) -> str:
        """See Phone. One POST, whatever happens."""
        base = webhook_base(self._account.public_url, order.attempt_id, order.nonce)
        with _creation():
            call = await self._client.calls.create_async(
                to=order.to,
                from_=self._account.caller_id,
                url=f"{base}/brief",
                fallback_url=f"{base}/fallback",
                # status callbacks are lost on a 500 unless the fragment asks for more (connection overrides)
                status_callback=f"{base}/manager#rc=3&rp=5xx,ct,rt",
                status_callback_event=["initiated", "ringing", "answered", "completed"],
                timeout=order.ring_seconds,
                time_limit=order.limit_seconds,
            )
            return str(_ref(call.sid))

    async def find(self, order: CallOrder) -> Sequence[str]:
        """See Phone."""
        with _lookup():
            calls = await self._client.calls.list_async(to=order.to, from_=self._account.caller_id, limit=20)
        mine = [call for call in calls if call.direction == "outbound-api" and _since(call.date_created, order)]
        return [call.sid for call in mine]

    async def report(self, ref: str) -> CallReport:
        """See Phone."""
        with _lookup():
            call = await self._client.calls(ref).fetch_async()
            children = await self._client.calls.list_async(parent_call_sid=ref, limit=5)
        child = children[0] if children else None
        return CallReport(
            ref=ref,
            manager=leg_of(str(call.status)) or Leg.QUEUED,
            customer=(leg_of(str(child.status)) or Leg.NONE) if child else Leg.NONE,
            customer_ref=child.sid if child else None,
            customer_seconds=int(child.duration or 0) if child else 0,
        )

    async def hang_up(self, ref: str) -> None:
        """See Phone."""
        await self._update(ref, status="completed")

    async def leave_message(self, ref: str, message: Say) -> None:
        """See Phone."""
        await self._update(ref, twiml=spoken(message))

    async def _update(self, ref: str, **changes: Any) -> None:
        try:
            with _lookup():
                await self._client.calls(ref).update_async(**changes)
        except AlreadyOver:
            return

    async def inspect(self, regions: Sequence[str]) -> tuple[Finding, ...]:
        """Look at the account as `mailbot doctor` does: credentials, caller id, countries, address, signatures."""
        found = [await self._check_account(), await self._check_caller_id(), await self._check_regions(regions)]
        return (*found, self._check_address(), self._check_signatures())

    async def _check_account(self) -> Finding:
        try:
            with _lookup():
                account = await self._client.api.v2010.accounts(self._account.account_sid).fetch_async()
        except MailbotError as error:
            return Finding(name="credentials", ok=False, text=error.sentence())
        trial = " It is a trial account: only verified numbers can be rung." if account.type == "Trial" else ""
        return Finding(
            name="credentials", ok=account.status == "active", text=f"The account is {account.status}.{trial}"
        )

    async def _check_caller_id(self) -> Finding:
        number = self._account.caller_id
        try:
            with _lookup():
                owned = await self._client.incoming_phone_numbers.list_async(phone_number=number, limit=1)
                verified = await self._client.outgoing_caller_ids.list_async(phone_number=number, limit=1)
        except MailbotError as error:
            return Finding(name="caller id", ok=False, text=error.sentence())
        ok = bool(owned or verified)
        text = "is ours" if ok else "is neither bought nor verified: buy it or verify it in the Twilio console"
        return Finding(name="caller id", ok=ok, text=f"{number} {text}.")

    async def _check_regions(self, regions: Sequence[str]) -> Finding:
        closed, risky = [], []
        try:
            for region in regions:
                with _lookup():
                    country = await self._client.voice.v1.dialing_permissions.countries(region).fetch_async()
                if not country.low_risk_numbers_enabled:
                    closed.append(region)
                if country.high_risk_special_numbers_enabled or country.high_risk_tollfraud_numbers_enabled:
                    risky.append(region)
        except MailbotError as error:
            return Finding(name="countries", ok=False, text=error.sentence())
        if closed or risky:
            text = f"closed at the provider: {', '.join(closed) or 'none'}; high-risk numbers open: {', '.join(risky) or 'none'}."
            return Finding(name="countries", ok=False, text=text)
        return Finding(name="countries", ok=True, text=f"{len(regions)} countries are open, high-risk numbers closed.")

    def _check_address(self) -> Finding:
        parts = urlsplit(self._account.public_url)
        if parts.scheme == "https" or _loopback(self._account.public_url):
            return Finding(name="public address", ok=True, text=f"{self._account.public_url} is used for webhooks.")
        return Finding(
            name="public address", ok=False, text="The public URL must be https, as the provider reaches it."
        )

    def _check_signatures(self) -> Finding:
        url = webhook_base(self._account.public_url, "doctor", "self-test") + "/manager"
        fields = {"CallSid": "CA" + "0" * 32, "Digits": ""}
        good = RequestValidator(self._account.auth_token).compute_signature(url, fields)
        ok = signed(self._account, url, fields, good) and not signed(self._account, url, fields, good[:-2] + "x=")
        return Finding(name="signatures", ok=ok, text="Signed requests are accepted and forged ones refused.")


def signed(account: TwilioAccount, url: str, form: Any, signature: str | None) -> bool:
    """Tell whether a webhook is signed with one of our tokens; whatever the validator raises means no.

    The package's validator raises on missing signatures and odd bodies instead of saying no.
    """
    for token in account.tokens():
        try:
            if RequestValidator(token).validate(url, form, signature):
                return True
        except Exception:  # noqa: S112 - hostile input; the answer is 403, never 500
            continue
    return False


def webhook_base(public_url: str, attempt_id: str, nonce: str) -> str:
    """Return the URL under which one attempt's webhooks come in: opaque ids only, no number, no name."""
    return f"{public_url.rstrip('/')}/voice/{attempt_id}/{nonce}"


class AlreadyOver(MailbotError):
    """The call that was to be changed has ended."""


def _ref(sid: str | None) -> str:
    if not sid:
        raise OutcomeUnknown("The telephone network answered without a reference.")
    return sid


def _since(created: Any, order: CallOrder) -> bool:
    """Dates at the provider have whole seconds."""
    return created is None or created >= order.since.replace(microsecond=0)


@contextmanager
def _creation() -> Iterator[None]:
    """Map what a creation can end in; the default is doubt."""
    try:
        yield
    except TwilioRestException as error:
        raise _creation_error(error) from error
    except (TwilioServiceException, TwilioException, aiohttp.ClientError, TimeoutError) as error:
        raise OutcomeUnknown("The telephone network's answer got lost ({what}).", what=type(error).__name__) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise OutcomeUnknown("The telephone network's answer could not be read.") from error


def _creation_error(error: TwilioRestException) -> MailbotError:
    code = int(error.code or 0)
    if error.status == 429 or code in _NEVER_PROCESSED:
        return TransientError("The telephone network asks us to slow down.")
    if error.status >= 500 or code in _AMBIGUOUS:
        return OutcomeUnknown("The telephone network is in trouble (status {status}).", status=error.status)
    if code in _NUMBER:
        return NumberRefused(f"The telephone network refuses this number (error {code}).")
    if code in _REGION:
        return RegionRefused(f"The telephone account may not call this country (error {code}).")
    return AccountTrouble(
        "The telephone network refuses our account or settings (error {code}).",
        hint="See https://www.twilio.com/docs/errors/{code} and run: mailbot doctor.",
        code=code or error.status,
    )


@contextmanager
def _lookup() -> Iterator[None]:
    """Map what a look or an update can end in: asking again is safe."""
    try:
        yield
    except TwilioRestException as error:
        if error.code == _OVER:
            raise AlreadyOver("The call is over.") from error
        if error.status == 429 or error.status >= 500:
            raise ServerUnreachable(
                "The telephone network is in trouble (status {status}).", status=error.status
            ) from error
        raise AccountTrouble(
            "The telephone network says no (error {code}).", code=error.code or error.status
        ) from error
    except (TwilioException, aiohttp.ClientError, TimeoutError) as error:
        raise ServerUnreachable("The telephone network does not answer.") from error
