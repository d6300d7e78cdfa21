"""One torture from the first mail to the verdict: python -m tests.torture.run [--minutes 6] [--nodes 3] [--seed 1]."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from escalation.simulator.clock import SimClock
from escalation.simulator.network import Network, serve
from escalation.simulator.personas import Persona
from mailbot.bootstrap.house import House, opened_house
from mailbot.config import Settings, load_settings
from mailbot.errors import MailbotError
from mailbot.store.tables import call_attempts, conversations, follow_ups, outbox, raw_mails
from tests.servers.dovecot import Dovecot
from tests.servers.process import free_port
from tests.torture.balancer import Balancer
from tests.torture.cables import Cables
from tests.torture.chaos import Chaos
from tests.torture.checker import Fault, check
from tests.torture.collect import evidence, folder_ids, rings
from tests.torture.evidence import Evidence
from tests.torture.node import LeapingClock
from tests.torture.report import page
from tests.torture.sink import Sink
from tests.torture.staff import Staff
from tests.torture.stage import CUSTOMERS, MANAGERS, POLICY, Node, SmallPostgres, deliver, settings_of
from tests.torture.stream import Stream

OUTPUT = Path(__file__).parents[1] / "output"
START_SECONDS = 300.0
#: A call whose end nobody reported is asked after three times, a minute apart.
DRAIN_SECONDS = 300.0
DAY = 86_400.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How much of it."""

    minutes: float = 6.0
    nodes: int = 3
    seed: int = 1
    mails_per_second: float = 0.8
    calm: bool = False  # no chaos: the stage itself is tried


@dataclass(kw_only=True)
class Verdict:
    """What came of it."""

    found: Evidence
    faults: tuple[Fault, ...]
    html: str
    figures: dict[str, object] = field(default_factory=dict)


