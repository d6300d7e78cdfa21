"""`mailbot user`: the people who work here."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from mailbot.adapters.passwords import Passwords
from mailbot.bootstrap.opening import opened_store
from mailbot.cli.output import cell, errors, screen, show, table_of
from mailbot.config import find_configuration, load_settings
from mailbot.console.texts import LANGUAGES
from mailbot.errors import UsageError
from mailbot.model.person import Agent, Role
from mailbot.model.zone import is_zone
from mailbot.store.people import People

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Email = Annotated[str, typer.Argument(help="Mail address, also the login.")]
Zone = Annotated[str, typer.Option(help="Time zone, as in Europe/Paris.")]
Language = Annotated[str, typer.Option(help=f"Language of the console: {', '.join(LANGUAGES)}.")]
Phone = Annotated[str, typer.Option(help="Number to ring for callbacks, as in +33123456789.")]


@app.command()
def add(
    context: typer.Context,
    email: Email,
    name: Annotated[str, typer.Option(help="Name as colleagues and customers see it.")],
    role: Annotated[
        Role, typer.Option(help="agent: drafts; manager: also callbacks; admin: also people and switches.")
    ] = Role.AGENT,
    language: Language = "en",
    zone: Zone = "UTC",
    phone: Phone = "",
) -> None:
    """Add a person; the password is asked for, or read from standard input when that is no terminal."""
    agent = _checked(
        Agent(id="", email=email, name=name, role=role, language=language, zone=zone, phone=_number(phone)), email
    )
    password_hash = Passwords().hash(_password())
    now = datetime.now(UTC)
    added = _with_people(context, lambda people: people.add(agent, password_hash, now))
    screen.print(f"{added.name} <{added.email}> may now log in as {added.role.value}.", markup=False)


@app.command("list")
def list_people(context: typer.Context) -> None:
    """Show everybody."""
    people = _with_people(context, lambda people: people.all())
    if not people:
        errors.print("Nobody yet. Add yourself: mailbot user add you@example.com --name 'Your Name' --role admin")
        return
    table = table_of("Name", "Address", "Role", "Language", "Zone", "Phone", "")
    for one in people:
        table.add_row(
            cell(one.name),
            cell(one.email),
            one.role.value,
            one.language,
            one.zone,
            cell(one.phone or ""),
            "" if one.active else "inactive",
        )
    show(table)


@app.command("set")
def change(
    context: typer.Context,
    email: Email,
    name: Annotated[str | None, typer.Option()] = None,
    role: Annotated[Role | None, typer.Option()] = None,
    language: Annotated[str | None, typer.Option()] = None,
    zone: Annotated[str | None, typer.Option()] = None,
    phone: Annotated[str | None, typer.Option()] = None,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="An inactive person cannot log in.")
    ] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password.")] = False,
) -> None:
    """Change a person; a new role or password ends their sessions."""
    changes: dict[str, Any] = {"name": name, "language": language, "zone": zone, "active": active}
    changes = {key: value for key, value in changes.items() if value is not None}
    if role:
        changes["role"] = role.value
    if phone is not None:
        changes["phone"] = _number(phone)
    if password:
        changes["password_hash"] = Passwords().hash(_password())
    if not changes:
        raise UsageError("Nothing to change.", hint="Name what to set, for example --role manager.")
    changed = _with_people(context, lambda people: _change(people, email, changes))
    screen.print(f"{changed.name} <{changed.email}> is changed.", markup=False)


@app.command()
def token(
    context: typer.Context,
    email: Email,
    name: Annotated[str, typer.Option(help="What the token is for.")],
    days: Annotated[int, typer.Option(help="Days until it expires; 0 for never.")] = 365,
) -> None:
    """Make a token for /api/v1 and print it, once."""
    now = datetime.now(UTC)
    expires = now + timedelta(days=days) if days else None

    async def make(people: People) -> str:
        return await people.add_token((await _found(people, email)).id, name, now, expires)

    typer.echo(_with_people(context, make))


async def _change(people: People, email: str, changes: dict[str, Any]) -> Agent:
    agent = await _found(people, email)
    fields = {key: value for key, value in changes.items() if key not in {"role", "password_hash"}}
    _checked(replace(agent, **fields), email)
    return await people.change(agent.id, **changes)


async def _found(people: People, email: str) -> Agent:
    agent = await people.by_email(email)
    if agent is None:
        raise UsageError(f"There is nobody with the address {email}.", hint="See `mailbot user list`.")
    return agent


def _with_people(context: typer.Context, act: Callable[[People], Awaitable[Any]]) -> Any:
    settings = load_settings(find_configuration(context.obj))

    async def run() -> Any:
        async with opened_store(settings) as db:
            return await act(People(db))

    return asyncio.run(run())


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer


def _number(text: str) -> str | None:
    import phonenumbers

    if not text:
        return None
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        raise UsageError(f"{text} is not a telephone number.", hint="Write it as in +33123456789.") from error
    if not phonenumbers.is_valid_number(number):
        raise UsageError(f"{text} is not a telephone number that can be rung.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _checked(agent: Agent, email: str) -> Agent:
    if "@" not in email:
        raise UsageError(f"{email} is not a mail address.")
    if agent.language not in LANGUAGES:
        raise UsageError(f"The console does not speak {agent.language!r}.", hint=f"It speaks {', '.join(LANGUAGES)}.")
    if not agent.name.strip():
        raise UsageError("A person needs a name.", hint="Give --name 'Your Name'.")
    if not is_zone(agent.zone):
        raise UsageError(f"There is no time zone {agent.zone!r}.", hint="Use a name like Europe/Paris.")
    return agent
