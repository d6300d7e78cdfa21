"""Conversations, their messages, and every Message-ID that we ever saw or sent."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Computed, Float, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from mailbot.store.tables.base import id_column, lease_columns, metadata
from mailbot.store.types import Id, Json, Said, UtcDateTime

#: A case. The nouns are in mailbot.model.conversation; the JSON columns carry the last decision's evidence.
conversations = Table(
    "conversations",
    metadata,
    id_column(),
    Column("reference", Text, nullable=False),  # "MB-7K3QX9"
    Column("mailbox", Text, nullable=False),
    Column("customer_email", Text, nullable=False),  # lower case
    Column("customer_name", Text, nullable=False, server_default=""),
    Column("language", Text, nullable=False, server_default="en"),
    Column("subject", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),  # state is neither resolved nor closed
    Column("heat", Float, nullable=False, server_default="0"),
    Column("band", Text, nullable=False, server_default="none"),
    Column("kind", Text, nullable=False, server_default="other"),
    Column("category", Text, nullable=False, server_default="other"),
    Column("assignee", Text),  # agent id
    Column("verified", Boolean, nullable=False, server_default=text("false")),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),  # danger to life or health
    Column("opened_at", UtcDateTime, nullable=False),
    Column("last_customer_at", UtcDateTime),
    Column("last_outbound_at", UtcDateTime),
    # Since when somebody waits, for "oldest first"; the engine keeps it.
    Column("waiting_at", UtcDateTime, Computed("COALESCE(last_customer_at, opened_at)", persisted=True)),
    Column("last_activity_at", UtcDateTime, nullable=False),  # anything at all, for "recent first"
    Column("triage_due_at", UtcDateTime),
    Column("burst_at", UtcDateTime),
    Column("burst", Integer, nullable=False, server_default="0"),
    Column("triage_attempts", Integer, nullable=False, server_default="0"),
    Column("triaged_at", UtcDateTime),
    Column("snoozed_until", UtcDateTime),
    Column("resolved_at", UtcDateTime),
    Column("reopened", Integer, nullable=False, server_default="0"),
    Column("messages", Integer, nullable=False, server_default="0"),  # how many, so that lists need no count
    Column("snippet", Text, nullable=False, server_default=""),  # head of the last customer's new text
    Column("order_ref", Text),
    Column("phone", Text),  # E.164 as the customer gave it
    Column("phone_source", Text),  # history, body, signature, header
    Column("playbook", Text),
    Column("flags", Json),  # ["churn", …] of the whole conversation
    Column("ledger", Json),  # {"value","band","signals":[{"name","weight","evidence","quote","message"}]}
    Column("facts", Json),  # [{"slot","value","text","message","span","confidence"}]
    Column("why", Json),  # reasons of the last decision
    Column("decision", Text),  # ignore, hold, propose, escalate
    Column("attention", Said),  # why a person must look, one sentence
    Column("merged_into", Id),  # the conversation that took this one's messages
    Column("split_from", Id),
    Column("erased", Integer, nullable=False, server_default="0"),  # scheduler.retention.Stage that was reached
    Column("erased_at", UtcDateTime),
    Column("held_at", UtcDateTime),  # since when a legal hold keeps it from being erased
    Column("held_by", Text),  # the manager's name
    Column("held_why", Text),
    Column("version", Integer, nullable=False, server_default="1"),
    *lease_columns(),
    UniqueConstraint("reference"),
    # One index an order of the inbox: a page reads the head of each state's list, however long the list.
    Index("ix_conversations_heat", "state", "heat"),
    Index("ix_conversations_waiting", "state", "waiting_at", "id"),
    Index("ix_conversations_recent", "state", "last_activity_at"),
    # The same for one category; a rare one would be looked for among all cases.
    Index("ix_conversations_category_heat", "category", "state", "heat"),
    Index("ix_conversations_category_waiting", "category", "state", "waiting_at", "id"),
    Index("ix_conversations_category_recent", "category", "state", "last_activity_at"),
    # And for one language, one mailbox.
    Index("ix_conversations_language_heat", "language", "state", "heat"),
    Index("ix_conversations_language_waiting", "language", "state", "waiting_at", "id"),
    Index("ix_conversations_language_recent", "language", "state", "last_activity_at"),
    Index("ix_conversations_mailbox_heat", "mailbox", "state", "heat"),
    Index("ix_conversations_mailbox_waiting", "mailbox", "state", "waiting_at", "id"),
    Index("ix_conversations_mailbox_recent", "mailbox", "state", "last_activity_at"),
    # Counting a tab reads this and no row.
    Index(
        "ix_conversations_counts",
        "state",
        "merged_into",
        "snoozed_until",
        "id",
    ),
    Index(
        "ix_conversations_snoozed",
        "snoozed_until",
        postgresql_where=text("snoozed_until IS NOT NULL"),
        sqlite_where=text("snoozed_until IS NOT NULL"),
    ),
    # Open complaints, oldest first: their clocks, and which of them wait to be weighed again.
    Index("ix_conversations_open_kind", "is_open", "kind", "opened_at", "id"),
    # What may be erased: cases at rest by how far they are erased, longest rest first.
    Index("ix_conversations_retention", "is_open", "erased", "last_activity_at"),
    Index("ix_conversations_customer", "customer_email", "last_activity_at"),
    Index(
        "ix_conversations_assignee",
        "assignee",
        "is_open",
        "heat",
        postgresql_where=text("assignee IS NOT NULL"),
        sqlite_where=text("assignee IS NOT NULL"),
    ),
    Index(
        "ix_conversations_triage",
        "triage_due_at",
        postgresql_where=text("triage_due_at IS NOT NULL"),
        sqlite_where=text("triage_due_at IS NOT NULL"),
    ),
)

#: Each mail of a case, in and out, as the console shows it.
messages = Table(
    "messages",
    metadata,
    id_column(),
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("position", Integer, nullable=False),  # 0-based index in the thread
    Column("direction", Text, nullable=False),  # in, out
    Column("mailbox", Text, nullable=False),
    Column("message_id", Text),  # "<id@host>" or NULL
    Column("in_reply_to", Json),  # ["<…>"]
    Column("references", Json),  # ["<…>", …]
    Column("sender_name", Text, nullable=False, server_default=""),
    Column("sender_email", Text, nullable=False),
    Column("reply_to", Json),  # [["name","email"], …]; the same for to and cc
    Column("to", Json),
    Column("cc", Json),
    Column("subject", Text, nullable=False, server_default=""),
    Column("sent_at", UtcDateTime),  # Date header, for show only
    Column("at", UtcDateTime, nullable=False),  # when it reached us or left us: orders the thread
    Column("text", Text, nullable=False, server_default=""),
    Column("new_text", Text, nullable=False, server_default=""),
    Column("signature", Text, nullable=False, server_default=""),
    Column("html", Text),  # not sanitised: the console does that
    Column("language", Text, nullable=False, server_default="en"),
    Column("attachments", Json),  # [{"filename","content_type","size","content_id","inline","part"}]
    Column("automatic", Text),
    Column("automatic_reason", Said, nullable=False, server_default=""),
    Column("authentication", Text, nullable=False, server_default="unverified"),
    Column("mostly_quoted", Boolean, nullable=False, server_default=text("false")),
    Column("encrypted", Boolean, nullable=False, server_default=text("false")),
    Column("defects", Json),
    Column("reading", Json),  # mailbot.model.heat.Reading, written by triage
    Column("heat", Float),  # of this message alone
    Column("burst", Integer),  # which gathering it belonged to
    Column("content_hash", Text),
    Column("raw_mail_id", Id, ForeignKey("raw_mails.id")),
    Column("outbox_id", Id),
    Column("draft_id", Id),
    Column("author", Text),  # agent id, or NULL for the customer and for machines
    Column(
        "source", Text, nullable=False, server_default="mailbox"
    ),  # mailbox, desk, other_client, follow_up, callback
    Column("delivery", Json),  # {"recipient": {"state","status","text","at"}} from SMTP and from bounces
    Column("bounced_at", UtcDateTime),
    Index("ix_messages_thread", "conversation_id", "position"),
    Index("ix_messages_message_id", "mailbox", "message_id"),
    Index("ix_messages_content", "mailbox", "content_hash"),
    Index("ix_messages_sender", "mailbox", "sender_email", "at"),
)

#: Every Message-ID seen or sent, so that any later reference finds its case, even after an erase of the text.
message_ids = Table(
    "message_ids",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("message_id", Text, primary_key=True),  # with brackets
    Column("conversation_id", Id, ForeignKey("conversations.id"), nullable=False),
    Column("direction", Text, nullable=False),  # in, out
    Column("seen_at", UtcDateTime, nullable=False),
    Index("ix_message_ids_conversation", "conversation_id"),
)
