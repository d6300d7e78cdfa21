"""An OpenAI-compatible endpoint that behaves as the test wishes: honest, hostile, broken, or silent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

#: Gets the steps that were asked for, returns the content of the answer.
Trick = Callable[[dict[str, str]], object]


def honest(steps: dict[str, str]) -> object:
    """Say the same in the same words."""
    return {"steps": steps}


def changed(step: str, words: str) -> Trick:
    """Put words in place of one step (or of the first, for "")."""
    return lambda steps: {"steps": {**steps, (step or next(iter(steps))): words}}


def added(words: str) -> Trick:
    """Put words behind the last step."""
    return lambda steps: {"steps": {**steps, list(steps)[-1]: f"{list(steps.values())[-1]} {words}"}}


class LlmEndpoint:
    """`async with LlmEndpoint(trick, …) as llm:` then `llm.url`; tricks are played in turn, the last one for ever.

    A trick returns an object (sent as JSON text), a string (sent as it is), an int (an HTTP status), or None (hangs).
    """

    def __init__(self, *tricks: Trick) -> None:
        self.tricks = list(tricks)
        self.heard: list[dict[str, Any]] = []
        self.asked = asyncio.Event()
        self._over = asyncio.Event()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.heard.append(body)
        self.asked.set()
        trick = self.tricks.pop(0) if len(self.tricks) > 1 else self.tricks[0]
        found = trick(json.loads(body["messages"][1]["content"])["steps"])
        if found is None:
            await self._over.wait()
            return web.Response(status=503)
        if isinstance(found, int):
            return web.Response(status=found, headers={"Location": "http://127.0.0.1:1/"} if 300 <= found < 400 else {})
        content = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
        return web.json_response({"choices": [{"message": {"role": "assistant", "content": content}}]})

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/v1"  # type: ignore[union-attr]
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._over.set()
        await self._runner.cleanup()
