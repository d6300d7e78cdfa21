"""How the fetching of each mailbox goes, for the alarm that no mail comes any more."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from mailbot.store.tables.base import metadata
from mailbot.store.types import UtcDateTime

#: One row a mailbox; whoever watches it writes, every node judges.
mailbox_health = Table(
    "mailbox_health",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("last_look_at", UtcDateTime, nullable=False),  # the slowest folder's last look without an error
    Column("trouble", Text, nullable=False, server_default=""),
    Column("alarmed_at", UtcDateTime),  # an outage was found
    Column("told_at", UtcDateTime),  # and somebody was told
)
