"""`mailbot migrate`: bring the store to this version's schema."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from mailbot.cli.output import screen
from mailbot.config import find_configuration, load_settings
from mailbot.store import migrate as migrations
from mailbot.store.database import Database


def migrate(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Only tell; exit 1 when the store is behind.")] = False,
) -> None:
    """Bring the store to this version's schema, in one transaction; a store that is up to date stays as it is."""
    settings = load_settings(find_configuration(context.obj))
    before, after = asyncio.run(_migrate(settings.store.url, check=check))
    if check and before != after:
        screen.print(f"The store is at {before or 'nothing'}, this version needs {after}. Run: mailbot migrate")
        raise typer.Exit(1)
    screen.print(
        f"The store is at revision {after}."
        if before == after
        else f"The store went from {before or 'nothing'} to {after}."
    )


async def _migrate(url: str, *, check: bool) -> tuple[str | None, str]:
    db = Database(url)
    try:
        before = await migrations.current(db)
        return before, migrations.head() if check else await migrations.upgrade(db)
    finally:
        await db.dispose()
