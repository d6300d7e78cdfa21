"""`mailbot heat replay`: what another threshold or policy would have made of the archive, before anything is changed."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from mailbot.adapters.clock import SystemClock
from mailbot.bootstrap.judge import Judge
from mailbot.bootstrap.judges import Desk, Judges
from mailbot.bootstrap.opening import opened_store
from mailbot.cli.output import OutputFormat, errors, screen, write_json
from mailbot.config import Settings, find_configuration, load_policy, load_settings
from mailbot.errors import UsageError
from mailbot.model.case import Case
from mailbot.model.heat import Band, Heat
from mailbot.model.policy import Policy
from mailbot.store.archive import Archive


@dataclass(frozen=True, kw_only=True, slots=True)
class Weighed:
    """One old case under both policies."""

    reference: str
    subject: str
    now: Heat
    then: Heat

    @property
    def turn(self) -> str:
        """Return "letter -> call", "call -> letter", or "" when nothing would have changed."""
        was, would = self.now.band is Band.HIGH, self.then.band is Band.HIGH
        return "" if was == would else ("letter -> call" if would else "call -> letter")


def replay(
    context: typer.Context,
    high: Annotated[float | None, typer.Option(min=0.0, max=1.0, help="The threshold to try, as [heat] high.")] = None,
    policy: Annotated[Path | None, typer.Option(help="Or a whole policy file to try.")] = None,
    days: Annotated[int, typer.Option(min=1, help="How far to look back.")] = 90,
    most: Annotated[int, typer.Option(min=1, help="At most so many cases, the newest first.")] = 1000,
    format: Annotated[OutputFormat, typer.Option(help="table or jsonl.")] = OutputFormat.TABLE,
) -> None:
    """Weigh the archive's cases anew, under the policy of today and under the one to try. Changes nothing."""
    if (high is None) == (policy is None):
        raise UsageError("Say what to try.", hint="Give --high 0.65, or --policy FILE.")
    settings = load_settings(find_configuration(context.obj))
    today = load_policy(settings.policy_file)
    tried = load_policy(policy) if policy else replace(today, heat=replace(today.heat, high=high or 0.0))
    weighed = asyncio.run(_weighed(settings, today, tried, timedelta(days=days), most))
    _tell(weighed, format)


async def _weighed(settings: Settings, today: Policy, tried: Policy, span: timedelta, most: int) -> list[Weighed]:
    desks = {name: Desk(team=settings.company, zone=one.zone) for name, one in settings.mailbox.items()}
    judges, found = Judges(today, desks, settings.templates_dir), []
    async with opened_store(settings) as db:
        archive = Archive(db)
        ids = await archive.ids(SystemClock().now() - span, most)
        with Progress(console=errors, transient=True) as bar:
            task = bar.add_task("Weighing old cases", total=len(ids))
            async for case in archive.cases(ids):
                if case.conversation.mailbox in judges:
                    found.append(_both(case, judges[case.conversation.mailbox], tried))
                bar.advance(task)
    return found


def _both(case: Case, judge: Judge, tried: Policy) -> Weighed:
    other = replace(tried, hours=tried.hours.of(case.conversation.mailbox))
    return Weighed(
        reference=case.conversation.reference,
        subject=case.conversation.subject,
        now=judge.weigh(case),
        then=replace(judge, policy=other).weigh(case),
    )


def _tell(weighed: list[Weighed], format: OutputFormat) -> None:
    if format is OutputFormat.JSONL:
        for one in weighed:
            write_json(
                {
                    "reference": one.reference, "heat": round(one.now.value, 3), "band": one.now.band.value,
                    "would_be_heat": round(one.then.value, 3), "would_be_band": one.then.band.value,
                }
            )  # fmt: skip
        return
    if not weighed:
        screen.print("No case of that span is in the store.")
        return
    turns = Counter(one.turn for one in weighed)
    calls = sum(one.now.band is Band.HIGH for one in weighed)
    would = sum(one.then.band is Band.HIGH for one in weighed)
    screen.print(f"{len(weighed)} cases: {calls} calls today, {would} as tried.")
    for turn in ("letter -> call", "call -> letter"):
        screen.print(f"{turns[turn]} {turn}")
        for one in sorted((one for one in weighed if one.turn == turn), key=lambda one: -one.then.value):
            heat = f"{one.now.value:.2f} -> {one.then.value:.2f}"
            screen.print(f"  {one.reference}  {heat}  {one.subject[:70]}", markup=False)
    screen.print("Nothing was changed. Put the value into your policy file to use it.")
