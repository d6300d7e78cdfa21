"""Where a recorded mail went."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a mail went; both None: it belongs to no case."""

    conversation_id: str | None = None
    message_row: str | None = None
