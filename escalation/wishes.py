"""When does the customer want to be called? "Call me Tuesday after five", in seven languages. Pure.

The grammar is one for all languages (a day or a date, a part of the day, an hour with *after*, *before*, *between* or
*at*, a span from now); the words come in as `WishWords`. A sentence counts only when it talks about calling or about
being free for it, so "the parcel came on Tuesday at five" wishes for nothing, and neither does "you were supposed to
call on Tuesday".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from escalation.wish_words import START, WishWords

__all__ = ["Wish", "WishWords", "wished_time"]

_SENTENCES = re.compile(r"(?<=[!?。！？\n])\s*|(?<=[^\W\d]{2}\.)\s+")
_CLAUSES = re.compile(r"[,;]\s|[、，；]")
#: Part of the day -> from, to.
_PARTS = {"morning": (9, 12), "noon": (12, 14), "afternoon": (14, 18), "early_evening": (17, 20), "evening": (18, 21)}
_OPEN, _CLOSE = 9, 19  # hours of a wish without an hour
_STAY = timedelta(hours=2)  # how long "after five" is meant to last
_LATE = ("afternoon", "early_evening", "evening")
_AHEAD = 60  # days that a wish may lie ahead
#: A sentence longer than this names no time for a call.
_LONGEST = 600
#: A wish stands in one of so many sentences; a page of exclamation marks holds thousands.
_MOST = 400
_SPEAKS = re.compile(r"[^\W_]")

Hours = tuple[time, time]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """A time that the customer named."""

    start: datetime  # UTC
    end: datetime  # UTC
    quote: str  # the sentence it was read from


@dataclass(frozen=True, kw_only=True, slots=True)
class _Day:
    """Which days are meant: one date, or any of some weekdays from a day on."""

    on: date | None = None
    weekdays: frozenset[int] = frozenset(range(7))
    since: date


def wished_time(text: str, words: WishWords, now: datetime, zone: str, *, asked: bool = False) -> Wish | None:
    """Return the time at which a customer asks to be called, or None.

    Args:
        text: the customer's new words.
        words: the vocabulary of their language.
        now: aware; the answer lies after it.
        zone: IANA zone of the customer's wall clock, where they name no other.
        asked: we asked for a time, so that a bare one is an answer.
    """
    spoken = (one for one in _SENTENCES.split(text[:20_000]) if _SPEAKS.search(one))
    for sentence in islice(spoken, _MOST):
        wish = _in_sentence(sentence[:_LONGEST], words, now.astimezone(ZoneInfo(zone)), asked)
        if wish is not None:
            return wish
    return None


def _in_sentence(sentence: str, words: WishWords, now: datetime, asked: bool) -> Wish | None:
    low = _plain(sentence, words)
    if words.never.search(low) or not (asked or words.cues.search(low)):
        return None
    low, now = _zoned(low, words, now)
    span = _from_now(low, words, now)
    if span is not None:
        return Wish(start=span[0], end=span[1], quote=sentence.strip())
    day, hours, part = _named(_fractions(low, words), words, now)
    if day is None and hours is None:
        return None
    start, end = hours or _PARTS_TIMES[part]
    return _moment(day or _Day(since=now.date()), start, end, now, sentence.strip())


_PARTS_TIMES: dict[str | None, Hours] = {
    None: (time(_OPEN), time(_CLOSE)),
    **{part: (time(start), time(end)) for part, (start, end) in _PARTS.items()},
}


def _named(low: str, words: WishWords, now: datetime) -> tuple[_Day | None, Hours | None, str | None]:
    """Return day, hours and part of the day: of the clause that names both, else of the whole sentence.

    "I work until five, so call me on Monday at six": the five belongs to another tale.
    """
    clauses = [one for one in _CLAUSES.split(low) if one.strip()]
    for clause in sorted(clauses, key=lambda one: words.cues.search(one) is None) if len(clauses) > 1 else ():
        day, rest = _day(clause, words, now)
        part = _part(rest, words)
        hours = _hours(rest, words, part) if day is not None else None
        if hours is not None:
            return day, hours, part
    day, rest = _day(low, words, now)
    part = _part(rest, words)
    return day, _hours(rest, words, part), part


# -- the words made plain ---------------------------------------------------------------------------------------------


def _plain(sentence: str, words: WishWords) -> str:
    """Return the sentence in small letters, with "not before" said as "from", and noon as an hour where it is one."""
    low = unicodedata.normalize("NFKC", sentence).casefold().replace("’", "'")
    for pattern, word in words.turned:
        low = pattern.sub(word, low)
    for pattern in words.noon:
        low = pattern.sub(lambda found: f"{found['edge']} 12:00 ", low)
    return low


def _zoned(low: str, words: WishWords, now: datetime) -> tuple[str, datetime]:
    """Return the sentence without its zone ("16h, heure de Montréal"), and now on that zone's wall."""
    for found in words.zone.finditer(low):
        name = next((value for value in found.groupdict().values() if value), "").strip()
        zone = words.zones.get(name) or words.zones.get(name.split(" ")[-1])
        if zone:
            return _blanked(low, found), now.astimezone(ZoneInfo(zone))
    return low, now


