"""The people of the desk: they approve, ring, wrap up, solve, and settle what nobody else can know; over the API.

Requests go to any node and may die with it; whoever gets no answer looks again and does what is still to be done.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from typing import Any

import httpx
from sqlalchemy import select

from mailbot.bootstrap.house import House
from mailbot.errors import MailbotError
from mailbot.model.person import Agent, Role
from mailbot.store.tables import callbacks, conversations, drafts, outbox
from tests.torture.sink import Sink
from tests.torture.stage import MANAGERS
from tests.torture.stream import Stream

APPROVALS = 3  # a reply that the server refuses for good is not approved for ever


class Staff:
    """Works until told to stop; `done` counts the acts."""

    def __init__(self, house: House, base: str, sink: Sink, stream: Stream, dice: random.Random) -> None:
        self._house, self._sink, self._stream, self._dice = house, sink, stream, dice
        self._web = httpx.AsyncClient(base_url=base, timeout=httpx.Timeout(6.0))
        self.done: Counter[str] = Counter()
        self.ringing = True  # new calls are made
        self._approved: Counter[str] = Counter()
        self._tokens: dict[str, str] = {}
        self._agents: dict[str, Agent] = {}

    async def hire(self) -> None:
        """Put people and their tokens into the store."""
        people, now = self._house.people, self._house.clock.now()
        for email, phone in {"ann@desk.example": None, **MANAGERS}.items():
            role = Role.MANAGER if phone else Role.AGENT
            agent = await people.add(Agent(id="", email=email, name=email[:8], role=role, phone=phone), None, now)
            self._agents[email] = agent
            self._tokens[agent.id] = await people.add_token(agent.id, "torture", now)

    async def work(self, stop: asyncio.Event, *, solve: bool = True) -> None:
        """Look for something to do, again and again."""
        while not stop.is_set():
            with contextlib.suppress(MailbotError):
                await self.round(solve=solve)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 0.5)

    async def close(self) -> None:
        """Hang up."""
        await self._web.aclose()

    async def round(self, *, solve: bool) -> None:
        """Do what there is to do now."""
        async with self._house.db.read() as tx:
            open_drafts = (await tx.execute(_OPEN_DRAFTS)).all()
            line = (await tx.execute(_LINE)).all()
            waiting = (await tx.execute(_WAITING)).all() if solve else []
            unknown = (await tx.execute(_UNKNOWN)).all()
        for row in open_drafts:
            if self._approved[row.conversation_id] < APPROVALS:
                await self._approve(row)
        for row in line:
            await self._call(row)
        for row in waiting:
            if self._dice.random() < 0.15:
                await self._act("solved", "ann@desk.example", f"/cases/{row.id}/resolve", version=row.version)
        for row in unknown:
            await self._settle(row)

    async def _approve(self, row: Any) -> None:
        if await self._act("approved", "ann@desk.example", f"/drafts/{row.id}/approve", version=row.version):
            self._approved[row.conversation_id] += 1

    async def _call(self, row: Any) -> None:
        if row.state == "wrap_up":
            await self._wrap_up(row)
        elif row.state in ("ready", "retry", "snoozed", "needs_human") and self.ringing and row.attempts < 3:
            await self._ring(row)

    async def _ring(self, row: Any) -> None:
        topic = self._stream.topics[int(row.customer_email.split("@")[0].removeprefix("customer")) - 1]
        manager = self._dice.choice(tuple(MANAGERS))
        if row.confirmed_by is None:
            await self._act("number", manager, f"/calls/{row.id}/number", number=topic.phone)
        await self._act("rang", manager, f"/calls/{row.id}/ring")

    async def _wrap_up(self, row: Any) -> None:
        manager = next((email for email, one in self._agents.items() if one.id == row.lease_holder), None)
        if manager is not None:
            told = {"disposition": "resolved", "notes": "Heard out; a new one comes."}
            await self._act("wrapped up", manager, f"/calls/{row.id}/wrap-up", **told)

    async def _settle(self, row: Any) -> None:
        """The person who asks the provider: they learn whether a mail of unknown outcome left."""
        with contextlib.suppress(MailbotError):
            agent = self._agents["ann@desk.example"]
            await self._house.lookup.settle_unknown(agent, row.id, left=self._sink.has(row.message_id))
            self.done["settled"] += 1

    async def _act(self, what: str, email: str, path: str, **fields: Any) -> bool:
        bearer = {"Authorization": f"Bearer {self._tokens[self._agents[email].id]}"}
        try:
            answer = await self._web.post(f"/api/v1{path}", json=fields or None, headers=bearer)
        except httpx.HTTPError:
            self.done["no answer"] += 1
            return False
        self.done[what if answer.is_success else f"{what}: {answer.status_code}"] += 1
        return answer.is_success


_OPEN_DRAFTS = (
    select(drafts.c.id, drafts.c.version, drafts.c.conversation_id).where(drafts.c.status == "open").limit(40)
)
_LINE = (
    select(callbacks.c.id, callbacks.c.state, callbacks.c.customer_email, callbacks.c.confirmed_by,
           callbacks.c.lease_holder, callbacks.c.attempts)
    .where(callbacks.c.closed_at.is_(None))
    .order_by(callbacks.c.id)
    .limit(20)
)  # fmt: skip
_WAITING = (
    select(conversations.c.id, conversations.c.version)
    .where(conversations.c.state == "waiting", conversations.c.triage_due_at.is_(None))
    .order_by(conversations.c.id)
    .limit(40)
)
_UNKNOWN = (
    select(outbox.c.id, outbox.c.message_id)
    .join(conversations, conversations.c.id == outbox.c.conversation_id)
    .where(outbox.c.state == "unknown", conversations.c.attention.contains("Did our mail leave?"))
)
