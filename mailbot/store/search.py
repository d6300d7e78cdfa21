"""Which cases mention some words: answered by the index, whatever the size of the archive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Select, column, or_, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from mailbot.store import search_ddl
from mailbot.store.tables.search import search_words

__all__ = ["MOST_WORDS", "found_by", "search_ddl"]

#: A search looks among the newest cases that match; nobody reads further, and it bounds the cost of common words.
NEWEST = 500
MOST_WORDS = 8

#: The index holds pieces of three characters; shorter words are looked for in what the others leave.
_PIECE = 3


async def found_by(tx: AsyncConnection, query: str, *, sqlite: bool) -> Any:
    """Return the newest cases that hold every word of the query, in any field or mail, as one bound value.

    Their ids as a list, or as a list in JSON where the engine is SQLite.
    """
    words = query.replace("\0", " ").split()[:MOST_WORDS]  # no engine takes NUL in a text
    statement = select(search_words.c.conversation_id).order_by(search_words.c.number.desc()).limit(NEWEST)
    indexed = [word for word in words if len(word) >= _PIECE] if sqlite else []
    if indexed:
        # Short words thin out what the index finds; so more of it is looked at.
        statement = statement.where(
            search_words.c.number.in_(_by_pieces(indexed, NEWEST * (1 + 3 * (words != indexed))))
        )
    for word in words:
        if word not in indexed:
            statement = statement.where(_holds(word, sqlite=sqlite))
    found = list((await tx.execute(statement)).scalars())
    return json.dumps(found) if sqlite else found


def _holds(word: str, *, sqlite: bool) -> ColumnElement[bool]:
    """Whatever the case of the letters: PostgreSQL and the index fold them all, SQLite's LIKE those of ASCII alone."""
    spellings = {word} if not sqlite else {"".join(letters) for letters in product(*map(_cases, word))}
    return or_(*(search_words.c.words.icontains(one, autoescape=True) for one in sorted(spellings)))


def _cases(letter: str) -> set[str]:
    """Return the forms of a letter that LIKE tells apart: at most three, of words of two letters."""
    return {letter} if letter.isascii() else {letter, letter.lower(), letter.upper()}


def _by_pieces(words: Sequence[str], most: int) -> Select[Any]:
    index = table("search_index", column("rowid"))
    phrases = " ".join('"{}"'.format(word.replace('"', '""')) for word in words)
    match = text("search_index MATCH :phrases").bindparams(phrases=phrases)
    return select(index.c.rowid).where(match).order_by(index.c.rowid.desc()).limit(most)
