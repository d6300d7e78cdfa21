"""Follow-ups after a solution, and promises as clocks."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from mailbot.store.tables.base import id_column, lease_columns, metadata
from mailbot.store.types import Id, Json, Said, UtcDateTime

#: What is due after a case was solved (scheduler.followup).
follow_ups = Table(
    "follow_ups",
    metadata,
    id_column(),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("reason", Said, nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("answer", Text),  # content, unhappy, unclear
    Column("note", Said, nullable=False, server_default=""),
    Column("outbox_id", Id),
    *lease_columns(),
    Index("ix_follow_ups_due", "state", "due_at"),
    Index("ix_follow_ups_conversation", "conversation_id", "due_at"),
)

#: What we promised, to whom, until when (scheduler.promise).
promises = Table(
    "promises",
    metadata,
    id_column(),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("message_id", Id),  # row of `messages` that holds the words; NULL for a promise on the phone
    Column("callback_id", Id),
    Column("owner", Text),  # agent id: who is warned
    Column("words", Text, nullable=False),  # as written or said
    Column("start", Integer),  # span of the words in the message's new text
    Column("end", Integer),
    Column("due_at", UtcDateTime, nullable=False),
    Column("warn_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),  # running, warned, kept, broken, withdrawn
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("detail", Json),
    *lease_columns(),
    UniqueConstraint("message_id", "start"),
    Index("ix_promises_due", "state", "warn_at"),
    Index("ix_promises_conversation", "conversation_id", "due_at"),
)
