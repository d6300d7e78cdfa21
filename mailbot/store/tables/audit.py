"""The append-only memory: every decision and every act, with its reasons."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from mailbot.store.tables.base import id_column, metadata
from mailbot.store.types import Id, Json, UtcDateTime

#: Rows are only ever added. `kind` is a past participle: "mail_recorded", "draft_approved", "call_ended".
events = Table(
    "events",
    metadata,
    id_column(),
    Column("at", UtcDateTime, nullable=False),
    Column("conversation_id", Id),  # no foreign key: the audit outlives an erased case
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False, server_default="mailbot"),  # mailbot, customer, or an agent's id
    Column("reasons", Json),  # ["…", …] in plain words
    Column("data", Json),
    Index("ix_events_conversation", "conversation_id", "id"),
    Index("ix_events_kind", "kind", "at"),
)
