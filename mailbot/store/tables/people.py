"""People on both sides of the desk, and what proves who they are."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text, UniqueConstraint, text

from mailbot.store.tables.base import id_column, metadata
from mailbot.store.types import Id, Json, UtcDateTime

#: Agents, managers and admins.
agents = Table(
    "agents",
    metadata,
    id_column(),
    Column("email", Text, nullable=False),  # lower case
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False, server_default="en"),
    Column("phone", Text),
    Column("zone", Text, nullable=False, server_default="UTC"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("password_hash", Text),  # argon2id, or NULL when only OIDC lets them in
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime),
    UniqueConstraint("email"),
)

#: Browser sessions; only a hash of the cookie's value is kept.
sessions = Table(
    "sessions",
    metadata,
    Column("id_hash", Text, primary_key=True),
    Column("agent_id", Id, ForeignKey("agents.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("data", Json),
    Index("ix_sessions_agent", "agent_id"),
)

#: Tokens for /api/v1; only a hash is kept.
api_tokens = Table(
    "api_tokens",
    metadata,
    id_column(),
    Column("agent_id", Id, ForeignKey("agents.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("token_hash", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    UniqueConstraint("token_hash"),
)

#: What we know of a customer beyond one case.
customers = Table(
    "customers",
    metadata,
    Column("email", Text, primary_key=True),  # lower case
    Column("name", Text, nullable=False, server_default=""),
    Column("language", Text),
    Column("zone", Text),  # IANA zone, for quiet hours
    Column("valued", Boolean, nullable=False, server_default=text("false")),
    Column("habitual", Boolean, nullable=False, server_default=text("false")),
    Column("opted_out", Boolean, nullable=False, server_default=text("false")),  # of follow-up mails
    Column("do_not_call", Boolean, nullable=False, server_default=text("false")),
    Column("undeliverable_since", UtcDateTime),  # a hard bounce stops follow-ups
    Column("phones", Json),  # ["+4930…"] on file, put there by a person
    Column("evidence", Json),  # why valued or habitual
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
