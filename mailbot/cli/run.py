"""`mailbot run`: watch, draft, send, call and follow up until stopped."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from mailbot.adapters.logs import configure_logs
from mailbot.bootstrap.house import opened_house
from mailbot.cli.output import errors
from mailbot.config import Settings, find_configuration, load_settings
from mailbot.ports import Clock
from mailbot.worker import stopped_by_signals, work
from mailbot.worker.day import work_of


def run(
    context: typer.Context,
    console: Annotated[bool, typer.Option(help="Serve the console from this process too.")] = True,
) -> None:
    """Watch, draft, send, call and follow up until stopped by SIGTERM or Ctrl-C."""
    settings = load_settings(find_configuration(context.obj))
    if not console:
        settings = settings.model_copy(update={"console": settings.console.model_copy(update={"enabled": False})})
    configure_logs(settings.log.level, settings.log.format)
    asyncio.run(keep_running(settings))


async def keep_running(settings: Settings, clock: Clock | None = None) -> None:
    """Run a house until a signal comes; `clock` is another than the machine's for rehearsals of days in minutes."""
    async with opened_house(settings, clock=clock) as house, stopped_by_signals() as stop:
        names = ", ".join(f"{one.name} ({one.identity.address.email})" for one in house.mailboxes.values())
        errors.print(f"mailbot watches {names}. Stop with Ctrl-C.", markup=False)
        host = settings.console.host

        def tell(port: int) -> None:
            errors.print(f"The console is at http://{host}:{port}", markup=False)

        await work(work_of(house, on_console=tell), stop)
    errors.print("mailbot has stopped; what was under way is taken up at the next start.")
