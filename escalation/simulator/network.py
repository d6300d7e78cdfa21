"""The whole simulated network as one thing to start: exchange, REST interface, webhooks, server on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from escalation.simulator.clock import SimClock
from escalation.simulator.exchange import Exchange
from escalation.simulator.personas import Directory, Persona, Weather
from escalation.simulator.post import READ_SECONDS, Post
from escalation.simulator.rest import Credentials, RestInterface


@dataclass(kw_only=True)
class Network:
    """A simulated network with an account; the names of its credentials say what it is."""

    account: str = "AC" + "5" * 32
    token: str = "SIMULATED-token"  # noqa: S105 - opens nothing
    numbers: frozenset[str] = frozenset({"+442079460000"})
    clock: SimClock = field(default_factory=lambda: SimClock(datetime.now(UTC)))
    directory: Directory = field(default_factory=Directory)
    weather: Weather = field(default_factory=Weather)
    forward: str = ""  # where public URLs lead on this machine
    read_seconds: float = READ_SECONDS
    calls_per_second: float = 1.0

    def __post_init__(self) -> None:
        self.post = Post(self.token, self.forward, self.read_seconds)
        self.exchange = Exchange(
            clock=self.clock,
            post=self.post,
            account=self.account,
            numbers=self.numbers,
            directory=self.directory,
            weather=self.weather,
            calls_per_second=self.calls_per_second,
        )
        self.rest = RestInterface(self.exchange, Credentials(account=self.account, token=self.token))

    def app(self) -> Starlette:
        """Return the ASGI application of the REST interface and the timeline page."""
        return self.rest.app()

    def people(self, personas: Mapping[str, Persona]) -> None:
        """Let personas own numbers."""
        for number, persona in personas.items():
            self.directory.put(number, persona)

    def said(self, words: str) -> list[str]:
        """Return the lines of the timeline that contain some words."""
        return [line.what for line in self.exchange.timeline if words in line.what]

    async def close(self) -> None:
        """Stop everybody and close the connections."""
        await self.clock.close()
        await self.post.close()


class _Server(uvicorn.Server):
    """A server inside a running loop: leaves signals alone and says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self.stop = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the process's signal handlers as they are."""
        yield

    async def main_loop(self) -> None:
        """Wait to be stopped, without ticking: the exit is immediate."""
        await self.stop.wait()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets=sockets)
        self.up.set()


@asynccontextmanager
async def serve(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Serve an ASGI application on loopback for the length of the block; yields its base URL."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        config = uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        await server.up.wait()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.stop.set()
            await task
