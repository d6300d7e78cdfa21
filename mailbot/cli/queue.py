"""`mailbot queue`: the drafts that wait, on the command line."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import typer
from rich.table import Table

from mailbot.bootstrap.house import House, opened_house
from mailbot.cli.output import OutputFormat, cell, errors, screen, show, table_of, write_json
from mailbot.config import find_configuration, load_settings
from mailbot.errors import UsageError
from mailbot.model.draft import Draft
from mailbot.model.person import Agent
from mailbot.model.view import CaseView, InboxPage, InboxQuery, InboxRow, Tab
from mailbot.store.case_view import CasePages
from mailbot.store.views import Views

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Result = TypeVar("Result")

As = Annotated[str, typer.Option("--as", help="Your address as in `mailbot user list` (default: MAILBOT_AGENT).")]
Case = Annotated[str, typer.Argument(help="The case, by its reference (MB-…) or id.")]


@app.command("list")
def list_cases(
    context: typer.Context,
    tab: Annotated[Tab, typer.Option(help="Which cases.")] = Tab.TODO,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 30,
    format: Annotated[OutputFormat, typer.Option(help="table for people, jsonl for programs.")] = OutputFormat.TABLE,
) -> None:
    """List what waits, hottest first."""

    async def read(house: House) -> InboxPage:
        return await Views(house.db).inbox(InboxQuery(tab=tab, limit=limit), house.clock.now())

    found = _in_house(context, read)
    if format is OutputFormat.JSONL:
        for row in found.rows:
            write_json(_plain(row))
    elif found.rows:
        show(_table(found.rows))
    else:
        errors.print("Nothing waits.")


@app.command("show")
def show_case(context: typer.Context, case: Case) -> None:
    """Show a case: the mails, why it is as hot as it is, and the draft."""
    _show(_in_house(context, lambda house: _view(house, case)))


@app.command()
def approve(context: typer.Context, case: Case, agent: As = "") -> None:
    """Approve the open draft of a case; it leaves after the undo window, when `mailbot run` is at work."""

    async def act(house: House) -> datetime:
        person = await _person(house, agent)
        draft = _draft(await _view(house, case))
        return (await house.desk.approve(person, draft.id, draft.version)).send_after

    leaves = _in_house(context, act)
    screen.print(
        f"Approved. It leaves at {leaves:%H:%M:%S} UTC; until then: mailbot queue undo {case}",
        markup=False,
        soft_wrap=True,
    )


@app.command()
def undo(context: typer.Context, case: Case, agent: As = "") -> None:
    """Take an approved reply back before it leaves."""

    async def act(house: House) -> None:
        person = await _person(house, agent)
        waiting = [
            mail for mail in (await _view(house, case)).outgoing if mail.draft_id and mail.state.value == "waiting"
        ]
        if not waiting:
            raise UsageError(f"No reply of {case} is waiting to leave.")
        await house.desk.undo(person, str(waiting[0].draft_id))

    _in_house(context, act)
    screen.print("Taken back; the draft is open again.")


@app.command()
def reject(
    context: typer.Context,
    case: Case,
    reason: Annotated[str, typer.Option(help="Why; the next draft learns from it.")],
    agent: As = "",
) -> None:
    """Throw the open draft away; the case then waits for a person."""

    async def act(house: House) -> None:
        person = await _person(house, agent)
        draft = _draft(await _view(house, case))
        await house.desk.reject(person, draft.id, draft.version, reason)

    _in_house(context, act)
    screen.print("Rejected.")


@app.command()
def edit(context: typer.Context, case: Case, agent: As = "") -> None:
    """Replace the draft's text by standard input, or edit it in $EDITOR."""

    async def act(house: House) -> list[str]:
        person = await _person(house, agent)
        draft = _draft(await _view(house, case))
        text = _edited(draft.body)
        saved = await house.desk.edit(person, draft.id, draft.version, body=text)
        return [f"{one.rule}: {one.message}" for one in saved.findings]

    findings = _in_house(context, act)
    screen.print("Saved." if not findings else "Saved. The reply lint objects:")
    for one in findings:
        screen.print(f"  {one}", markup=False)


