"""Which cases mention some words: answered by the index, whatever the size of the archive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, any_, column, func, literal, select, table, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.store import search_ddl
from mailbot.store.tables import conversations
from mailbot.store.tables.search import search_words

__all__ = ["MOST_WORDS", "mentioning", "search_ddl"]

#: A search looks among the newest cases that match; nobody reads further, and it bounds the cost of common words.
NEWEST = 500
MOST_WORDS = 8

#: The index holds pieces of three characters; shorter words are looked for in what the others leave.
_PIECE = 3


async def mentioning(tx: AsyncConnection, query: str) -> ColumnElement[bool]:
    """Return the condition that a case is one of the newest that hold every word of the query, in any field or mail."""
    words = query.split()[:MOST_WORDS]
    sqlite = tx.dialect.name == "sqlite"
    statement = select(search_words.c.conversation_id).order_by(search_words.c.number.desc()).limit(NEWEST)
    indexed = [word for word in words if len(word) >= _PIECE] if sqlite else []
    if indexed:
        # Short words thin out what the index finds; so more of it is looked at.
        statement = statement.where(
            search_words.c.number.in_(_by_pieces(indexed, NEWEST * (1 + 3 * (words != indexed))))
        )
    for word in words:
        if word not in indexed:
            statement = statement.where(search_words.c.words.icontains(word, autoescape=True))
    found = list((await tx.execute(statement)).scalars())
    # One parameter, not five hundred: the statements of a page stay the same and are compiled once.
    if sqlite:
        return conversations.c.id.in_(select(func.json_each(json.dumps(found)).table_valued("value").c.value))
    return conversations.c.id == any_(literal(found, ARRAY(Text)))


def _by_pieces(words: Sequence[str], most: int) -> Select[Any]:
    index = table("search_index", column("rowid"))
    phrases = " ".join('"{}"'.format(word.replace('"', '""')) for word in words)
    match = text("search_index MATCH :phrases").bindparams(phrases=phrases)
    return select(index.c.rowid).where(match).order_by(index.c.rowid.desc()).limit(most)
