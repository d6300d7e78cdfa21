"""What commands print: JSON Lines on standard output, words for people on standard error."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Any

from rich.console import Console

from mailbot.errors import MailbotError

#: Words for people; honours NO_COLOR and plain pipes by itself.
errors = Console(stderr=True, highlight=False, soft_wrap=True)
screen = Console(highlight=False)


class OutputFormat(StrEnum):
    """How a list is printed."""

    TABLE = "table"
    JSONL = "jsonl"


def write_json(value: Any) -> None:
    """Write one value as a UTF-8 JSON line, whatever the terminal's locale."""
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def report(error: MailbotError) -> None:
    """Say what went wrong in one sentence, and what to do."""
    errors.print("mailbot:", style="bold red", end=" ", markup=False)
    errors.print(error.sentence(), markup=False)
