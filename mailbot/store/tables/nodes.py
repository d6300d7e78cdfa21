"""The processes at work on one store, and which of them watches which mailbox."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from mailbot.store.tables.base import id_column, lease_columns, metadata
from mailbot.store.types import UtcDateTime

#: A `mailbot run`; it says again and again that it lives. `lease_until` in the past: it is gone, or stands still.
nodes = Table(
    "nodes",
    metadata,
    id_column(),
    Column("version", Text, nullable=False),  # of the program, for upgrades node by node
    Column("started_at", UtcDateTime, nullable=False),
    *lease_columns(),  # the holder is "host:pid"
)

#: The right to watch a mailbox; the id is the mailbox's name. Batches are recorded under its fence.
watches = Table("watches", metadata, id_column(), *lease_columns())
