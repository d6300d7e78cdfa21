"""Days and hours in a text, as written and as moments."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailbot.triage.lint.lexicon import Calendar, Expression

_ISO = re.compile(r"(?P<year>20\d{2})-(?P<month>\d{2})-(?P<day>\d{2})")
_CLOCK = re.compile(r"(?<![\d:.,/-])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:])")
_SLASH = re.compile(r"(?<![\w/.-])(?P<day>[0-3]?\d)/(?P<month>[01]?\d)(?:/(?:20)?\d{2})?(?![\w/])")
#: "Montag, 23.", "el lunes 30", "Monday the 23rd"; an hour, a sum or a count is none.
_NUMBER_OF_DAY = re.compile(
    r"(?:,? | ngày |, ?)(?:(?:the|den|dem|el|le|o|dia|ngày|ngay) )?(?P<day>\d{1,2})(?:\.(?=[ ,;]|$)|st|nd|rd|th|º)?"
    r"(?=[ ,;!?)]|\.(?!\d)|$)(?! ?(?:[€$£%:]|uhr|h\b|hs\b|hor|heur|gi|euro|eur\b|am\b|pm\b|a\.m|p\.m|o'clock|\d))"
)
_KANJI = {"〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_DAY_END = 18 * 60  # a day without an hour ends with office hours
_WEEK = 7
_LATEST = 9 * 60  # an hour that is past is one of this evening up to nine; later ones are tomorrow's


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A time expression at a place; at least one of the parts is set, or it points at another one."""

    start: int
    end: int
    month: int | None = None
    day: int | None = None
    weekday: int | None = None  # Monday is 0
    offset: int | None = None  # days from today
    minutes: int | None = None  # of the day
    span: int | None = None  # minutes from now

    @property
    def dated(self) -> bool:
        """Tell whether it names a day."""
        return self.day is not None or self.weekday is not None or self.offset is not None


def kanji_number(text: str) -> int:
    """Read digits or Japanese numerals up to 99 (“二十三” is 23)."""
    if text.isdecimal():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_KANJI.get(tens, 1)) * 10 + _KANJI.get(ones, 0)
    return int("".join(str(_KANJI.get(char, 0)) for char in text) or 0)


def moments(folded: str, calendar: Calendar) -> tuple[Moment, ...]:
    """Return the time expressions of a folded text in order; of two that overlap the longer one."""
    found = sorted((_numbered(one, folded) for one in _all(folded, calendar)), key=lambda one: (one.start, -one.end))
    kept: list[Moment] = []
    for moment in found:
        if not kept or moment.start >= kept[-1].end:
            kept.append(moment)
    return tuple(kept)


def _numbered(moment: Moment, folded: str) -> Moment:
    """Return a weekday with the number of the day that may stand behind it ("Monday the 23rd", "el lunes 30")."""
    if moment.weekday is None or moment.day is not None:
        return moment
    behind = _NUMBER_OF_DAY.match(folded, moment.end)
    if behind is None or not 1 <= int(behind["day"]) <= 31:
        return moment
    return replace(moment, day=int(behind["day"]), end=behind.end("day"))


def _all(folded: str, calendar: Calendar) -> Iterator[Moment]:
    patterns: tuple[re.Pattern[str] | Expression, ...] = (_ISO, _CLOCK, _SLASH, *calendar.patterns)
    for pattern in patterns:
        for match in pattern.finditer(folded):
            moment = _moment(match, calendar)
            if moment is not None:
                yield moment
    for words, offset in calendar.days:
        yield from (Moment(start=m.start(), end=m.end(), offset=offset) for m in words.finditer(folded))
    for words, minutes in calendar.clock:
        yield from (Moment(start=m.start(), end=m.end(), minutes=minutes) for m in words.finditer(folded))
    for words in calendar.then:
        yield from (Moment(start=m.start(), end=m.end()) for m in words.finditer(folded))