def _edited(body: str) -> str:
    if not sys.stdin.isatty():
        text = sys.stdin.read()
        if not text.strip():  # a closed or forgotten input must not wipe the draft
            raise UsageError("No text came on standard input; the draft is as it was.")
        return text
    edited = typer.edit(body) if hasattr(typer, "edit") else None
    if edited is None:
        raise UsageError("The text was not changed.")
    return str(edited)


def _in_house(context: typer.Context, act: Callable[[House], Awaitable[Result]]) -> Result:
    settings = load_settings(find_configuration(context.obj))

    async def run() -> Result:
        async with opened_house(settings) as house:
            return await act(house)

    return asyncio.run(run())


async def _person(house: House, email: str) -> Agent:
    wanted = email or os.environ.get("MAILBOT_AGENT", "")
    if not wanted:
        raise UsageError("Who are you?", hint="Give --as you@example.com or set MAILBOT_AGENT.")
    agent = await house.people.by_email(wanted)
    if agent is None or not agent.active:
        raise UsageError(f"{wanted} does not work here.", hint="See `mailbot user list`.")
    return agent


async def _view(house: House, case: str) -> CaseView:
    async with house.db.read() as tx:
        for mailbox in house.mailboxes:
            found = await house.records.conversations.by_reference(tx, mailbox, case.upper())
            if found:
                case = found.id
                break
    return await CasePages(house.db).case(case)


def _draft(view: CaseView) -> Draft:
    if view.draft is None:
        raise UsageError(f"No draft of {view.conversation.reference} is open.", hint="See `mailbot queue list`.")
    return view.draft


def _table(rows: tuple[InboxRow, ...]) -> Table:
    table = table_of("Heat", "Case", "Customer", "Subject", "State", "Waits")
    now = datetime.now(UTC)
    for row in rows:
        colour = "red" if row.band == "high" else "yellow" if row.heat >= 0.45 else "blue"
        since = row.waiting_since or row.last_activity_at
        hours = int((now - since).total_seconds() // 3600)
        table.add_row(
            f"[{colour}]{round(row.heat * 100):>3}[/{colour}]",
            row.reference,
            cell(row.customer_name or row.customer_email),
            cell(row.subject[:60]),
            row.state,
            f"{hours} h" if hours < 48 else f"{hours // 24} d",
        )
    return table


def _plain(row: InboxRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "reference": row.reference,
        "heat": row.heat,
        "band": row.band,
        "state": row.state,
        "customer": row.customer_email,
        "customer_name": row.customer_name,
        "subject": row.subject,
        "language": row.language,
        "category": row.category,
        "draft": row.draft_id,
        "waiting_since": row.waiting_since.isoformat() if row.waiting_since else None,
    }


def _show(view: CaseView) -> None:
    case = view.conversation
    screen.rule(cell(f"{case.reference}  {case.subject}"))
    for mail in view.mails:
        who = mail.message.sender.name or mail.message.sender.email
        screen.print(f"{mail.message.at:%Y-%m-%d %H:%M} {who}", style="bold", markup=False)
        screen.print((mail.message.new_text or mail.message.text).strip() + "\n", markup=False)
    screen.print(f"Heat {round(case.heat * 100)} ({case.band.value})", style="bold")
    for signal in sorted(view.heat.signals, key=lambda one: -one.weight)[:8]:
        quote = f" “{signal.quote}”" if signal.quote else ""
        screen.print(f"  {signal.weight * 100:+5.0f}  {signal.name.replace('_', ' ')}{quote}", markup=False)
    if view.draft is None:
        screen.print("\nNo draft is open.")
        return
    screen.print(
        f"\nDraft ({view.draft.playbook}, {view.draft.language}) to {', '.join(view.draft.to)}",
        style="bold",
        markup=False,
    )
    screen.print(f"{view.draft.subject}\n\n{view.draft.body}", markup=False)
    for finding in view.draft.findings:
        screen.print(f"  {finding.rule}: {finding.message}", style="yellow", markup=False)
