"""Reads `templates/followups/<lang>.toml`: how customers answer our question, and the words of links, page and card."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from mailbot.adapters.lexicons import LANGUAGES, shipped_templates
from mailbot.errors import TemplateError
from scheduler.answer import AnswerWords, answer_words

#: Languages written without spaces between words.
_UNSPACED = frozenset({"ja"})

_WORDS = ("yes", "no", "filler", "neutral", "content", "unhappy", "but", "more")
_PAGE = ("title", "question", "content", "unhappy", "opt_out", "thanks_content", "thanks_unhappy", "thanks_opt_out", "gone")  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUpTexts:
    """One language of the follow-up."""

    words: AnswerWords
    links: Mapping[str, str]  # content, unhappy: the line before the link
    page: Mapping[str, str]  # the page behind a link
    card: str  # suggested words for the hand-written card: {name}, {agent}


@lru_cache(maxsize=8)
def load_followup_texts(site: Path | None = None) -> Mapping[str, FollowUpTexts]:
    """Return all languages, a site's own files before the shipped ones.

    Raises:
        TemplateError: a file is absent, no TOML, or lacks a text; says which.
    """
    return {language: _read(_path(language, site), language) for language in LANGUAGES}


def words_for(texts: Mapping[str, FollowUpTexts], *languages: str) -> tuple[AnswerWords, ...]:
    """Return the words to try for an answer: the given languages first, then English and all others."""
    order = dict.fromkeys((*(one for one in languages if one in texts), "en"))
    return tuple(texts[one].words for one in order)


def _path(language: str, site: Path | None) -> Path:
    own = site / "followups" / f"{language}.toml" if site else None
    return own if own and own.is_file() else shipped_templates() / "followups" / f"{language}.toml"


def _read(path: Path, language: str) -> FollowUpTexts:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(f"The texts {path} cannot be read: {error}.", hint="Mend or remove the file.") from error
    _complete(path, data)
    try:
        words = answer_words(language, data["words"], spaced=language not in _UNSPACED)
    except re.error as error:
        raise TemplateError(f"{path}: {error.pattern!r} is no pattern: {error}.", hint="Mend it.") from error
    return FollowUpTexts(words=words, links=data["links"], page=data["page"], card=data["card"]["suggestion"])


def _complete(path: Path, data: Mapping[str, Any]) -> None:
    wanted = {"words": _WORDS, "links": ("content", "unhappy"), "page": _PAGE, "card": ("suggestion",)}
    missing = [f"{part}.{key}" for part, keys in wanted.items() for key in keys if key not in data.get(part, {})]
    if missing:
        raise TemplateError(f"{path} lacks {', '.join(missing)}.", hint="Copy the missing lines from the English file.")
