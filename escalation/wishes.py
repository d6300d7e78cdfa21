"""When does the customer want to be called? "Call me Tuesday after five", in seven languages.

The grammar is one for all languages (a day, a part of the day, an hour with *after*, *before*, *between* or *at*); the
words come in as `WishWords`. A sentence counts only when it talks about calling, so "the parcel came on Tuesday at
five" wishes for nothing, and neither does "you were supposed to call on Tuesday".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_SENTENCES = re.compile(r"(?<=[.!?。！？\n])(?<!\b[A-Za-z]\.)\s*")
_PARTS = {"morning": (9, 12), "noon": (12, 14), "afternoon": (14, 18), "evening": (18, 21)}
_OPEN, _CLOSE = 9, 19  # hours of a wish without an hour
_STAY = timedelta(hours=2)  # how long "after five" is meant to last


@dataclass(frozen=True, kw_only=True, slots=True)
class WishWords:
    """One language's words, as patterns."""

    cues: re.Pattern[str]
    never: re.Pattern[str]
    weekdays: tuple[re.Pattern[str], ...]
    days: tuple[tuple[int, re.Pattern[str]], ...]  # days ahead -> words, longest words first
    parts: tuple[tuple[str, re.Pattern[str]], ...]
    after: str
    before: str
    between: str
    joiner: str
    at: str
    clock: str  # pattern of an hour; § stands for the number of its groups
    numbers: Mapping[str, int] = field(default_factory=dict)
    half_before: str = ""

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> WishWords:
        """Build the patterns from the `[wishes]` table of a call text file."""
        numbers = {word: value + 1 for value, word in enumerate(table["numbers"])}
        hour = _either(table["hour"])
        number = rf"(?:\d{{1,2}}|{_either(numbers)})"
        return cls(
            cues=re.compile(_either(table["cues"])),
            never=re.compile(_either(table["never"])),
            weekdays=tuple(_words(names) for names in table["weekdays"]),
            days=tuple(
                (ahead, _words(table[key])) for ahead, key in ((2, "overmorrow"), (1, "tomorrow"), (0, "today"))
            ),
            parts=tuple((part, _words(table[part])) for part in ("noon", "evening", "afternoon", "morning")),
            after=_either(table["after"]),
            before=_either(table["before"]),
            between=_either(table["between"]),
            joiner=_either(table["joiner"]),
            at=_either(table["at"]),
            clock=rf"(?P<h§>{number})(?:\s*(?:[:.]|{hour})\s*(?P<m§>[0-5]\d)(?!\d))?(?P<u§>\s*(?:{hour}))?",
            numbers=numbers,
            half_before=_either(table.get("half_before", ())),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """A time that the customer named."""

    start: datetime  # UTC
    end: datetime  # UTC
    quote: str  # the sentence it was read from


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(word.casefold()) for word in words), key=len, reverse=True)) or r"(?!)"


def _words(words: Iterable[str]) -> re.Pattern[str]:
    """Whole words in scripts that have spaces; a full stop or a Japanese word needs no boundary."""
    return re.compile(
        "|".join(
            rf"{_edge(word[0], '<!')}{re.escape(word.casefold())}{_edge(word[-1], '!')}" for word in _longest(words)
        )
        or r"(?!)"
    )


