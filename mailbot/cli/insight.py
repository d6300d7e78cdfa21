"""`mailbot insight`: what complaints and edits point at."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from mailbot.adapters.site_playbooks import take_up
from mailbot.adapters.templates import load_playbooks
from mailbot.bootstrap.judge import load_judge
from mailbot.bootstrap.opening import opened_store
from mailbot.bootstrap.promotion import Promotion
from mailbot.cli.output import OutputFormat, errors, screen, write_json
from mailbot.config import find_configuration, load_policy, load_settings
from mailbot.errors import ConfigurationError
from mailbot.model.facts import Facts
from mailbot.model.phrases import Playbooks
from mailbot.model.view import Count, Insight
from mailbot.store.insight import Insights
from mailbot.store.sent_drafts import SentDrafts
from mailbot.triage.edits import Lesson, SentDraft, lessons
from mailbot.triage.step_edits import StepEdit, most_rewritten, step_edits

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
        async with opened_store(settings) as db, db.read() as tx:
            return await SentDrafts().since(tx, since)

    gone = asyncio.run(read())
    found, steps = lessons(gone), _steps(gone, load_playbooks(settings.templates_dir))
    if format is OutputFormat.JSONL:
        for one in found:
            write_json(_lesson(one, steps[one.playbook, one.language]))
    elif found:
        _show(found, steps)
    else:
        errors.print(f"No reply has left in the last {days} days.")


@app.command()
def promote(
    context: typer.Context,
    draft: Annotated[str, typer.Argument(help="Id of a reply that was sent, from `mailbot insight edits`.")],
    step: Annotated[str, typer.Argument(help="The step whose new words become a variant.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the variant and write nothing.")] = False,
) -> None:
    """Make an agent's words a variant of the site's own playbook."""
    settings = load_settings(find_configuration(context.obj))

    async def read() -> tuple[SentDraft, Facts]:
        async with opened_store(settings) as db, db.read() as tx:
            return await SentDrafts().one(tx, draft)

    promotion = Promotion(load_judge(load_policy(settings.policy_file), templates_dir=settings.templates_dir))
    variant = promotion.variant(*asyncio.run(read()), step)
    screen.print(variant.text, markup=False, soft_wrap=True)
    for objection in variant.objections:
        errors.print(objection, markup=False)
    if dry_run or variant.objections:
        raise typer.Exit(1 if variant.objections else 0)
    if settings.templates_dir is None:
        raise ConfigurationError("`templates_dir` is not set.", hint="Name a folder for the site's own words.")
    path = take_up(settings.templates_dir, variant)
    errors.print(f"Written to {path}. Processes that run take it up within seconds.", markup=False)


def _steps(gone: list[SentDraft], playbooks: Playbooks) -> dict[tuple[str, str], tuple[StepEdit, ...]]:
    """Return playbook and language -> the steps that were changed."""
    found: dict[tuple[str, str], tuple[StepEdit, ...]] = {(one.playbook, one.language): () for one in gone}
    for one in gone:
        if one.playbook in playbooks.items:
            found[one.playbook, one.language] += step_edits(one, playbooks.items[one.playbook])
    return found


def _show(found: tuple[Lesson, ...], steps: Mapping[tuple[str, str], tuple[StepEdit, ...]]) -> None:
    for one in found:
        share = f"{one.untouched} of {one.sent} left untouched, {one.kept:.0%} of the words kept"
        screen.print(f"{one.playbook} ({one.language}): {share}", style="bold", markup=False)
        changed = steps[one.playbook, one.language]
        for step, count in most_rewritten(changed):
            last = next(edit for edit in reversed(changed) if edit.step == step)
            screen.print(f"  {count}×  {step}: {last.after[:140] or '(taken out)'}  [draft {last.draft}]", markup=False)
        for text, count in one.rewrites:
            screen.print(f"  {count}×  {text[:140]}", style="dim", markup=False)


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


def _lesson(one: Lesson, changed: tuple[StepEdit, ...]) -> dict[str, object]:
    return {
        "steps": [
            {
                "step": step,
                "count": count,
                "edits": [
                    {"draft": edit.draft, "before": edit.before, "after": edit.after}
                    for edit in changed
                    if edit.step == step
                ],
            }
            for step, count in most_rewritten(changed)
        ],
        "playbook": one.playbook,
        "language": one.language,
        "sent": one.sent,
        "untouched": one.untouched,
        "kept": round(one.kept, 3),
        "rewrites": [{"text": text, "count": count} for text, count in one.rewrites],
    }
