"""One node of the torture: `mailbot run` as it is, on a clock that leaps: python -m tests.torture.node CONFIG CLOCK."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mailbot.adapters.logs import configure_logs
from mailbot.cli.run import keep_running
from mailbot.config import load_settings


class LeapingClock:
    """This machine's time and as many seconds as a file says."""

    def __init__(self, path: Path) -> None:
        self._path, self._seconds = path, 0.0

    def now(self) -> datetime:
        """Return the moment on which all nodes agree."""
        try:
            self._seconds = float(self._path.read_text() or self._seconds)
        except (OSError, ValueError):  # being written at this moment: the old time will do
            return datetime.now(UTC) + timedelta(seconds=self._seconds)
        return datetime.now(UTC) + timedelta(seconds=self._seconds)

    def leap(self, seconds: float) -> None:
        """Move everybody's time."""
        self._path.write_text(str(self._seconds + seconds))
        self._seconds += seconds


def main(config: str, clock: str) -> None:
    """Run until a signal comes."""
    settings = load_settings(Path(config))
    configure_logs(settings.log.level, settings.log.format)
    asyncio.run(keep_running(settings, LeapingClock(Path(clock))))


if __name__ == "__main__":
    main(*sys.argv[1:])
