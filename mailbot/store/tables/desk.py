"""What agents write beside the mails: notes, disputes, and the house's switches."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Table, Text, text

from mailbot.store.tables.base import id_column, metadata
from mailbot.store.types import Id, Json, UtcDateTime

#: Internal notes; never leave the house.
notes = Table(
    "notes",
    metadata,
    id_column(),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("author", Text, nullable=False),  # agent id
    Column("body", Text, nullable=False),
    Column("mentions", Json),  # agent ids
    Column("at", UtcDateTime, nullable=False),
    Index("ix_notes_conversation", "conversation_id", "id"),
)

#: Whom a note calls, until they have come and seen it.
mentions = Table(
    "mentions",
    metadata,
    Column("note_id", Id, ForeignKey("notes.id"), primary_key=True),
    Column("agent_id", Id, primary_key=True),
    Column("seen_at", UtcDateTime),
    Index(
        "ix_mentions_unseen",
        "agent_id",
        postgresql_where=text("seen_at IS NULL"),
        sqlite_where=text("seen_at IS NULL"),
    ),
)

#: "This heat is wrong": each becomes a test case.
disputes = Table(
    "disputes",
    metadata,
    id_column(),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("message_id", Id),  # row of `messages`
    Column("agent", Text, nullable=False),
    Column("signal", Text),  # the ledger's entry, or NULL for the whole
    Column("heat", Float),  # what we said
    Column("proposed_heat", Float),
    Column("proposed_band", Text),
    Column("comment", Text, nullable=False, server_default=""),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_disputes_conversation", "conversation_id"),
)

#: Switches and settings that change while we run: kill switch, dry run.
settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Json),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", Text),
)