def _moment(match: re.Match[str], calendar: Calendar) -> Moment | None:
    parts = {name: value for name, value in match.groupdict().items() if value}
    day = _count(parts.get("day"), calendar)
    month = _month(parts.get("month"), calendar)
    weekday = _index(parts.get("weekday"), calendar.weekdays)
    hour = _count(parts.get("hour"), calendar)
    if (day is not None and not 1 <= day <= 31) or (month is not None and not 1 <= month <= 12):
        return None
    minutes = None if hour is None else _minutes(hour, parts, calendar)
    return Moment(
        start=match.start(),
        end=match.end(),
        month=month,
        day=day,
        weekday=weekday,
        minutes=minutes,
        span=_span(parts, calendar),
    )


def _minutes(hour: int, parts: dict[str, str], calendar: Calendar) -> int:
    half = parts.get("half", "")
    if (
        half
        and hour < 12
        and re.match(
            r"p|tard|noche|soir|apres|noite|chieu|chiều|toi\b|tối|午後|夜|今夜|abend|nachm|evening|afternoon", half
        )
    ):
        hour += 12
    minute = (
        30
        if parts.get("minute") in {"半", "ruoi", "rưỡi", "y media", "e meia", "et demie"}
        else _count(parts.get("minute"), calendar) or 0
    )
    return hour * 60 + minute


def _span(parts: dict[str, str], calendar: Calendar) -> int | None:
    unit = next((minutes for words, minutes in calendar.units if words.fullmatch(parts.get("unit", ""))), None)
    count = _count(parts.get("count"), calendar)
    return None if unit is None else unit * (1 if count is None else count)


def _count(text: str | None, calendar: Calendar) -> int | None:
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    if text in calendar.numbers:
        return calendar.numbers[text]
    return kanji_number(text) if all(char in "〇一二三四五六七八九十" for char in text) else None


def _month(text: str | None, calendar: Calendar) -> int | None:
    if not text:
        return None
    number = _count(text, calendar)
    if number is not None:
        return number
    index = _index(text, calendar.months)
    return None if index is None else index + 1


def _index(text: str | None, names: tuple[re.Pattern[str], ...]) -> int | None:
    return next((index for index, name in enumerate(names) if text and name.fullmatch(text)), None)


def resolve(found: tuple[Moment, ...], now: datetime) -> datetime | None:
    """Return the earliest moment that the expressions of one sentence promise, seen from `now`.

    A day and an hour in one sentence belong together; a day alone ends with office hours.
    """
    spans = [now + timedelta(minutes=moment.span) for moment in found if moment.span is not None]
    # "By 9.30 …, another pair for the day": a day's length beside an hour is no term.
    hour = any(moment.minutes is not None for moment in found)
    if spans and (not hour or min(spans) < now + timedelta(days=1)):
        return min(spans)
    days = [_day(moment, now) for moment in found if moment.dated]
    hours = [moment.minutes for moment in found if moment.minutes is not None]
    if not days and not hours:
        return None
    day = min((d for d in days if d.date() >= now.date()), default=now)
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    if not hours:
        return midnight + timedelta(minutes=max(_DAY_END, now.hour * 60 + 60) if day.date() == now.date() else _DAY_END)
    moment = midnight + timedelta(minutes=hours[-1])
    if moment >= now or (days and day.date() != now.date()):
        return moment
    if hours[-1] <= _LATEST and moment + timedelta(hours=12) >= now:  # "this afternoon at five"
        return moment + timedelta(hours=12)
    return moment if days else moment + timedelta(hours=24)


def _day(moment: Moment, now: datetime) -> datetime:
    if moment.offset is not None:
        return now + timedelta(days=moment.offset)
    if moment.day is not None:
        return _dated(moment, now)
    return now + timedelta(days=((moment.weekday or 0) - now.weekday()) % _WEEK)


def _dated(moment: Moment, now: datetime) -> datetime:
    """Return the day named; a day without its month is the next of that number, one that a month lacks its last.

    A month of half a year ago and more is next year's.
    """
    day = moment.day or 1
    if moment.month is None:
        return _next_numbered(day, now)
    year = now.year + (1 if moment.month <= now.month - 6 else 0)
    return now.replace(year=year, month=moment.month, day=min(day, monthrange(year, moment.month)[1]))


def _next_numbered(day: int, now: datetime) -> datetime:
    """Return the next day of a number; "the 31st", said in November, is in December."""
    year, month = now.year, now.month
    while (year, month, day) < (now.year, now.month, now.day) or day > monthrange(year, month)[1]:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return now.replace(year=year, month=month, day=day)
