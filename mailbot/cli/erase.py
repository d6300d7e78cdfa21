"""`mailbot erase`: forget a person."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from mailbot.bootstrap.opening import opened_store
from mailbot.cli.output import errors, screen
from mailbot.config import find_configuration, load_settings
from mailbot.errors import UsageError
from mailbot.store.erasure import forget


def erase(
    context: typer.Context,
    email: Annotated[str, typer.Argument(help="The person's mail address.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; erase nothing.")] = False,
) -> None:
    """Empty every text, address, number and raw mail of a person; cannot be undone. Mails in the mailbox itself stay."""
    settings = load_settings(find_configuration(context.obj))
    if not (yes or dry_run):
        if not sys.stdin.isatty():
            raise UsageError("Erasing cannot be undone.", hint="Give --yes.")
        typer.confirm(f"Forget {email} for good?", abort=True)

    async def act() -> dict[str, int]:
        async with opened_store(settings) as db:
            return await forget(db, email, datetime.now(UTC), dry_run=dry_run)

    done = asyncio.run(act())
    held = done.pop("held")
    counts = {name: count for name, count in done.items() if count}
    told = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
    verb = "Would be forgotten" if dry_run else "Forgotten"
    screen.print(f"{verb}: {told}." if told else f"Nothing was held about {email}.", markup=False)
    if held:
        errors.print(f"{held} of the cases {'would stay' if dry_run else 'stay'}: a manager holds them (legal hold).")
