"""The program of the kill tests: webhooks, dispatch and sweeper in a process of their own, told what to do by lines.

Run as: python -m tests.contract.calls.desk_process STORE_URL SIMULATOR_URL PORT CLOCK_FILE [CRASH]
`CRASH` is a place at which the process kills itself: `before_post` or `after_post`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette

from escalation.dispatch import Dispatch, Site
from escalation.menu import Menu
from escalation.phone import TwilioAccount, TwilioPhone
from escalation.ports import CallOrder
from escalation.simulator.network import Network, serve
from escalation.webhooks import Webhooks
from mailbot.errors import MailbotError
from mailbot.store.call_rows import CallSettings
from mailbot.store.calls import CallStore
from mailbot.store.database import Database
from tests.contract.calls.house import MONA, OURS, POLICY, PUBLIC, TEXTS


class FileClock:
    """The simulated moment as the test last wrote it down."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def now(self) -> datetime:
        """Return that moment."""
        return datetime.fromisoformat(self._path.read_text())


class DyingPhone(TwilioPhone):
    """A phone whose process dies beside a creation."""

    crash = ""

    async def place(self, order: CallOrder) -> str:
        """Die before or after asking."""
        if self.crash == "before_post":
            os.kill(os.getpid(), signal.SIGKILL)
        ref = await super().place(order)
        if self.crash == "after_post":
            os.kill(os.getpid(), signal.SIGKILL)
        return ref


async def main(store_url: str, simulator: str, port: str, clock_file: str, crash: str = "") -> None:
    """Serve until standard input ends."""
    db, clock = Database(store_url), FileClock(clock_file)
    account = TwilioAccount(
        account_sid=Network.account, auth_token=Network.token, caller_id=OURS, public_url=PUBLIC, base_url=simulator
    )
    calls = CallStore(db, CallSettings(policy=POLICY, own_numbers=frozenset({OURS})), texts=TEXTS)
    menu = Menu(texts=TEXTS, policy=POLICY, caller_id=OURS, caller_ids={})
    phone = DyingPhone(account)
    phone.crash = crash
    dispatch = Dispatch(calls, phone, clock, Site(policy=POLICY, texts=TEXTS, company="Northwind"))
    hooks = Starlette(routes=list(Webhooks(account, calls, menu, clock).routes()))
    async with serve(hooks, int(port)):
        print("up", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(await obey(line.split(), calls, dispatch, clock), flush=True)
    await phone.close()
    await db.dispose()


async def obey(words: list[str], calls: CallStore, dispatch: Dispatch, clock: FileClock) -> str:
    """Do what a line says and answer with one."""
    try:
        if words[0] == "call":
            await dispatch.call(await calls.take(words[1], MONA.id, clock.now()), MONA)
        else:
            await dispatch.sweep()
    except MailbotError as error:
        return f"{type(error).__name__}: {error}"
    return "done"


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
