"""Write the next revision: `python -m mailbot.store.migrations "what changes"`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from mailbot.store import migrate
from mailbot.store.database import Database


async def _main(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{Path(folder) / 'empty.db'}")
        try:
            await migrate.upgrade(db)
            sys.stdout.write(f"{await migrate.revise(db, message)}\n")
        finally:
            await db.dispose()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1]))
