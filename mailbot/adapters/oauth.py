"""OAuth2 for IMAP and SMTP at Google and Microsoft 365: refresh, rotation, warning before it ends.

The refresh token lives in a file of its own (mode 0600). Providers may rotate it at each refresh, and
the old one may die with that, so the new one is written atomically and flushed to disk before the
access token is used. A lock file keeps several processes from refreshing at once.
Needs the extra: pip install 'mailbot[oauth]'.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from mailbot.errors import ConfigurationError, LoginRefused, ServerUnreachable

GOOGLE_SCOPE = "https://mail.google.com/"
GOOGLE_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105  # an address
MICROSOFT_SCOPES = (
    "https://outlook.office.com/IMAP.AccessAsUser.All",
    "https://outlook.office.com/SMTP.Send",
)
MICROSOFT_AUTHORITY = "https://login.microsoftonline.com/"

#: An access token with less life than this is renewed before use.
SPARE = timedelta(minutes=5)
#: Errors of a token server that pass by themselves (RFC 6749 section 4.1.2.1): no consent is gone with them.
_PASSING = frozenset({"temporarily_unavailable", "server_error"})
#: We warn when a refresh token has less life than this.
WARNING = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tokens:
    """What the token file holds."""

    refresh_token: str = field(repr=False)
    access_token: str = field(default="", repr=False)
    access_expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None  # when the provider told, or can be reckoned

    def usable(self, now: datetime) -> bool:
        """Tell whether the access token will do for the next minutes."""
        return bool(self.access_token) and self.access_expires_at is not None and self.access_expires_at - SPARE > now


class Provider(Protocol):
    """Turns a refresh token into an access token. Blocks."""

    def refresh(self, tokens: Tokens, now: datetime) -> Tokens:
        """Return the new tokens. Raises LoginRefused (consent is gone) or ServerUnreachable."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class TokenFile:
    """The tokens of one mailbox on disk."""

    path: Path

    def read(self) -> Tokens:
        """Return the tokens. Raises ConfigurationError when the file is missing or no token file."""
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
            return Tokens(
                refresh_token=str(held["refresh_token"]),
                access_token=str(held.get("access_token", "")),
                access_expires_at=_moment(held.get("access_expires_at")),
                refresh_expires_at=_moment(held.get("refresh_expires_at")),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigurationError(
                f"The token file {self.path} cannot be used: {error!r}.",
                hint='It is JSON with at least {"refresh_token": "…"}; `mailbot init` writes it.',
            ) from error

    def write(self, tokens: Tokens) -> None:
        """Replace the file in one step: after a crash it holds the old tokens or the new ones, never half."""
        text = json.dumps({key: _plain(value) for key, value in asdict(tokens).items()}, indent=1)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self.path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
        _flush_folder(self.path.parent)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the refresh for this file against other processes."""
        with self.path.with_name(self.path.name + ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class RefreshingTokens:
    """A TokenSource that renews itself from a token file."""

    def __init__(self, file: TokenFile, provider: Provider, now: Callable[[], datetime] = lambda: datetime.now(UTC)):
        self._file, self._provider, self._now = file, provider, now
        self._lock = threading.Lock()

    @property
    def path(self) -> Path:
        """Return the token file."""
        return self._file.path

    def access_token(self) -> str:
        """Return a token that is valid for the next minutes; blocks while it is renewed.

        Raises LoginRefused, ServerUnreachable, ConfigurationError.
        """
        with self._lock:
            tokens = self._file.read()
            if tokens.usable(self._now()):
                return tokens.access_token
            with self._file.locked():
                tokens = self._file.read()  # another process may have been faster
                if not tokens.usable(self._now()):
                    tokens = self._provider.refresh(tokens, self._now())
                    self._file.write(tokens)
            return tokens.access_token

    def warning(self) -> str | None:
        """Return a sentence when the consent ends within a week or has ended, else None."""
        ends = self._file.read().refresh_expires_at
        if ends is None or ends - self._now() > WARNING:
            return None
        when = "has ended" if ends <= self._now() else "ends"
        return f"The OAuth2 consent in {self._file.path} {when} on {ends:%Y-%m-%d %H:%M} UTC: run `mailbot init` again."


@dataclass(frozen=True, kw_only=True, slots=True)
class StaticTokens:
    """A TokenSource for sites where something else keeps a file with a valid access token."""

    path: Path

    def access_token(self) -> str:
        """Return the file's text. Raises ConfigurationError when it cannot be read."""
        try:
            return self.path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"The token file {self.path} cannot be read: {error}.") from error


