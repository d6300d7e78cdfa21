"""What is bound for each mail in one step is what SQLAlchemy binds in several."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import DateTime
from sqlalchemy.dialects import sqlite

from mailbot.model.sentence import as_data, say
from mailbot.store.conversations import new_reference
from mailbot.store.database import _dumps
from mailbot.store.types import UtcDateTime

DIALECT = sqlite.dialect()  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 2, 30, 1, 7, tzinfo=timezone(timedelta(hours=9))),
        datetime(1, 1, 2, tzinfo=UTC),
    ],
)
def test_a_moment_is_bound_on_sqlite_as_the_text_of_its_naive_utc(moment: datetime) -> None:
    ours, plain = UtcDateTime().bind_processor(DIALECT), DateTime().dialect_impl(DIALECT).bind_processor(DIALECT)
    assert ours is not None and plain is not None
    assert ours(moment) == plain(moment.astimezone(UTC).replace(tzinfo=None))
    assert ours(None) is None
    with pytest.raises(ValueError, match="no zone"):
        ours(moment.replace(tzinfo=None))


@pytest.mark.parametrize("value", [[], [1, "é"], {}, None, (), [say("x", "{a}", a="b")]])
def test_a_list_is_written_as_json(value: object) -> None:
    assert json.loads(_dumps(value)) == json.loads(json.dumps(as_data(value)))


def test_a_reference_has_letters_that_read_like_no_digit() -> None:
    made = {new_reference() for _ in range(200)} | {new_reference(10)}
    assert len(made) == 201
    assert all(set(one.removeprefix("MB-")) <= set("23456789ABCDEFGHJKMNPQRSTVWXYZ") for one in made)
    assert {len(one) for one in made} == {9, 13}
