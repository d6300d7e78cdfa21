"""Checks of the outside world for `mailbot doctor` and `mailbot init`: each a sentence and what to do."""

from __future__ import annotations

import asyncio
import os
import stat
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from mailbot.adapters.imap import ImapMailbox
from mailbot.adapters.imap_folders import FolderRole
from mailbot.adapters.oauth import RefreshingTokens
from mailbot.adapters.smtp import SmtpTransport
from mailbot.errors import MailbotError

#: A clock further off breaks OAuth2, TLS, signatures of webhooks and due times.
CLOCK_TOLERANCE = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """The answer of one check, fit to show to a person."""

    name: str  # "imap support"
    ok: bool
    sentence: str  # what was found
    what_to_do: str = ""  # empty when all is well


async def check_imap(mailbox: ImapMailbox) -> Check:
    """Log in and open the inbox."""

    async def look() -> str:
        capabilities = await mailbox.check()
        push = "pushes new mail (IDLE)" if "IDLE" in capabilities else "has no IDLE: it is asked every half minute"
        return f"The mailbox {mailbox.name} opens; the server {push}."

    return await _attempt(f"imap {mailbox.name}", look)


async def check_folders(mailbox: ImapMailbox) -> list[Check]:
    """Find Sent and Drafts."""

    return [await _check_folder(mailbox, role) for role in FolderRole]


async def _check_folder(mailbox: ImapMailbox, role: FolderRole) -> Check:
    async def look() -> str:
        return f"The folder for {role} is {await mailbox.folder_for(role)!r}."

    return await _attempt(f"folder {role} of {mailbox.name}", look)


async def check_smtp(transport: SmtpTransport, name: str = "smtp") -> Check:
    """Connect, protect the line and log in; send nothing."""

    async def look() -> str:
        extensions = await transport.check()
        return f"The mail server takes our login; it offers {', '.join(sorted(extensions)) or 'no extensions'}."

    return await _attempt(name, look)


async def check_oauth(tokens: RefreshingTokens, name: str = "oauth") -> Check:
    """Renew the access token and look when the consent ends."""

    async def look() -> str:
        await asyncio.to_thread(tokens.access_token)
        return "OAuth2 gives access tokens."

    check = await _attempt(name, look)
    warning = tokens.warning() if check.ok else None
    return Check(name=name, ok=True, sentence=warning, what_to_do="Run `mailbot init` again.") if warning else check


async def check_clock(url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Check:
    """Compare our clock with the Date header of a web server (RFC 9110 section 6.6.1)."""
    theirs = await asyncio.to_thread(_date_of, url)
    if theirs is None:
        return Check(name="clock", ok=True, sentence=f"{url} does not tell the time; the clock was not compared.")
    return compare_clock(theirs, now())


def compare_clock(theirs: datetime, ours: datetime) -> Check:
    """Judge the difference between a server's clock and ours."""
    ahead = (ours - theirs).total_seconds()
    words = f"Our clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the server's."
    if abs(ahead) <= CLOCK_TOLERANCE.total_seconds():
        return Check(name="clock", ok=True, sentence=words)
    return Check(
        name="clock", ok=False, sentence=words, what_to_do="Set the clock: enable NTP (timedatectl set-ntp on)."
    )


def check_secret_files(paths: Iterable[Path]) -> list[Check]:
    """Judge who can read files that hold secrets."""
    return [_check_secret_file(path) for path in paths]


def _check_secret_file(path: Path) -> Check:
    name = f"secret file {path}"
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return Check(
            name=name,
            ok=False,
            sentence=f"{path} cannot be read: {error.strerror}.",
            what_to_do="Create it, or correct its path in mailbot.toml.",
        )
    if not os.access(path, os.R_OK):
        return Check(
            name=name,
            ok=False,
            sentence=f"{path} is not readable for us.",
            what_to_do=f"chown it to user {os.getuid()}.",
        )
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Check(
            name=name,
            ok=False,
            sentence=f"{path} is open to other users (mode {stat.S_IMODE(mode):04o}).",
            what_to_do=f"chmod 600 {path}",
        )
    return Check(name=name, ok=True, sentence=f"{path} is ours alone.")


async def _attempt(name: str, look: Callable[[], Awaitable[str]]) -> Check:
    try:
        return Check(name=name, ok=True, sentence=await look())
    except MailbotError as error:
        return Check(name=name, ok=False, sentence=str(error), what_to_do=error.hint or "Correct mailbot.toml.")


def _date_of(url: str) -> datetime | None:
    """Return the Date header of an http(s) server, whatever its status."""
    if not url.startswith(("https://", "http://")):
        return None
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310  # the scheme is checked above
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            header = answer.headers.get("Date")
    except urllib.error.HTTPError as error:
        header = error.headers.get("Date")
    except (OSError, ValueError):
        return None
    try:
        moment = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
