"""`mailbot db`: carry the store to another database."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from mailbot.cli.output import errors, screen
from mailbot.config import find_configuration, load_settings
from mailbot.errors import UsageError
from mailbot.store.database import Database
from mailbot.store.moving import Move, Moved, give_up_move

app = typer.Typer(no_args_is_help=True)


@app.callback()
def db() -> None:
    """Carry the store to another database."""


@app.command()
def move(
    context: typer.Context,
    to: Annotated[str, typer.Option(help="The new home: postgresql://user:password@host/database, empty.")] = "",
    give_up: Annotated[bool, typer.Option("--give-up", help="Stay with SQLite: take a move back.")] = False,
) -> None:
    """Carry a SQLite store to PostgreSQL; goes on where it was broken off, and compares every row at the end."""
    url = load_settings(find_configuration(context.obj)).store.url
    if give_up:
        asyncio.run(_give_up(url))
        screen.print("The store stays here and may be worked on again.")
        return
    if not to:
        raise UsageError("Where to?", hint="Write --to postgresql://user:password@host/database.")
    done = asyncio.run(_move(url, to))
    again = " It went on where an earlier move was broken off." if done.resumed else ""
    screen.print(f"{sum(done.rows.values())} rows in {len(done.rows)} tables are moved and compared.{again}")
    if done.repaired:
        screen.print(
            f"{done.repaired} texts held NUL characters, which PostgreSQL does not keep; U+FFFD stands there now."
        )
    screen.print("Now set [store] url in mailbot.toml to the new home; the old store refuses work.", markup=False)


async def _move(url: str, to: str) -> Moved:
    source, target = Database(url), Database(to)
    try:
        carrying = Move(source, target)
        with _bar() as bar:
            tasks: dict[str, int] = {}

            def tell(name: str, done: int, total: int) -> None:
                if name not in tasks:
                    tasks[name] = bar.add_task(name, total=total)
                bar.update(tasks[name], completed=done, total=total)  # type: ignore[arg-type]

            return await carrying.run(tell)
    finally:
        await source.dispose()
        await target.dispose()


async def _give_up(url: str) -> None:
    source = Database(url)
    try:
        await give_up_move(source)
    finally:
        await source.dispose()


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=errors)
