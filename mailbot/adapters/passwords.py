"""Passwords: argon2id, and the same time for an unknown user as for a wrong password."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from mailbot.errors import UsageError

#: Long enough that a guess at the rate limit takes centuries.
SHORTEST = 10


@cache
def _nobody() -> str:
    """Return the hash that unknown people are checked against; made before the first login, so that all take as long."""
    return PasswordHasher().hash("nobody logs in with this")


class Passwords:
    """Hashes and checks passwords."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._nobody = _nobody()

    def hash(self, password: str) -> str:
        """Return the hash to keep.

        Raises:
            UsageError: the password is too short.
        """
        if len(password) < SHORTEST:
            raise UsageError(f"The password is too short: it needs at least {SHORTEST} characters.")
        return self._hasher.hash(password)

    def matches(self, password: str, known_hash: str | None) -> bool:
        """Tell whether a password fits; takes the same time when there is no hash (no telling who exists)."""
        try:
            return self._hasher.verify(known_hash or self._nobody, password) and known_hash is not None
        except (VerificationError, InvalidHashError):
            return False
