"""A console to look at: a whole house on SQLite, without mail servers, served in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import uvicorn

from escalation.simulator.clock import SimClock
from escalation.simulator.network import Network, serve
from escalation.simulator.personas import Persona
from mailbot.bootstrap.house import House, opened_house
from mailbot.console.app import create_app
from mailbot.console.house import ConsoleOptions
from mailbot.demo.mail_servers import AUTHSERV_ID
from mailbot.demo.samples import sample_mails
from mailbot.demo.stage import (
    COMPANY,
    CUSTOMER_PHONE,
    MANAGER_PHONE,
    PEOPLE,
    SUPPORT,
    DemoClock,
    demo_policy,
    demo_settings,
)
from mailbot.model.message import RawMail
from mailbot.model.person import Agent, Role
from mailbot.store.tables import agents, metadata
from tests.passwords import hashed
from tests.servers.process import free_port

Answer = TypeVar("Answer")

PASSWORDS = {role: password for _, _, role, password in PEOPLE}
EMAILS = {role: email for _, email, role, _ in PEOPLE}


class BrowserStage:
    """The house, the loop it lives on, and what a test does with it from outside."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.loop = folder, asyncio.new_event_loop()
        self.clock = DemoClock()
        self.house = cast("House", None)
        self.network = cast("Network", None)
        self.people: dict[Role, Agent] = {}
        self.address = ""
        self._uid = 0
        self._up, self._stop = threading.Event(), asyncio.Event()
        self._trouble: BaseException | None = None

    def do(self, act: Coroutine[Any, Any, Answer]) -> Answer:
        """Run something on the house's loop and return its answer."""
        return asyncio.run_coroutine_threadsafe(act, self.loop).result(150)

    @contextlib.contextmanager
    def running(self) -> Iterator[BrowserStage]:
        """Serve until the end of the block."""
        thread = threading.Thread(target=self._run, name="console", daemon=True)
        thread.start()
        self._up.wait(60)
        if self._trouble:
            raise self._trouble
        try:
            yield self
        finally:
            self.loop.call_soon_threadsafe(self._stop.set)
            thread.join(30)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self._serve())
        except BaseException as error:
            self._trouble = error
            self._up.set()

    async def _serve(self) -> None:
        async with contextlib.AsyncExitStack() as stack:
            port = free_port()
            self.address = f"http://127.0.0.1:{port}"
            telephone = await stack.enter_async_context(self._telephone())
            away = SimpleNamespace(imap_port=1, smtp_port=1, password="nobody-listens")
            settings = demo_settings(self.folder, cast("Any", away), self.network, telephone, port)
            self.house = await stack.enter_async_context(
                opened_house(settings, policy=demo_policy(0.1), clock=self.clock)
            )
            app = create_app(self.house.console(ConsoleOptions(company=COMPANY, secure_cookies=False)))
            for route in self.house.telephone.routers:
                app.include_router(route)
            server = uvicorn.Server(uvicorn.Config(app, port=port, lifespan="off", log_config=None, access_log=False))
            serving = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait for
                await asyncio.sleep(0.01)
            self._up.set()
            await self._stop.wait()
            server.should_exit = server.force_exit = True
            await serving

    @contextlib.asynccontextmanager
    async def _telephone(self) -> AsyncIterator[str]:
        self.network = Network(clock=SimClock(datetime.now(UTC), speed=20.0))
        self.network.people(
            {
                MANAGER_PHONE: Persona(name="Noah Berg", keys=("1", "1"), answer_after=3.0),
                CUSTOMER_PHONE: Persona(name="Rafael Nogueira", talk=45.0, answer_after=5.0),
            }
        )
        self.network.post.forward_to(self.address)
        async with serve(self.network.app()) as address:
            yield address
        await self.network.close()

    # -- what a test does ------------------------------------------------------------------------------------------

    def empty(self) -> None:
        """Forget everything and let the people come back, logged out."""
        self.do(self._empty())

    async def _empty(self) -> None:
        async with self.house.db.write() as tx:
            for table in reversed(metadata.sorted_tables):
                await tx.execute(table.delete())
        for name, email, role, password in PEOPLE:
            phone = MANAGER_PHONE if role is Role.MANAGER else None
            person = Agent(id="", email=email, name=name, role=role, phone=phone)
            added = await self.house.people.add(person, hashed(password), self.clock.now())
            self.people[role] = added

    def mails(self, *raws: bytes) -> None:
        """Let mails arrive, let the customers finish, and let every case be decided."""
        self.do(self._mails(raws))

    async def _mails(self, raws: tuple[bytes, ...]) -> None:
        for raw in raws:
            self._uid += 1
            now = self.clock.now()
            await self.house.receiving.receive(
                RawMail(mailbox="support", folder="INBOX", uidvalidity=1, uid=self._uid, raw=raw, received_at=now)
            )
        self.clock.jump_to(self.clock.now() + timedelta(minutes=5))
        while await self.house.triage.triage_due():
            pass

    def samples(self) -> None:
        """Let the demo's mails arrive, seven languages and one furious customer."""
        self.mails(*(mail.raw for mail in sample_mails(SUPPORT, self.clock.now())))

    def complaint(self, name: str = "Maureen Whitlock", order: str = "LP-20417", text: str = "") -> None:
        """Let one mild complaint arrive."""
        self.mails(letter(name, text or MILD.format(order=order), order))

    def rows(self, table: Any) -> list[Any]:
        """Return all rows of a table, oldest first."""

        async def read() -> list[Any]:
            async with self.house.db.read() as tx:
                return list(await tx.execute(table.select().order_by(*table.primary_key.columns)))

        return self.do(read())

    def forget(self, table: Any) -> None:
        """Empty a table."""

        async def delete() -> None:
            async with self.house.db.write() as tx:
                await tx.execute(table.delete())

        self.do(delete())

    def until(self, happened: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait until something has happened in the house."""

        async def moment() -> None:
            await asyncio.sleep(0.05)

        deadline = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < deadline, "it did not happen in time"
            self.do(moment())

    def agent_row(self, role: Role) -> Any:
        """Return a person's row."""
        return next(row for row in self.rows(agents) if row.email == EMAILS[role])


MILD = """Hello,

My order {order}, the oak lamp, was due last week and it is not here. Could you tell me when it will come?

Kind regards,
"""


def letter(name: str, text: str, order: str = "LP-20417", *, subject: str = "", html: str = "") -> bytes:
    """Return a customer's mail as our receiving server would hand it over."""
    mail = EmailMessage()
    box = name.lower().replace(" ", ".")
    mail["Authentication-Results"] = f"{AUTHSERV_ID}; dmarc=pass header.from=customers.example"
    mail["From"] = f"{name} <{box}@customers.example>"
    mail["To"] = SUPPORT
    mail["Subject"] = subject or f"Order {order} has not come"
    mail["Message-ID"] = f"<{box}.{order}.{abs(hash(text))}@customers.example>"
    mail.set_content(f"{text.rstrip()}\n{name}\n")
    if html:
        mail.add_alternative(html, subtype="html")
    return mail.as_bytes(policy=SMTP)
