"""One address for all nodes, as a site has it: each connection goes to a node that answers."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Sequence

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
#: Seconds after which a node that does not answer is passed over.
CONNECT_SECONDS = 2.0


class Balancer:
    """`async with Balancer(places) as one:` then `url`; places are the nodes' hosts and ports."""

    def __init__(self, places: Sequence[tuple[str, int]], dice: random.Random) -> None:
        self._places, self._dice = tuple(places), dice
        self._sessions: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Balancer:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._sessions:
            task.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._session(reader, writer))
        self._sessions.add(task)
        task.add_done_callback(self._sessions.discard)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for host, port in self._dice.sample(self._places, len(self._places)):
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(CONNECT_SECONDS):
                    there = await asyncio.open_connection(host, port)
                await exchange((reader, writer), there)
                return
        writer.close()


async def exchange(here: Ends, there: Ends) -> None:
    """Copy both ways until both have ended."""
    await asyncio.gather(_copy(here[0], there[1]), _copy(there[0], here[1]))


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    target.close()
