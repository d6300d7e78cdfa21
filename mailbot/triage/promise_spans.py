"""Times that are reckoned rather than named: "an hour and a half", "the end of the month", "Monday week".

Folded text of one sentence and the moment it was written in, `Moment`s out. Kinds: spans that the units alone miss,
ends of months and weeks, days counted from today, weeks counted from a weekday, a day's first half, the same hour.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from mailbot.triage.calendar_words import COUNTS, MONTHS, UNITS, WEEKDAYS
from mailbot.triage.lint.moments import Moment, kanji_number
from mailbot.triage.promise_span_words import DAY, HOUR, LATE_HOURS, NOON, WORDS, SpanWords

_WEEK = 7  # days
#: "Early next week" is kept by its second day, "the middle of" by its third.
_TUESDAY, _WEDNESDAY, _FRIDAY, _SUNDAY = 1, 2, 4, 6


#: Larger numbers in words; Vietnamese is folded with its marks where the text has them.
_MORE: Mapping[str, Mapping[str, int]] = {
    "en": {"a couple of": 2, "couple of": 2, "fifteen": 15, "thirteen": 13, "twenty": 20, "twenty-four": 24, "thirty": 30, "forty-five": 45, "forty-eight": 48, "seventy-two": 72, "ninety": 90},
    "es": {"un par de": 2, "trece": 13, "catorce": 14, "veinte": 20, "veinticuatro": 24, "treinta": 30, "cuarenta y cinco": 45, "cuarenta y ocho": 48, "setenta y dos": 72, "noventa": 90},
    "fr": {"quatorze": 14, "vingt": 20, "vingt-quatre": 24, "trente": 30, "quarante-cinq": 45, "quarante-huit": 48, "soixante-douze": 72},
    "pt": {"um par de": 2, "treze": 13, "catorze": 14, "quatorze": 14, "vinte": 20, "vinte e quatro": 24, "trinta": 30, "quarenta e cinco": 45, "quarenta e oito": 48, "setenta e duas": 72, "noventa": 90},
    "vi": {"một": 1, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười bốn": 14, "mười lăm": 15, "hai mươi": 20, "ba mươi": 30, "hai mươi bốn": 24, "bốn mươi tám": 48},
    "de": {"funfzehn": 15, "zwanzig": 20, "vierundzwanzig": 24, "dreißig": 30, "dreissig": 30, "funfundvierzig": 45, "achtundvierzig": 48, "zweiundsiebzig": 72, "neunzig": 90},
}  # fmt: skip


def counts(language: str) -> Mapping[str, int]:
    """Return the numbers in words of a language."""
    return {**COUNTS.get(language, {}), **_MORE.get(language, {})}


def number_pattern(language: str) -> str:
    """Return what a number looks like, in digits or in words."""
    if language == "ja":
        return r"\d{1,3}|[一二三四五六七八九十]+"
    return rf"\d{{1,3}}|{'|'.join(map(re.escape, sorted(counts(language), key=len, reverse=True)))}"


def _compiled(language: str, pattern: str) -> re.Pattern[str]:
    number = f"(?P<n>{number_pattern(language)})"
    weekday = "|".join(f"(?P<w{index}>{name})" for index, name in enumerate(_weekdays(language)))
    month = "|".join(f"(?P<m{index}>{name})" for index, name in enumerate(MONTHS[language], start=1))
    pattern = pattern.replace("{n}", number).replace("{weekday}", f"(?:{weekday})")
    return re.compile(pattern.replace("{month}", f"(?:{month})") if "{month}" in pattern else pattern)


def _weekdays(language: str) -> tuple[str, ...]:
    if language == "vi":  # with its marks and without
        names = ("hai|2", "ba|3", "tư|tu|4", "năm|nam|5", "sáu|sau|6", "bảy|bay|7")
        return (*(rf"(?:thứ|thu) (?:{name})" for name in names), "chủ nhật|chu nhat")
    return WEEKDAYS[language]


#: Units as ISO 8601 writes them -> minutes.
_MINUTES = {"TM": 1, "TH": HOUR, "D": DAY, "W": 7 * DAY, "M": 30 * DAY}

#: Vietnamese hours of the day are no spans: "sau 3 giờ chiều" is after three in the afternoon.
_VIETNAMESE = (
    (r"(?:phút|phut)\b", 1),
    (r"(?:(?:tiếng|tieng)\b|(?:giờ|gio|h)\b(?! (?:sáng|trưa|chiều|tối|hôm|ngày|\d)))", HOUR),
    (r"(?:ngày|ngay)\b(?! (?:hôm|mai|làm|\d))", DAY),
    (r"(?:tuần|tuan)\b(?! (?:này|sau|tới))", 7 * DAY),
)


def _units(language: str) -> tuple[tuple[str, int], ...]:
    """Return the units of a language with their minutes; Japanese says them in `spans`."""
    if language == "vi":
        return _VIETNAMESE
    named = {} if language == "ja" else UNITS[language]
    short = r"h\b(?! ?\d)|" if language in ("es", "fr", "pt") else ""
    return tuple((rf"(?:{short if iso == 'TH' else ''}(?:{unit})\b)", _MINUTES[iso]) for unit, iso in named.items())


@dataclass(frozen=True, slots=True)
class _Reader:
    """The patterns of one language, compiled."""

    spans: tuple[tuple[re.Pattern[str], int, int], ...]
    ahead: tuple[tuple[re.Pattern[str], int], ...]  # with the minutes of the unit; no number is one
    month_end: tuple[re.Pattern[str], ...]
    next_month_end: re.Pattern[str]
    year_end: re.Pattern[str]
    date: re.Pattern[str]
    next_month: re.Pattern[str]
    today: re.Pattern[str]
    weekend: re.Pattern[str]
    early: re.Pattern[str]
    middle: re.Pattern[str]
    after_weekend: re.Pattern[str]
    week_on: tuple[re.Pattern[str], ...]
    after_next: tuple[re.Pattern[str], ...]
    noon: re.Pattern[str]
    same_hour: re.Pattern[str]
    hour: re.Pattern[str]


def _reader(language: str, words: SpanWords) -> _Reader:
    def one(pattern: str) -> re.Pattern[str]:
        return _compiled(language, pattern)

    return _Reader(
        spans=tuple((one(pattern), each, added) for pattern, each, added in words.spans),
        ahead=tuple((one(rf"\b{words.ahead}(?: {{n}})? ?{unit}"), minutes) for unit, minutes in _units(language)),
        month_end=tuple(map(one, words.month_end)),
        next_month_end=one(words.next_month_end),
        year_end=one(words.year_end),
        date=one(words.date),
        next_month=one(words.next_month),
        today=one(words.today),
        weekend=one(words.weekend),
        early=one(words.early),
        middle=one(words.middle),
        after_weekend=one(words.after_weekend),
        week_on=tuple(map(one, words.week_on)),
        after_next=tuple(map(one, words.after_next)),
        noon=one(words.noon),
        same_hour=one(words.same_hour),
        hour=one(words.hour),
    )


#: language -> hours in words.
_LATE: Mapping[str, tuple[re.Pattern[str], Mapping[str, int]]] = {
    language: (re.compile(pattern.replace("{h}", f"(?P<h>{'|'.join(sorted(words, key=len, reverse=True))})")), words)
    for language, (pattern, words) in LATE_HOURS.items()
}

#: A day of the week by its name.
_NAMED_DAYS: Mapping[str, re.Pattern[str]] = {
    language: re.compile("|".join(rf"\b(?:{name})\b" if language != "ja" else name for name in _weekdays(language)))
    for language in WORDS
}
_READERS: Mapping[str, _Reader] = {language: _reader(language, words) for language, words in WORDS.items()}


def reckoned(folded: str, language: str, now: datetime) -> tuple[Moment, ...]:
    """Return the moments of a folded sentence that have to be reckoned, seen from `now` (local to the desk)."""
    reader = _READERS.get(language)
    if reader is None:
        return ()
    found: list[Moment] = []
    for read in (_hours, _weeks_on, _spans, _dates, _month_ends, _week_parts):
        taken = [(one.start, one.end) for one in found]
        found += [
            one
            for one in read(reader, folded, language, now)
            if not any(one.start < end and start < one.end for start, end in taken)
        ]
    return tuple(sorted(found, key=lambda one: one.start))


def _hours(reader: _Reader, folded: str, language: str, now: datetime) -> Iterator[Moment]:
    for match in reader.hour.finditer(folded):
        late = match.groupdict().get("half") == "p" and int(match["h"]) < 12
        minutes = (int(match["h"]) + 12 * late) * HOUR + int(match["min"] or 0)
        yield Moment(start=match.start(), end=match.end(), minutes=minutes)
    pattern, words = _LATE.get(language, (None, {}))
    for match in pattern.finditer(folded) if pattern else ():
        minutes = words[match["h"]] * HOUR + (30 if match["half"] else 0)
        yield Moment(start=match.start(), end=match.end(), minutes=minutes)


def _spans(reader: _Reader, folded: str, language: str, now: datetime) -> Iterator[Moment]:
    taken: list[tuple[int, int]] = []
    aheads = ((pattern, each, 0) for pattern, each in reader.ahead)
    for pattern, each, added in (*reader.spans, *aheads):
        for match in pattern.finditer(folded):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            count = number_of(match["n"] or "1", language) if each else 0
            if count is not None:
                taken.append(match.span())
                yield Moment(start=match.start(), end=match.end(), span=count * each + added)


def _weeks_on(reader: _Reader, folded: str, language: str, now: datetime) -> Iterator[Moment]:
    for pattern in reader.week_on:
        for match in pattern.finditer(folded):
            yield _offset(match, ((_weekday(match) - now.weekday()) % _WEEK or _WEEK) + _WEEK)
    for pattern in reader.after_next:
        for match in pattern.finditer(folded):
            yield _offset(match, 2 * _WEEK - now.weekday() + _weekday(match))


def _dates(reader: _Reader, folded: str, language: str, now: datetime) -> Iterator[Moment]:
    for match in reader.date.finditer(folded):
        month, day = _month(match), int(match["d"])
        if month and 1 <= month <= 12 and 1 <= day <= 31:
            yield Moment(start=match.start(), end=match.end(), month=month, day=day)
    for match in reader.next_month.finditer(folded):
        if 1 <= int(match["d"]) <= 31:
            yield Moment(start=match.start(), end=match.end(), month=now.month % 12 + 1, day=int(match["d"]))


def _month_ends(reader: _Reader, folded: str, language: str, now: datetime) -> Iterator[Moment]:
    for match in reader.next_month_end.finditer(folded):
        yield _month_end(match, now.month % 12 + 1, now)
    for match in reader.year_end.finditer(folded):
        yield _month_end(match, 12, now)
    for pattern in reader.month_end:
        for match in pattern.finditer(folded):
            yield _month_end(match, _month(match) or now.month, now)


def _week_parts(reader: _Reader, folded: str, language: str, now: datetime) -> Iterator[Moment]:
    for match in reader.after_weekend.finditer(folded):
        yield _offset(match, _WEEK - now.weekday())
    for pattern, weekday in ((reader.early, _TUESDAY), (reader.middle, _WEDNESDAY), (reader.weekend, _SUNDAY)):
        for match in pattern.finditer(folded):
            # "Sit tight over the weekend; on Monday …": the day that is named counts.
            if weekday != _SUNDAY or not _NAMED_DAYS[language].search(folded):
                yield Moment(start=match.start(), end=match.end(), weekday=weekday)


def with_parts(found: tuple[Moment, ...], folded: str, language: str, now: datetime) -> tuple[Moment, ...]:
    """Return the moments with the day or the hour that a part of the day stands for, where none is named.

    "Before lunch" is noon, "this time tomorrow" the hour of now, "in the course of the day" is today.
    """
    reader = _READERS.get(language)
    if reader is None or any(one.span is not None for one in found):
        return found
    hours = ((reader.noon, NOON), (reader.same_hour, now.hour * 60 + now.minute))
    if not any(one.minutes is not None for one in found):
        part = next(((match, minutes) for words, minutes in hours if (match := words.search(folded))), None)
        if part is not None:
            found = (*found, Moment(start=part[0].start(), end=part[0].end(), minutes=part[1]))
    today = reader.today.search(folded)
    if today is not None and not any(one.dated for one in found):
        found = (*found, _offset(today, 0))
    return found


def _offset(match: re.Match[str], days: int) -> Moment:
    return Moment(start=match.start(), end=match.end(), offset=days)


def _month_end(match: re.Match[str], month: int, now: datetime) -> Moment:
    year = now.year + (month < now.month)
    return Moment(start=match.start(), end=match.end(), month=month, day=calendar.monthrange(year, month)[1])


def _weekday(match: re.Match[str]) -> int:
    return next(index for index in range(_WEEK) if match.groupdict().get(f"w{index}"))


def _month(match: re.Match[str]) -> int | None:
    parts = match.groupdict()
    if parts.get("m"):
        return int(parts["m"])
    return next((index for index in range(1, 13) if parts.get(f"m{index}")), None)


def number_of(text: str, language: str) -> int | None:
    """Return a number in digits or in words of a language, folded; None for what is none."""
    if text.isdecimal():
        return int(text)
    known = counts(language)
    if text in known:
        return known[text]
    return kanji_number(text) if text and all(char in "一二三四五六七八九十" for char in text) else None
