"""Reads `templates/clocks/*.toml`: the shipped complaint clocks and the site's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from mailbot.adapters.lexicons import shipped_templates
from mailbot.errors import ConfigurationError, TemplateError
from scheduler.clocks import ClockPack, read_pack


def load_clock_packs(site: Path | None = None) -> Mapping[str, ClockPack]:
    """Return all packs by id; a site's pack replaces the shipped one of the same id.

    Raises:
        TemplateError: a file is no TOML or no pack; says which.
    """
    packs: dict[str, ClockPack] = {}
    for folder in (shipped_templates(), site):
        for path in sorted((folder / "clocks").glob("*.toml")) if folder else ():
            pack = _read(path)
            packs[pack.id] = pack
    return packs


def chosen_packs(packs: Mapping[str, ClockPack], wanted: tuple[str, ...]) -> tuple[ClockPack, ...]:
    """Return the packs that the policy names.

    Raises:
        ConfigurationError: there is no such pack.
    """
    unknown = [name for name in wanted if name not in packs]
    if unknown:
        raise ConfigurationError(
            f"There is no complaint clock {unknown[0]!r}.", hint=f"Known are {', '.join(sorted(packs))}."
        )
    return tuple(packs[name] for name in wanted)


def _read(path: Path) -> ClockPack:
    try:
        return read_pack(tomllib.loads(path.read_text(encoding="utf-8")), str(path))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path} is not valid TOML: {error}.", hint="Mend the line that it names.") from error
