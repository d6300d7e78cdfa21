"""`MAILBOT_…` variables that name no setting: a misspelt one would be ignored without a word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

PREFIX = "MAILBOT_"
#: Variables that are read elsewhere.
_ELSEWHERE = ("MAILBOT_CONFIG", "MAILBOT_AGENT")
#: What others set under our name: Kubernetes for a service called mailbot, our own tests, benchmarks and pictures.
_OTHERS = re.compile(
    r"MAILBOT_(?:SERVICE_(?:HOST|PORT)\w*|PORT|PORT_\d+_\w+|(?:TEST|BENCH|TORTURE|REQUIRE|WRITE)_\w+|LOOK|SHOTS|SCREENSHOTS)"
)
#: How like a name must be to be the one that was meant.
_LIKENESS = 0.6


def unknown_variables(given: Iterable[str], settings: type[BaseModel]) -> list[str]:
    """Return a sentence for each variable of ours that no setting has, naming the nearest one that there is.

    Names below a table that we know are refused by the settings themselves.
    """
    tables = {name.upper() for name in settings.model_fields}
    strays = [
        name
        for name in sorted(given)
        if name.upper().startswith(PREFIX)
        and name.upper().removeprefix(PREFIX).split("__")[0] not in tables
        and name.upper() not in _ELSEWHERE
        and not _OTHERS.fullmatch(name.upper())
    ]
    return [_sentence(name, settings) for name in strays]


def _sentence(name: str, settings: type[BaseModel]) -> str:
    known = (*_ELSEWHERE, *(PREFIX + one for one in _names(settings)))
    near = _nearest(name.upper(), known)
    meant = f"Did you mean {near}?" if near else "docs/operating.md lists them."
    return f"The variable {name} is ignored: there is no such setting. {meant}"


def _nearest(name: str, known: Iterable[str]) -> str:
    """Compare without regard to the number of underscores: one instead of two is the commonest slip."""
    plain = {_plain(one): one for one in known}
    near = difflib.get_close_matches(_plain(name), plain, n=1, cutoff=_LIKENESS)
    return plain[near[0]] if near else ""


def _plain(name: str) -> str:
    return re.sub("_+", "_", name.removeprefix(PREFIX).replace("<NAME>", "NAME"))


def _names(model: type[BaseModel]) -> Iterator[str]:
    """Yield the variables of a table and of the tables below it, without the prefix."""
    for name, field in model.model_fields.items():
        yield name.upper()
        for table, between in _tables(field.annotation):
            yield from (f"{name.upper()}__{between}{below}" for below in _names(table))


def _tables(annotation: Any) -> Iterator[tuple[type[BaseModel], str]]:
    """Yield the tables that a setting may hold, with the name that stands between, as in `mailbox.<name>`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, ""
    elif get_origin(annotation) in (Union, UnionType):
        for one in get_args(annotation):
            yield from _tables(one)
    elif get_origin(annotation) is dict:
        yield from ((table, f"<NAME>__{between}") for table, between in _tables(get_args(annotation)[1]))


def no_such_setting(place: Sequence[str], settings: type[BaseModel], given: Iterable[str]) -> str:
    """Return what to say of a name that its table does not know: where it comes from, and what was meant.

    Args:
        place: the names of its tables and its own: ("store", "urll").
        given: the variables of the environment; any other name comes from the file.
    """
    variable = PREFIX + "__".join(place).upper()
    where = next((one for one in given if one.upper() == variable), ".".join(place))
    *tables, name = place
    known = [one for table in _below([settings], tables) for one in table.model_fields]
    near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=_LIKENESS)
    return f"{where}: no such setting" + (f" (did you mean {near[0]}?)" if near else "")


def _below(tables: list[type[BaseModel]], path: Sequence[str]) -> list[type[BaseModel]]:
    """Return what tables may stand at a path; names of mailboxes are passed by."""
    for name in path:
        fields = [table.model_fields[name].annotation for table in tables if name in table.model_fields]
        tables = [one for annotation in fields for one, _ in _tables(annotation)] if fields else tables
    return tables
