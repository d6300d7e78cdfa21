"""`mailbot init`: ask, test the connections, write mailbot.toml."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from mailbot.adapters.doctor_checks import Check, check_folders, check_imap, check_smtp
from mailbot.bootstrap.mailboxes import wired_mailboxes
from mailbot.cli.checks import show_checks
from mailbot.cli.output import screen
from mailbot.config import Settings, load_settings
from mailbot.errors import UsageError

#: Domain of the address -> (IMAP host, SMTP host, SMTP port, SMTP security), for those that everybody knows.
_KNOWN = {
    "gmail.com": ("imap.gmail.com", "smtp.gmail.com", 465, "tls"),
    "outlook.com": ("outlook.office365.com", "smtp.office365.com", 587, "starttls"),
    "fastmail.com": ("imap.fastmail.com", "smtp.fastmail.com", 465, "tls"),
    "gmx.de": ("imap.gmx.net", "mail.gmx.net", 465, "tls"),
    "yahoo.com": ("imap.mail.yahoo.com", "smtp.mail.yahoo.com", 465, "tls"),
}


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
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")] = Path("mailbot.toml"),
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    test: Annotated[bool, typer.Option(help="Test the connections before writing.")] = True,
) -> None:
    """Ask for the mailbox, test the connections, write mailbot.toml (and the password into a file of its own)."""
    if output.exists() and not force:
        raise UsageError(f"{output} exists already.", hint="Use --force to replace it, or --output for another file.")
    ask = _Asking(interactive=sys.stdin.isatty())
    answers = _ask(ask, address, company, user, password_file, imap, smtp, zone, output)
    written = _toml(answers, smtp_login=smtp_login)
    settings = _checked(written, output)
    if test:
        _test(settings, ask)
    _write(output, written)
    screen.print(
        f"{output} is written. Next: mailbot user add YOU@… --name 'Your Name' --role admin; mailbot run", markup=False
    )


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
    folder = output.parent if str(output.parent) else Path()
    return Answers(
        company=company,
        name="".join(char for char in local.lower() if char.isalnum() or char == "-") or "support",
        address=address,
        zone=zone,
        user=user,
        imap_host=imap_at[0],
        imap_port=imap_at[1],
        imap_security=imap_at[2],
        smtp_host=smtp_at[0],
        smtp_port=smtp_at[1],
        smtp_security=smtp_at[2],
        password_file=password_file or _secret_file(folder / "mailbot.password", ask.secret(f"Password of {user}")),
        key_file=_secret_file(folder / "mailbot.key", secrets.token_urlsafe(32), keep=True),
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


def _secret_file(path: Path, secret: str, *, keep: bool = False) -> Path:
    """Write a secret into a file that only its owner may read, from its first byte on."""
    if keep and path.exists():
        return path
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secret + "\n")
    path.chmod(0o600)
    return path


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


def _checked(text: str, output: Path) -> Settings:
    trial = output.with_name(f".{output.name}.trial")
    try:
        _write(trial, text)
        return load_settings(trial)
    finally:
        trial.unlink(missing_ok=True)


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


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
