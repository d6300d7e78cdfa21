"""`mailbot webhook`: the programs that are told what happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from mailbot.adapters.clock import SystemClock
from mailbot.bootstrap.hooks import wired_hooks
from mailbot.bootstrap.opening import opened_store
from mailbot.cli.output import cell, errors, screen, show, table_of
from mailbot.config import find_configuration, load_settings
from mailbot.delivery.hooks import Hooks
from mailbot.model.hook import TOPICS
from mailbot.model.person import Agent, Role

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

HookId = Annotated[str, typer.Argument(help="Its id, from `mailbot webhook list`.")]

#: Whoever sits at the command line owns the store.
_OPERATOR = Agent(id="operator", email="", name="operator", role=Role.ADMIN)


@app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Where to send, over https.")],
    topic: Annotated[list[str] | None, typer.Option(help=f"What to tell; again for more. {', '.join(TOPICS)}")] = None,
    note: Annotated[str, typer.Option(help="What it is for.")] = "",
) -> None:
    """Add a receiver and print its secret, once."""
    fresh = _with(context, lambda hooks: hooks.add(_OPERATOR, url, tuple(topic or ()), note))
    errors.print(
        f"{fresh.hook.url} is told {', '.join(fresh.hook.topics) or 'everything'}. Its secret, shown once:",
        markup=False,
    )
    typer.echo(fresh.secret)


@app.command("list")
def list_hooks(context: typer.Context) -> None:
    """Show all receivers."""
    found = _with(context, lambda hooks: hooks.rows.all())
    if not found:
        errors.print("Nobody is told anything. Add a receiver: mailbot webhook add https://example.com/hooks")
        return
    table = table_of("Id", "Address", "Told", "")
    for one in found:
        state = "" if one.active else f"off: {one.disabled_reason or 'by hand'}"
        failing = f"{one.failures} failures in a row" if one.active and one.failures else state
        table.add_row(one.id, cell(one.url), ", ".join(one.topics) or "everything", cell(failing))
    show(table)


@app.command()
def deliveries(context: typer.Context, hook: HookId) -> None:
    """Show what became of the last tellings."""
    table = table_of("Id", "When", "Topic", "State", "Attempts", "Answer")
    for one in _with(context, lambda hooks: hooks.rows.deliveries(hook)):
        when, answer = f"{one.created_at:%Y-%m-%d %H:%M}", one.error or (str(one.status) if one.status else "")
        table.add_row(one.id, when, one.topic, one.state.value, str(one.attempts), cell(answer))
    show(table)


@app.command()
def again(context: typer.Context, hook: HookId, delivery: Annotated[str, typer.Argument()]) -> None:
    """Send a telling once more."""
    now = SystemClock().now()
    _with(context, lambda hooks: hooks.rows.send_again(hook, delivery, now))
    screen.print("It is in line.")


@app.command()
def switch(
    context: typer.Context, hook: HookId, on: Annotated[bool, typer.Option("--on/--off", help="Send, or do not.")]
) -> None:
    """Switch a receiver on or off."""
    now = SystemClock().now()
    _with(context, lambda hooks: hooks.rows.switch(hook, on, by=_OPERATOR.id, now=now))
    screen.print("It is on." if on else "It is off.")


@app.command()
def remove(context: typer.Context, hook: HookId) -> None:
    """Remove a receiver with its tellings."""
    now = SystemClock().now()
    _with(context, lambda hooks: hooks.rows.remove(hook, by=_OPERATOR.id, now=now))
    screen.print("It is removed.")


def _with(context: typer.Context, act: Callable[[Hooks], Awaitable[Any]]) -> Any:
    settings = load_settings(find_configuration(context.obj))

    async def run() -> Any:
        async with opened_store(settings) as db:
            return await act(wired_hooks(settings, db, SystemClock()))

    return asyncio.run(run())
