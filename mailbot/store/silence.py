"""Lines to PostgreSQL that fall silent: a cable pulled, a host gone, a node frozen with rows in its hand.

TCP alone waits two hours before it doubts a line on which nothing comes. Both ends are told to doubt it sooner:
our end by libpq's parameters, the server's by defaults of our role in our database. The server's end matters as
much: a node that vanished in the middle of a transaction holds its rows' locks until the server gives it up.

The role's defaults need no superuser (ALTER ROLE on oneself, PostgreSQL 9.0 and later), and they hold behind
PgBouncer too, where nothing can be set for a session.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

log = structlog.get_logger("mailbot.store")

#: libpq's parameters (PostgreSQL documentation, 34.1.2): a silent line is given up after 10 + 3 × 5 seconds, one that
#: does not acknowledge what we sent after 20.
LINE: Mapping[str, Any] = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
#: The same at the server's end (20.3.2), and a frozen node's transaction (20.11.1): ours do nothing but SQL and
#: never pause for seconds.
ROLE: Mapping[str, str] = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "idle_in_transaction_session_timeout": "15s",
}

#: Seconds without a word after which a server that never asks is told of by `mailbot doctor`.
LONGEST_SILENCE = 600


def give_up_silent_lines(connection: Connection) -> bool:
    """Set our role's defaults in this database where they are not set; return whether anything was changed.

    They hold for connections made from now on. What an administrator has set already is left as it is. A server
    that refuses is lived with, and said in the log.
    """
    if connection.dialect.name != "postgresql":
        return False
    known, place = _set_already(connection), _here(connection)
    missing = {name: value for name, value in ROLE.items() if name not in known}
    try:
        with connection.begin_nested():
            for name, value in missing.items():
                connection.execute(text(f"ALTER ROLE CURRENT_USER IN DATABASE {place} SET {name} = '{value}'"))
    except DBAPIError as error:
        log.warning("role_defaults_refused", reason=str(error.orig).strip(), hint="See docs/scale.md, Setting it up.")
        return False
    return bool(missing)


def _set_already(connection: Connection) -> set[str]:
    """Return the names of the defaults that hold for our role, here or in all databases."""
    rows = connection.execute(
        text(
            "SELECT unnest(s.setconfig) FROM pg_db_role_setting s"
            " LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase"
            " WHERE (s.setrole = 0 OR r.rolname = current_user) AND (s.setdatabase = 0 OR d.datname = current_database())"
        )
    )
    return {str(pair).partition("=")[0] for (pair,) in rows}


def _here(connection: Connection) -> str:
    return str(connection.execute(text("SELECT quote_ident(current_database())")).scalar_one())


async def patience(tx: AsyncConnection) -> tuple[str, ...]:
    """Return the names of the server's settings by which this session would be waited for too long, or for ever.

    A line through a socket of the same machine cannot fall silent: only its transactions can.
    """
    query = text(
        "SELECT name FROM pg_settings WHERE (name = 'idle_in_transaction_session_timeout' AND setting = '0')"
        " OR (name = 'tcp_keepalives_idle' AND setting::int > :longest AND inet_server_addr() IS NOT NULL) ORDER BY name"
    )
    return tuple(str(name) for (name,) in await tx.execute(query, {"longest": LONGEST_SILENCE}))