def _fractions(low: str, words: WishWords) -> str:
    """Return the sentence with "half past six", "halb sieben", "seis y media" as 6:30."""
    for pattern, minutes in words.fractions:
        low = pattern.sub(lambda found, unit=minutes: _as_clock(found, unit, words), low)  # type: ignore[misc]
    return low


def _as_clock(found: re.Match[str], unit: int, words: WishWords) -> str:
    count = _value(found["k"], words) if "k" in found.groupdict() else 1
    minutes = (_value(found["n"], words) * 60 + count * unit) % (24 * 60)
    return f"{minutes // 60}:{minutes % 60:02d}"


def _value(written: str, words: WishWords) -> int:
    return words.numbers.get(written, int(written) if written.isdecimal() else -1)


def _blanked(low: str, found: re.Match[str]) -> str:
    return low[: found.start()] + " " * (found.end() - found.start()) + low[found.end() :]


def _from_now(low: str, words: WishWords, now: datetime) -> tuple[datetime, datetime] | None:
    """Return "in two hours" as a moment and the hour after it."""
    for pattern, minutes in words.relatives:
        found = pattern.search(low)
        if found:
            count = _value(found["n"], words) if "n" in pattern.groupindex else 1
            start = (now + timedelta(minutes=count * minutes)).astimezone(UTC)
            return (start, start + timedelta(hours=1)) if 0 < count * minutes <= 24 * 60 else None
    return None


# -- days -------------------------------------------------------------------------------------------------------------


def _day(low: str, words: WishWords, now: datetime) -> tuple[_Day | None, str]:
    """Return the day and the sentence without the words for it, so that "thứ 3" is no hour."""
    today = now.date()
    for pattern in words.dates:
        for found in pattern.finditer(low):
            on = _date(found, words, today)
            if on is not None:
                return _Day(on=on, since=today), _blanked(low, found)
    masked = low
    for part, pattern in words.parts:  # "por la mañana" is no tomorrow
        masked = pattern.sub(lambda found: " " * len(found[0]), masked) if part == "morning" else masked
    for sight in (masked, low):
        day, span = _named_day(sight, words, today)
        if day is not None:
            return day, low if span is None else low[: span[0]] + " " * (span[1] - span[0]) + low[span[1] :]
    return None, low


def _named_day(low: str, words: WishWords, today: date) -> tuple[_Day | None, tuple[int, int] | None]:
    for ahead, pattern in words.days:
        found = pattern.search(low)
        if found:
            day = _Day(on=today + timedelta(days=ahead), since=today)
            return day, None if ahead < 2 and any(one.search(found[0]) for _, one in words.parts) else found.span()
    weekdays, span = _weekdays(low, words)
    week = words.next_week.search(low)
    if not weekdays and week:  # any working day of it
        weekdays, span = frozenset(range(5)), week.span()
    if not weekdays:
        return None, None
    since = today
    if week:
        since += timedelta(days=7 - today.weekday())
    elif words.next.search(low):
        since += timedelta(days=1)
    return _Day(weekdays=weekdays, since=since), span


def _weekdays(low: str, words: WishWords) -> tuple[frozenset[int], tuple[int, int] | None]:
    for meant, pattern in words.sets:
        found = pattern.search(low)
        if found:
            return meant, found.span()
    named = [(found, number) for number, pattern in enumerate(words.weekdays) for found in pattern.finditer(low)]
    named.sort(key=lambda one: one[0].start())
    if not named:
        return frozenset(), None
    span = (named[0][0].start(), named[-1][0].end())
    if len(named) == 2 and words.through.match(low[named[0][0].end() : named[1][0].start()]):
        first, last = named[0][1], named[1][1]
        return frozenset((first + step) % 7 for step in range((last - first) % 7 + 1)), span
    near = named[-1][0].start() - named[0][0].end() < 40  # "Monday or Tuesday", not two stories
    return frozenset(number for _, number in named) if near else frozenset({named[0][1]}), span if near else named[0][
        0
    ].span()


def _date(found: re.Match[str], words: WishWords, today: date) -> date | None:
    """Return a written date as the next such day; a bare day of the month is this month's or the next one's."""
    groups = found.groupdict()
    month = words.months.get(groups.get("mon") or "") or int(groups.get("m") or 0)
    day = int(found["d"])
    if month > 12 and day <= 12:
        day, month = month, day  # 3/18
    if not month:
        month = today.month if day >= today.day else today.month % 12 + 1
    for year in (today.year, today.year + 1):
        try:
            on = date(year, month, day)
        except ValueError:
            return None
        if on >= today:
            return on if (on - today).days <= _AHEAD else None
    return None


# -- hours ------------------------------------------------------------------------------------------------------------


def _part(rest: str, words: WishWords) -> str | None:
    return next((part for part, pattern in words.parts if pattern.search(rest)), None)


def _hours(rest: str, words: WishWords, part: str | None) -> Hours | None:
    return next((hours for read in _READERS for hours in read(rest, words, part)), None)


