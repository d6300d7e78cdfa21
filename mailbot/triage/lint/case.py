"""What a reply is judged against: the case as the desk knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class LintCase:
    """A reply with its case; unknown fields stay None and the rules that need them stay silent."""

    language: str  # ISO 639-1, the customer's
    playbook: str
    reply: str
    customer_name: str | None = None
    order_ref: str | None = None
    problem: str | None = None
    stated_loss: float | None = None  # in `currency`
    amends_offered: float | None = None
    amends_cap: float | None = None
    currency: str | None = None  # ISO 4217
    facts: tuple[str, ...] = ()  # "key: value", keys in the case's language

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> LintCase:
        """Read a case as `mailbot lint` receives it.

        Raises:
            ValueError: a field is absent or of the wrong type; the text names it.
        """
        case = data.get("case") or {}
        if not isinstance(case, Mapping):
            raise ValueError("`case` must be an object")
        return cls(
            language=_text(data, "language", "en"),
            playbook=_text(data, "playbook", ""),
            reply=_required(data, "reply"),
            customer_name=_optional(case, "customer_name"),
            order_ref=_optional(case, "order_ref"),
            problem=_optional(case, "problem"),
            stated_loss=_number(case, "stated_loss"),
            amends_offered=_number(case, "amends_offered"),
            amends_cap=_number(case, "amends_cap"),
            currency=_optional(case, "currency"),
            facts=_facts(case.get("facts")),
        )


def _required(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise ValueError(f"`{name}` must be a text")
    return value


def _text(data: Mapping[str, Any], name: str, default: str) -> str:
    value = data.get(name, default)
    if not isinstance(value, str):
        raise ValueError(f"`{name}` must be a text")
    return value


def _optional(data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    raise ValueError(f"`case.{name}` must be a text or null")


def _number(data: Mapping[str, Any], name: str) -> float | None:
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"`case.{name}` must be a number or null")
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError(f"`case.{name}` is too large") from error


def _facts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError("`case.facts` must be a list of texts")
    return tuple(value)
