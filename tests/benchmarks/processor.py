"""Processor time of other processes, read from /proc: a machine that does other things leaves it as it is."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def process_seconds(pid: int) -> float:
    """Return the seconds that a process with all its threads has used so far."""
    return _seconds(Path(f"/proc/{pid}/stat").read_text())


def postgres_seconds() -> float:
    """Return the seconds of all processes of PostgreSQL on this machine, those that have ended included."""
    return sum(_seconds(stat) for stat in _stats() if stat.rpartition(")")[0].endswith("(postgres"))


def _stats() -> Iterator[str]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # ended while we looked
            yield stat.read_text()


def _seconds(stat: str) -> float:
    """Return user, system and children's time, fields 14 to 17 of proc(5)."""
    return sum(int(field) for field in stat.rpartition(")")[2].split()[11:15]) / _TICK
