"""Reads the signal lexicons from `templates/lexicons/signals/<lang>.toml`, a site's own files before the shipped ones."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from mailbot.errors import TemplateError
from mailbot.triage.lexicon import Lexicon, build_lexicon

#: Languages that mailbot speaks; German is the bonus.
LANGUAGES = ("en", "es", "fr", "pt", "vi", "ja", "de")

_PACKAGE = Path(__file__).resolve().parents[1]


def shipped_templates() -> Path:
    """Return the folder of the shipped templates: inside the wheel, or beside the package in a working copy."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


@lru_cache(maxsize=32)
def load_lexicon(language: str, site: Path | None = None) -> Lexicon:
    """Return the lexicon of a language; an unknown language gets an empty one.

    Raises:
        TemplateError: the file is no TOML or holds a cue that cannot be read.
    """
    for folder in filter(None, (site, shipped_templates())):
        path = folder / "lexicons" / "signals" / f"{language}.toml"
        if path.is_file():
            return build_lexicon(language, _read(path))
    return Lexicon(language=language)


def load_lexicons(site: Path | None = None) -> dict[str, Lexicon]:
    """Return the lexicons of all languages."""
    return {language: load_lexicon(language, site) for language in LANGUAGES}


def _read(path: Path) -> Mapping[str, Mapping[str, object]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(
            f"The lexicon {path} is not readable as TOML: {error}.", hint="Mend the line that it names."
        ) from error
