"""A program that is told by webhooks: keeps what it gets, answers as the test wishes, checks signatures by itself."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Self

from aiohttp import web


class HookReceiver:
    """`async with HookReceiver() as receiver:` then `receiver.url`; `answers` are given in turn, then 204."""

    def __init__(self, *answers: int, secret: str = "") -> None:
        self.answers, self.secret = list(answers), secret
        self.heard: list[tuple[dict[str, str], str]] = []  # (headers, body)

    async def _hear(self, request: web.Request) -> web.Response:
        self.heard.append(({name.lower(): value for name, value in request.headers.items()}, await request.text()))
        status = self.answers.pop(0) if self.answers else 204
        headers = {"Location": "/elsewhere"} if 300 <= status < 400 else {}
        return web.Response(status=status, headers=headers)

    def genuine(self, at: int) -> bool:
        """Tell whether a telling was signed with our secret (Standard Webhooks, written once more from its text)."""
        headers, body = self.heard[at]
        signed = ".".join((headers["webhook-id"], headers["webhook-timestamp"], body)).encode()
        key = base64.b64decode(self.secret.split("_", 1)[1])
        expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
        return headers["webhook-signature"] == f"v1,{expected}"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._hear)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.url = f"http://127.0.0.1:{self.port}/hooks"
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._runner.cleanup()
