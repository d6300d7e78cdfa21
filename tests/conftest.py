"""Shared fixtures. Real servers live in `tests/servers/`; see CONTRIBUTING.md."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.servers.fixtures import crashable_dovecot, dovecot, embedded, imap_server, postfix, postgres, postgres_url

__all__ = ["crashable_dovecot", "dovecot", "embedded", "imap_server", "postfix", "postgres", "postgres_url"]

#: A busy machine must not fail a property: how long an example takes says nothing of it.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
