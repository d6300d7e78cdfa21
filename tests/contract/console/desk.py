"""A console with three people and one case, and what a test does with it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
from fastapi import FastAPI
from sqlalchemy import func, select

from escalation.simulator.clock import SimClock
from escalation.simulator.network import Network
from mailbot.bootstrap.house import House, opened_house
from mailbot.console.app import create_app
from mailbot.console.house import ConsoleOptions
from mailbot.console.session import COOKIE
from mailbot.demo.stage import demo_policy, demo_settings
from mailbot.model.conversation import Conversation, State
from mailbot.model.draft import DraftText
from mailbot.model.person import Agent, Role
from mailbot.store.tables import metadata
from tests.passwords import hashed

SITE = "http://desk.example"
SECRET = "correct-horse-battery"
STORE = "mailbot.sqlite3"


class StandingClock:
    """A clock that the test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass
class ConsoleDesk:
    """Everything a test needs; `app` is asked through ASGI."""

    house: House
    app: FastAPI
    clock: StandingClock
    people: dict[Role, Agent]
    tokens: dict[Role, str]
    case_id: str
    draft_id: str

    def visitor(self, **headers: str) -> httpx.AsyncClient:
        """Return a browser that nobody is logged in with."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=SITE, headers=headers)

    def program(self, role: Role | None) -> httpx.AsyncClient:
        """Return a caller of the API with a person's token, or without."""
        return self.visitor(**({"authorization": f"Bearer {self.tokens[role]}"} if role else {}))

    async def browser(self, role: Role) -> tuple[httpx.AsyncClient, str]:
        """Return a logged-in browser and its forms' token."""
        token = await self.house.people.start_session(self.people[role].id, self.clock.now())
        session = await self.house.people.session(token, self.clock.now())
        assert session is not None
        client = self.visitor()
        client.cookies.set(COOKIE, token)
        return client, session.csrf

    async def census(self) -> dict[str, int]:
        """Return how many rows each table holds, to see that nothing changed."""
        async with self.house.db.read() as tx:
            return {
                table.name: (await tx.execute(select(func.count()).select_from(table))).scalar_one()
                for table in metadata.sorted_tables
            }


POLICY = demo_policy(1.0)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What the store holds at the beginning of each test."""

    people: dict[Role, Agent]
    tokens: dict[Role, str]
    case_id: str
    draft_id: str


class Store:
    """A store with its people and its case, made once a process and copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[datetime, Furniture] = {}

    async def copied_to(self, folder: Path, now: datetime) -> Furniture:
        """Put a copy into a folder and return what it holds."""
        made = self._folder / f"{now:%Y%m%dT%H%M%S}"
        if now not in self._made:
            made.mkdir()
            async with _house(made, StandingClock(now)) as house:
                self._made[now] = await _furnished(house, now)
        shutil.copy(made / STORE, folder / STORE)
        held = self._made[now]
        return replace(held, people=dict(held.people), tokens=dict(held.tokens))


@contextlib.asynccontextmanager
async def _house(folder: Path, clock: StandingClock) -> AsyncIterator[House]:
    network = Network(clock=SimClock(clock.at))
    away = cast("Any", SimpleNamespace(imap_port=1, smtp_port=1, password="nobody-listens"))
    settings = demo_settings(folder, away, network, "http://127.0.0.1:9", 8025)
    async with opened_house(settings, policy=POLICY, clock=clock) as house:
        yield house
    await network.close()


async def _furnished(house: House, now: datetime) -> Furniture:
    people, tokens = {}, {}
    for role in Role:
        person = Agent(id="", email=f"{role.value}@desk.example", name=role.value.title(), role=role)
        people[role] = await house.people.add(person, hashed(SECRET), now)
        tokens[role] = await house.people.add_token(people[role].id, "test", now)
    return Furniture(people, tokens, *await _case(house, people[Role.AGENT], now))


@contextlib.asynccontextmanager
async def opened_desk(store: Store, folder: Path, now: datetime) -> AsyncIterator[ConsoleDesk]:
    """Open a console on a SQLite store of its own."""
    held, clock = await store.copied_to(folder, now), StandingClock(now)
    async with _house(folder, clock) as house:
        app = create_app(house.console(ConsoleOptions(secure_cookies=True, public_url=SITE)))
        yield ConsoleDesk(house, app, clock, held.people, held.tokens, held.case_id, held.draft_id)


async def _case(house: House, agent: Agent, now: datetime) -> tuple[str, str]:
    async with house.db.write() as tx:
        case = await house.records.conversations.open(
            tx,
            Conversation(
                id="", reference="", mailbox="support", customer_email="petra@home.example", customer_name="Petra",
                subject="Kettle", state=State.ATTENTION, opened_at=now, last_customer_at=now,
            ),
        )  # fmt: skip
    text = DraftText(
        language="en", playbook="steady-answer", subject="Re: Kettle", body="Dear Petra, it is on its way."
    )
    draft = await house.desk.start(agent, case.id, text)
    return case.id, draft.id
