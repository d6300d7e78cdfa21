"""Column types and ids that mean the same on both engines."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from mailbot.model.sentence import Sentence, as_data, revived

#: JSON text on SQLite, JSONB on PostgreSQL.
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

#: Ids are opaque text: see `new_id`.
Id = Text

# Crockford's alphabet sorts like its values, so ids sort by time as text.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


#: Milliseconds by which a clock that went back is not believed.
_BACK = 1000
_last = 0
_making = threading.Lock()


def new_id() -> str:
    """Return an id of 26 characters that sorts by the moment of its making (ULID layout, 80 random bits).

    Ids of one process sort in the order of their making, also within a millisecond and when the clock goes back a
    little: mails that were kept together stay in their order.
    """
    global _last
    made = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    with _making:
        if made <= _last and (_last - made) >> 80 < _BACK:
            made = _last + 1 + int.from_bytes(os.urandom(4), "big")
        _last = made
    return _spelled(made)


def first_id_of(*, seconds_ago: float) -> str:
    """Return the smallest id that could have been made since then; every later one sorts after it."""
    return _spelled((time.time_ns() // 1_000_000 - int(seconds_ago * 1000)) << 80)


# Two characters at a time: some ids are made for each mail.
_PAIRS = tuple(high + low for high in _ALPHABET for low in _ALPHABET)


def _spelled(number: int) -> str:
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(120, -10, -10)])


class Said(TypeDecorator[str]):
    """Text that a person reads: a `Sentence` keeps its code and values, any other text stays as it is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Turn a sentence into what the engine keeps."""
        if isinstance(value, Sentence):
            return json.dumps(as_data(value), ensure_ascii=False, separators=(",", ":"))
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Turn what the engine kept into a sentence, or into plain text."""
        text: str | None = value
        if text is None or not text.startswith('{"code":'):
            return text
        try:
            said = json.loads(text, object_hook=revived)
        except ValueError:
            return text
        return said if isinstance(said, Sentence) else text


def _utc_text(value: datetime | None) -> str | None:
    """Return a moment as SQLAlchemy's DateTime would write it into SQLite."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"The store keeps aware datetimes only; {value!r} has no zone.")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment: refuses naive values, answers in UTC on both engines.

    SQLite has no zones: there the text is UTC, so that it sorts and compares as time does.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Return what turns a value into what the driver takes: for SQLite in one step, since each mail has some fifteen."""
        return _utc_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware datetime into what the engine keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"The store keeps aware datetimes only; {value!r} has no zone.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Turn what the engine kept into an aware datetime in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
