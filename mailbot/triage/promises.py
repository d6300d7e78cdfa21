"""Promises in our own words: "we will be back to you within two hours" becomes a moment (GUIDANCE 3.6).

A promise is a sentence of ours that says what we will do, or how the customer will hear of us, and names a time. What
happened, what the customer may do by when, and a time without a pledge are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mailbot.model.heat import Span
from mailbot.triage.lint.case import LintCase
from mailbot.triage.lint.lexicon import Lexicon
from mailbot.triage.lint.moments import Moment, resolve
from mailbot.triage.lint.reading import Reply
from mailbot.triage.promise_anchors import has_end, promised_days, within_a_year, without_past_days
from mailbot.triage.promise_clauses import after_but, clauses, without_told
from mailbot.triage.promise_features import features
from mailbot.triage.promise_judge import SURE, chance
from mailbot.triage.promise_pledges import pledges, signs
from mailbot.triage.promise_spans import reckoned, with_parts
from mailbot.triage.promise_times import (
    EARLIEST,
    ahead_of_today,
    merged,
    morning_is_over,
    short_days,
    times_in,
    with_morning,
)
from mailbot.triage.promise_undone import without_undone
from mailbot.triage.promise_words import CONDITION, WORDS, without_quotes
from mailbot.triage.promise_workdays import WorkingTime, working_time
from mailbot.triage.promise_zones import zone_said
from scheduler.calendar import Calendar

#: Roles of a sentence that pledge something, by the reply lint's lexicons.
_PLEDGES = ("contact", "check", "promise", "dealing")

#: Promised spans of this length and more are counted in days of the calendar, shorter ones in open hours.
_A_DAY = timedelta(hours=20)

#: Characters beside its time that a clause has at least, and a chance below which it promises nothing.
_WORDY, _HALF = 12, 0.5

_UNIT = re.compile(
    r" (?:semanas?|dias?|mes(?:es)?|jours?|semaines?|mois|days?|weeks?|months?|tagen?|wochen?|monaten?)\b"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundPromise:
    """A promise as written."""

    span: Span  # of the sentence, in the text
    words: str
    due_at: datetime  # aware
    word: bool = True  # what was promised is our word (else a visit, a parcel, a result)
    half_day: bool = False  # the desk closes early on that day


def promises_in(
    text: str,
    *,
    language: str,
    made_at: datetime,
    lexicon: Lexicon,
    calendar: Calendar,
    theirs: ZoneInfo | None = None,
) -> tuple[FoundPromise, ...]:
    """Return the promises of one of our mails, in order.

    Args:
        text: what we newly wrote.
        made_at: when it left; the times are reckoned from it, in the calendar's zone and business hours.
        theirs: the customer's zone, where known: "by five your time" is said by its clock.
    """
    reply = Reply(LintCase(language=language, playbook="", reply=without_quotes(text)), lexicon)
    found = _found(reply, made_at.astimezone(calendar.zone), calendar, theirs)
    return tuple(replace(one, words=text[one.span[0] : one.span[1]].strip()) for one in found)


def _found(reply: Reply, desk: datetime, calendar: Calendar, theirs: ZoneInfo | None) -> Iterator[FoundPromise]:
    word = reply.where("contact") | reply.where("check")
    for index, parts in readings(reply, desk, calendar, theirs):
        due = next((_chosen(reply, index, part, desk, calendar) for part in parts if _promises(reply, part)), None)
        if due is not None:
            start, end = reply.sentences[index]
            words = reply.text[start:end].strip()
            half = calendar.early_close(due.astimezone(calendar.zone).date()) is not None
            yield FoundPromise(span=(start, end), words=words, due_at=due, word=index in word, half_day=half)


def _chosen(reply: Reply, index: int, part: Reading, desk: datetime, calendar: Calendar) -> datetime:
    """Return when a promise is due: where its clauses name several days, on that of the one clause that promises.

    "La commission statue lundi et je vous transmets sa décision mardi": Tuesday.
    """
    judge, start = reply.lexicon.promises, part.span[0]
    if len(reply.moments_in(index)) < 2:
        return part.due
    moments = _moments(reply, index, desk)
    if judge is None or sum(one.dated for one in moments) < 2:
        return part.due
    ranked: list[tuple[float, datetime]] = []
    for begin, end in clauses(reply.text[start : part.span[1]], reply.case.language):
        inside = tuple(one for one in moments if start + begin <= one.start < start + end)
        if end - begin - sum(one.end - one.start for one in inside) < _WORDY:
            continue  # a date that repeats its weekday is no clause
        read = _read(_Part(reply, start + begin, start + end, False, False), inside, desk, calendar)
        if read is not None:
            ranked.append((chance(judge, features(reply, read.span, read.times, read.seen)), read.due))
    ranked.sort(reverse=True)
    plain = len(ranked) > 1 and ranked[0][0] >= SURE and ranked[1][0] < _HALF
    return ranked[0][1] if plain and ranked[0][1].date() > desk.date() else part.due


def _promises(reply: Reply, part: Reading) -> bool:
    """Tell whether a part pledges something: the judge knows, and without one its signs."""
    judge = reply.lexicon.promises
    if judge is None or reply.case.language not in WORDS:
        return pledges(part.seen, reply.case.language)
    return chance(judge, features(reply, part.span, part.times, part.seen)) >= SURE


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A part of a sentence that holds a time ahead."""

    span: Span  # of the part, in the text
    times: tuple[Moment, ...]  # those that count, at their places in the text
    due: datetime
    seen: frozenset[str]  # what speaks for and against a pledge


