"""`mailbot demo`: the whole course of some complaints on embedded servers."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated

import typer

from mailbot.adapters.logs import configure_logs
from mailbot.cli.output import errors, screen, write_json
from mailbot.errors import UsageError
from mailbot.worker import stopped_by_signals


class DemoFormat(StrEnum):
    """How the demo tells its story."""

    SCREEN = "screen"
    JSON = "json"


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Stop after the tour instead of leaving the console open.")
    ] = False,
    format: Annotated[
        DemoFormat, typer.Option(help="screen for people, json for one object at the end.")
    ] = DemoFormat.SCREEN,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the console; 0 for any free one.")] = 0,
) -> None:
    """Show mails arriving, drafts, an approval, a call and a follow-up; nothing leaves this machine."""
    try:
        import aiosmtpd  # noqa: F401
        import pymap  # noqa: F401
    except ModuleNotFoundError as error:
        raise UsageError("The demo needs its embedded servers.", hint="Run: pip install 'mailbot[demo]'.") from error
    configure_logs("error", "console")
    asyncio.run(_demo(once=once, quiet=format is DemoFormat.JSON, port=port))


async def _demo(*, once: bool, quiet: bool, port: int) -> None:
    from mailbot.demo.stage import PEOPLE, opened_stage
    from mailbot.demo.story import Screen, Silent
    from mailbot.demo.tour import tour

    if not quiet:
        screen.print(
            "[bold]mailbot demo[/bold]: embedded mail servers, a simulated telephone network, a store in a temporary folder."
        )
    async with opened_stage(speed=4.0 if quiet else 1.0, console_port=port) as stage:
        counts = await tour(stage, Silent() if quiet else Screen(screen), pause=0.0 if quiet else 1.2)
        if quiet:
            write_json(counts.as_dict())
        else:
            screen.print()
            screen.print("   ".join(f"{name.replace('_', ' ')} {value}" for name, value in counts.as_dict().items()))
        if once:
            return
        async with stopped_by_signals() as stop:
            errors.print(f"\nThe console is open at {stage.console}", style="bold", markup=False)
            for name, address, role, password in PEOPLE:
                errors.print(f"  {role.value:<8} {address:<26} {password:<20} {name}", markup=False)
            errors.print(f"The simulated telephone network: {stage.timeline}\nStop with Ctrl-C.", markup=False)
            await stop.wait()
