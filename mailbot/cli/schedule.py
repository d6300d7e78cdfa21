"""`mailbot schedule`: what will happen when, and why."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from mailbot.adapters.clock import SystemClock
from mailbot.adapters.clock_packs import chosen_packs, load_clock_packs
from mailbot.bootstrap.opening import opened_store
from mailbot.cli.output import OutputFormat, cell, errors, screen, show, table_of, write_json
from mailbot.config import Settings, find_configuration, load_policy, load_settings
from mailbot.errors import UsageError
from mailbot.model.view import Planned
from mailbot.model.zone import is_zone
from mailbot.store.complaint_clocks import ComplaintClocks
from mailbot.store.database import Database
from mailbot.store.reports import Reports
from mailbot.store.retention import Retentions
from mailbot.store.schedule import Schedule, due_text
from mailbot.store.timeline import picture as draw


def schedule(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 50,
    format: Annotated[OutputFormat, typer.Option(help="table for people, jsonl for programs.")] = OutputFormat.TABLE,
    picture: Annotated[
        str | None, typer.Option(help="Draw the course of this case (its reference) as SVG instead.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option(help="Time zone of the times shown; without it the desk's, of the policy.")
    ] = None,
) -> None:
    """List follow-ups, promises, reports, replies that wait, cases that come back and what is erased, soonest first."""
    settings = load_settings(find_configuration(context.obj))

    policy = load_policy(settings.policy_file)
    zone = zone or policy.hours.zone
    if not is_zone(zone):
        raise UsageError(f"There is no time zone {zone!r}.", hint="Use a name like Europe/Paris.")
    if picture:
        screen.file.write(asyncio.run(_drawn(settings, picture, zone)))
        return

    async def read() -> tuple[Planned, ...]:
        async with opened_store(settings) as db:
            clock = SystemClock()
            reports = Reports(db, policy.calls.digest_hours, clock)
            kept = Retentions(db, policy.retention, clock)
            return await Schedule(db, _clocks(db, settings), reports, kept).planned(limit)

    items = asyncio.run(read())
    if format is OutputFormat.JSONL:
        for item in items:
            write_json(_plain(item))
        return
    if not items:
        errors.print("Nothing is planned.")
        return
    show(_table(items, datetime.now(UTC), ZoneInfo(zone)))


async def _drawn(settings: Settings, case: str, zone: str) -> str:
    async with opened_store(settings) as db:
        return await draw(db, case, zone)


def _clocks(db: Database, settings: Settings) -> ComplaintClocks:
    policy = load_policy(settings.policy_file)
    packs = chosen_packs(load_clock_packs(settings.templates_dir), policy.complaint.clocks)
    zones = {name: mailbox.zone for name, mailbox in settings.mailbox.items()}
    return ComplaintClocks(db, packs, policy.hours, lambda mailbox: zones.get(mailbox, "UTC"))


def _table(items: tuple[Planned, ...], now: datetime, zone: ZoneInfo) -> Table:
    """Return the list as a person reads it: the wall clock of the zone that its head names, what is paused, which case."""
    table = table_of(f"Due ({zone.key})", "When", "What", "Case", "Customer", "Why")
    for item in items:
        table.add_row(
            f"{item.due_at.astimezone(zone):%a %Y-%m-%d %H:%M}",
            _when(item, now),
            f"{item.what.replace('_', '-')} ({item.kind})",
            item.reference,
            cell(item.customer),
            cell(item.reason),
        )
    return table


def _when(item: Planned, now: datetime) -> str:
    stands = {"paused": "paused", "asked": "waits for a person", "partly_sent": "some have it"}
    if item.state in stands:
        return stands[item.state]
    return f"[red]{due_text(item, now)}[/red]" if item.due_at < now else due_text(item, now)


def _plain(item: Planned) -> dict[str, str]:
    return {
        "id": item.id,
        "due_at": item.due_at.isoformat(),
        "what": item.what,
        "kind": item.kind,
        "state": item.state,
        "conversation": item.conversation_id,
        "reference": item.reference,
        "customer": item.customer,
        "subject": item.subject,
        "reason": item.reason,
    }