def _longest(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def _edge(letter: str, side: str) -> str:
    return rf"(?{side}\w)" if letter.isalpha() and ord(letter) < 0x3000 else ""


def wished_time(text: str, words: WishWords, now: datetime, zone: str) -> Wish | None:
    """Return the time at which a customer asks to be called, or None.

    Args:
        text: the customer's new words.
        words: the vocabulary of their language.
        now: aware; the answer lies after it.
        zone: IANA zone of the customer's wall clock.
    """
    for sentence in _SENTENCES.split(text[:20_000]):
        wish = _in_sentence(sentence, words, now.astimezone(ZoneInfo(zone)))
        if wish is not None:
            return wish
    return None


def _in_sentence(sentence: str, words: WishWords, now: datetime) -> Wish | None:
    low = sentence.casefold()
    if not words.cues.search(low) or words.never.search(low):
        return None
    day, rest = _day(low, words, now)
    part, rest = _part(rest, words)
    hours = _hours(rest, words, part)
    if day is None and hours is None:
        return None
    start, end = hours or _PARTS_TIMES[part]
    return _moment(day, start, end, now, sentence.strip())


_PARTS_TIMES: dict[str | None, tuple[time, time]] = {
    None: (time(_OPEN), time(_CLOSE)),
    **{part: (time(start), time(end)) for part, (start, end) in _PARTS.items()},
}


@dataclass(frozen=True, slots=True)
class _Day:
    """A named day: how many days ahead, and after how many it comes again."""

    ahead: int
    again: int


def _day(low: str, words: WishWords, now: datetime) -> tuple[_Day | None, str]:
    """Return the day and the sentence without the word for it, so that "thứ 3" is no hour."""
    for ahead, pattern in words.days:
        if pattern.search(low):
            return _Day(ahead, 1), low if ahead < 2 and _names_part(low, words) else pattern.sub(" ", low)
    for weekday, pattern in enumerate(words.weekdays):
        if pattern.search(low):
            return _Day((weekday - now.weekday()) % 7, 7), pattern.sub(" ", low)
    return None, low


def _names_part(low: str, words: WishWords) -> bool:
    return any(pattern.search(low) for _, pattern in words.parts)


def _part(rest: str, words: WishWords) -> tuple[str | None, str]:
    for part, pattern in words.parts:
        if pattern.search(rest):
            return part, pattern.sub(" ", rest)
    return None, rest


def _hours(rest: str, words: WishWords, part: str | None) -> tuple[time, time] | None:
    one, two = words.clock.replace("§", "1"), words.clock.replace("§", "2")
    edge = r"(?<![\w])"
    readers = (
        (rf"{edge}(?:{words.between})\s*{one}\s*(?:{words.joiner})\s*{two}", _span),
        (rf"{one}\s*(?:{words.joiner})\s*{two}(?=.*(?:{words.before}|$))", _span_with_unit),
        (rf"{edge}(?:{words.after})\s*{one}", _from),
        (rf"{one}\s*(?:{words.after})", _from),
        (rf"{edge}(?:{words.before})\s*{one}", _until),
        (rf"{one}\s*(?:{words.before})", _until),
        (rf"{edge}(?:{words.half_before})\s*{one}", _half),
        (rf"{edge}(?:{words.at})\s*{one}", _from),
        (rf"(?<!\d){one}", _bare),
    )
    for pattern, read in readers:
        found = re.search(pattern + r"(?!\d)", rest)
        hours = read(found, words, part) if found else None
        if hours is not None:
            return hours
    return None


def _clock(found: re.Match[str], which: str, words: WishWords, part: str | None) -> time | None:
    written = found[f"h{which}"]
    hour = words.numbers.get(written, int(written) if written.isdigit() else -1)
    if not 0 <= hour <= 23:
        return None
    late = part in ("afternoon", "evening") or (part is None and 1 <= hour <= 7 and not _formal(found, which))
    return time(hour + 12 if late and hour < 12 else hour, int(found[f"m{which}"] or 0))


def _formal(found: re.Match[str], which: str) -> bool:
    """A leading zero ("07:30") means what it says."""
    return bool(found[f"h{which}"].startswith("0"))


def _span(found: re.Match[str], words: WishWords, part: str | None) -> tuple[time, time] | None:
    start, end = _clock(found, "1", words, part), _clock(found, "2", words, part)
    return (start, end) if start and end and start < end else None


def _span_with_unit(found: re.Match[str], words: WishWords, part: str | None) -> tuple[time, time] | None:
    told = found["u1"] or found["u2"] or found["m1"] or found["m2"]
    return _span(found, words, part) if told else None


def _from(found: re.Match[str], words: WishWords, part: str | None) -> tuple[time, time] | None:
    start = _clock(found, "1", words, part)
    return (start, _later(start, _STAY)) if start else None


def _until(found: re.Match[str], words: WishWords, part: str | None) -> tuple[time, time] | None:
    end = _clock(found, "1", words, part)
    opening = _PARTS_TIMES[part][0]
    return (opening if end and opening < end else time(8), end) if end else None


def _half(found: re.Match[str], words: WishWords, part: str | None) -> tuple[time, time] | None:
    """German "halb sechs" is half past five."""
    full = _clock(found, "1", words, part)
    start = time((full.hour - 1) % 24, 30) if full else None
    return (start, _later(start, _STAY)) if start else None


def _bare(found: re.Match[str], words: WishWords, part: str | None) -> tuple[time, time] | None:
    return _from(found, words, part) if found["u1"] or found["m1"] or part else None


def _later(start: time, by: timedelta) -> time:
    minutes = min(start.hour * 60 + start.minute + int(by.total_seconds() // 60), 23 * 60 + 59)
    return time(minutes // 60, minutes % 60)


def _moment(day: _Day | None, start: time, end: time, now: datetime, quote: str) -> Wish | None:
    date = now.date() + timedelta(days=day.ahead if day else 0)
    if datetime.combine(date, end, tzinfo=now.tzinfo) <= now:
        date += timedelta(days=day.again if day else 1)
    begin = max(datetime.combine(date, start, tzinfo=now.tzinfo), now)
    return Wish(
        start=begin.astimezone(UTC),
        end=datetime.combine(date, end, tzinfo=now.tzinfo).astimezone(UTC),
        quote=quote,
    )
