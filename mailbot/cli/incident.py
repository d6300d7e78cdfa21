"""`mailbot incident`: causes that the house knows, so that a mail about one is answered with it (docs/playbooks.md)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from mailbot.adapters.incident_files import incidents_in
from mailbot.bootstrap.opening import opened_store
from mailbot.cli.output import OutputFormat, cell, errors, show, table_of, write_json
from mailbot.config import find_configuration, load_settings
from mailbot.model.incident import Incident
from mailbot.store.incidents import KnownCauses

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Result = TypeVar("Result")
Format = Annotated[OutputFormat, typer.Option(help="table for people, jsonl for programs.")]


@app.command("open")
def open_incident(
    context: typer.Context, path: Annotated[Path, typer.Argument(help="A TOML file with [[incident]] tables.")]
) -> None:
    """Make causes known; print their ids."""
    found = incidents_in(path)

    async def add(causes: KnownCauses) -> list[str]:
        return [await causes.open(one, now=datetime.now(UTC)) for one in found]

    for one in _with_causes(context, add):
        typer.echo(one)


@app.command()
def close(context: typer.Context, incident: Annotated[str, typer.Argument(help="Its id, from `list`.")]) -> None:
    """End a cause: mails of the next days are still answered with it."""
    ended = _with_causes(context, lambda causes: causes.close(incident, now=datetime.now(UTC)))
    errors.print(f"{ended.name} is over.", markup=False)


@app.command("list")
def list_incidents(context: typer.Context, format: Format = OutputFormat.TABLE) -> None:
    """Show the causes that are known, the newest first."""
    found = _with_causes(context, lambda causes: causes.all())
    if format is OutputFormat.JSONL:
        for one in found:
            write_json(_plain(one))
        return
    if not found:
        errors.print("No cause is known. Make one known: mailbot incident open outage.toml")
        return
    table = table_of("Id", "What", "Where", "Since", "Until", "")
    for one in found:
        until = f"{one.until:%Y-%m-%d %H:%M}" if one.until else ""
        ended = f"over since {one.ended_at:%Y-%m-%d %H:%M}" if one.ended_at else "lasts"
        where = cell(", ".join(one.region))
        table.add_row(cell(one.id), cell(one.name), where, f"{one.begun_at:%Y-%m-%d %H:%M}", until, ended)
    show(table)


def _with_causes(context: typer.Context, act: Callable[[KnownCauses], Awaitable[Result]]) -> Result:
    settings = load_settings(find_configuration(context.obj))

    async def run() -> Result:
        async with opened_store(settings) as db:
            return await act(KnownCauses(db))

    return asyncio.run(run())


def _plain(one: Incident) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "words": list(one.words),
        "region": list(one.region),
        "begun": one.begun_at.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "ended": one.ended_at.isoformat() if one.ended_at else None,
        "languages": sorted(one.texts),
    }
