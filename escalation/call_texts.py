"""Reads `templates/calls/<lang>.toml`: what is said on the telephone, checked for completeness at start."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import mailbot
from escalation.script import CallTexts
from escalation.wish_words import WishWords
from mailbot.errors import TemplateError

_SECTIONS = ("languages", "brief", "manager", "customer", "digest", "appointment", "confirmation")
_REFERENCE = "en"


def shipped() -> Path:
    """Return the folder of the shipped texts: inside the package when installed, beside it in a checkout."""
    package = Path(mailbot.__file__).parent
    inside = package / "templates" / "calls"
    return inside if inside.is_dir() else package.parent / "templates" / "calls"


def _files(site: Path | None) -> dict[str, Path]:
    found = {path.stem: path for path in sorted(shipped().glob("*.toml"))}
    if site is not None:
        found |= {path.stem: path for path in sorted((site / "calls").glob("*.toml"))}
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TemplateError(f"The call texts in {path} cannot be read: {error}.") from error


def _slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _check(language: str, data: Mapping[str, Any], reference: Mapping[str, Any]) -> None:
    for section in _SECTIONS:
        for key, model in reference[section].items():
            text = data.get(section, {}).get(key)
            if not isinstance(text, str) or not text:
                raise TemplateError(f"The call texts in {language!r} lack {section}.{key}.")
            if _slots(text) != _slots(model):
                raise TemplateError(
                    f"The call text {section}.{key} in {language!r} has other slots than in {_REFERENCE!r}."
                )
    if not data.get("voices") or not data.get("locale"):
        raise TemplateError(f"The call texts in {language!r} lack a locale or voices.")


def _texts(language: str, data: Mapping[str, Any]) -> CallTexts:
    return CallTexts(
        language=language,
        locale=data["locale"],
        voices=tuple(data["voices"]),
        letters_per_second=float(data["letters_per_second"]),
        **{section: dict(data[section]) for section in _SECTIONS},
    )


def load_call_texts(site: Path | None = None) -> dict[str, CallTexts]:
    """Return the texts of every language; a site's folder overrides languages one by one.

    Raises:
        TemplateError: a file is unreadable, lacks a text, or a text has other slots than its English counterpart.
    """
    data = {language: _read(path) for language, path in _files(site).items()}
    if _REFERENCE not in data:
        raise TemplateError(f"The call texts in {_REFERENCE!r} are missing from {shipped()}.")
    for language, texts in data.items():
        _check(language, texts, data[_REFERENCE])
    return {language: _texts(language, texts) for language, texts in data.items()}


@cache
def load_wish_words(site: Path | None = None) -> dict[str, WishWords]:
    """Return the words in which customers name a time, by language."""
    tables = {language: _read(path).get("wishes", {}) for language, path in _files(site).items()}
    zones = {name.rpartition("/")[2].replace("_", " ").casefold(): name for name in sorted(available_timezones())}
    return {language: WishWords.of(table, zones) for language, table in tables.items() if table}


def in_language(texts: Mapping[str, CallTexts], language: str) -> CallTexts:
    """Return the texts of a language, or the English ones."""
    return texts.get(language) or texts[_REFERENCE]
