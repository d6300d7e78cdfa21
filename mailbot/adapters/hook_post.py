"""Sends tellings to receivers: signed as Standard Webhooks says, and never into a network that is not the world's.

The name of a receiver is looked up by us and the connection goes to the address that was checked, so that a name which
answers differently the second time (DNS rebinding) gains nothing. Redirects are not followed and no proxy is used.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from mailbot.errors import UsageError
from mailbot.model.hook import HookAnswer
from mailbot.model.sentence import say

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Ways in which an IPv4 address hides in an IPv6 one (RFC 6052, RFC 8215, RFC 3056, RFC 4380).
_TUNNELS = tuple(ipaddress.ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
#: Bytes of an answer that are read; nobody looks at more.
_READ = 4096


class Refused(OSError):
    """The name leads to an address that we do not send to."""

    def __init__(self, host: str, address: object) -> None:
        self.sentence = say(
            "hook_private",
            "{host} leads to {address}, which is not on the public network.",
            host=host,
            address=str(address),
        )
        super().__init__(self.sentence)


class HookPost:
    """Implements `mailbot.ports.hooks.HookPost`."""

    def __init__(self, *, allowed: Sequence[Network] = (), seconds: float = 15.0, ca_file: str | None = None) -> None:
        """Prepare.

        Args:
            allowed: networks of one's own that receivers may stand in; http is allowed there too.
            seconds: for one telling, from the look-up of the name to the answer.
            ca_file: a further certificate authority to trust.
        """
        self._allowed, self._seconds, self._ca_file = tuple(allowed), seconds, ca_file

    def check(self, url: str) -> str:
        """Return an address as it will be called; what its name leads to is looked at each time it is called.

        Raises:
            UsageError: it is none that we would send to.
        """
        try:
            parts = urlsplit(url.strip())
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise UsageError("This is no web address.", hint="Write https://example.com/path.") from None
        if parts.scheme not in ("https", "http") or not host or parts.username is not None or not url.isprintable():
            raise UsageError("This is no web address.", hint="Write https://example.com/path.")
        if parts.scheme == "http" and not self._allowed:
            raise UsageError("Webhooks leave over https only.", hint="Write https://example.com/path.")
        literal = _literal(host)
        if literal is not None and not self.may_reach(literal):
            raise UsageError(
                "{host} is not on the public network.",
                hint="Allow its network in [webhooks] allow_networks if it is yours.",
                host=host,
            )
        if port == 0:
            raise UsageError("This is no web address.", hint="Write https://example.com/path.")
        return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))

    def may_reach(self, address: Address) -> bool:
        """Tell whether an address is the world's, or in a network that the site allowed."""
        inner = getattr(address, "ipv4_mapped", None)
        if inner is not None:
            return self.may_reach(inner)
        if any(address in network for network in self._allowed if network.version == address.version):
            return True
        tunnelled = any(address in network for network in _TUNNELS if network.version == address.version)
        return address.is_global and not address.is_multicast and not tunnelled

    async def post(self, url: str, secret: str, webhook_id: str, body: str, now: datetime) -> HookAnswer:
        """Send one telling, signed; never raises for what a receiver or the network does."""
        import aiohttp  # with the first telling: most sites have no receivers, and its import costs a fifth of a second

        try:
            return HookAnswer(status=await self._send(self.check(url), signed(secret, webhook_id, body, now), body))
        except UsageError as error:
            return HookAnswer(error=str(error), for_good=True)
        except Refused as error:
            return HookAnswer(error=error.sentence)
        except TimeoutError:
            return HookAnswer(
                error=say("hook_slow", "No answer within {seconds} seconds.", seconds=f"{self._seconds:.0f}")
            )
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if (cause := _refusal(error)) is not None:
                return HookAnswer(error=cause.sentence)
            return HookAnswer(
                error=say("hook_unreachable", "The receiver cannot be reached ({error}).", error=type(error).__name__)
            )

    async def _send(self, url: str, headers: dict[str, str], body: str) -> int:
        import aiohttp

        from mailbot.adapters.hook_resolver import Checked

        parts = urlsplit(url)
        plain = parts.scheme == "http"
        resolver = Checked(self, only_allowed=plain)
        literal = _literal(parts.hostname or "")
        if literal is not None and (not self.may_reach(literal) or (plain and not self.is_ours(literal))):
            raise Refused(parts.hostname or "", literal)
        connector = aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True, ssl=self._tls())
        timeout = aiohttp.ClientTimeout(total=self._seconds)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=False) as session,
            session.post(url, data=body.encode(), headers=headers, allow_redirects=False) as answer,
        ):
            await answer.content.read(_READ)
            return answer.status

    def is_ours(self, address: Address) -> bool:
        """Tell whether an address lies in a network that the site allowed: only there may http be spoken."""
        return any(address in network for network in self._allowed if network.version == address.version)

    def _tls(self) -> Any:
        if self._ca_file is None:
            return True
        import ssl

        return ssl.create_default_context(cafile=self._ca_file)


def signed(secret: str, webhook_id: str, body: str, now: datetime) -> dict[str, str]:
    """Return the headers of a telling (Standard Webhooks: HMAC-SHA256 over id, timestamp and body)."""
    moment = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = hmac.new(key, f"{webhook_id}.{moment}.{body}".encode(), hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "user-agent": "mailbot-webhooks/1",
        "webhook-id": webhook_id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{base64.b64encode(mark).decode()}",
    }


def _literal(host: str) -> Address | None:
    """Return the address that a host is written as, in any spelling that a resolver would take for one."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))  # 0x7f.1, 2130706433, 0177.0.0.1
    except (OSError, UnicodeEncodeError):
        return None


def _refusal(error: BaseException) -> Refused | None:
    """Return our own refusal below the library's error."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, Refused):
            return seen
        seen = getattr(seen, "os_error", None) or seen.__cause__ or seen.__context__
    return None
