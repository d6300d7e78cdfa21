"""Spans of working time: "two more working days", "drei bis fünf Werktage", "sous 48 h ouvrées", "翌営業日".

Of a range its end is promised. Twenty-four working hours and more are said of days: 48 h ouvrées are two working days.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mailbot.triage.promise_spans import number_of, number_pattern

_HOURS_OF_A_DAY = 24


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingTime:
    """So many working days, or so many open hours."""

    days: int = 0
    hours: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    """Patterns of one language; `{n}` is a number or a range."""

    days: str
    hours: str
    next_day: str
    to: str  # what stands between the ends of a range


_WORDS: Mapping[str, _Words] = {
    "en": _Words(
        days=r"\b{n} (?:more |further |full |clear )?(?:(?:working|business) days?|weekdays?)\b",
        hours=r"\b{n} (?:more )?(?:working|business|office) hours?\b",
        next_day=r"\b(?:next|following) (?:working|business) day\b",
        to=r"to|or|and",
    ),
    "es": _Words(
        days=r"\b{n} dias? (?:mas )?(?:habil(?:es)?|laborables?)\b",
        hours=r"\b{n} ?(?:h|horas?) (?:habiles|laborables)\b",
        next_day=r"\b(?:proximo|siguiente) dia (?:habil|laborable)\b|\bdia (?:habil|laborable) siguiente\b",
        to=r"a|o|y",
    ),
    "fr": _Words(
        days=r"\b{n} (?:autres )?jours? ouvr(?:es?|ables?)\b",
        hours=r"\b{n} ?(?:h|heures?) ouvr(?:e|ee|able)s?\b",
        next_day=r"\bprochain jour ouvr(?:e|able)\b|\bjour ouvr(?:e|able) suivant\b",
        to=r"a|ou|et",
    ),
    "pt": _Words(
        days=r"\b{n} dias? (?:ute?is|util)\b",
        hours=r"\b{n} ?(?:h|horas?) ute?is\b",
        next_day=r"\bproximo dia util\b|\bdia util seguinte\b",
        to=r"a|ou|e",
    ),
    "vi": _Words(
        days=r"\b{n} (?:ngày|ngay) (?:làm việc|lam viec)\b",
        hours=r"\b{n} (?:giờ|gio|tiếng) (?:làm việc|lam viec)\b",
        next_day=r"\b(?:ngày|ngay) (?:làm việc|lam viec) (?:tiếp theo|kế tiếp|hôm sau|sau đó|tiep theo)\b",
        to=r"đến|den|tới|hoặc",
    ),
    "ja": _Words(
        days=r"{n}営業日", hours=r"{n}営業時間", next_day=r"翌営業日|次の営業日", to=r"[~〜～ー]|から|、|または"
    ),
    "de": _Words(
        days=r"\b{n} (?:weiteren? |vollen? |ganzen? )?(?:werk|arbeits|geschafts|bank|bankarbeits)tag(?:en?|s)?\b",
        hours=r"\b{n} (?:geschafts|arbeits|buro)stunden?\b",
        next_day=r"\b(?:nachste|folgende|kommende)[nrms]? (?:werk|arbeits|geschafts)tag\b",
        to=r"bis|oder|und",
    ),
}  # fmt: skip


def _numbered(language: str, words: _Words, pattern: str) -> re.Pattern[str]:
    number, gap = number_pattern(language), r"\s*" if language == "ja" else " "
    ranged = rf"(?:(?:{number})(?:{gap}(?:{words.to}){gap}| ?[-–/] ?))?(?P<n>{number})"
    return re.compile(pattern.replace("{n}", ranged))


_READERS: Mapping[str, tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]] = {
    language: (
        _numbered(language, words, words.days),
        _numbered(language, words, words.hours),
        re.compile(words.next_day),
    )
    for language, words in _WORDS.items()
}


def working_time(folded: str, language: str) -> WorkingTime | None:
    """Return the working time within which a folded sentence says that something comes, None where it says none."""
    if language not in _READERS:
        return None
    days, hours, next_day = _READERS[language]
    if (count := _count(days, folded, language)) is not None:
        return WorkingTime(days=count)
    if (count := _count(hours, folded, language)) is not None:
        full = count >= _HOURS_OF_A_DAY
        return WorkingTime(days=count // _HOURS_OF_A_DAY) if full else WorkingTime(hours=count)
    return WorkingTime(days=1) if next_day.search(folded) else None


def _count(pattern: re.Pattern[str], folded: str, language: str) -> int | None:
    match = pattern.search(folded)
    return number_of(match["n"], language) if match else None
