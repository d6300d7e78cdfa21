"""Shared fixtures. Real servers live in `tests/servers/`; see CONTRIBUTING.md."""

from __future__ import annotations

from tests.servers.fixtures import crashable_dovecot, dovecot, postfix, postgres, postgres_url

__all__ = ["crashable_dovecot", "dovecot", "postfix", "postgres", "postgres_url"]
