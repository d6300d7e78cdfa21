"""The console's words in the agent's language: one TOML file a language, English where a word is missing."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from mailbot.errors import MailbotError
from mailbot.model.sentence import RAISED, Sentence
from mailbot.triage.choice_reasons import REASONS

LANGUAGES = ("en", "es", "fr", "pt", "vi", "ja", "de")

Translate = Callable[..., str]


def preferred_language(accepted: str) -> str:
    """Return the first language of an Accept-Language header that the console speaks, else English."""
    named = (part.split(";")[0].strip().lower()[:2] for part in accepted.split(","))
    return next((code for code in named if code in LANGUAGES), "en")


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


@cache
def _said(language: str) -> Mapping[str, Mapping[str, str]]:
    """Return the sentences that the house records and raises: "reasons" by code, "errors" by their English."""
    source = files("mailbot.console").joinpath("texts", "said", f"{language}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8")) if language != "en" and source.is_file() else {}


def speaker(language: str) -> Callable[[object], str]:
    """Return `spoken(what)`: sentences, errors and lists of them in a language; any other text as it is.

    A sentence whose words in this language are missing, or do not fit its values, is said in English.
    """

    def spoken(what: object) -> str:
        if isinstance(what, Sentence):
            if what.code == RAISED:
                return _raised(what, language, spoken)
            return _filled(_template(what.code, language), {k: spoken(v) for k, v in what.values.items()}, str(what))
        if isinstance(what, MailbotError):
            values = {name: _value(value, spoken) for name, value in what.values.items()}
            errors = _said(language).get("errors", {})
            message = _filled(errors.get(what.template, ""), values, str(what))
            return f"{message} {_filled(errors.get(what.hint_template, ''), values, what.hint)}".strip()
        return "; ".join(spoken(one) for one in what) if isinstance(what, list | tuple) else str(what or "")

    return spoken


def _raised(what: Sentence, language: str, spoken: Callable[[object], str]) -> str:
    """Return a recorded error in a language. Only templates of our own are filled, none that came with the record."""
    errors = _said(language).get("errors", {})
    message, hint = str(what.values.get("message", "")), str(what.values.get("hint", ""))
    if message not in errors or (hint and hint not in errors):
        return str(what)
    values = {name: _value(value, spoken) for name, value in what.values.items()}
    return f"{_filled(errors[message], values, str(what))} {_filled(errors.get(hint, ''), values, '')}".strip()


def _value(value: object, spoken: Callable[[object], str]) -> object:
    """Return a value as a template takes it: moments and numbers keep their type for the format they get."""
    return spoken(value) if isinstance(value, Sentence | tuple | list) else value


def _template(code: str, language: str) -> str:
    group, _, name = code.partition(".")
    if group == "choice" and name in REASONS:
        return REASONS[name].get(language, "").replace("{", "{{").replace("}", "}}")
    own = words(language if language in LANGUAGES else "en")
    return _said(language).get("reasons", {}).get(code, "") or own.get(code, "")


def _filled(template: str, values: Mapping[str, object], english: str) -> str:
    try:
        return template.format(**values) or english
    except (LookupError, ValueError):  # recorded by another version, with other values
        return english


def _flat(table: dict[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = str(value)
    return flat
