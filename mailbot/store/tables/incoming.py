"""What came in: how far each mailbox is read, and every raw mail."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, text

from mailbot.store.tables.base import id_column, lease_columns, metadata
from mailbot.store.types import Said, UtcDateTime

#: How far a folder has been read; a new UIDVALIDITY starts a new row's life (RFC 3501 section 2.3.1.1).
cursors = Table(
    "cursors",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False, server_default="0"),
    Column("read_at", UtcDateTime),  # last successful fetch, also one that found nothing
)

#: Every mail as the server gave it; the key makes a second delivery of the same UID harmless.
raw_mails = Table(
    "raw_mails",
    metadata,
    id_column(),
    Column("mailbox", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),  # bytes on the server
    Column("headers_only", Boolean, nullable=False, server_default=text("false")),  # too large to be fetched whole
    Column("raw_hash", Text, nullable=False),  # sha256 hex of the bytes
    Column("content_hash", Text),  # of what makes the mail itself, known once parsed
    Column("received_at", UtcDateTime, nullable=False),  # INTERNALDATE
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),  # new, missed, recorded, ignored, quarantined, duplicate
    Column("error", Said),  # why it is quarantined, one sentence
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", UtcDateTime),  # when a failed reading is tried again
    Column("from_sent", Boolean, nullable=False, server_default=text("false")),  # lay in the Sent folder
    Column("message_id", Text),  # row of `messages`, when recorded
    *lease_columns(),
    UniqueConstraint("mailbox", "folder", "uidvalidity", "uid"),
    Index("ix_raw_mails_content", "mailbox", "content_hash"),
    Index("ix_raw_mails_state", "state", "id"),
)
