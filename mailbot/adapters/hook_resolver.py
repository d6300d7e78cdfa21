"""Names of receivers, looked up by us: aiohttp connects to the addresses that were checked."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from mailbot.adapters.hook_post import HookPost, Refused


class Checked(AbstractResolver):
    """Looks a name up and lets only addresses through that we send to; aiohttp connects to exactly these."""

    def __init__(self, post: HookPost, *, only_allowed: bool) -> None:
        self._post, self._only_allowed = post, only_allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a name.

        Raises:
            Refused: one of them is not the world's: then the name is not trusted at all.
        """
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        results: list[ResolveResult] = []
        for kind, _, _, _, where in found:
            address = ipaddress.ip_address(str(where[0]).partition("%")[0])
            if not self._post.may_reach(address) or (self._only_allowed and not self._post.is_ours(address)):
                raise Refused(host, address)
            results.append(
                ResolveResult(
                    hostname=host, host=str(address), port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST
                )
            )
        return results

    async def close(self) -> None:
        """Nothing is held open."""
