"""`mailbot insight`: what complaints and edits point at."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import select

from mailbot.bootstrap import opened_store
from mailbot.cli.output import OutputFormat, errors, screen, write_json
from mailbot.config import find_configuration, load_settings
from mailbot.model.view import Count, Insight
from mailbot.store.insight import Insights
from mailbot.store.tables import drafts
from mailbot.triage.edits import Lesson, SentDraft, lessons

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Days = Annotated[int, typer.Option(min=1, max=3660, help="How many days back.")]
Format = Annotated[OutputFormat, typer.Option(help="table for people, jsonl for programs.")]


@app.command()
def causes(context: typer.Context, days: Days = 28, format: Format = OutputFormat.TABLE) -> None:
    """Count complaints by category and language, with the hot ones; first answers and contentment."""
    settings = load_settings(find_configuration(context.obj))
    now = datetime.now(UTC)

    async def read() -> Insight:
        async with opened_store(settings) as db:
            return await Insights(db).over(now - timedelta(days=days), now)

    figures = asyncio.run(read())
    if format is OutputFormat.JSONL:
        write_json(_plain(figures))
        return
    screen.print(
        f"{figures.complaints} complaints in {days} days, {figures.hot} became calls, {figures.reopened} opened again."
    )
    if figures.first_answer_minutes is not None:
        screen.print(f"First answer after {figures.first_answer_minutes / 60:.1f} h (median).")
    screen.print(f"Follow-ups: {figures.content} content, {figures.unhappy} unhappy.")
    for title, counts in (("Category", figures.by_category), ("Language", figures.by_language)):
        screen.print(_bars(title, counts))


@app.command()
def edits(context: typer.Context, days: Days = 90, format: Format = OutputFormat.TABLE) -> None:
    """Show which playbooks' drafts agents keep rewriting, and the paragraphs that they change."""
    settings = load_settings(find_configuration(context.obj))
    since = datetime.now(UTC) - timedelta(days=days)

    async def read() -> list[SentDraft]:
        statement = select(drafts.c.playbook, drafts.c.language, drafts.c.original_body, drafts.c.body).where(
            drafts.c.status == "sent", drafts.c.updated_at >= since
        )
        async with opened_store(settings) as db, db.read() as tx:
            return [
                SentDraft(playbook=row.playbook, language=row.language, proposed=row.original_body, sent=row.body)
                for row in await tx.execute(statement)
            ]

    found = lessons(asyncio.run(read()))
    if format is OutputFormat.JSONL:
        for one in found:
            write_json(_lesson(one))
    elif found:
        _show(found)
    else:
        errors.print(f"No reply has left in the last {days} days.")


def _show(found: tuple[Lesson, ...]) -> None:
    for one in found:
        share = f"{one.untouched} of {one.sent} left untouched, {one.kept:.0%} of the words kept"
        screen.print(f"{one.playbook} ({one.language}): {share}", style="bold", markup=False)
        for text, count in one.rewrites:
            screen.print(f"  {count}×  {text[:140]}", markup=False)


def _bars(title: str, counts: tuple[Count, ...]) -> Table:
    table = Table(title, "", "", box=None, pad_edge=False, title_justify="left")
    most = max((one.value for one in counts), default=1)
    for one in counts:
        hot = round(30 * one.part / most)
        table.add_row(
            one.label,
            f"[red]{'█' * hot}[/red][blue]{'█' * (round(30 * one.value / most) - hot)}[/blue]",
            str(one.value),
        )
    return table


def _plain(figures: Insight) -> dict[str, object]:
    return {
        "since": figures.since.isoformat(),
        "until": figures.until.isoformat(),
        "cases": figures.cases,
        "complaints": figures.complaints,
        "hot": figures.hot,
        "reopened": figures.reopened,
        "content": figures.content,
        "unhappy": figures.unhappy,
        "first_answer_minutes": figures.first_answer_minutes,
        "by_category": {one.label: one.value for one in figures.by_category},
        "by_language": {one.label: one.value for one in figures.by_language},
    }


def _lesson(one: Lesson) -> dict[str, object]:
    return {
        "playbook": one.playbook,
        "language": one.language,
        "sent": one.sent,
        "untouched": one.untouched,
        "kept": round(one.kept, 3),
        "rewrites": [{"text": text, "count": count} for text, count in one.rewrites],
    }
