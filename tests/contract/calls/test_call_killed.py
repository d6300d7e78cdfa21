"""kill -9 in each state of a call: no second dial, nobody forgotten (failure row 34)."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from escalation.callback import CallState
from escalation.simulator.clock import SimClock
from escalation.simulator.network import Network, serve
from escalation.simulator.personas import Persona
from tests.contract.calls.house import ANN, MONA, NOON, House, build

ROOT = Path(__file__).parents[3]


class Desk:
    """The program under test in a process that can be killed."""

    def __init__(self, house: House, url: str, simulator: str, folder: Path) -> None:
        self.house = house
        self._arguments = [url, simulator, str(_free_port()), str(folder / "clock")]
        self._clock = folder / "clock"
        self._process: asyncio.subprocess.Process | None = None
        house.net.post.forward_to(f"http://127.0.0.1:{self._arguments[2]}")

    async def start(self, crash: str = "") -> None:
        self.tick()
        command = [
            sys.executable,
            "-m",
            "tests.contract.calls.desk_process",
            *self._arguments,
            *([crash] if crash else []),
        ]
        self._process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        assert await self._line() == "up"

    async def tell(self, words: str) -> str:
        self.tick()
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(f"{words}\n".encode())
        return await self._line()

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._process is not None:
            await self._process.wait()

    async def advance(self, seconds: float) -> None:
        await self.house.net.clock.advance(seconds)
        self.tick()

    def tick(self) -> None:
        self._clock.write_text(self.house.net.clock.now().isoformat())

    async def _line(self) -> str:
        assert self._process is not None and self._process.stdout is not None
        return (await asyncio.wait_for(self._process.stdout.readline(), 60)).decode().strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
async def desk(store_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    from contextlib import AsyncExitStack

    async with AsyncExitStack() as stack:
        house = await build(stack, store_url, Network(clock=SimClock(NOON)))
        simulator = await stack.enter_async_context(serve(house.net.app()))
        program = Desk(house, store_url, simulator, tmp_path)
        stack.push_async_callback(program.kill)
        yield program


async def until_settled(desk: Desk) -> Any:
    """Let minutes pass and the sweeper work; return the callback's row."""
    for _ in range(7):
        await desk.advance(65)
        assert await desk.tell("sweep") == "done"
    (attempt,) = await desk.house.attempts()
    return attempt


SLOW = pytest.mark.slow
#: seconds after the call began at which the program dies, and how long it stays dead
MOMENTS = [
    pytest.param(2.0, 1.0, id="manager ringing, back soon", marks=SLOW),
    pytest.param(2.0, 60.0, id="manager ringing, back late", marks=SLOW),
    pytest.param(5.5, 60.0, id="briefing", marks=SLOW),
    pytest.param(9.0, 60.0, id="customer ringing", marks=SLOW),
    pytest.param(20.0, 10.0, id="talking, back while they talk"),
    pytest.param(20.0, 300.0, id="talking, back after the end", marks=SLOW),
    pytest.param(112.0, 60.0, id="wrap-up menu", marks=SLOW),
    pytest.param(200.0, 60.0, id="wrap-up owed", marks=SLOW),
]


@pytest.mark.parametrize(("moment", "dead"), MOMENTS)
async def test_killed_in_the_middle_of_a_call(desk: Desk, moment: float, dead: float) -> None:
    callback_id = await desk.house.open()
    await desk.start()
    assert await desk.tell(f"call {callback_id}") == "done"
    await desk.advance(moment)
    await desk.kill()
    await desk.advance(dead)
    await desk.start()
    attempt = await until_settled(desk)
    assert desk.house.dialled() <= 1
    assert attempt.ended_at is not None
    row = await desk.house.row(callback_id)
    assert row.state in (CallState.READY, CallState.RETRY, CallState.WRAP_UP, CallState.NEEDS_HUMAN)
    talked = desk.house.dialled() == 1 and attempt.talk_seconds > 0
    assert (row.attempts == 1) == (desk.house.dialled() == 1)
    assert (row.state in (CallState.WRAP_UP, CallState.NEEDS_HUMAN)) == talked


@pytest.mark.parametrize("crash", [pytest.param("before_post", marks=SLOW), pytest.param("after_post", marks=SLOW)])
async def test_killed_beside_the_creation(desk: Desk, crash: str) -> None:
    desk.house.net.people({MONA.phone or "": Persona(keys=("1",)), ANN: Persona(talk=30.0)})
    callback_id = await desk.house.open()
    await desk.start(crash)
    assert await desk.tell(f"call {callback_id}") == ""
    await desk.kill()
    await desk.advance(1)
    await desk.start()
    attempt = await until_settled(desk)
    assert desk.house.net.rest.creations == (crash == "after_post")
    assert desk.house.dialled() == (crash == "after_post")
    assert attempt.outcome == ("talked" if crash == "after_post" else "not_placed")