class Torture:
    """Everything on the stage, for the length of a run."""

    def __init__(self, plan: Plan, folder: Path, tell: Callable[[str], object]) -> None:
        self.plan, self.folder, self.dice = plan, folder, random.Random(plan.seed)
        self.clock = LeapingClock(folder / "clock")
        self.clock.leap(0.0)
        self.left: tuple[int, ...] = ()
        self.tell = tell

    @contextlib.asynccontextmanager
    async def set_up(self) -> AsyncIterator[None]:
        """Start servers and nodes; end all of them afterwards."""
        async with AsyncExitStack() as stack:
            self.names = [f"node {number}" for number in range(1, self.plan.nodes + 1)]
            self.cables = stack.enter_context(Cables(self.names))
            self.postgres = stack.enter_context(SmallPostgres(self.cables.gateway))
            self.dovecot = stack.enter_context(Dovecot())
            self.sink = await stack.enter_async_context(Sink(random.Random(self.plan.seed + 1)))
            places = [(self.cables.address(name), free_port()) for name in self.names]
            self.balancer = await stack.enter_async_context(Balancer(places, random.Random(self.plan.seed + 2)))
            await self._telephones(stack)
            self.address = self.dovecot.new_user("support")
            phone_port = int(self._phone_base.rpartition(":")[2].rstrip("/"))
            self.cables.carry([self.dovecot.imap_port, self.sink.port, phone_port])
            settings = self._nodes(places)
            stack.callback(lambda: [node.end() for node in self.nodes])
            self.stream = Stream(random.Random(self.plan.seed + 3), self.address, CUSTOMERS)
            self.house: House = await stack.enter_async_context(opened_house(settings, clock=self.clock))
            self.staff = Staff(self.house, self.balancer.url, self.sink, self.stream, random.Random(self.plan.seed + 4))
            stack.push_async_callback(self.staff.close)
            await self.staff.hire()
            await asyncio.to_thread(
                deliver, self.dovecot.lmtp_port, "first@x.example", self.address, b"Subject: x\r\n\r\n"
            )
            for node in self.nodes:
                node.start()
            await self._up()
            yield

    async def _telephones(self, stack: AsyncExitStack) -> None:
        self.network = Network(
            clock=SimClock(datetime.now(UTC), speed=20.0), forward=self.balancer.url, read_seconds=4.0,
            calls_per_second=20.0,
        )  # fmt: skip
        self.network.people({number: Persona(name=name, keys=("1", "1")) for name, number in MANAGERS.items()})
        self.network.people({number: Persona(name="customer", talk=20.0) for number in CUSTOMERS})
        self.network.weather.duplicates = 1
        self._phone_base = await stack.enter_async_context(serve(self.network.app()))
        stack.push_async_callback(self.network.close)

    def _nodes(self, places: list[tuple[str, int]]) -> Settings:
        (self.folder / "policy.toml").write_text(POLICY, encoding="utf-8")
        phone = f"""[twilio]
account_sid = "{self.network.account}"
auth_token = "{self.network.token}"
caller_id = "{next(iter(self.network.numbers))}"
base_url = "{self._phone_base}"
armed = true"""
        store = self.postgres.owned_database()

        def written(url: str, place: tuple[str, int]) -> str:
            return settings_of(
                self.folder, address=self.address, dovecot=self.dovecot, smtp_port=self.sink.port, store=url,
                place=place, public=self.balancer.url, phone=phone,
            )  # fmt: skip

        self.nodes = [
            Node(self.folder, name, place, written(self.cables.seen_from_nodes(store), place), self.cables.prefix(name))
            for name, place in zip(self.names, places, strict=True)
        ]
        (self.folder / "here.toml").write_text(written(store, ("127.0.0.1", 0)), encoding="utf-8")
        return load_settings(self.folder / "here.toml")

    async def _up(self) -> None:
        async def answers(node: Node) -> bool:
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection(*node.place)
                writer.close()
                return True
            return False

        end = time.monotonic() + START_SECONDS
        while not all([await answers(node) for node in self.nodes]):
            if time.monotonic() > end:
                raise RuntimeError("The nodes do not come up:\n" + "\n".join(node.log()[-3000:] for node in self.nodes))
            await asyncio.sleep(0.5)

    # -- the course

    async def run(self) -> Verdict:
        """Let it rage, let it calm down, judge."""
        began = time.monotonic()
        chaos = Chaos(self.nodes, self.cables, self.postgres, self.sink, self.network, self.clock, self.dice)
        end, closed = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            writing = group.create_task(self._write(end))
            raging = group.create_task(_nothing() if self.plan.calm else chaos.rage(end))
            staff = group.create_task(self.staff.work(closed))
            await asyncio.sleep(self.plan.minutes * 60)
            end.set()
            self.tell("It calms down.")
            await asyncio.gather(writing, raging)
            self._make_peace()
            drained = await self._drain()
            for _ in range(3):  # the follow-ups of the last cases
                self._leap(1.25 * DAY)
                drained = await self._drain()
            closed.set()
            await staff
        stopped = [await asyncio.to_thread(node.end, signal.SIGTERM) for node in self.nodes]
        found = await self._evidence()
        faults = check(found)
        figures = self._figures(found, time.monotonic() - began, drained, stopped)
        counts = {
            "What the SMTP server did": self.sink.happened,
            "What the staff did": self.staff.done,
            "What the nodes said": self._said(),
        }
        html = page(found, faults, figures=figures, diary=chaos.diary, counts=counts)
        return Verdict(found=found, faults=faults, html=html, figures=figures)

    async def _write(self, end: asyncio.Event) -> None:
        answered: set[str] = set()
        while not end.is_set():
            batch = [pair for _ in range(25 if self.dice.random() < 0.01 else 1) for pair in self.stream.next()]
            batch += self._answers(answered)
            for written, raw in batch:
                for _ in range(written.copies):
                    await asyncio.to_thread(deliver, self.dovecot.lmtp_port, "envelope@home.example", self.address, raw)
            with contextlib.suppress(TimeoutError):
                pause = self.dice.expovariate(self.plan.mails_per_second / 1.5)
                await asyncio.wait_for(end.wait(), min(pause, 6.0))

    def _answers(self, answered: set[str]) -> list:  # type: ignore[type-arg]
        """Some customers answer what they got from us."""
        pairs = []
        for one in self.sink.taken[-30:]:
            if one.message_id in answered or not one.recipient.startswith("customer"):
                continue
            answered.add(one.message_id)
            if self.dice.random() < 0.25:
                topic = self.stream.topics[int(one.recipient.split("@")[0].removeprefix("customer")) - 1]
                pairs.append(self.stream.answer(topic, one.message_id))
        return pairs

    def _leap(self, seconds: float) -> None:
        self.clock.leap(seconds)
        self.network.clock.leap(seconds)

    def _make_peace(self) -> None:
        self.sink.faults = self.sink.silent = self.staff.ringing = False
        self.network.weather.faults.clear()
        for node in self.nodes:
            if not node.alive:
                node.start()

    async def _drain(self) -> bool:
        """Wait until nothing is under way any more; tell whether that came about."""
        end, quiet = time.monotonic() + DRAIN_SECONDS, 0
        while time.monotonic() < end:
            quiet = quiet + 1 if await self._under_way() == 0 else 0
            if quiet >= 4:
                return True
            await asyncio.sleep(1.0)
        self.tell(f"Not at rest: unread, undecided, to send, to file, on the line, to follow up, unkept: {self.left}")
        return False

    async def _under_way(self) -> int:
        now = self.clock.now()
        queries = (
            select(func.count()).where(raw_mails.c.state == "new"),
            select(func.count()).where(conversations.c.triage_due_at.is_not(None)),
            select(func.count()).where(outbox.c.state.in_(("waiting", "sending", "unknown"))),
            select(func.count()).where(outbox.c.state == "sent", outbox.c.filed_at.is_(None)),
            select(func.count()).where(call_attempts.c.ended_at.is_(None)),
            select(func.count()).where(follow_ups.c.state == "planned", follow_ups.c.due_at <= now),
        )
        try:
            async with self.house.db.read() as tx:
                left = [int((await tx.execute(query)).scalar_one()) for query in queries]
                kept = int((await tx.execute(select(func.count()).select_from(raw_mails))).scalar_one())
        except MailbotError:
            return 1
        self.left = (*left, max(0, sum(one.copies for one in self.stream.written) - kept))
        return sum(self.left)

    async def _evidence(self) -> Evidence:
        dovecot = self.dovecot
        inbox, sent = [
            await asyncio.to_thread(folder_ids, dovecot.imap_port, self.address, dovecot.password, folder)
            for folder in ("INBOX", "Sent")
        ]
        return await evidence(
            self.house.db,
            self.clock.now(),
            written=self.stream.written,
            inbox=tuple(one for one in inbox if one != "None"),
            sent=sent,
            delivered=self.sink.taken,
            legs=rings(self.network),
        )

    # -- telling

    def _figures(self, found: Evidence, seconds: float, drained: bool, stopped: list[int]) -> dict[str, object]:
        return {
            "seed": self.plan.seed,
            "nodes": self.plan.nodes,
            "machines": "namespaces of their own" if self.cables.wire else "one for all",
            "seconds of real time": round(seconds),
            "days on the nodes' clock": round((self.clock.now() - datetime.now(UTC)).total_seconds() / DAY, 1),
            "mails written": len(found.written),
            "cases": len(found.cases),
            "mails taken by the SMTP server": len(found.delivered),
            "attempts to call": len(found.tries),
            "customers rung": sum(ring.customer for ring in found.rings),
            "follow-ups": len(found.follow_ups),
            "watches taken": sum(node.log().count('"watch_taken"') for node in self.nodes),
            "watches lost": sum(node.log().count('"watch_lost"') for node in self.nodes),
            "came to rest": drained,
            "exit statuses": " ".join(map(str, stopped)),
        }

    def _said(self) -> Counter[str]:
        """Count what the nodes logged as warnings and errors, by event."""
        said: Counter[str] = Counter()
        for line in "".join(node.log() for node in self.nodes).splitlines():
            for level in ("warning", "error", "critical"):
                if f'"level": "{level}"' in line:
                    said[f"{level}: {line.partition(chr(34) + 'event' + chr(34) + ': ')[2].split(',')[0]}"] += 1
            if line.startswith(("Traceback", "  File")):
                said["lines of tracebacks"] += 1
        return said


