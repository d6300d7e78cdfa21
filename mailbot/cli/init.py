"""`mailbot init`: ask, test the connections, write mailbot.toml."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shlex
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from mailbot.adapters.doctor_checks import Check, check_folders, check_imap, check_smtp
from mailbot.bootstrap.mailboxes import wired_mailboxes
from mailbot.cli.checks import show_checks
from mailbot.cli.output import screen
from mailbot.config import Settings, settled
from mailbot.errors import ConfigurationError, UsageError

#: Domain of the address -> (IMAP host, SMTP host, SMTP port, SMTP security), for those that everybody knows.
_KNOWN = {
    "gmail.com": ("imap.gmail.com", "smtp.gmail.com", 465, "tls"),
    "outlook.com": ("outlook.office365.com", "smtp.office365.com", 587, "starttls"),
    "fastmail.com": ("imap.fastmail.com", "smtp.fastmail.com", 465, "tls"),
    "gmx.de": ("imap.gmx.net", "mail.gmx.net", 465, "tls"),
    "yahoo.com": ("imap.mail.yahoo.com", "smtp.mail.yahoo.com", 465, "tls"),
}


_OUTPUT = Path("mailbot.toml")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answers:
    """What the person said."""

    company: str
    name: str  # of the mailbox: "support"
    address: str
    zone: str
    user: str
    imap_host: str
    imap_port: int
    imap_security: str
    smtp_host: str
    smtp_port: int
    smtp_security: str
    password_file: Path
    key_file: Path
    new_secrets: Mapping[Path, str]  # what these two files are to hold, where they are not there yet


def init(
    address: Annotated[str, typer.Option(help="Address that customers write to; asked for when left out.")] = "",
    company: Annotated[str, typer.Option(help="Your company's name.")] = "",
    user: Annotated[str, typer.Option(help="Login at the mail servers (default: the address).")] = "",
    password_file: Annotated[
        Path | None, typer.Option(help="File that holds the password; asked for when left out.")
    ] = None,
    imap: Annotated[str, typer.Option(help="IMAP server as host, host:port, or starttls://host:port.")] = "",
    smtp: Annotated[str, typer.Option(help="SMTP server, written the same way.")] = "",
    smtp_login: Annotated[
        bool,
        typer.Option(
            "--smtp-login/--no-smtp-login", help="Whether the SMTP server wants the login (a relay does not)."
        ),
    ] = True,
    zone: Annotated[str, typer.Option(help="Time zone of the desk, as in Europe/Paris.")] = "",
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")] = _OUTPUT,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    test: Annotated[bool, typer.Option(help="Test the connections before writing.")] = True,
) -> None:
    """Ask for the mailbox, test the connections, write mailbot.toml (and the password into a file of its own)."""
    if output.exists() and not force:
        raise UsageError(f"{output} exists already.", hint="Use --force to replace it, or --output for another file.")
    _refuse_place(output)
    if password_file is None and not force:
        _refuse_password(_password_at(output))
    ask = _Asking(interactive=sys.stdin.isatty())
    answers = _ask(ask, address, company, user, password_file, imap, smtp, zone, output)
    written = _toml(answers, smtp_login=smtp_login)
    settings = _checked(written, answers, output)
    if test:
        _test(settings, ask)
    _write({**answers.new_secrets, output: written})
    command = "mailbot" if output == _OUTPUT else f"mailbot -c {shlex.quote(str(output))}"
    following = f"{command} user add YOU@… --name 'Your Name' --role admin; {command} run"
    screen.print(f"{output} is written. Next: {following}", markup=False, soft_wrap=True)


class _Asking:
    """Asks at a terminal; elsewhere what is missing is an error that names the option."""

    def __init__(self, *, interactive: bool) -> None:
        self.interactive = interactive

    def text(self, question: str, option: str, default: str = "") -> str:
        if self.interactive:
            answer: str = typer.prompt(question, default=default or None)
            return answer.strip()
        if not default:
            raise UsageError(f"{question} is not known.", hint=f"Give {option}.")
        return default

    def secret(self, question: str) -> str:
        if self.interactive:
            answer: str = typer.prompt(question, hide_input=True)
            return answer
        return sys.stdin.readline().rstrip("\n")

    def yes(self, question: str) -> bool:
        return self.interactive and typer.confirm(question, default=False)


def _ask(
    ask: _Asking,
    address: str,
    company: str,
    user: str,
    password_file: Path | None,
    imap: str,
    smtp: str,
    zone: str,
    output: Path,
) -> Answers:
    address = address or ask.text("Address that customers write to", "--address")
    if "@" not in address:
        raise UsageError(f"{address} is not a mail address.", hint="Write it as support@example.com.")
    local, _, domain = address.partition("@")
    imap_guess, smtp_guess, smtp_port, smtp_security = _KNOWN.get(
        domain, (f"imap.{domain}", f"smtp.{domain}", 465, "tls")
    )
    company = company or ask.text("Company", "--company", domain.split(".")[0].capitalize())
    imap_at = _server(imap or ask.text("IMAP server", "--imap", imap_guess), 993)
    smtp_at = _server(smtp or ask.text("SMTP server", "--smtp", smtp_guess), smtp_port, smtp_security)
    user = user or ask.text("Login", "--user", address)
    zone = zone or ask.text("Time zone", "--zone", _local_zone())
    password_at = password_file or _password_at(output)
    new = {} if password_file else {password_at: ask.secret(f"Password of {user}")}
    key_at = output.parent / "mailbot.key"
    if not key_at.exists():
        new[key_at] = secrets.token_urlsafe(32)
    return Answers(
        company=company,
        name="".join(char for char in local.lower() if char.isascii() and (char.isalnum() or char == "-")) or "support",
        address=address,
        zone=zone,
        user=user,
        imap_host=imap_at[0],
        imap_port=imap_at[1],
        imap_security=imap_at[2],
        smtp_host=smtp_at[0],
        smtp_port=smtp_at[1],
        smtp_security=smtp_at[2],
        password_file=password_at,
        key_file=key_at,
        new_secrets={path: secret + "\n" for path, secret in new.items()},
    )


def _server(text: str, port: int, security: str = "tls") -> tuple[str, int, str]:
    """Return (host, port, security) of "host", "host:port" or "scheme://host:port"."""
    scheme, _, rest = text.rpartition("://")
    host, _, given = rest.partition(":")
    if given and not (given.isascii() and given.isdigit()):
        raise UsageError(f"{text} is not a server.", hint="Write host, host:port or starttls://host:port.")
    if scheme and scheme not in {"tls", "starttls", "none"}:
        raise UsageError(
            f"{scheme} is not a kind of protection.", hint="Use tls://, starttls:// or none:// (loopback only)."
        )
    return host, int(given or port), scheme or security


def _local_zone() -> str:
    target = os.path.realpath("/etc/localtime")
    return target.partition("zoneinfo/")[2] or "UTC"


def _toml(answers: Answers, *, smtp_login: bool = True) -> str:
    quoted: dict[str, Any] = {
        key: _quoted(str(getattr(answers, key)))
        for key in (
            "company", "address", "zone", "user", "imap_host", "imap_security", "smtp_host", "smtp_security",
            "password_file", "key_file",
        )
    }  # fmt: skip
    login = _LOGIN.format(**quoted) if smtp_login else 'auth = "none"  # the relay lets this machine in\n'
    return _TEMPLATE.format(
        name=answers.name, smtp_login=login, imap_port=answers.imap_port, smtp_port=answers.smtp_port, **quoted
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


_LOGIN = """\
user = {user}
password_file = {password_file}
"""

_TEMPLATE = """\
# Written by `mailbot init`. docs/operating.md explains every setting.
company = {company}