def _found(pattern: str, rest: str, words: WishWords) -> Iterator[re.Match[str]]:
    one, two = words.clock.replace("§", "1"), words.clock.replace("§", "2")
    yield from re.finditer(pattern.replace("<1>", one).replace("<2>", two), rest)


def _spans(rest: str, words: WishWords, part: str | None) -> Iterator[Hours]:
    for pattern, bare in (
        (rf"{START}(?:{words.between})\s*<1>\s*(?:{words.joiner})\s*<2>", False),
        (rf"{START}<1>\s*(?:{words.joiner})\s*<2>", True),
    ):
        for found in _found(pattern, rest, words):
            told = any(found[name] for name in ("u1", "u2", "m1", "m2", "p1", "p2"))
            hours = _span(found, words, part)
            if hours is not None and (told or part or not bare):
                yield hours


def _span(found: re.Match[str], words: WishWords, part: str | None) -> Hours | None:
    end = _clock(found, "2", words, part)
    for start in (_clock(found, "1", words, _told(found, "2", words) or part), _clock(found, "1", words, "morning")):
        if start and end and start < end:
            return start, end
    return None


def _edges(rest: str, words: WishWords, part: str | None) -> Iterator[Hours]:
    """Read "after nine and before eleven", "after nine", "before eleven"."""
    after, before = words.after, words.before
    if words.avoid.search(rest):
        after, before = before, after
    since = next(_clocks((rf"{START}(?:{after})\s*<1>", rf"{START}<1>\s*(?:{after})"), rest, words, part), None)
    until = next(_clocks((rf"{START}(?:{before})\s*<1>", rf"{START}<1>\s*(?:{before})"), rest, words, part), None)
    if since and until and since < until:
        yield since, until
    elif since:
        yield since, _later(since, _STAY)
    elif until:
        opening = _PARTS_TIMES[part][0]
        yield (opening if opening < until else time(8)), until


def _clocks(patterns: tuple[str, ...], rest: str, words: WishWords, part: str | None) -> Iterator[time]:
    for pattern in patterns:
        for found in _found(pattern, rest, words):
            clock = _clock(found, "1", words, part)
            if clock is not None:
                yield clock


def _at(rest: str, words: WishWords, part: str | None) -> Iterator[Hours]:
    for clock in _clocks((rf"{START}(?:{words.at})\s*<1>",), rest, words, part):
        yield clock, _later(clock, _STAY)


def _bare(rest: str, words: WishWords, part: str | None) -> Iterator[Hours]:
    for found in _found(rf"{START}<1>", rest, words):
        clock = _clock(found, "1", words, part)
        if clock is not None and (found["u1"] or found["m1"] or found["p1"] or found["q1"]):
            yield clock, _later(clock, _STAY)


#: First to find something speaks.
_READERS: tuple[Callable[[str, WishWords, str | None], Iterator[Hours]], ...] = (_spans, _edges, _at, _bare)


def _clock(found: re.Match[str], which: str, words: WishWords, part: str | None) -> time | None:
    hour = _value(found[f"h{which}"], words)
    if not 0 <= hour <= 23:
        return None
    told = _told(found, which, words) or part
    small = told is None and 1 <= hour <= 7 and not found[f"h{which}"].startswith("0")  # "07:30" means what it says
    late = told in _LATE or small or (told == "noon" and hour < 6)
    minute = int(found[f"m{which}"] or 0)
    return time(0 if told == "morning" and hour == 12 else hour + 12 if late and hour < 12 else hour, minute)


def _told(found: re.Match[str], which: str, words: WishWords) -> str | None:
    """Return the part of the day that stands at the number itself ("5 pm", "午後3時")."""
    written = (found[f"q{which}"] or found[f"p{which}"] or "").strip().removesuffix("の")
    if not written:
        return None
    if written.replace(".", "") in ("am", "pm"):
        return "morning" if written.startswith("a") else "afternoon"
    return next((part for part, pattern in words.parts if pattern.search(written)), None)


def _later(start: time, by: timedelta) -> time:
    minutes = min(start.hour * 60 + start.minute + int(by.total_seconds() // 60), 23 * 60 + 59)
    return time(minutes // 60, minutes % 60)


def _moment(day: _Day, start: time, end: time, now: datetime, quote: str) -> Wish | None:
    for ahead in range(_AHEAD):
        on = day.since + timedelta(days=ahead) if day.on is None else day.on
        until = datetime.combine(on, end, tzinfo=now.tzinfo)
        if on.weekday() in day.weekdays and until > now:
            begin = max(datetime.combine(on, start, tzinfo=now.tzinfo), now)
            return Wish(start=begin.astimezone(UTC), end=until.astimezone(UTC), quote=quote)
        if day.on is not None:
            # "today at nine" at noon: tomorrow at nine; any other day that is over is none of ours.
            return (
                _moment(replace(day, on=day.on + timedelta(days=1)), start, end, now, quote)
                if on == now.date()
                else None
            )
    return None