def readings(
    reply: Reply, desk: datetime, calendar: Calendar, theirs: ZoneInfo | None = None
) -> Iterator[tuple[int, tuple[Reading, ...]]]:
    """Yield the sentences that hold a time ahead: the whole first, then what follows its "but"."""
    pledging = frozenset[int]().union(*(reply.where(role) for role in _PLEDGES))
    told = reply.where("past")
    for index, (start, end) in enumerate(reply.sentences):
        if reply.text[start:end].strip().endswith(("?", "？")):
            continue
        moments = _moments(reply, index, desk)
        zone = zone_said(moments, reply.text, reply.folded, theirs)
        now = desk.astimezone(zone) if zone else desk
        turn = after_but(reply.text[start:end], reply.case.language)
        parts = [_Part(reply, start, end, index in pledging, index in told)]
        if turn is not None:  # "I cannot say yet what it was, but will write by Friday"
            parts.append(_Part(reply, start + turn, end, index in pledging, False))
        read = tuple(one for part in parts if (one := _read(part, moments, now, calendar)) is not None)
        if read:
            yield index, read


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence, or what follows its "but"; positions in the text."""

    reply: Reply
    start: int
    end: int
    pledging: bool
    told: bool

    @property
    def sentence(self) -> str:
        return self.reply.text[self.start : self.end].strip()

    @property
    def folded(self) -> str:
        return self.reply.folded[self.start : self.end]


def _read(part: _Part, moments: tuple[Moment, ...], now: datetime, calendar: Calendar) -> Reading | None:
    """Return a part as read, None where nothing in it lies ahead."""
    language, whole = part.reply.case.language, part.reply.folded
    times, sentence, left_out = _ours_ahead(part, moments, now)
    worked = working_time(part.folded, language)
    if not (times or worked) or morning_is_over(times, part.folded, language, now.hour):
        return None
    due = _due(times, worked, now, calendar)
    if due is None or due <= now:
        return None
    until = worked is not None or has_end(times, whole, language)
    told = part.told and sentence == part.sentence
    seen = signs(sentence.strip(), language, pledging=part.pledging, told=told, until=until) | left_out
    return Reading(span=(part.start, part.end), times=times, due=due, seen=seen)


def _ours_ahead(
    part: _Part, moments: tuple[Moment, ...], now: datetime
) -> tuple[tuple[Moment, ...], str, frozenset[str]]:
    """Return the times of a part that may be promised, the part without its undone clauses, and the signs of what was left out."""
    language, whole = part.reply.case.language, part.reply.folded
    here = ahead_of_today(
        tuple(one for one in moments if one.start >= part.start), part.folded, language, now.weekday()
    )
    future = language not in WORDS or WORDS[language].future.search(part.sentence) is not None
    here = _ahead(within_a_year(without_past_days(here, whole, language, ahead=future), whole, now), now)
    unconditional = _ours(here, part.sentence, part.start, language)
    ours, sentence = without_undone(_agreeing(unconditional, now), part.sentence, part.start, language)
    times = promised_days(without_told(ours, sentence, part.start, language), whole, language)
    left_out = {"undone"} if sentence != part.sentence else set()
    left_out |= {"conditional"} if unconditional != here else set()
    if here and not times:  # what nothing but its clause refuses may still be meant
        return promised_days(_agreeing(here, now), whole, language), part.sentence, frozenset({*left_out, "refused"})
    return times, sentence, frozenset(left_out)


def _agreeing(times: tuple[Moment, ...], now: datetime) -> tuple[Moment, ...]:
    """Leave out the weekday that a date repeats: "on Tuesday, 17 November", said in the week before."""
    dates = [resolve((replace(one, weekday=None),), now) for one in times if one.day is not None]
    repeated = {date.weekday() for date in dates if date is not None}
    return tuple(one for one in times if one.day is not None or one.weekday not in repeated)


def _ours(times: tuple[Moment, ...], sentence: str, start: int, language: str) -> tuple[Moment, ...]:
    """Leave out the times of a condition at the sentence's head: they are the customer's ("if you answer by Friday, …")."""
    condition = CONDITION[language].match(sentence) if language in CONDITION else None
    return tuple(one for one in times if condition is None or one.start >= start + condition.end())


def _ahead(times: tuple[Moment, ...], now: datetime) -> tuple[Moment, ...]:
    """Leave out what lies behind us ("yesterday", "your order of 3 March") and bare pointers ("that day")."""
    if any((one.offset or 0) < 0 for one in times) and not any(one.dated and (one.offset or 0) >= 0 for one in times):
        return ()  # "yesterday at 16:30": the hour belongs to the day
    named = (one for one in times if one.dated or one.minutes is not None or one.span is not None)
    return tuple(one for one in named if not (one.offset or 0) < 0 and not _is_over(one, now))


def _is_over(one: Moment, now: datetime) -> bool:
    """Tell whether a named day of the last half year is meant; further back it is next year's."""
    if one.day is None or one.month is None:
        return False
    behind = (now.month - one.month) % 12
    return (behind == 0 and one.day < now.day) or 0 < behind < 6