[mailbox.{name}]
address = {address}
display_name = {company}
zone = {zone}
# authserv_ids = ["mx.example.com"]  # your receiving servers, as they name themselves in Authentication-Results

[mailbox.{name}.imap]
host = {imap_host}
port = {imap_port}
security = {imap_security}
user = {user}
password_file = {password_file}

[mailbox.{name}.smtp]
host = {smtp_host}
port = {smtp_port}
security = {smtp_security}
{smtp_login}
[store]
url = "sqlite:///mailbot.sqlite3"

[console]
host = "127.0.0.1"
port = 8025
secret_key_file = {key_file}
"""


def _checked(text: str, answers: Answers, output: Path) -> Settings:
    """Return the settings as they will be; a password that lies in no file yet stands in them instead."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{output} would be no valid TOML: {error}.", hint="An answer is odd.") from error
    asked = answers.new_secrets.get(answers.password_file, "").rstrip("\n")
    for side in ("imap", "smtp") if answers.password_file in answers.new_secrets else ():
        login = values["mailbox"][answers.name][side]
        if login.pop("password_file", None):
            login["password"] = asked
    settings = settled(values, str(output))
    if answers.password_file in answers.new_secrets and not asked:
        raise UsageError("The password is empty.", hint="Give --password-file, or the password on standard input.")
    return settings


