"""A throw-away PostgreSQL cluster (Debian: postgresql): one a session, one database a test."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from .process import ServerProcess, free_port, require_binary, unprivileged

USER, PASSWORD = "bot", "secret"


class Postgres(ServerProcess):
    """`with Postgres() as server: with server.database() as url:`; `durable=True` for tests that crash it.

    `also_at`: a further address to listen at, that of a `Wire`, for clients in its namespaces.
    Without `durable` fsync is off: a SIGKILL of the server may lose committed rows (27 of 2,000 measured).
    """

    prefix = "mbpg-"
    stop_signal = signal.SIGINT  # fast shutdown

    def __init__(self, *, durable: bool = False, also_at: str | None = None) -> None:
        self.bin = require_binary("/usr/lib/postgresql/*/bin/initdb", "postgresql").parent
        super().__init__()
        self.port, self.durable, self.also_at = free_port(), durable, also_at
        self._owner = unprivileged("postgres")
        self._names = itertools.count(1)
        if os.getuid() == 0:
            os.chown(self.dir, self._owner.pw_uid, self._owner.pw_gid)
        self._create_cluster(self.dir / "password")

    def _create_cluster(self, password_file: Path) -> None:
        password_file.write_text(PASSWORD)
        options = f"-U {USER} -A scram-sha-256 -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions".split()
        done = subprocess.run(
            [str(self.bin / "initdb"), "-D", str(self.dir / "data"), f"--pwfile={password_file}", *options],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            **self.popen_options(),
        )
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr.decode(errors='replace')}")
        if self.also_at:
            with (self.dir / "data" / "pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {self.also_at}/24 scram-sha-256\n")

    def popen_options(self) -> dict[str, Any]:
        options: dict[str, Any] = {
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self.dir)},
            "cwd": "/",
        }
        if os.getuid() == 0:  # postgres refuses to run as root
            options |= {"user": self._owner.pw_uid, "group": self._owner.pw_gid, "extra_groups": []}
        return options

    def command(self) -> list[str]:
        settings = {
            "port": str(self.port),
            "listen_addresses": ",".join(("127.0.0.1", *filter(None, (self.also_at,)))),
            "unix_socket_directories": str(self.dir),
            "max_connections": "100",
            "shared_buffers": "64MB",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.bin / "postgres"), "-D", str(self.dir / "data"), *flags]

    def ready(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.dsn("postgres"), autocommit=True, connect_timeout=5)

    def owned_by_plain_role(self, url: str) -> str:
        """Give a database to a new role that may do nothing else; return its address for that role."""
        name = url.rpartition("/")[2]
        role = f"plain_{name}"
        words = sql.Identifier(role), sql.Identifier(name)
        with self._connect() as connection:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'plain' NOSUPERUSER NOCREATEDB NOCREATEROLE").format(words[0])
            )
            connection.execute(sql.SQL("ALTER DATABASE {1} OWNER TO {0}").format(*words))
        return url.replace(f"{USER}:{PASSWORD}@", f"{role}:plain@")

    def dsn(self, database: str) -> str:
        """Return the libpq address of a database."""
        return f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def url(self, database: str) -> str:
        """Return the address as SQLAlchemy wants it, with psycopg 3 as driver."""
        return self.dsn(database).replace("postgresql://", "postgresql+psycopg://", 1)

    @contextlib.contextmanager
    def database(self, like: str | None = None) -> Iterator[str]:
        """Create a database, give its SQLAlchemy address, drop it (and its connections) afterwards.

        It is empty, or a copy of the database at the address `like`, to which nobody may be connected meanwhile.
        """
        name = f"test_{next(self._names)}"
        pattern = sql.Identifier(like.rpartition("/")[2] if like else "template1")
        with self._connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), pattern))
        try:
            yield self.url(name)
        finally:
            if self.process is not None:
                with self._connect() as connection:
                    connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
