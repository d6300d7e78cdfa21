"""A made-up place in the inbox is refused, whatever stands in it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from mailbot.errors import RefusedError
from mailbot.model.view import Order
from mailbot.store.inbox_cursor import cursor_of, values_of

AT = datetime(2026, 3, 2, 9, 0, 0, 123, tzinfo=UTC)


def packed(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize("order", list(Order))
def test_a_place_of_ours_is_read_back(order: Order) -> None:
    row: Any = SimpleNamespace(heat=0.5, waiting_at=AT, last_activity_at=AT, id="01M4KZ0000000000000000ABCD")
    assert values_of(cursor_of(row, order), order)[-2:] == [AT, row.id]


@pytest.mark.parametrize(
    "cursor",
    [
        "", "é", "!", packed("[" * 100_000), packed("{}"), packed("null"), packed('["x"]'),
        packed(json.dumps(["9999-12-31T23:59:59-23:59", "01M4"])),
        packed(json.dumps(["0001-01-01T00:00:00+23:59", "01M4"])),
        packed(json.dumps([AT.isoformat(), "a\0b"])),
        packed(json.dumps([AT.isoformat(), "\ud800"])),
        packed(json.dumps([AT.isoformat(), "x" * 5000])),
        packed(json.dumps([AT.isoformat(), 7])),
    ],
)  # fmt: skip
def test_a_place_that_somebody_made_up_is_refused(cursor: str) -> None:
    with pytest.raises(RefusedError, match="not one of ours"):
        values_of(cursor, Order.AGE)


@pytest.mark.parametrize("heat", ["NaN", "Infinity", "1e999", '"0.5"'])
def test_a_heat_that_is_no_number_is_refused(heat: str) -> None:
    with pytest.raises(RefusedError, match="not one of ours"):
        values_of(packed(f'[{heat}, "{AT.isoformat()}", "01M4"]'), Order.HEAT)
