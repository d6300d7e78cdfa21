"""What the house knows beforehand: incidents with their cause."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from mailbot.store.tables.base import id_column, metadata
from mailbot.store.types import Id, Json, UtcDateTime

#: Known causes; a mail about one is answered by action, cause and terms.
incidents = Table(
    "incidents",
    metadata,
    id_column(),
    Column("name", Text, nullable=False),
    Column("words", Json, nullable=False),  # a mail is about it when one of these stands in it
    Column("region", Json, nullable=False),  # places; empty: everywhere
    Column("problems", Json, nullable=False),  # kinds of trouble; empty: any
    Column("texts", Json, nullable=False),  # language -> {"action", "cause", "terms"}
    Column("begun_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),  # when we expect it to be put right
    Column("ended_at", UtcDateTime),  # NULL while it lasts
    Column("opened_by", Id),
    Index("ix_incidents_ended", "ended_at"),
)

#: A language model's tries at a draft: one row a draft, claimed with a lease.
writings = Table(
    "writings",
    metadata,
    Column("draft_id", Id, ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("state", Text, nullable=False),  # writing, done, refused, failed, overtaken
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("begun_at", UtcDateTime, nullable=False),  # the day's budget counts these
    Column("leased_until", UtcDateTime),
    Column("holder", Text),
    Column("outcome", Text, nullable=False, server_default=""),
    Index("ix_writings_begun", "begun_at"),
)
