"""Times as people promise them: "half past four", "by the end of the week", "within two working days".

What the reply lint's calendar words do not know, because they judge whether a text names a time at all; a promise needs
the moment. Folded text in, `Moment`s out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mailbot.triage.calendar_words import COUNTS
from mailbot.triage.lint.moments import Moment, kanji_number

_FRIDAY, _WEEK = 4, 7
_MINUTES = frozenset({"minute", "minuto", "minutito", "minutinho", "phút", "phut", "分"})
_NOON = 12 * 60
#: Hours below this are never meant at night: "by half past four" is in the afternoon.
EARLIEST = 7 * 60


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeWords:
    """How one language says parts of an hour and the week's end; `h` is an hour, `n` a number."""

    clock: tuple[tuple[str, int], ...]  # pattern with `h`, minutes added to that hour
    week_end: str  # the last working day of this week
    days: tuple[tuple[str, int], ...]  # a day that hides in a longer expression -> days from today
    patience: str  # "give us {n} minutes": with `n`, and `unit` hours or minutes
    morning: str  # a named day's first half


_N = r"(?P<n>\d{1,2}|[a-z]+)"
_H = r"(?P<h>\d{1,2}|[a-z]+)"

TIMES: Mapping[str, TimeWords] = {
    "en": TimeWords(
        clock=((rf"\b{_H} o['’]clock\b", 0), (rf"\bhalf past {_H}\b", 30), (rf"\b(?:by|at|before|until|till|around) half {_H}\b(?! an?\b| hours?\b)", 30), (rf"\b{_H}-thirty\b", 30), (rf"\b{_H}-fifteen\b", 15), (rf"\b{_H}-forty-five\b", 45), (rf"\b(?:a )?quarter past {_H}\b", 15), (rf"\b(?:a )?quarter to {_H}\b", -15)),
        week_end=r"\b(?:end of (?:the |this |next |the coming )?(?:working )?week(?: after next)?|(?:before|by) the weekend|this week)\b",
        days=((r"\bthe day after tomorrow\b", 2),),
        patience=rf"\b(?:give|allow) (?:us|me) (?:another |about )?{_N} (?P<unit>minute|hour)s?\b",
        morning=r"\b(?:tomorrow|\w+day) morning\b|\bmorning of\b",
    ),
    "es": TimeWords(
        clock=((rf"\blas? {_H} y media\b", 30), (rf"\blas? {_H} y cuarto\b", 15), (rf"\blas? {_H} menos cuarto\b", -15)),
        week_end=r"\b(?:(?:fin|final|finales) de (?:la |esta )?semana|acabe (?:la|esta) semana|esta semana)\b",
        days=((r"\bpasado manana\b", 2), (r"^manana\b", 1)),
        patience=rf"\b(?:denos|deme|dame|danos|denme|dejenos|dejeme|dejame|dejanos|concedanos|permitame|permitanos|permiteme|regaleme|regalame) (?:otr[oa]s? |solo )?{_N} (?P<unit>minut(?:it)?o|hor(?:it)?a)s?\b",
        morning=r"\b(?:manana|lunes|martes|miercoles|jueves|viernes|sabado) (?:por|a) la manana\b",
    ),
    "fr": TimeWords(
        clock=((rf"\b{_H} ?h(?:eures?)? et demie\b", 30), (rf"\b{_H} ?h(?:eures?)? et quart\b", 15), (rf"\b{_H} ?h(?:eures?)? moins le quart\b", -15)),
        week_end=r"\b(?:fin de (?:la |cette )?semaine|avant le week-end|cette semaine)\b",
        days=((r"\bapres-demain\b", 2),),
        patience=rf"\b(?:laissez?|donnez?|accordez?)[- ](?:moi|nous) (?:encore )?{_N} (?P<unit>minute|heure)s?\b",
        morning=r"\b(?:demain|lundi|mardi|mercredi|jeudi|vendredi|samedi) (?:dans la |en )?matin(?:ee)?\b",
    ),
    "pt": TimeWords(
        clock=((rf"\bas? {_H}(?: ?h(?:oras?)?)? e meia\b", 30), (rf"\bas? {_H}(?: ?h(?:oras?)?)? e um quarto\b", 15), (rf"\b(?:um quarto|quinze) para as? {_H}\b", -15)),
        week_end=r"\b(?:(?:antes do|ate ao?|ate o) fim de semana|(?:fim|final) d(?:a|esta) (?:proxima )?semana|esta semana)\b",
        days=((r"\bdepois de amanha\b", 2),),
        patience=rf"\b(?:d[ea]-(?:me|nos)|(?:me|nos) d[ea]) (?:mais |so |umas |uns )?{_N} (?P<unit>minut(?:inh)?o|hor(?:inh)?a)s?\b",
        morning=r"\b(?:amanha|segunda|terca|quarta|quinta|sexta|feira|sabado) (?:de|da|pela|durante a) manha\b",
    ),
    "de": TimeWords(
        clock=((rf"\bhalb {_H}\b", -30), (rf"\bviertel nach {_H}\b", 15), (rf"\b(?:viertel vor|dreiviertel) {_H}\b", -15)),
        week_end=r"\b(?:ende (?:(?:der|dieser) )?(?:nachste[rn]? |kommende[rn]? )?woche|vor dem wochenende|zum wochenende|diese woche|wochenende)\b",
        days=((r"\bubermorgen\b", 2), (r"\bmorgigen tag", 1), (r"\bheutigen tag", 0)),
        patience=rf"\b(?:geben sie|gib|gebt|lassen sie|lass|lasst) (?:mir|uns) (?:bitte )?(?:noch )?{_N} (?P<unit>minute|stunde)n?\b",
        morning=r"\b(?:morgen|\w+tag) ?(?:fruh|vormittag|morgen)s?\b",
    ),
    "vi": TimeWords(
        # Folding keeps Vietnamese marks where the text has them.
        clock=(
            (r"\b(?P<h>\d{1,2}|\w+) (?:(?:gio|giờ) )?(?:ruoi|rưỡi)\b(?! (?:nữa|nua|phút))", 30),
            (rf"\b{_H} (?:gio|giờ) (?:kem|kém) (?:15|muoi lam|mười lăm)\b", -15),
        ),
        week_end=r"\b(?:cuoi tuan|cuối tuần|tuan nay|tuần này)\b",
        days=((r"\b(?:ngay|ngày) kia\b", 2), (r"\btrong (?:ngày )?hôm nay\b", 0), (r"\btrong (?:ngày )mai\b", 1)),
        patience=r"\b(?:cho|chờ|đợi) (?:chúng )?(?:tôi|em|toi) (?P<n>\w+) (?P<unit>phút|phut|giờ|gio|tiếng|tieng)\b",
        morning=r"\b(?:sáng|sang|trưa|trua) (?:mai|thứ|thu|ngày|ngay)\b",
    ),
    "ja": TimeWords(
        clock=(),
        week_end=r"今週末|週末まで|週末(?:に入る|になる)?(?:の)?前|来週中|来週末|来週いっぱい|来週のうち|今週中|今週いっぱい|今週のうち|週内|週をまた[がぐ]",
        days=((r"(?<!し)(?<!明)明後日|(?<!し)あさって|一両日|翌々日|中一日", 2), (r"明日中", 1), (r"明々後日|しあさって|中二日", 3)),
        patience=r"(?P<n>\d{1,3}|[一二三四五六七八九十]+)(?P<unit>分|時間)(?:ほど|だけ)?お?(?:時間|待ち)",
        morning=r"午前中|明朝",
    ),
}  # fmt: skip