async def _nothing() -> None:
    return


async def torture(plan: Plan, tell: Callable[[str], object] = lambda _: None) -> Verdict:
    """Run a torture in a temporary folder and return the verdict; its page goes to tests/output/torture.html."""
    with tempfile.TemporaryDirectory(prefix="mbto-") as name:
        stage = Torture(plan, Path(name), tell)
        async with stage.set_up():
            tell("The nodes are up.")
            verdict = await stage.run()
        OUTPUT.mkdir(exist_ok=True)
        (OUTPUT / "torture.html").write_text(verdict.html, encoding="utf-8")
        logs = "\n".join(f"==== {node.name}\n{node.log()}" for node in stage.nodes)
        (OUTPUT / "torture-nodes.log").write_text(logs, encoding="utf-8")
        return verdict


def main() -> int:
    """Run one from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture.run")
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--calm", action="store_true")
    given = parser.parse_args()
    plan = Plan(minutes=given.minutes, nodes=given.nodes, seed=given.seed, calm=given.calm)
    verdict = asyncio.run(torture(plan, lambda words: print(words, file=sys.stderr)))
    for name, value in verdict.figures.items():
        print(f"{name}: {value}")
    for fault in verdict.faults:
        print(f"FAULT {fault.kind} {fault.about}: {fault.sentence}")
    print(f"{len(verdict.faults)} faults; the page is {OUTPUT / 'torture.html'}")
    return 1 if verdict.faults else 0


if __name__ == "__main__":
    sys.exit(main())
