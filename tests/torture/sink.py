"""An SMTP server that takes mails and now and then refuses, hangs up or falls silent at any point of the conversation.

It writes down what it took. A line on which nobody speaks for some seconds is closed, as real servers do.
"""

from __future__ import annotations

import asyncio
import contextlib
import email
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.torture.evidence import Delivered

#: What may happen to a mail, and how often in a hundred; the rest goes well.
PLANS = {
    "451 at RCPT": 6,
    "550 at RCPT": 3,
    "close at DATA": 4,
    "451 after the dot": 4,
    "taken, then closed": 3,
    "dropped, then closed": 3,
    "taken, then silent": 3,
    "dropped, then silent": 3,
}
IDLE = 9.0  # seconds; shorter than a node's lease on a mail


@dataclass
class Sink:
    """`async with Sink() as sink:` then `port`, `delivered`."""

    dice: random.Random
    port: int = 0
    taken: list[Delivered] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    faults: bool = True
    silent: bool = False  # every line falls silent: a storm
    _tries: Counter[str] = field(default_factory=Counter)

    async def __aenter__(self) -> Sink:
        self._server = await asyncio.start_server(self._session, "127.0.0.1", 0, limit=1 << 22)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def has(self, message_id: str) -> bool:
        """Tell whether a mail was taken."""
        return any(one.message_id == message_id for one in self.taken)

    async def _session(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, EOFError):
            await self._talk(reader, writer)
        writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        plan, recipients = "", list[str]()
        await self._say(writer, "220 sink ESMTP")
        while line := (await asyncio.wait_for(reader.readline(), IDLE)).decode("utf-8", "replace").strip():
            verb = line.split(" ")[0].upper()
            if self.silent:
                await asyncio.sleep(IDLE)
                return
            if verb in ("EHLO", "HELO"):
                await self._say(writer, "250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 20000000")
            elif verb == "RCPT":
                recipients.append(line.split("<")[1].split(">")[0])
                plan = self._plan(recipients[-1])
                await self._say(writer, plan[:3] + " not now" if plan.endswith("RCPT") else "250 ok")
            elif verb == "DATA":
                if plan == "close at DATA":
                    return
                await self._say(writer, "354 go ahead")
                text = await asyncio.wait_for(reader.readuntil(b"\r\n.\r\n"), IDLE)
                if not await self._end(writer, plan, text, recipients):
                    return
                plan, recipients = "", []
            elif verb == "QUIT":
                await self._say(writer, "221 bye")
                return
            else:
                await self._say(writer, "250 ok")

    def _plan(self, recipient: str) -> str:
        """Choose what happens; each recipient meets three faults at most, so that everything ends some day."""
        if not self.faults or self._tries[recipient] >= 3:
            return ""
        names = [*PLANS, ""]
        (plan,) = self.dice.choices(names, [*PLANS.values(), 100 - sum(PLANS.values())])
        if plan:
            self._tries[recipient] += 1
            self.happened[plan] += 1
        return plan

    async def _end(self, writer: asyncio.StreamWriter, plan: str, text: bytes, recipients: list[str]) -> bool:
        if plan == "451 after the dot":
            await self._say(writer, "451 not now")
            return True
        if not plan.startswith("dropped"):
            message_id = str(email.message_from_bytes(text)["Message-ID"]).strip()
            self.taken += [Delivered(message_id=message_id, recipient=one, at=time.time()) for one in recipients]
        if plan.endswith("silent"):
            await asyncio.sleep(IDLE)
        if plan:
            return False
        await self._say(writer, "250 queued")
        return True

    async def _say(self, writer: asyncio.StreamWriter, words: str) -> None:
        writer.write(words.encode() + b"\r\n")
        await writer.drain()
