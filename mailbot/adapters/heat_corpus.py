"""Labelled texts for the heat model, read from JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailbot.errors import UsageError
from mailbot.model.heat import Band, Category, Flag, Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class LabelledMail:
    """One mail with what people say it is (the datasheet explains the labels)."""

    text: str
    language: str
    kind: Kind
    heat: float  # 0..1
    band: Band
    category: Category
    flags: frozenset[Flag] = frozenset()
    source: str = ""  # file it came from
    author: str = ""  # who wrote or labelled it, as far as known
    evidence: dict[str, str] = field(default_factory=dict)
    weight: float = 1.0  # less than 1 for mails that say in many languages what one of them says

    @property
    def hand(self) -> str:
        """Return who wrote it, as the file's name begins: `plain-de.jsonl` and `plain-en.jsonl` are one hand's."""
        return re.split(r"[-.]", self.source, maxsplit=1)[0]


def read_mails(paths: Iterable[Path]) -> list[LabelledMail]:
    """Read labelled mails; a folder stands for its `*.jsonl`.

    Raises UsageError, naming file and line, for a line that is no labelled mail.
    """
    return [mail for path in _files(paths) for mail in _mails(path)]


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.jsonl"))
        else:
            yield path


def _mails(path: Path) -> Iterator[LabelledMail]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8.", hint="Give JSON Lines files of labelled mails.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _mail(json.loads(line), path.name)
        except (KeyError, ValueError, TypeError) as error:
            raise UsageError(
                f"{path} line {number} is no labelled mail: {error!r}.", hint="See the datasheet for the fields."
            ) from error


def _mail(row: dict[str, Any], source: str) -> LabelledMail:
    heat = float(row["heat"])
    if not 0.0 <= heat <= 1.0:
        raise ValueError(f"heat {heat} lies outside 0..1")
    return LabelledMail(
        text=row["text"],
        language=row["language"],
        kind=Kind(row["kind"]),
        heat=heat,
        band=Band(row["band"]),
        category=Category(row["category"]),
        flags=frozenset(map(Flag, row["flags"])),
        source=source,
        author=row.get("persona", ""),
        evidence=row.get("evidence") or {},
        weight=float(row.get("weight", 1.0)),
    )
