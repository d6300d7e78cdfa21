"""JSON Lines as commands read them: an object a line, whatever somebody's program wrote between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn, Protocol

from mailbot.mail.limits import Limits

#: Longer than a mail may be, so that one line cannot take the machine's memory.
LONGEST = Limits().size


class Readable(Protocol):
    """What lines are read from."""

    def readline(self, size: int, /) -> bytes:
        """Return the rest of the line, or so many bytes of it."""
        ...


def numbered(source: Readable) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold something with their numbers from 1; a line that is too long comes cut."""
    number = 0
    while line := source.readline(LONGEST + 1):
        number += 1
        if line.strip():
            yield number, line
        rest = line
        while len(rest) > LONGEST and not rest.endswith(b"\n"):
            rest = source.readline(LONGEST + 1)


def object_of(line: bytes) -> dict[str, Any]:
    """Return the object of a line.

    Raises:
        ValueError: one clause that says why there is none.
    """
    if len(line) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST} bytes")
    try:
        data = json.loads(line.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"it is no JSON ({error})") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(data, dict):
        raise ValueError("it is no JSON object")
    return data


def text_of(data: dict[str, Any], name: str, default: str | None = None) -> str:
    """Return a field that must be a text; null and absent are `default`, where there is one.

    Raises:
        ValueError: the field is no text; the clause names it.
    """
    value = data.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise ValueError(f"`{name}` must be a text")
    return value


def language_of(data: dict[str, Any], name: str) -> str:
    """Return a language as ISO 639-1 ("pt" of "pt-BR"), "" where none is given.

    Raises:
        ValueError: the field is no text.
    """
    return text_of(data, name, "").replace("_", "-").partition("-")[0].strip().lower()


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
