"""Receivers of webhooks, and each telling."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from mailbot.store.tables.base import id_column, lease_columns, metadata
from mailbot.store.types import Id, Json, Said, UtcDateTime

hooks = Table(
    "hooks",
    metadata,
    id_column(),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),  # whsec_…: what signs must be known; it is shown once and never again
    Column("topics", Json),  # ["reply.sent", …]; NULL: all
    Column("note", Text, nullable=False, server_default=""),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("disabled_reason", Said),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Id),
)

hook_deliveries = Table(
    "hook_deliveries",
    metadata,
    id_column(),
    Column("hook_id", Id, ForeignKey("hooks.id", ondelete="CASCADE"), nullable=False),
    Column("topic", Text, nullable=False),
    Column("conversation_id", Id),
    Column("body", Text, nullable=False),  # JSON as it is signed: the same bytes at each attempt
    Column("state", Text, nullable=False),  # waiting, delivered, failed
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("deadline", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    Column("status", Integer),
    Column("error", Said),
    *lease_columns(),
    Index("ix_hook_deliveries_due", "state", "due_at"),
    Index("ix_hook_deliveries_hook", "hook_id", "id"),
)
