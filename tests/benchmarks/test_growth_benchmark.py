"""What the rounds of a day, a mail and the memory cost while the archive grows a hundredfold, or a thousandfold.

`MAILBOT_BENCH_CASES=1000000` goes on to a million cases. Costs are processor time, so that other work on the machine
does not count; what fails is growth, measured in one run.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.bootstrap.house import House, opened_house
from mailbot.config import Settings
from mailbot.model.mailbox import MailBatch
from mailbot.model.view import InboxQuery, Tab
from mailbot.store.views import Views
from mailbot.worker.day import work_of
from tests.benchmarks.archive import NOW
from tests.benchmarks.results import Curve, Figure, Plot, record
from tests.benchmarks.test_intake_cost import BATCH, batches
from tests.benchmarks.years import DESK, grow_in_a_process
from tests.contract.store.house import receive_batch

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]

LARGEST = int(os.environ.get("MAILBOT_BENCH_CASES", "100000"))
SIZES = tuple(size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= LARGEST)
TIMES = 10
#: Rounds that find nothing to do, whatever the archive holds; what triage does depends on the mails that came in.
ROUNDS = (
    "delivery of support", "filing of support", "lookup of support", "recovery", "leftovers", "follow-ups", "promises", "complaint clocks",
    "adopted replies", "webhooks",
)  # fmt: skip


def settings(url: str) -> Settings:
    """Return the settings of a house whose servers are never asked."""
    server = {"host": "127.0.0.1", "port": 1, "security": "none", "user": "x", "password": "x"}
    mailbox = {"address": DESK, "imap": server, "smtp": server}
    return Settings.model_validate({"company": "Shop", "mailbox": {"support": mailbox}, "store": {"url": url}})


def resident() -> float:
    """Return the MiB of memory that this process holds."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


async def cost(act: Callable[[], Awaitable[object]], times: int = TIMES) -> float:
    """Return the milliseconds of processor time of one turn, after one to get warm."""
    await act()
    began = time.process_time()
    for _ in range(times):
        await act()
    return (time.process_time() - began) / times * 1000


async def costs_of(house: House, mails: list[MailBatch]) -> dict[str, float]:
    """Return what one turn of everything costs, in milliseconds of this process."""
    views = Views(house.db)
    acts = {beat.name: beat.act for beat in work_of(house).beats if beat.name in ROUNDS}
    assert set(acts) == set(ROUNDS)
    found = {f"round: {name}": await cost(act) for name, act in acts.items()}
    for name, query in (
        ("inbox", InboxQuery(tab=Tab.TODO, agent="anna")),
        ("all", InboxQuery(tab=Tab.ALL, agent="anna")),
    ):
        found[f"page: {name}"] = await cost(lambda query=query: views.inbox(query, NOW))  # type: ignore[misc]
    waiting = iter(mails)
    found["a mail recorded"] = await cost(lambda: receive_batch(house.receiving, next(waiting)), len(mails) - 1) / BATCH
    return found


def shifted(size: int) -> list[MailBatch]:
    """Return five batches of mails that this size alone has seen."""
    return [
        replace(batch, mails=tuple(replace(mail, uid=mail.uid + size * 1_000, raw=mail.raw.replace(b"Message-ID: <", b"Message-ID: <%d." % size)) for mail in batch.mails))
        for batch in batches(5 * BATCH)
    ]  # fmt: skip


async def test_work_and_memory_do_not_grow_with_the_archive(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'mailbot.db'}"
    seen: dict[str, list[float]] = {}
    memory: list[float] = []
    before = 0
    async with opened_house(settings(url)) as house:
        await costs_of(house, shifted(1))  # everything loaded
        for size in SIZES:
            filling = multiprocessing.get_context("spawn").Process(target=grow_in_a_process, args=(url, before, size))
            filling.start()
            await asyncio.to_thread(filling.join)
            assert filling.exitcode == 0
            before = size
            for name, spent in (await costs_of(house, shifted(size))).items():
                seen.setdefault(name, []).append(spent)
            memory.append(resident())
    print(f"\nms of processor time at {SIZES} cases, and the last as a multiple of the first")
    for name, values in seen.items():
        print(f"  {name:<26}" + "".join(f"{one:9.2f}" for one in values) + f"   x{values[-1] / values[0]:.1f}")
    print("  MiB resident              " + "".join(f"{one:9.0f}" for one in memory))
    tell(seen, memory)
    assert all(values[-1] < 3 * values[0] + 2 for values in seen.values()), "something looks through the archive"
    assert memory[-1] < 1.3 * memory[0] + 40


def tell(seen: dict[str, list[float]], memory: list[float]) -> None:
    """Record the curves: of the rounds the dearest, the sum of all, the pages and a mail."""
    together = [sum(seen[name][at] for name in seen if name.startswith("round")) for at in range(len(SIZES))]
    shown = {"all rounds together": together, **{name: seen[name] for name in seen if not name.startswith("round")}}
    unit = f"ms at {SIZES[-1]:,} cases"
    figures = [
        Figure(what=name, value=values[-1], unit=unit, ratio=values[0] / values[-1], note=f"{values[0]:.2f} at {SIZES[0]:,}")
        for name, values in shown.items()
    ]  # fmt: skip
    curves = [Curve(name=name, xs=SIZES, ys=values) for name, values in shown.items()]
    record("growth", figures, curves, Plot(across="cases in the archive", up="ms of processor time"))
    figures = [Figure(what=f"{size:,} cases", value=held, unit="MiB", ratio=memory[0] / held) for size, held in zip(SIZES, memory, strict=True)]  # fmt: skip
    record(
        "memory", figures, [Curve(name="resident", xs=SIZES, ys=memory)], Plot(across="cases in the archive", up="MiB")
    )
