"""The one rule of every course in time: a step that the table does not name is refused."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import TypeVar

from mailbot.errors import RefusedError
from mailbot.model.sentence import named

State = TypeVar("State", bound=StrEnum)


def moved(table: Mapping[State, Set[State]], state: State, target: State) -> State:
    """Return the target state.

    Args:
        table: state -> states that may follow.

    Raises:
        RefusedError: the table does not allow the move.
    """
    if target not in table[state]:
        raise RefusedError(
            "What is {state} cannot become {target}.",
            hint="Reload the list.",
            state=named("planned_state", state.value),
            target=named("planned_state", target.value),
        )
    return target