#: Minutes in words ("forty-five minutes"), folded: what calendars do not count in and people promise.
_TENS: Mapping[str, tuple[str, Mapping[str, int]]] = {
    language: (rf"\b(?P<tens>{'|'.join(map(re.escape, words))}) {unit}\b", words)
    for language, unit, words in (
        ("en", "minutes", {"forty-five": 45, "forty five": 45, "twenty": 20, "thirty": 30, "forty": 40, "fifteen": 15, "sixty": 60, "ninety": 90}),
        ("es", "minutos", {"cuarenta y cinco": 45, "veinte": 20, "treinta": 30, "cuarenta": 40, "sesenta": 60, "noventa": 90}),
        ("fr", "minutes", {"quarante-cinq": 45, "vingt": 20, "trente": 30, "quarante": 40, "soixante": 60}),
        ("pt", "minutos", {"quarenta e cinco": 45, "vinte": 20, "trinta": 30, "quarenta": 40, "sessenta": 60, "noventa": 90}),
        ("de", "minuten", {"funfundvierzig": 45, "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "funfzehn": 15}),
    )
}  # fmt: skip


def times_in(folded: str, language: str) -> tuple[Moment, ...]:
    """Return the moments of a folded sentence that the calendar words alone would miss or mistake."""
    words = TIMES.get(language)
    return tuple(_times(folded, words, language)) if words else ()


def _times(folded: str, words: TimeWords, language: str) -> Iterator[Moment]:
    for pattern, added in words.clock:
        for match in re.finditer(pattern, folded):
            hour = _number(match["h"], language)
            if hour is not None and 0 < hour <= 24:
                yield Moment(start=match.start(), end=match.end(), minutes=_by_day(hour * 60 + added))
    for match in re.finditer(words.week_end, folded):
        yield Moment(start=match.start(), end=match.end(), weekday=_FRIDAY)
    for match in re.finditer(words.patience, folded):
        count = _number(match["n"], language)
        if count is not None:
            span = count * (1 if match["unit"] in _MINUTES else 60)
            yield Moment(start=match.start(), end=match.end(), span=span)
    for match in re.finditer(_TENS[language][0], folded) if language in _TENS else ():
        yield Moment(start=match.start(), end=match.end(), span=_TENS[language][1][match["tens"]])
    for pattern, offset in words.days:
        for match in re.finditer(pattern, folded):
            yield Moment(start=match.start(), end=match.end(), offset=offset)


#: Days of the week as case notes shorten them, behind a word that asks for a day or before a number; "Fr." is also a lady.
_SHORT_DAYS: Mapping[str, tuple[re.Pattern[str], tuple[str, ...]]] = {
    "de": (
        re.compile(
            r"(?:(?<=\bbis )|(?<=\bam )|(?<=\bfür )|(?<=\bab )|(?<=\bvor )|(?<=\bauf )|(?<=\bspätestens ))(Mo|Di|Mi|Do|Fr|Sa|So)\b(?!\. ?[A-ZÄÖÜ]|\w)"
            r"|\b(Mo|Di|Mi|Do|Fr|Sa|So)\b(?=[.,]? \d{1,2}[.:])"
        ),
        ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    ),
}


def short_days(sentence: str, language: str) -> tuple[Moment, ...]:
    """Return the shortened days of the week in a sentence as it is written: capitals tell "Di" from "di"."""
    pattern, names = _SHORT_DAYS.get(language, (None, ()))
    return tuple(
        Moment(start=match.start(), end=match.end(), weekday=names.index(match[1] or match[2]))
        for match in (pattern.finditer(sentence) if pattern else ())
    )


#: "Next week", which moves a weekday into it, and "next", which is not today.
_NEXT: Mapping[str, tuple[str, str]] = {
    "en": (r"\bnext week\b", r"\bnext \w+day\b"),
    "es": (r"\b(?:proxima semana|semana (?:que viene|proxima))\b", r"\b(?:proximo|que viene)\b"),
    "fr": (r"\bsemaine prochaine\b", r"\bprochaine?\b"),
    "pt": (r"\b(?:proxima semana|semana que vem)\b", r"\b(?:proxim[ao]|que vem)\b"),
    "vi": (r"\b(?:tuần|tuan) (?:sau|tới|toi)\b", r"(?!)"),
    "ja": (r"来週", r"(?!)"),
    "de": (r"\b(?:nachste|kommende)[rn]? woche\b", r"\b(?:nachste|kommende)[rnms]?\b"),
}


def ahead_of_today(found: tuple[Moment, ...], folded: str, language: str, today: int) -> tuple[Moment, ...]:
    """Return the moments with the weekday of "next Wednesday", said on one, and of "Tuesday next week", a week on.

    Args:
        today: the weekday of now, Monday is 0.
    """
    week, next_ = _NEXT.get(language, (r"(?!)", r"(?!)"))
    in_week, coming = re.search(week, folded), re.search(next_, folded)
    if in_week and any(one.weekday is not None or one.day is not None for one in found):
        # The week by itself says less.
        found = tuple(one for one in found if not _is_a_week(one))
    elif in_week:  # without a day it ends with its Friday
        found = tuple(
            replace(one, offset=_WEEK - today + _FRIDAY, span=None) if _is_a_week(one) else one for one in found
        )
    return tuple(_moved(one, today, week=bool(in_week), coming=bool(coming)) for one in found)


def _is_a_week(one: Moment) -> bool:
    return one.offset == _WEEK or one.span == _WEEK * 24 * 60


def _moved(one: Moment, today: int, *, week: bool, coming: bool) -> Moment:
    if one.weekday is None or one.offset is not None or one.day is not None:
        return one
    if week:
        return replace(one, weekday=None, offset=_WEEK - today + one.weekday)
    return replace(one, weekday=None, offset=_WEEK) if coming and one.weekday == today else one


#: This morning, folded.
_THIS_MORNING: Mapping[str, str] = {
    "en": r"\b(?:this|earlier this) morning\b",
    "es": r"\besta (?:misma )?manana\b",
    "fr": r"\bce matin\b",
    "pt": r"\b(?:esta manha|hoje de manha|hoje pela manha)\b",
    "vi": r"\b(?:sáng|sang) nay\b",
    "ja": r"今朝",
    "de": r"\bheute (?:fruh|morgen|vormittag)\b",
}


def morning_is_over(found: tuple[Moment, ...], folded: str, language: str, hour: int) -> bool:
    """Tell whether a sentence speaks of this morning, and it is past: "this morning at nine" at four."""
    others = any(one.dated and one.offset != 0 for one in found)
    return hour >= _NOON // 60 and not others and re.search(_THIS_MORNING.get(language, r"(?!)"), folded) is not None


def with_morning(found: tuple[Moment, ...], folded: str, language: str) -> tuple[Moment, ...]:
    """Return the moments with noon as the hour where a day's morning is promised and no hour is named."""
    words = TIMES.get(language)
    if words is None or any(one.minutes is not None or one.span is not None for one in found):
        return found
    match = re.search(words.morning, folded)
    return (*found, Moment(start=match.start(), end=match.end(), minutes=_NOON)) if match and found else found


def merged(known: tuple[Moment, ...], better: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """Return both in order; what overlaps a better reading gives way to it, and one better hour is the hour."""
    hour = any(one.minutes is not None for one in better)
    kept = [
        one
        for one in known
        if not any(one.start < other.end and other.start < one.end for other in better)
        and not (hour and one.minutes is not None and not one.dated)
    ]
    return tuple(sorted((*kept, *better), key=lambda one: one.start))


def _by_day(minutes: int) -> int:
    return minutes + 12 * 60 if minutes < EARLIEST else minutes


def _number(text: str, language: str) -> int | None:
    if text.isdecimal():
        return int(text)
    counts = COUNTS.get(language, {})
    plain = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    if text in counts or plain in counts:  # Vietnamese is folded with its marks
        return counts[text] if text in counts else counts[plain]
    return kanji_number(text) if all(char in "一二三四五六七八九十" for char in text) else None
