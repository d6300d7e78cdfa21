"""Passwords of people in tests: hashed as the program hashes them, once a process instead of once a test."""

from __future__ import annotations

from functools import cache

from mailbot.adapters.passwords import Passwords


@cache
def hashed(password: str) -> str:
    """Return the argon2id hash of a password; a hash costs a fifth of a second of CPU time, on purpose."""
    return Passwords().hash(password)
