"""Ports of one address carried to another: python -m tests.torture.relay HERE THERE PORT…

Nodes in namespaces of their own reach servers that listen on this machine's loopback by two of these: one on the
bridge, one on each namespace's own loopback, so that the nodes' settings are those of one machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable, Sequence

from tests.torture.balancer import exchange

Carrier = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def relay(here: str, there: str, ports: Sequence[int]) -> None:
    """Carry until cancelled."""

    def carrier(port: int) -> Carrier:
        async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                await exchange((reader, writer), await asyncio.open_connection(there, port))
            writer.close()

        return carry

    servers = [await asyncio.start_server(carrier(port), here, port) for port in ports]
    print("carrying", flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(relay(sys.argv[1], sys.argv[2], [int(port) for port in sys.argv[3:]]))