def _moments(reply: Reply, index: int, now: datetime) -> tuple[Moment, ...]:
    """Return the times of a sentence, those that only promises speak of included, at their places in the text."""
    start, end = reply.sentences[index]
    folded, language = reply.folded[start:end], reply.case.language
    better = merged(times_in(folded, language), reckoned(folded, language, now))
    named = tuple(one for one in reply.moments_in(index) if not _counts_a_unit(one, reply.folded))
    named = tuple(one for one in named if not _is_a_name(one, reply, start))
    named = merged(named, tuple(_at(one, start) for one in short_days(reply.text[start:end], language)))
    known = merged(named, tuple(_at(one, start) for one in better))
    here = tuple(_at(one, -start) for one in known)
    parts = with_parts(with_morning(here, folded, language), folded, language, now)
    return tuple(_at(one, start) for one in parts)


def _is_a_name(one: Moment, reply: Reply, start: int) -> bool:
    """Tell whether what looks like "tomorrow" is a person: "Chào chị Mai"."""
    inside = bool(reply.text[start : one.start].strip())
    return reply.case.language == "vi" and inside and reply.text[one.start : one.end] in ("Mai", "Mốt")


def _counts_a_unit(one: Moment, folded: str) -> bool:
    """Tell whether what looks like an hour is the end of a range: "de duas a três semanas"."""
    return one.minutes is not None and not one.dated and _UNIT.match(folded, one.end) is not None


def _at(one: Moment, moved: int) -> Moment:
    return replace(one, start=one.start + moved, end=one.end + moved)


def _due(times: tuple[Moment, ...], worked: WorkingTime | None, now: datetime, calendar: Calendar) -> datetime | None:
    if worked is not None:
        open_hours = timedelta(hours=worked.hours)
        return calendar.add_hours(now, open_hours) if worked.hours else calendar.add_days(now, worked.days)
    spans = [timedelta(minutes=one.span) for one in times if one.span is not None]
    if spans and min(spans) < _A_DAY:
        return _hours_later(now, min(spans), calendar)
    due = _by_day(resolve(times, now), now)
    named = any(one.minutes is not None or one.span is not None for one in times)
    return due if due is None or named else min(due, _end_of(due, now, calendar))


def _hours_later(now: datetime, span: timedelta, calendar: Calendar) -> datetime:
    """Return the end of a short span in open time; who writes before the desk opens is there already, and means the clock."""
    plain = now.astimezone(UTC) + span
    early = not calendar.is_open(now) and calendar.is_open(plain)
    return plain if early else calendar.add_hours(now, span)


def _end_of(due: datetime, now: datetime, calendar: Calendar) -> datetime:
    """Return when a half day closes that was promised without an hour; `due` itself on any other."""
    shut = calendar.opening(due.date())[1] if calendar.early_close(due.date()) else due
    return shut.astimezone(now.tzinfo) if shut > now else due


def _by_day(due: datetime | None, now: datetime) -> datetime | None:
    """Read an hour of the night as one of the day, and "today at eight" at noon as the evening."""
    if due is None:
        return None
    small = due.hour > 0 and due.hour * 60 + due.minute < EARLIEST  # who says 0:50 means it
    behind = due <= now and due.date() == now.date() and due.hour < 12
    return due + timedelta(hours=12) if small or behind else due
