"""Logs: structured lines on standard error, without control characters, addresses or numbers of customers."""

from __future__ import annotations

import hashlib
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+\d[\d ().-]{6,}\d")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def configure_logs(level: str, style: str) -> None:
    """Send structlog and the libraries' logs to standard error.

    Args:
        level: debug, info, warning or error.
        style: "console" for people, "json" for machines.
    """
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=24)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            masked,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # A slow beat is not started twice on purpose; the ticker's warning about it says nothing that a person could act on.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def masked(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace addresses and numbers by short hashes (the same one gives the same hash) and defuse control characters."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = mask(value, keep_lines=key == "exception")
    return event


def mask(text: str, *, keep_lines: bool = False) -> str:
    """Return a text that is fit for a log."""
    text = _NUMBER.sub(lambda found: f"+…{_short(found[0])}", _ADDRESS.sub(lambda found: f"…@{_short(found[0])}", text))
    return _CONTROL.sub(lambda found: found[0] if keep_lines and found[0] == "\n" else " ", text)


def _short(text: str) -> str:
    return hashlib.sha256(text.lower().encode()).hexdigest()[:8]
