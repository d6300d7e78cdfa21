"""Where a mail server is, how its line is protected, and as whom we log in."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from mailbot.errors import ConfigurationError


class TlsMode(StrEnum):
    """How the line is protected (RFC 8314)."""

    IMPLICIT = "implicit"  # TLS from the first byte: ports 993 and 465
    STARTTLS = "starttls"  # upgraded before the login, never skipped: ports 143 and 587
    PLAIN = "plain"  # the loopback interface, or allowed by name


class TokenSource(Protocol):
    """Gives an OAuth2 access token that is valid for the next minutes. May block: call it in a thread."""

    def access_token(self) -> str:
        """Return the token. Raises LoginRefused (consent is gone) or ServerUnreachable."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ServerAddress:
    """A server and the protection of the line to it.

    Raises ConfigurationError for an unprotected line that leaves this machine without being allowed.
    """

    host: str
    port: int
    tls: TlsMode = TlsMode.IMPLICIT
    ca_file: Path | None = None  # a private authority in PEM, trusted besides the system's
    allow_plain: bool = False  # the operator has said that an unprotected line is wanted

    def __post_init__(self) -> None:
        if self.tls is TlsMode.PLAIN and not (self.allow_plain or is_loopback(self.host)):
            raise ConfigurationError(
                f"The line to {self.host}:{self.port} would be unprotected and passwords readable on the way.",
                hint="Use tls = 'implicit' or 'starttls', or set allow_plain = true if that is what you want.",
            )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def tls_context(self) -> ssl.SSLContext:
        """Return a context that verifies certificate and host name. Raises ConfigurationError for a bad CA file."""
        try:
            context = ssl.create_default_context()
            if self.ca_file is not None:
                context.load_verify_locations(cafile=str(self.ca_file))
            return context
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(
                f"The certificate file {self.ca_file} cannot be used: {error}.",
                hint="It must be readable and hold certificates in PEM form.",
            ) from error


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """A user with one of: a password, a file that holds it (read at each login, so it may rotate), OAuth2."""

    user: str
    password: str | None = field(default=None, repr=False)
    password_file: Path | None = None
    token_source: TokenSource | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        given = sum(value is not None for value in (self.password, self.password_file, self.token_source))
        if given != 1:
            raise ConfigurationError(
                f"The login of {self.user} needs exactly one of password, password_file and OAuth2; {given} are set."
            )

    @property
    def kept_in(self) -> Path | None:
        """Return the file that holds the password or the tokens, None when none does."""
        return self.password_file or getattr(self.token_source, "path", None)

    def read_password(self) -> str:
        """Return the password as it is now. Raises ConfigurationError when its file cannot be read."""
        if self.password is not None:
            return self.password
        try:
            return (self.password_file or Path()).read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"The password file of {self.user} cannot be read: {error}.",
                hint="Check its path and that the user running mailbot may read it.",
            ) from error


def is_loopback(host: str) -> bool:
    """Tell whether `host` names this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
