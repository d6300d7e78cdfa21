"""How checks are shown: a mark, a sentence, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from mailbot.adapters.doctor_checks import Check
from mailbot.cli.output import screen


def show_checks(checks: Iterable[Check]) -> None:
    """Print checks, one line each."""
    for check in checks:
        show_check(check)


def show_check(check: Check) -> None:
    """Print one check: a mark, what was found, and below it what to do."""
    screen.print("[green]ok[/green]  " if check.ok else "[bold red]no[/bold red]  ", end="")
    screen.print(f"{check.name}: {check.sentence}", markup=False, soft_wrap=True)
    if check.what_to_do:
        screen.print(f"    {check.what_to_do}", markup=False, style="yellow", soft_wrap=True)
