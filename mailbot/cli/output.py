"""What commands print: JSON Lines on standard output, words for people on standard error."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.measure import Measurement
from rich.table import Column, Table
from rich.text import Text

from mailbot.errors import MailbotError

#: Words for people; honours NO_COLOR and plain pipes by itself.
errors = Console(stderr=True, highlight=False, soft_wrap=True)
screen = Console(highlight=False)

#: Columns of a table that is written to a file, at most.
_WIDEST = 10_000


class OutputFormat(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    JSONL = "jsonl"


def write_json(value: Any) -> None:
    """Write one value as a UTF-8 JSON line, whatever the terminal's locale."""
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def table_of(*heads: str) -> Table:
    """Return an empty table whose cells are folded rather than cut: an id that is shown is one to be typed."""
    return Table(*(Column(head, overflow="fold") for head in heads), box=None, pad_edge=False)


def cell(text: str, style: str = "") -> Text:
    """Return a cell that shows a stranger's words as they are: no markup, and nothing that a terminal obeys."""
    return Text("".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text), style)


def show(table: Table) -> None:
    """Print a table: as wide as the terminal, or in a pipe or a file as wide as it needs."""
    if screen.is_terminal:
        screen.print(table)
        return
    widest = Measurement.get(screen, screen.options.update(max_width=_WIDEST), table).maximum
    Console(file=screen.file, width=widest, highlight=False).print(table)


def report(error: MailbotError) -> None:
    """Say what went wrong in one sentence, and what to do."""
    errors.print("mailbot:", style="bold red", end=" ", markup=False)
    errors.print(error.sentence(), markup=False)
