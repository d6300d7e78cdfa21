"""Drafts, the outbox, and the shared allowance of each mailbox."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from mailbot.store.tables.base import id_column, lease_columns, metadata
from mailbot.store.types import Id, Json, Said, UtcDateTime

#: A versioned draft; at most one is open in a conversation.
drafts = Table(
    "drafts",
    metadata,
    id_column(),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("status", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="reply"),  # reply, invitation, follow_up, confirmation, holding
    Column("language", Text, nullable=False),
    Column("playbook", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("body_hash", Text, nullable=False),  # of subject, body and recipients: approval is bound to it
    Column("original_body", Text, nullable=False, server_default=""),
    Column("to", Json),  # ["a@b.c", …]
    Column("cc", Json),
    Column("missing", Json),
    Column("findings", Json),  # [{"rule","message","span","suggestion"}]
    Column("why", Json),
    Column("facts", Json),
    Column("stale_reason", Said),
    Column("written_by", Text, nullable=False, server_default="playbook"),
    Column("answers", Id),  # row of `messages` that it answers
    Column("callback_id", Id),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", Text),
    Column("approved_by", Text),
    Column("approved_at", UtcDateTime),
    Column("send_after", UtcDateTime),
    Column("rejected_reason", Text),
    Column("outbox_id", Id),
    Column("mirror", Json),  # the copy in the IMAP Drafts folder: {"folder","uidvalidity","uid","hash"}
    Index("ix_drafts_conversation", "conversation_id", "id"),
    Index("ix_drafts_status", "status", "updated_at"),
    Index(
        "ix_drafts_beside",
        "conversation_id",
        postgresql_where=text("status = 'open' AND kind <> 'reply'"),
        sqlite_where=text("status = 'open' AND kind <> 'reply'"),
    ),
    Index(
        "uq_drafts_open",
        "conversation_id",
        unique=True,
        postgresql_where=text("status = 'open'"),
        sqlite_where=text("status = 'open'"),
    ),
)

#: A mail that leaves once. Its Message-ID is fixed before anything is sent.
outbox = Table(
    "outbox",
    metadata,
    id_column(),
    Column("conversation_id", Id, ForeignKey("conversations.id")),
    Column("draft_id", Id),
    Column("mailbox", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="reply"),  # as drafts.kind, and notice (to our own people)
    Column("automatic", Boolean, nullable=False, server_default=text("false")),  # no person approved it
    Column("sender", Text, nullable=False),  # envelope sender
    Column("recipients", Json, nullable=False),  # envelope recipients
    Column("subject", Text, nullable=False, server_default=""),
    Column("payload", LargeBinary, nullable=False),  # the bytes that leave, CRLF
    Column("content", Json, nullable=False),  # what the thread will show: text, to, cc, references, …
    Column("body_hash", Text),  # of the approved draft
    Column("state", Text, nullable=False),
    Column("phase", Text),  # mailbot.model.delivery.SendPhase: how far the last attempt came
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lookups", Integer, nullable=False, server_default="0"),  # times an unknown outcome was looked up
    Column("last_error", Said),
    Column("accepted", Json),  # recipients the server took
    Column("refused", Json),  # {"recipient": "sentence"}
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text),
    Column("sent_at", UtcDateTime),
    Column("filed_at", UtcDateTime),  # appended to Sent, or found there
    Column("proof", Text),  # how we know that it left, when SMTP did not say
    *lease_columns(),
    UniqueConstraint("message_id"),
    Index("ix_outbox_due", "state", "due_at"),
    Index("ix_outbox_conversation", "conversation_id", "id"),
    Index(
        "ix_outbox_unfiled_due",
        "state",  # always "sent"; with it SQLite prefers this index to ix_outbox_due
        "due_at",
        "id",
        postgresql_where=text("state = 'sent' AND filed_at IS NULL"),
        sqlite_where=text("state = 'sent' AND filed_at IS NULL"),
    ),
    Index(
        "ix_outbox_unfiled",
        "sent_at",
        postgresql_where=text("state = 'sent' AND filed_at IS NULL"),
        sqlite_where=text("state = 'sent' AND filed_at IS NULL"),
    ),
)

#: Token buckets shared by all processes: sending per mailbox, calls per second.
allowances = Table(
    "allowances",
    metadata,
    Column("key", Text, primary_key=True),  # "smtp:support"
    Column("tokens", Float, nullable=False),
    Column("filled_at", UtcDateTime, nullable=False),
)
