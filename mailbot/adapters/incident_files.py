"""Incidents written down in a TOML file, as `mailbot incident open FILE` and `mailbot draft --incidents FILE` read them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mailbot.errors import UsageError
from mailbot.model.incident import Incident, IncidentText

_KEYS = {"name", "words", "region", "problems", "begun", "until", "ended", "text"}


def incidents_in(path: Path) -> tuple[Incident, ...]:
    """Return the incidents of a file: one table `[[incident]]` each.

    Raises:
        UsageError: the file cannot be read, or an entry lacks a name, a word or a beginning; says which.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.", hint="docs/playbooks.md shows one.") from error
    entries = data.get("incident", [])
    if not isinstance(entries, list) or not entries:
        raise UsageError(f"{path} holds no [[incident]].", hint="docs/playbooks.md shows one.")
    return tuple(_incident(entry, number, path) for number, entry in enumerate(entries, 1))


def _incident(entry: Mapping[str, Any], number: int, path: Path) -> Incident:
    unknown = sorted(set(entry) - _KEYS)
    missing = [key for key in ("name", "words", "begun") if not entry.get(key)]
    if unknown or missing:
        trouble = f"does not know {unknown[0]!r}" if unknown else f"lacks {missing[0]!r}"
        raise UsageError(f"{path}: incident {number} {trouble}.", hint=f"It knows {', '.join(sorted(_KEYS))}.")
    try:
        texts = {language: IncidentText(**text) for language, text in dict(entry.get("text", {})).items()}
    except TypeError as error:
        raise UsageError(
            f"{path}: incident {number} has a text that is neither action, cause nor terms.",
            hint="Write [incident.text.en] with action, cause and terms.",
        ) from error
    return Incident(
        id=f"{path.name}#{number}",
        name=str(entry["name"]),
        words=_words(entry, "words", path),
        region=_words(entry, "region", path),
        problems=_words(entry, "problems", path),
        begun_at=_moment(entry["begun"], path),
        until=_moment(entry["until"], path) if entry.get("until") else None,
        ended_at=_moment(entry["ended"], path) if entry.get("ended") else None,
        texts=texts,
    )


def _words(entry: Mapping[str, Any], key: str, path: Path) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        raise UsageError(f"{path}: `{key}` must be a list of texts.", hint='Write it like ["internet", "fibre"].')
    return tuple(value)


def _moment(value: object, path: Path) -> datetime:
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise UsageError(f"{path}: {value!r} is no time.", hint="Write 2026-03-09T06:40:00+00:00.") from error
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=UTC)