def _test(settings: Settings, ask: _Asking) -> None:
    with screen.status("Testing the connections …"):
        checks = asyncio.run(_connections(settings))
    show_checks(checks)
    if all(check.ok for check in checks):
        return
    if not ask.yes("Write the file all the same?"):
        raise UsageError("Nothing was written.", hint="Mend what is marked above, or use --no-test.")


async def _connections(settings: Settings) -> Sequence[Check]:
    checks: list[Check] = []
    for name, mailbox in wired_mailboxes(settings.mailbox).items():
        checks.append(await check_imap(mailbox.imap))
        if checks[-1].ok:
            checks += await check_folders(mailbox.imap)
        checks.append(await check_smtp(mailbox.smtp, f"smtp {name}"))
        await mailbox.imap.close()
    return checks


def _password_at(output: Path) -> Path:
    return output.parent / "mailbot.password"


def _refuse_password(path: Path) -> None:
    """Refuse to replace a password that another configuration in this folder may log in with."""
    if path.exists():
        raise UsageError(
            f"{path} exists already.",
            hint=f"Use --password-file {path} to log in with it, another file for another password, or --force.",
        )


def _refuse_place(output: Path) -> None:
    """Refuse, before anything is asked, a file that can never be written."""
    there = next(one for one in output.absolute().parents if one.exists())
    if not there.is_dir():
        raise UsageError(f"{output} cannot be used: Not a directory.", hint=f"{there} is a file.")
    if output.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        why = "Is a directory" if output.is_dir() else "Permission denied"
        raise UsageError(f"{output} cannot be used: {why}.", hint="Choose another --output.")


def _write(texts: Mapping[Path, str]) -> None:
    """Write all of the files or none: what cannot be finished leaves nothing behind, nor a folder that was not there."""
    with contextlib.ExitStack() as undo:
        for path in texts:
            for folder in reversed([one for one in path.absolute().parents if not one.exists()]):
                folder.mkdir()
                undo.callback(_remove_empty, folder)
        made = {path: undo.enter_context(_beside(path, text)) for path, text in texts.items()}
        for path, beside in made.items():
            beside.replace(path)


def _remove_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):  # it holds what was written
        folder.rmdir()


@contextlib.contextmanager
def _beside(path: Path, text: str) -> Iterator[Path]:
    """Write a file beside `path`, its secrets readable by the owner alone from the first byte on; remove it at the end."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    mode = 0o644 if path.suffix == ".toml" else 0o600
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
            file.write(text)
        yield beside
    finally:
        beside.unlink(missing_ok=True)
