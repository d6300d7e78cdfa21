"""The stage of the tour: mail servers, a telephone network, a store, and a whole house on top of them."""

from __future__ import annotations

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from escalation.simulator.clock import SimClock
from escalation.simulator.network import Network, serve
from escalation.simulator.personas import Persona
from mailbot.bootstrap.house import House, opened_house
from mailbot.config import Settings, load_policy
from mailbot.console.house import ConsoleOptions
from mailbot.demo.mail_servers import AUTHSERV_ID, MailServers
from mailbot.model.person import Agent, Role
from mailbot.model.policy import Policy
from mailbot.worker import work
from mailbot.worker.day import work_of

SUPPORT = "support@lumen-pine.example"
COMPANY = "Lumen & Pine"
MANAGER_PHONE = "+442079460123"
CUSTOMER_PHONE = "+351912345678"

#: (name, address, role, password) of the people who work in the demo.
PEOPLE = (
    ("Alma Reyes", "alma@lumen-pine.example", Role.AGENT, "alma-is-an-agent"),
    ("Noah Berg", "noah@lumen-pine.example", Role.MANAGER, "noah-is-a-manager"),
    ("Ines Adam", "ines@lumen-pine.example", Role.ADMIN, "ines-is-an-admin"),
)


class DemoClock:
    """Real time that can be put forward: "three days later" takes a moment."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the moment on stage."""
        return datetime.now(UTC) + self._ahead

    def jump_to(self, moment: datetime) -> None:
        """Put the clock forward; never back."""
        self._ahead = max(self._ahead, moment - datetime.now(UTC))


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """Everything the tour plays with."""

    house: House
    servers: MailServers
    network: Network
    clock: DemoClock
    agents: dict[Role, Agent]
    console: str  # address of the console
    timeline: str  # address of the telephone network's page
    stop: asyncio.Event


def demo_policy(speed: float) -> Policy:
    """Return the built-in policy in fast motion: the same course, in seconds; everything else as a site has it."""
    policy = load_policy()
    return replace(
        policy,
        burst=replace(policy.burst, quiet_seconds=4.0 / speed, longest_seconds=20.0 / speed),
        desk=replace(policy.desk, undo_seconds=2.0 / speed, undo_hot_seconds=2.0 / speed),
        hours=replace(policy.hours, opens="00:00", closes="00:00", days=tuple(range(7))),
        calls=replace(policy.calls, armed=True, opens="00:00", closes="23:59", days=tuple(range(7)), on_holidays=True),
    )


@asynccontextmanager
async def opened_stage(*, speed: float = 1.0, console_port: int = 0) -> AsyncIterator[Stage]:
    """Open the stage in a temporary folder and clear it away at the end.

    Args:
        speed: how much faster than on the screen; 1 for people, more for checks.
        console_port: 0 for any free one.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mailbot-demo-")))
        clock = DemoClock()
        network = Network(clock=SimClock(datetime.now(UTC), speed=12.0 * speed))
        stack.push_async_callback(network.close)
        network.people(
            {
                MANAGER_PHONE: Persona(name="Noah Berg", keys=("1", "1"), answer_after=3.0),
                CUSTOMER_PHONE: Persona(name="Rafael Nogueira", talk=45.0, answer_after=5.0),
            }
        )
        timeline = await stack.enter_async_context(serve(network.app()))
        servers = await stack.enter_async_context(MailServers(SUPPORT, now=clock.now))
        port = console_port or _free_port()
        network.post.forward_to(f"http://127.0.0.1:{port}")
        settings = demo_settings(folder, servers, network, timeline, port)
        house = await stack.enter_async_context(opened_house(settings, policy=demo_policy(speed), clock=clock))
        agents = await _people(house)
        stop = asyncio.Event()
        plan = work_of(house, console=_options())
        working = asyncio.create_task(work(plan, stop))
        try:
            yield Stage(
                house=house,
                servers=servers,
                network=network,
                clock=clock,
                agents=agents,
                console=f"http://127.0.0.1:{port}",
                timeline=timeline,
                stop=stop,
            )
        finally:
            stop.set()
            await working


def demo_settings(folder: Path, servers: MailServers, network: Network, telephone: str, port: int) -> Settings:
    """Return the settings of a site whose servers all stand on this machine."""
    login = {"host": "127.0.0.1", "security": "none"}
    return Settings.model_validate(
        {
            "company": COMPANY,
            "mailbox": {
                "support": {
                    "address": SUPPORT,
                    "display_name": COMPANY,
                    "authserv_ids": [AUTHSERV_ID],
                    "imap": login
                    | {"port": servers.imap_port, "user": SUPPORT, "password": servers.password, "poll_seconds": 5},
                    "smtp": login | {"port": servers.smtp_port, "auth": "none", "per_minute": 600},
                }
            },
            "store": {"url": f"sqlite:///{folder / 'mailbot.sqlite3'}"},
            "console": {"port": port, "public_url": f"http://127.0.0.1:{port}", "insecure_cookies": True},
            "twilio": {
                "account_sid": network.account,
                "auth_token": network.token,
                "caller_id": next(iter(network.numbers)),
                "base_url": telephone,
                "armed": True,
            },
        }
    )


def _options() -> ConsoleOptions:
    logins = tuple((address, password) for _, address, _, password in PEOPLE)
    return ConsoleOptions(company=COMPANY, secure_cookies=False, simulated=True, logins=logins)


async def _people(house: House) -> dict[Role, Agent]:
    agents = {}
    for name, email, role, password in PEOPLE:
        phone = MANAGER_PHONE if role is Role.MANAGER else None
        person = Agent(id="", email=email, name=name, role=role, phone=phone)
        agents[role] = await house.people.add(person, house.passwords.hash(password), house.clock.now())
    return agents


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
