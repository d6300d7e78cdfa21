"""Promises in our own words: "we will be back to you within two hours" becomes a moment (GUIDANCE 3.6).

A promise is a sentence of ours that says what we will do, or how the customer will hear of us, and names a time. What
happened, what the customer may do by when, and a time without a pledge are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailbot.model.heat import Span
from mailbot.triage.lint.case import LintCase
from mailbot.triage.lint.lexicon import Lexicon
from mailbot.triage.lint.moments import Moment, resolve
from mailbot.triage.lint.reading import Reply
from mailbot.triage.promise_times import EARLIEST, ahead_of_today, merged, times_in, with_morning, working_days
from mailbot.triage.promise_words import CONDITION, WORDS, PromiseWords, without_quotes
from scheduler.calendar import Calendar

#: Roles of a sentence that pledge something, by the reply lint's lexicons.
_PLEDGES = ("contact", "check", "promise", "dealing")

#: Promised spans of this length and more are counted in days of the calendar, shorter ones in open hours.
_A_DAY = timedelta(hours=20)


#: An agreed appointment is a promise without a pledging verb.
_APPOINTMENT = re.compile(
    r"\b(?:book|schedul|arrang|appointment|slot\b|reservad|programad|agendad|marcad|cita\b|rendez-vous|prévu|planifié|termin(?:e|en)?\b|"
    r"eingeplant|geplant|vorgesehen|angesetzt|gebucht|lịch hẹn|hẹn)|予約|予定|手配(?:いた)?し(?:まし|て)",
    re.IGNORECASE,
)


#: What was done and what is coming often stand in one sentence: "we have asked; on Monday you get the decision".
#: What follows "but" belongs to what it limits: "we rang at ten, but nobody answered" is one tale.
_CLAUSES = re.compile(r"[;；,、](?!\s*(?:but|pero|mais|mas|aber|nhưng)\b)\s*|\s[–—-]\s")


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundPromise:
    """A promise as written."""

    span: Span  # of the sentence, in the text
    words: str
    due_at: datetime  # aware
    word: bool = True  # what was promised is our word (else a visit, a parcel, a result)


def promises_in(
    text: str, *, language: str, made_at: datetime, lexicon: Lexicon, calendar: Calendar
) -> tuple[FoundPromise, ...]:
    """Return the promises of one of our mails, in order.

    Args:
        text: what we newly wrote.
        made_at: when it left; the times are reckoned from it, in the calendar's zone and business hours.
    """
    reply = Reply(LintCase(language=language, playbook="", reply=without_quotes(text)), lexicon)
    found = _found(reply, made_at.astimezone(calendar.zone), calendar)
    return tuple(replace(one, words=text[one.span[0] : one.span[1]].strip()) for one in found)


def _found(reply: Reply, now: datetime, calendar: Calendar) -> Iterator[FoundPromise]:
    words = WORDS.get(reply.case.language)
    pledging = frozenset[int]().union(*(reply.where(role) for role in _PLEDGES))
    told = reply.where("past")
    for index, (start, end) in enumerate(reply.sentences):
        sentence = reply.text[start:end].strip()
        folded = reply.folded[start:end]
        moments = ahead_of_today(_moments(reply, index), folded, reply.case.language, now.weekday())
        times = _ours(_ahead(moments, now), sentence, start, reply.case.language)
        if (
            not times
            or sentence.endswith(("?", "？"))
            or not _pledges(sentence, words, index in pledging, index in told)
        ):
            continue
        due = _due(times, working_days(folded, reply.case.language), now, calendar)
        if due is not None and due > now:
            word = index in reply.where("contact") | reply.where("check")
            yield FoundPromise(span=(start, end), words=sentence, due_at=due, word=word)


def _pledges(sentence: str, words: PromiseWords | None, pledging: bool, told: bool) -> bool:
    """Tell whether a sentence with a time ahead pledges something.

    Args:
        pledging: the reply lint's lexicon finds a pledge in it.
        told: the lexicon finds that it tells what happened.
    """
    appointment = _APPOINTMENT.search(sentence) is not None
    if words is None:
        return (pledging or appointment) and not told
    if words.none.search(sentence):
        return False
    future = words.future.search(sentence) is not None
    if future or appointment:
        return True
    past = told or words.past.search(sentence) is not None
    return (pledging and not past) or any(
        words.present.search(part) and not words.past.search(part) for part in _CLAUSES.split(sentence)
    )


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


def _moments(reply: Reply, index: int) -> tuple[Moment, ...]:
    """Return the times of a sentence, those that only promises speak of included, at their places in the text."""
    start, end = reply.sentences[index]
    folded, language = reply.folded[start:end], reply.case.language
    better = (replace(one, start=one.start + start, end=one.end + start) for one in times_in(folded, language))
    return with_morning(merged(reply.moments_in(index), tuple(better)), folded, language)


def _due(times: tuple[Moment, ...], days: int | None, now: datetime, calendar: Calendar) -> datetime | None:
    if days is not None:
        return calendar.add_days(now, days)
    spans = [timedelta(minutes=one.span) for one in times if one.span is not None]
    if spans and min(spans) < _A_DAY:
        return calendar.add_hours(now, min(spans))
    return _by_day(resolve(times, now), now)


def _by_day(due: datetime | None, now: datetime) -> datetime | None:
    """Read an hour of the night as one of the day, and "today at eight" at noon as the evening."""
    if due is None:
        return None
    small = due.hour * 60 + due.minute < EARLIEST
    behind = due <= now and due.date() == now.date() and due.hour < 12
    return due + timedelta(hours=12) if small or behind else due
