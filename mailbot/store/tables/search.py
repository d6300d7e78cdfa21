"""The words of each case, one row a case, kept in step by the database itself (mailbot.store.search_ddl)."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint

from mailbot.store.tables.base import metadata
from mailbot.store.types import Id

#: Everything that a search looks at; written by triggers alone.
search_words = Table(
    "search_words",
    metadata,
    Column("number", Integer, primary_key=True),  # the full-text index refers to it; grows with each new case
    Column("conversation_id", Id, nullable=False),
    Column("words", Text, nullable=False),
    UniqueConstraint("conversation_id"),
)