@dataclass(frozen=True, kw_only=True, slots=True)
class Google:
    """Google Workspace and Gmail, through google-auth."""

    client_id: str
    client_secret: str = field(repr=False)
    token_url: str = GOOGLE_TOKEN_URL

    def refresh(self, tokens: Tokens, now: datetime) -> Tokens:
        """Renew the access token. Raises LoginRefused, ServerUnreachable, ConfigurationError."""
        try:
            from google.auth.exceptions import RefreshError, TransportError
            from google.auth.transport.requests import Request
            from google.oauth2 import credentials as library
        except ImportError as error:
            raise _extra_missing("google-auth") from error
        make: Any = library.Credentials  # untyped
        credentials = make(
            None,
            refresh_token=tokens.refresh_token,
            token_uri=self.token_url,
            client_id=self.client_id,
            client_secret=self.client_secret,
            scopes=[GOOGLE_SCOPE],
        )
        try:
            credentials.refresh(Request())
        except RefreshError as error:
            if error.retryable:  # 5xx, 429, or an error that says of itself that it passes
                raise ServerUnreachable(f"Google's token server is in trouble: {error.args[0]}.") from error
            raise _consent_gone("Google", str(error.args[0] if error.args else error)) from error
        except (TransportError, OSError) as error:
            raise ServerUnreachable(f"Google's token server cannot be reached: {error}.") from error
        expires = credentials.expiry  # naive UTC
        return replace(
            tokens,
            access_token=str(credentials.token),
            access_expires_at=expires.replace(tzinfo=UTC) if expires else now + timedelta(minutes=30),
            refresh_token=str(credentials.refresh_token or tokens.refresh_token),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Microsoft:
    """Microsoft 365, through msal. Its refresh tokens rotate and live 90 days from their last use."""

    client_id: str
    client_secret: str | None = field(default=None, repr=False)  # None for a public client
    tenant: str = "common"
    authority: str = MICROSOFT_AUTHORITY
    http_client: Any = field(default=None, repr=False)  # for tests: something with requests' get and post
    seconds: float = 60.0  # for one answer: the library waits for ever by itself, and whoever wants the token with it

    LIFE = timedelta(days=90)

    def refresh(self, tokens: Tokens, now: datetime) -> Tokens:
        """Renew the access token. Raises LoginRefused, ServerUnreachable, ConfigurationError."""
        try:
            import msal
        except ImportError as error:
            raise _extra_missing("msal") from error
        try:
            application = self._application(msal)
            answer = application.acquire_token_by_refresh_token(tokens.refresh_token, scopes=list(MICROSOFT_SCOPES))
        except (OSError, ValueError, msal.exceptions.MsalError) as error:
            # requests' errors are OSErrors; ValueError for a bad tenant; MsalError for an answer of 5xx
            raise ServerUnreachable(f"Microsoft's token server cannot be used: {error}.") from error
        if answer.get("error") in _PASSING:
            raise ServerUnreachable(f"Microsoft's token server is in trouble: {answer['error']}.")
        if "access_token" not in answer:
            raise _consent_gone("Microsoft", f"{answer.get('error')}: {answer.get('error_description', '')[:200]}")
        return replace(
            tokens,
            access_token=str(answer["access_token"]),
            access_expires_at=now + timedelta(seconds=int(answer.get("expires_in", 1800))),
            refresh_token=str(answer.get("refresh_token") or tokens.refresh_token),
            refresh_expires_at=now + self.LIFE,
        )

    def _application(self, msal: Any) -> Any:
        options: dict[str, Any] = {"authority": self.authority + self.tenant, "http_client": self.http_client}
        options["timeout"] = self.seconds
        if self.http_client is not None:
            options["instance_discovery"] = False
        if self.client_secret is None:
            return msal.PublicClientApplication(self.client_id, **options)
        return msal.ConfidentialClientApplication(self.client_id, client_credential=self.client_secret, **options)


def token_source(
    *, provider: str, user: str, client_id: str, client_secret: str = "", tenant: str = "common", token_file: Path
) -> RefreshingTokens | StaticTokens:
    """Return the token source that the settings describe: provider "google", "microsoft" or "static".

    Raises ConfigurationError for an unknown provider or a missing client.
    """
    if provider == "static":
        return StaticTokens(path=token_file)
    if provider not in ("google", "microsoft"):
        raise ConfigurationError(f"OAuth2 provider {provider!r} is not known.", hint="Use google, microsoft or static.")
    if not client_id:
        raise ConfigurationError(f"OAuth2 for {user} needs a client_id.", hint="Register an application there first.")
    if provider == "google":
        return RefreshingTokens(TokenFile(path=token_file), Google(client_id=client_id, client_secret=client_secret))
    microsoft = Microsoft(client_id=client_id, client_secret=client_secret or None, tenant=tenant)
    return RefreshingTokens(TokenFile(path=token_file), microsoft)


def _extra_missing(library: str) -> ConfigurationError:
    return ConfigurationError(f"OAuth2 needs the library {library}.", hint="pip install 'mailbot[oauth]'")


def _consent_gone(who: str, words: str) -> LoginRefused:
    return LoginRefused(
        f"{who} gives no access token any more: {words}.",
        hint="Run `mailbot init` to give consent again; check that the client's secret has not expired.",
    )


def _moment(text: object) -> datetime | None:
    """Read a moment; one without a zone, as another program may have written it, is taken for UTC."""
    moment = datetime.fromisoformat(str(text)) if text else None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _flush_folder(folder: Path) -> None:
    """Make the rename itself durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
