"""A throw-away PgBouncer (Debian: pgbouncer) in transaction mode before a throw-away PostgreSQL."""

from __future__ import annotations

import os
from typing import Any

import psycopg

from .postgres import PASSWORD, USER, Postgres
from .process import ServerProcess, free_port, give_to, require_binary, unprivileged

CONF = """\
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = plain
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
"""


class PgBouncer(ServerProcess):
    """`with PgBouncer(postgres) as pooler: pooler.url(address)` gives the same database through the pooler."""

    prefix = "mbpb-"

    def __init__(self, server: Postgres) -> None:
        self.binary = require_binary("/usr/sbin/pgbouncer", "pgbouncer")
        super().__init__()
        self.port, self._server, self._owner = free_port(), server, unprivileged("postgres")
        (self.dir / "users").write_text(f'"{USER}" "{PASSWORD}"\n')
        config = CONF.format(server=server.port, port=self.port, folder=self.dir)
        (self.dir / "pgbouncer.ini").write_text(config)
        (self.dir / "out").touch()
        give_to(self.dir, self._owner.pw_uid, self._owner.pw_gid)

    def command(self) -> list[str]:
        return [str(self.binary), str(self.dir / "pgbouncer.ini")]

    def popen_options(self) -> dict[str, Any]:
        if os.getuid() != 0:
            return {}
        return {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []}

    def ready(self) -> bool:
        try:
            psycopg.connect(self.url(self._server.dsn("postgres")), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, address: str) -> str:
        """Return a database's address through the pooler."""
        return address.replace(f":{self._server.port}/", f":{self.port}/")
