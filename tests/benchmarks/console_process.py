"""The console of a store, served by uvicorn in a process of its own as `mailbot run` serves it, without mail servers.

`python -m tests.benchmarks.console_process STORE_URL PORT FOLDER`; it ends on SIGTERM.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import uvicorn

from escalation.simulator.clock import SimClock
from escalation.simulator.network import Network
from mailbot.bootstrap.house import opened_house
from mailbot.console.app import create_app
from mailbot.demo.stage import demo_settings


async def serve(store_url: str, port: int, folder: Path) -> None:
    """Serve until a signal comes."""
    network = Network(clock=SimClock(datetime.now(UTC)))
    away = cast("Any", SimpleNamespace(imap_port=1, smtp_port=1, password="nobody-listens"))
    given = demo_settings(folder, away, network, "http://127.0.0.1:9", port)
    settings = given.model_copy(update={"store": given.store.model_copy(update={"url": store_url})})
    async with opened_house(settings) as house:
        app = create_app(house.console())
        config = uvicorn.Config(app, port=port, log_config=None, lifespan="off", access_log=False, server_header=False)
        await uvicorn.Server(config).serve()
    await network.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])))
