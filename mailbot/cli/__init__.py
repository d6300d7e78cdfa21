"""The command line: one command a module, imported only when it is called.

A module `mailbot/cli/<name>.py` exposes either a function of its own name (one command) or a `typer.Typer` called
`app` (a group of commands). COMMANDS is the whole list, in the order of `mailbot --help`.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from mailbot import __version__
from mailbot.cli.cores import one_core
from mailbot.cli.output import errors, report
from mailbot.cli.streams import open_closed_streams, writing_failed
from mailbot.errors import MailbotError, UsageError

#: Command -> the line shown in `mailbot --help`.
COMMANDS: dict[str, str] = {
    "init": "Ask for the mailbox, test the connections, write mailbot.toml.",
    "run": "Watch, draft, send, call and follow up until stopped.",
    "demo": "Show the whole course of some complaints on embedded servers.",
    "queue": "List, show, approve and reject drafts.",
    "triage": "Weigh mails: heat and why, kind, category, facts.",
    "draft": "Draft a reply to a mail.",
    "lint": "Check replies against the reply rules.",
    "replay": "Run whole conversations with the clock of their timestamps.",
    "schedule": "List what will happen when, and why.",
    "insight": "What complaints, edits and causes point at.",
    "incident": "Make known causes known: mails about them get action, cause and terms.",
    "heat": "Train, evaluate and calibrate the heat model.",
    "user": "Add and change the people who work here.",
    "webhook": "Add and list the programs that are told what happens.",
    "doctor": "Check servers, telephone, store, templates and clock, and say what to do.",
    "health": "Tell when each mailbox was last looked through; exit 1 when one is out.",
    "migrate": "Bring the store to this version's schema.",
    "db": "Carry the store to another database.",
    "export": "Write out everything held about a person.",
    "erase": "Forget a person.",
    "retention": "Erase what has been kept long enough; --dry-run shows what would go.",
}


def build(argv: Sequence[str]) -> typer.Typer:
    """Return the application with the one command that `argv` calls; all of them as bare names when it calls none.

    `mailbot triage` must not pay for the console's imports, and `mailbot --help` for none at all.
    """
    app = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(main)
    called = next((word for word in argv if word in COMMANDS), None)
    for name in filter(_exists, [called] if called else COMMANDS):
        _mount(app, name, load=called is not None)
    return app


def _exists(name: str) -> bool:
    return importlib.util.find_spec(f"mailbot.cli.{name}") is not None


def _mount(app: typer.Typer, name: str, *, load: bool) -> None:
    if not load:
        app.command(name, help=COMMANDS[name])(lambda: None)
        return
    module = importlib.import_module(f"mailbot.cli.{name}")
    if hasattr(module, "app"):
        app.add_typer(module.app, name=name, help=COMMANDS[name])
    else:
        app.command(name, help=COMMANDS[name])(getattr(module, name))


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"mailbot {__version__}")
        raise typer.Exit


def main(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", help="Configuration file (default: MAILBOT_CONFIG or ./mailbot.toml)."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """An assistant for a shared support inbox that gets complaints."""
    context.obj = config
    if any(name.upper().startswith("MAILBOT_") for name in os.environ):
        _tell_unknown_variables()


def _tell_unknown_variables() -> None:
    """Say which variables of ours name no setting; they are not errors, since others set such names too."""
    from mailbot.config import Settings
    from mailbot.config_variables import unknown_variables

    for sentence in unknown_variables(os.environ, Settings):
        errors.print(f"mailbot: {sentence}", markup=False)


def command_line() -> None:
    """Run the command line and exit: 0 done, 1 some input failed, 2 usage or configuration error."""
    open_closed_streams()
    one_core(os.environ, sys.argv[1:])  # before any command imports numpy
    try:
        build(sys.argv[1:])(prog_name="mailbot")
    except KeyboardInterrupt:
        sys.exit(130)  # as shells have it: 128 and the number of the signal
    except MailbotError as error:
        _end(error, 2 if isinstance(error, UsageError) else 1)
    except OSError as error:  # a file that a command was given and that cannot be read or written
        if writing_failed(error):
            _end(UsageError(f"The output could not be written: {error.strerror}."), 1)
        if error.filename is None:
            raise
        _end(UsageError(f"{error.filename} cannot be used: {error.strerror}."), 2)


def _end(error: MailbotError, status: int) -> NoReturn:
    with contextlib.suppress(OSError):  # standard error is full too: the status says it
        report(error)
    sys.exit(status)
