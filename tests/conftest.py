"""Shared fixtures. Real servers live in `tests/servers/`; see CONTRIBUTING.md."""

from __future__ import annotations

from tests.servers.fixtures import crashable_dovecot, dovecot, embedded, imap_server, postfix, postgres, postgres_url

__all__ = ["crashable_dovecot", "dovecot", "embedded", "imap_server", "postfix", "postgres", "postgres_url"]
