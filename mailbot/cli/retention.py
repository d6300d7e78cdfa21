"""`mailbot retention`: what is erased when, and why; with --dry-run nothing is."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from mailbot.bootstrap.opening import opened_store
from mailbot.cli.output import OutputFormat, cell, errors, screen, show, table_of, write_json
from mailbot.config import find_configuration, load_policy, load_settings
from mailbot.errors import UsageError
from mailbot.model.policy import RetentionPolicy
from mailbot.store.database import Database
from mailbot.store.retention import Doomed, RetentionRows, doomed, kept_back
from scheduler.due import DueErasures
from scheduler.retention import terms


def retention(
    context: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would go, when and why; erase nothing.")
    ] = False,
    within: Annotated[int, typer.Option(min=0, max=36_500, help="With --dry-run: days to look ahead.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="With --dry-run: cases to list at most.")] = 200,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    format: Annotated[OutputFormat, typer.Option(help="table for people, jsonl for programs.")] = OutputFormat.TABLE,
) -> None:
    """Erase what has been kept as long as [retention] of the policy says; `mailbot run` does the same by itself."""
    settings = load_settings(find_configuration(context.obj))
    policy = load_policy(settings.policy_file).retention
    if not terms(policy) and not policy.stray_days:
        errors.print("Nothing is ever erased: all terms of [retention] in the policy are 0.", markup=False)
        return
    if not dry_run and not yes:
        if not sys.stdin.isatty():
            raise UsageError("Erasing cannot be undone.", hint="Give --dry-run to look, or --yes.")
        typer.confirm("Erase for good what has been kept long enough?", abort=True)

    async def act() -> None:
        async with opened_store(settings) as db:
            now = datetime.now(UTC)
            await (_look(db, policy, now, within, limit, format) if dry_run else _erase(db, policy, now))

    asyncio.run(act())


async def _look(
    db: Database, policy: RetentionPolicy, now: datetime, within: int, limit: int, format: OutputFormat
) -> None:
    found = await doomed(db, policy, now + timedelta(days=within), limit)
    if format is OutputFormat.JSONL:
        for one in found:
            write_json(_plain(one))
        return
    if found:
        show(_table(found, now))
    else:
        screen.print("Nothing would go.")
    back = await kept_back(db)
    errors.print(
        f"Kept back: {back['open']} open, {back['held']} on legal hold, {back['busy']} with something to come."
    )


async def _erase(db: Database, policy: RetentionPolicy, now: datetime) -> None:
    work, total = DueErasures(RetentionRows(db), policy), Counter[str]()
    while done := await work.run(now):
        total += done
    while strays := await work.run_strays(now):
        total["stray mails"] += strays
    told = ", ".join(f"{count} to {name.replace('_', ' ')}" for name, count in total.items())
    screen.print(f"Erased: {told}." if told else "Nothing was due.", markup=False)


def _table(found: tuple[Doomed, ...], now: datetime) -> Table:
    table = table_of("Due", "What goes", "Case", "Customer", "Why")
    for one in found:
        due = f"{one.due_at:%Y-%m-%d %H:%M}"
        table.add_row(
            f"[red]{due}[/red]" if one.due_at <= now else due,
            one.stage.replace("_", " "),
            one.reference,
            cell(one.customer),
            cell(one.reason),
        )
    return table


def _plain(one: Doomed) -> dict[str, str]:
    return {
        "conversation": one.id,
        "reference": one.reference,
        "customer": one.customer,
        "stage": one.stage,
        "due_at": one.due_at.isoformat(),
        "reason": str(one.reason),
    }
