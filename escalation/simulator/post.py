"""The network's own requests: signed as the provider signs them, sent to loopback and nowhere else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urldefrag, urlsplit, urlunsplit

import aiohttp

READ_SECONDS = 15.0


def sign(token: str, url: str, fields: Mapping[str, str]) -> str:
    """Return X-Twilio-Signature for a form: HMAC-SHA1 over the URL and all fields sorted by name.

    Source: https://www.twilio.com/docs/usage/security (validating requests). The URL is without its fragment.
    """
    text = urldefrag(url).url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What came back; status 0 when nobody answered."""

    status: int
    text: str = ""


class NotLoopback(ValueError):
    """The simulated network never leaves this machine."""


def require_loopback(url: str) -> None:
    """Raise NotLoopback unless a URL's host is this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return
    try:
        inside = ipaddress.ip_address(host).is_loopback
    except ValueError:
        inside = False
    if not inside:
        raise NotLoopback(f"SIMULATED network: {host or url!r} is not a loopback address, nothing is sent there.")


class Post:
    """Delivers webhooks; `forward` stands for the proxy between a public URL and the program on loopback."""

    def __init__(self, token: str, forward: str = "", read_seconds: float = READ_SECONDS) -> None:
        self._token = token
        self._forward = forward.rstrip("/")
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None
        self.sent: list[tuple[str, dict[str, str], int]] = []

    def forward_to(self, base_url: str) -> None:
        """Let public URLs lead to a program on this machine from now on."""
        require_loopback(base_url)
        self._forward = base_url.rstrip("/")

    def limit_reading(self, seconds: float) -> None:
        """Give up on answers after this many real seconds."""
        self._read_seconds = seconds

    async def deliver(self, url: str, fields: dict[str, str], *, wrong_signature: bool = False) -> Reply:
        """Send a form, again after failures as the URL's fragment asks (`#rc=3&rp=5xx,ct,rt`)."""
        options = parse_qs(urlsplit(url).fragment)
        retries = int(options.get("rc", ["1"])[0])
        policy = set(options.get("rp", ["ct"])[0].split(","))
        token = self._token + ("-wrong" if wrong_signature else "")
        headers = {
            "X-Twilio-Signature": sign(token, url, fields),
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
            "User-Agent": "TwilioProxy/1.1 (SIMULATED)",
        }
        reply = Reply(status=0)
        for _ in range(1 + retries):
            reply, failure = await self._once(urldefrag(url).url, fields, headers)
            self.sent.append((url, fields, reply.status))
            if failure not in policy and "all" not in policy:
                break
        return reply

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _once(self, url: str, fields: dict[str, str], headers: dict[str, str]) -> tuple[Reply, str]:
        target = self._target(url)
        require_loopback(target)
        self._session = self._session or aiohttp.ClientSession()
        timeout = aiohttp.ClientTimeout(total=self._read_seconds, connect=5.0)
        try:
            async with self._session.post(target, data=fields, headers=headers, timeout=timeout) as response:
                text = await response.text()
                return Reply(status=response.status, text=text), _failure(response.status)
        except TimeoutError:
            return Reply(status=0), "rt"
        except aiohttp.ClientError:
            return Reply(status=0), "ct"

    def _target(self, url: str) -> str:
        if not self._forward:
            return url
        parts, base = urlsplit(url), urlsplit(self._forward)
        return urlunsplit((base.scheme, base.netloc, parts.path, parts.query, ""))


def _failure(status: int) -> str:
    return "5xx" if status >= 500 else "4xx" if status >= 400 else ""
