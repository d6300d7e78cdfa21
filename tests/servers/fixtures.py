"""Session fixtures for the real servers; a missing one is skipped with the Debian package's name.

`MAILBOT_REQUIRE_SERVERS=1` turns a skip into an error, for machines that must have everything.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

import pytest

from .dovecot import Dovecot
from .embedded import Embedded, ImapServer
from .postfix import Postfix
from .process import MissingServer

Server = TypeVar("Server")


def start_or_skip(make: Callable[[], AbstractContextManager[Server]]) -> AbstractContextManager[Server]:
    """Make a server; skip the test, naming the package, when the machine does not have it."""
    try:
        return make()
    except MissingServer as missing:
        if os.environ.get("MAILBOT_REQUIRE_SERVERS"):
            raise
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Yield one Dovecot for the session: any address logs in, so take `dovecot.new_user()`."""
    with start_or_skip(Dovecot) as server:
        yield server


@pytest.fixture
def crashable_dovecot() -> Iterator[Dovecot]:
    """Yield a Dovecot of the test's own, to be stopped, killed and started again."""
    with start_or_skip(Dovecot) as server:
        yield server


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    """Yield one Postfix for the session, delivering into the session's Dovecot."""
    with start_or_skip(lambda: Postfix(dovecot.lmtp_port)) as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[object]:
    """Yield one PostgreSQL cluster for the session; use `postgres_url` for a database of your own."""
    pytest.importorskip("psycopg", reason="psycopg is missing: pip install 'mailbot[postgres]'.")
    from .postgres import Postgres

    with start_or_skip(Postgres) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: object) -> Iterator[str]:
    """Yield the SQLAlchemy address (postgresql+psycopg://…) of an empty database, dropped afterwards."""
    from .postgres import Postgres

    assert isinstance(postgres, Postgres)
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def embedded() -> Iterator[Embedded]:
    """Yield the demo's own IMAP and SMTP servers, one pair for the session."""
    with Embedded() as server:
        yield server


@pytest.fixture(params=[pytest.param("dovecot", marks=pytest.mark.dovecot), "embedded"])
def imap_server(request: pytest.FixtureRequest) -> ImapServer:
    """Give each contract test a real Dovecot and the embedded server in turn."""
    server: ImapServer = request.getfixturevalue(request.param)
    return server
