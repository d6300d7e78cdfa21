"""An SMTP server that answers as it is told: refuses, closes or falls silent at any point of the conversation."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

CLOSE = "close"  # hang up instead of answering
SILENT = "silent"  # never answer


@dataclass
class ScriptedSmtp:
    """`async with ScriptedSmtp(dot=CLOSE) as server:`; each field is an answer, CLOSE or SILENT."""

    greeting: str = "220 scripted ESMTP"
    ehlo: str = "250-scripted\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 10000000"
    auth: str = "235 2.7.0 accepted"
    mail: str = "250 2.1.0 ok"
    rcpt: Mapping[str, str] = field(default_factory=dict)  # by recipient; others: 250
    data: str = "354 go ahead"
    dot: str = "250 2.0.0 Ok: queued as 4XyZ12345"
    tls: ssl.SSLContext | None = None  # TLS from the first byte
    close_in_text: bool = False  # hang up after the first line of the text
    port: int = 0
    received: list[bytes] = field(default_factory=list)  # texts that came to their final dot, dots unstuffed
    commands: list[str] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._ended = asyncio.Event()
        self._sessions: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._ended.set()
        self._server.close()
        await asyncio.gather(*self._sessions, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(self._session(reader, writer))
        self._sessions.add(task)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await self._answer(writer, self.greeting)
            while line := (await reader.readline()).decode("utf-8", "replace").rstrip("\r\n"):
                self.commands.append(line)
                await self._answer(writer, self._reply(line))
                if line.upper() == "DATA" and self.data.startswith("354"):
                    await self._text(reader)
                    await self._answer(writer, self.dot)
        writer.close()

    def _reply(self, line: str) -> str:
        verb = line.split(" ")[0].split(":")[0].upper()
        if verb == "RCPT":
            return self.rcpt.get(line.split("<")[1].split(">")[0], "250 2.1.5 ok")
        known = {"EHLO": self.ehlo, "HELO": "250 scripted", "AUTH": self.auth, "MAIL": self.mail, "DATA": self.data}
        return known.get(verb, "250 ok")

    async def _text(self, reader: asyncio.StreamReader) -> None:
        lines = []
        while (line := await reader.readline()) != b".\r\n":
            if not line or self.close_in_text:
                raise ConnectionError
            lines.append(line.removeprefix(b"."))
        self.received.append(b"".join(lines))

    async def _answer(self, writer: asyncio.StreamWriter, reply: str) -> None:
        if reply == CLOSE:
            raise ConnectionError
        if reply == SILENT:
            await self._ended.wait()
            raise ConnectionError
        writer.write(reply.encode() + b"\r\n")
        await writer.drain()
