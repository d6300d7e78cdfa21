"""Whether the values of a policy make sense: what no type can say, by the setting's name."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import time
from typing import Any

from mailbot.model.zone import is_zone

#: Thresholds and weights, some of which are below nothing on purpose.
_WEIGHTS = frozenset({"heat", "course"})
#: What cannot be done in no time, or no times.
_AT_LEAST_ONE = frozenset({
    "round_minutes", "lease_minutes", "lease_seconds", "batch", "attempts", "talk_minutes", "manager_ring_seconds",
    "customer_ring_seconds",
})  # fmt: skip
_WALL_TIMES = frozenset({"opens", "closes", "wished_opens", "wished_closes"})
#: Ending of a name -> the most of it that a clock can bear: a hundred years.
_LONGEST = {"_days": 36_500, "_hours": 876_000, "_minutes": 52_560_000, "_seconds": 3_153_600_000}
_MOST = 2**53


def objections(policy: object, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield one clause a senseless value, which names the setting: "calls.gap_minutes: -1 is less than 0"."""
    for field in fields(policy):  # type: ignore[arg-type]
        value, here = getattr(policy, field.name), (*path, field.name)
        for key, one in value.items() if isinstance(value, dict) else (("", value),):
            below = (*here, str(key)) if key else here
            if is_dataclass(one):
                yield from objections(one, below)
            elif why := _objection(field.name, one, weight=here[0] in _WEIGHTS):
                yield f"{'.'.join(below)}: {why}"


def _objection(name: str, value: Any, *, weight: bool) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(name, value, weight=weight)
    if name == "zone" and isinstance(value, str) and not is_zone(value):
        return f'there is no time zone {value!r}; use a name like "Europe/Paris"'
    if name in _WALL_TIMES and isinstance(value, str):
        return _wall_time(value)
    if name == "days" and isinstance(value, tuple):
        return "" if all(0 <= day <= 6 for day in value) else "days are 0 (Monday) to 6 (Sunday)"
    return ""


def _number(name: str, value: float, *, weight: bool) -> str:
    if not math.isfinite(value):
        return f"{value} is no number to reckon with"
    least = 1 if name in _AT_LEAST_ONE else 0
    if value < least and not weight:
        return f"{value:g} is less than {least}"
    most = next((most for ending, most in _LONGEST.items() if f"_{name}".endswith(ending)), _MOST)
    return f"{value:g} is more than {most}" if value > most else ""


def _wall_time(value: str) -> str:
    try:
        time.fromisoformat(value)
    except ValueError:
        return f'{value!r} is no time of day; write it like "09:00"'
    return ""
