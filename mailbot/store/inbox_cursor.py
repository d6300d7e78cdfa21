"""The place in a list of cases where the next page begins, as an opaque piece of a link."""

from __future__ import annotations

import base64
import json
import math
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from mailbot.errors import RefusedError
from mailbot.model.view import Order

#: Ids of ours; anything else no engine has to see (NUL, half a surrogate).
_WRITTEN = re.compile(r"[\w.-]{1,64}", re.ASCII)
#: Of the columns before the id.
_TYPES: dict[Order, tuple[type, ...]] = {
    Order.HEAT: (float, datetime),
    Order.AGE: (datetime,),
    Order.RECENT: (datetime,),
}


def cursor_of(row: Row[Any], order: Order) -> str:
    """Return the place of a row, after which the next page of this order begins."""
    values: dict[Order, list[Any]] = {
        Order.HEAT: [float(row.heat), row.waiting_at.isoformat(), row.id],
        Order.AGE: [row.waiting_at.isoformat(), row.id],
        Order.RECENT: [row.last_activity_at.isoformat(), row.id],
    }
    return base64.urlsafe_b64encode(json.dumps(values[order]).encode()).decode()


def values_of(cursor: str, order: Order) -> list[Any]:
    """Return what a row's columns of this order were.

    Raises:
        RefusedError: somebody made it up.
    """
    try:
        values = [_moment(value) for value in json.loads(base64.urlsafe_b64decode(cursor))]
        if [type(value) for value in values] != [*_TYPES[order], str] or not _WRITTEN.fullmatch(values[-1]):
            raise ValueError(cursor)
        if any(isinstance(value, float) and not math.isfinite(value) for value in values):
            raise ValueError(cursor)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise RefusedError("This link to a further page is not one of ours.", hint="Go back to the inbox.") from error
    return values


def _moment(value: Any) -> Any:
    if isinstance(value, str) and len(value) > 10 and value[4] == "-" and "T" in value:
        return datetime.fromisoformat(value).astimezone(UTC)
    return value
