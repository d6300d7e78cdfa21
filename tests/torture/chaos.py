"""What is done to the nodes while they work: killed, stopped past their leases, cut off, moved in time, left without disk."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import time
from collections.abc import Awaitable, Callable, Sequence

import psycopg

from escalation.simulator.network import Network
from escalation.simulator.personas import Fault, Trouble
from tests.torture.cables import Cables
from tests.torture.node import LeapingClock
from tests.torture.sink import Sink
from tests.torture.stage import Node, SmallPostgres

#: Longer than any lease of the policy of the torture and than the lease of a watch.
PAST_THE_LEASE = 22.0


class Chaos:
    """Does one thing after the other; `diary` tells what, and when (seconds since the start)."""

    def __init__(
        self,
        nodes: Sequence[Node],
        cables: Cables,
        postgres: SmallPostgres,
        sink: Sink,
        network: Network,
        clock: LeapingClock,
        dice: random.Random,
    ) -> None:
        self._nodes, self._cables = nodes, cables
        self._postgres, self._sink, self._network = postgres, sink, network
        self._clock, self._dice, self._began = clock, dice, time.monotonic()
        self.diary: list[tuple[float, str]] = []
        self._acts: dict[Callable[[], Awaitable[None]], int] = {
            self.kill: 5, self.stop: 3, self.cut: 4, self.leap: 3, self.fill: 2, self.silence: 2, self.mute_phones: 3,
        }  # fmt: skip
        if cables.wire:
            self._acts[self.pull] = 3

    async def rage(self, end: asyncio.Event) -> None:
        """Do things until told to end; each kind once before chance decides."""
        first = list(self._acts)
        self._dice.shuffle(first)
        while not end.is_set():
            act = first.pop() if first else self._dice.choices(list(self._acts), list(self._acts.values()))[0]
            await act()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(end.wait(), self._dice.uniform(2, 8))
            self._tend()

    def _tend(self) -> None:
        """Do what an operator does for a database server whose full disk met a checkpoint: it has given up by itself."""
        if self._postgres.revive():
            self._note("the database server had died and was started again")

    def _note(self, words: str) -> None:
        self.diary.append((time.monotonic() - self._began, words))

    def _victim(self) -> Node:
        return self._dice.choice([node for node in self._nodes if node.alive] or list(self._nodes))

    async def kill(self) -> None:
        """SIGKILL; somebody starts it again a moment later."""
        node = self._victim()
        node.end()
        self._note(f"{node.name} killed")
        await asyncio.sleep(self._dice.uniform(0.5, 4))
        node.start()

    async def stop(self) -> None:
        """SIGSTOP past every lease, then let it wake up with all it had in hand."""
        node = self._victim()
        node.tell(signal.SIGSTOP)
        self._note(f"{node.name} stopped for {PAST_THE_LEASE:.0f} s")
        await asyncio.sleep(PAST_THE_LEASE)
        node.tell(signal.SIGCONT)
        self._note(f"{node.name} woke up")

    async def cut(self) -> None:
        """Break all connections to the database, some times in a row."""
        for _ in range(self._dice.randint(1, 4)):
            try:
                count = await asyncio.to_thread(self._postgres.cut)
                self._note(f"{count} database connections cut")
            except psycopg.OperationalError as error:  # it recovers from a full disk, or has died of it
                self._note(f"nothing to cut: {str(error).splitlines()[0]}")
            await asyncio.sleep(self._dice.uniform(0.1, 0.6))

    async def pull(self) -> None:
        """Pull the cable of a node's machine past every lease: no error, only silence, wherever it was speaking."""
        node = self._victim()
        self._cables.pull(node.name)
        self._note(f"{node.name}'s cable pulled for {PAST_THE_LEASE:.0f} s")
        await asyncio.sleep(PAST_THE_LEASE)
        self._cables.plug(node.name)
        self._note(f"{node.name} plugged in again")

    async def leap(self) -> None:
        """Move everybody's clock some hours on, the telephone network's too."""
        hours = self._dice.uniform(3, 14)
        self._clock.leap(hours * 3600)
        self._network.clock.leap(hours * 3600)
        self._note(f"the clock leapt {hours:.1f} h")

    async def fill(self) -> None:
        """Leave the database no space for some seconds."""
        path = await asyncio.to_thread(self._postgres.fill)
        if path is None:
            self._note("no small disk on this machine: not filled")
            return
        self._note("the database's disk filled")
        await asyncio.sleep(self._dice.uniform(3, 6))
        path.unlink(missing_ok=True)

    async def silence(self) -> None:
        """Let the SMTP server take connections and say nothing."""
        self._sink.silent = True
        self._note("the SMTP server fell silent")
        await asyncio.sleep(self._dice.uniform(4, 10))
        self._sink.silent = False

    async def mute_phones(self) -> None:
        """Give the provider's interface some faults."""
        kinds = (Trouble.ERROR, Trouble.ACCEPT_THEN_DROP, Trouble.DROP)
        self._network.weather.faults += [Fault(trouble=self._dice.choice(kinds)) for _ in range(2)]
        self._note("the telephone provider is in trouble")
