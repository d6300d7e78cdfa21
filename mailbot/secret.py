"""Secrets: from a setting or from the file that it names, never empty, never open to everybody."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from mailbot.errors import ConfigurationError


def read_secret(value: SecretStr | None, file: Path | None, what: str, *, least: int = 1) -> str:
    """Return a secret of at least so many characters from its setting or its file.

    Raises:
        ConfigurationError: neither is given, it is too short, or the file cannot be read or is open to everybody.
    """
    if value is not None:
        return _long_enough(value.get_secret_value(), what, "the configuration", least)
    if file is None:
        raise ConfigurationError(f"The configuration does not hold {what}.", hint="Give the setting or its _file twin.")
    try:
        if file.stat().st_mode & 0o004:
            raise ConfigurationError(
                f"{file} holds {what} and is readable by everybody.", hint=f"Run: chmod 600 {file}"
            )
        return _long_enough(file.read_text(encoding="utf-8").strip(), what, str(file), least)
    except UnicodeDecodeError:
        raise ConfigurationError(f"{file} holds {what} and is not text in UTF-8.") from None
    except OSError as error:
        raise ConfigurationError(
            f"{what[0].upper()}{what[1:]} cannot be read from {file}: {error.strerror}."
        ) from error


def _long_enough(secret: str, what: str, where: str, least: int) -> str:
    if len(secret) >= least:
        return secret
    short = "is empty" if not secret else f"is shorter than {least} characters"
    raise ConfigurationError(f"{what[0].upper()}{what[1:]} in {where} {short}.")
