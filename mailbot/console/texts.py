"""The console's words in the agent's language: one TOML file a language, English where a word is missing."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "es", "fr", "pt", "vi", "ja", "de")

Translate = Callable[..., str]


@cache
def words(language: str) -> dict[str, str]:
    """Return key -> text of one language ("inbox.title" -> "Inbox")."""
    source = files("mailbot.console").joinpath("texts", f"{language}.toml")
    return _flat(tomllib.loads(source.read_text(encoding="utf-8")))


def translator(language: str) -> Translate:
    """Return `t(key, **values)` for templates; a key without a text in English is an error of ours and raises KeyError."""
    own = words(language) if language in LANGUAGES else {}
    english = words("en")

    def translate(key: str, **values: object) -> str:
        text = own.get(key) or english[key]
        return text.format(**values) if values else text

    return translate


def labeller(language: str) -> Callable[[str, str], str]:
    """Return `label(group, name)` for names that are data (signals, slots): their text, else the name in plain words."""
    own = words(language) if language in LANGUAGES else {}
    english = words("en")

    def label(group: str, name: str) -> str:
        key = f"{group}.{name}"
        return own.get(key) or english.get(key) or name.replace("_", " ").replace("-", " ")

    return label


def _flat(table: dict[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = str(value)
    return flat
