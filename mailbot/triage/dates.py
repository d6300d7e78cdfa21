"""Days in a customer's words, resolved against the mail's date; nothing here reads a clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from mailbot.model.heat import Span
from mailbot.triage.calendar_words import COUNTS, MONTH_ENDS, MONTHS, NEXT_WEEK, RELATIVE, UNITS, WEEK_ENDS, WEEKDAYS
from mailbot.triage.folding import fold
from mailbot.triage.sought import Sought


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day that a text names. A bare weekday or day of the month may lie before or after the mail."""

    past: date  # the reading at or before the mail
    future: date  # the reading at or after the mail
    span: Span
    weekday: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Duration:
    """A length of time ("nine days")."""

    iso: str  # "P9D", "PT8H"
    days: float
    span: Span


#: Words that may stand between a number and its unit.
_BETWEEN = r"(?:business|working|whole|full|solid|bloody|long|ganze|volle|endlose|longs|bonnes|largos|inteiros|tieng) "
#: What makes "21 heures" or "mươi phút" something else than a length of time by itself.
_CLOCK_BEFORE = re.compile(
    r"(?:\bdes |\bvers |\bavant |\ba |\bas |las |\bum |\bat |luc |muoi |bon |hai |ba |thang |thu )$"
)
_KANJI = {"〇": 0, **COUNTS["ja"]}


def find_days(text: str, *, language: str, today: date) -> tuple[Day, ...]:
    """Return the days a text names, in order; overlapping readings leave the longer one."""
    folded = fold(text)
    found: list[Day] = []
    for pattern, read in _patterns(language):
        for match in pattern.finditer(folded):
            day = read(match, today)
            if day is not None and not any(_overlap(day.span, other.span) for other in found):
                found.append(day)
    return _joined(sorted(found, key=lambda day: day.span))


def _joined(days: list[Day]) -> tuple[Day, ...]:
    """Return days with "Monday 16 March" as one: a weekday right before a date belongs to it."""
    joined: list[Day] = []
    for day in days:
        before = joined[-1] if joined else None
        if before and before.weekday and not day.weekday and 0 <= day.span[0] - before.span[1] <= 6:
            joined[-1] = Day(past=day.past, future=day.future, span=(before.span[0], day.span[1]))
        else:
            joined.append(day)
    return tuple(joined)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


_Read = Callable[["re.Match[str]", date], "Day | None"]


@lru_cache(maxsize=16)
def _patterns(language: str) -> tuple[tuple[Sought, _Read], ...]:
    """Return the patterns of a language, the surest first."""
    months, words = MONTHS.get(language, MONTHS["en"]), WEEKDAYS.get(language, WEEKDAYS["en"])
    edge, end = ("", "") if language == "ja" else (r"(?<![a-z0-9])", r"(?![a-z0-9])")
    month = "|".join(f"(?P<m{number}>{name})" for number, name in enumerate(months, 1))
    rules: list[tuple[str, _Read]] = [(r"(?<!\d)(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)", _numeric)]
    if language == "ja":
        rules += [
            (r"(?:(?P<y>20\d\d)年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日", _numeric),
            (r"(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日", _numeric),
            (r"(?<![\d/])(?P<m>\d{1,2})/(?P<d>\d{1,2})(?![\d/])", _numeric),
            (r"(?:今月|当月|来月)の?(?P<d>\d{1,2})日", _day_of_month),
        ]
    elif language == "vi":
        rules += [
            (
                rf"{edge}(?:ngay )?(?P<d>\d{{1,2}})(?:/|-| thang )(?P<m>\d{{1,2}})(?:(?:/|-| nam )(?P<y>(?:20)?\d\d))?{end}",
                _numeric,
            )
        ]
    elif language == "en":
        rules += [
            (rf"{edge}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?:{month})\.?(?:,? (?P<y>20\d\d))?{end}", _named),
            (rf"{edge}(?:{month})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<y>20\d\d))?{end}", _named),
            (
                rf"{edge}(?:the )?(?P<d>\d{{1,2}})(?:st|nd|rd|th)(?! (?:time|mail|e-?mail|letter|message|visit|attempt|floor|street)){end}",
                _day_of_month,
            ),
        ]
    else:
        rules += [
            (rf"{edge}(?P<d>\d{{1,2}})(?:er|\.|º|°)? ?(?:de )?(?:{month})(?: (?:de )?(?P<y>20\d\d))?{end}", _named),
            (
                r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:20)?\d\d)?(?!\d)" if language == "de" else r"(?!)",
                _numeric,
            ),
            (r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?:/(?P<y>(?:20)?\d\d))?(?![\d/])", _numeric),
            (
                rf"{edge}(?:dia|el dia|le|am) (?P<d>\d{{1,2}})(?:\.|er)?(?! ?(?:h\b|heures|euros?|€|%|\d|de |[a-z]+ de)){end}",
                _day_of_month,
            ),
        ]
    rules += [
        (
            rf"{edge}(?<!thu )(?P<n>{_count(language)}){_gap(language)}(?:{unit}) ?(?:ago|truoc|前){end}",
            _ago(designator, language),
        )
        for unit, designator in UNITS[language if language in UNITS else "en"].items()
        if designator in "DWM"
    ]
    before = {"es": "hace", "fr": "il y a", "pt": "(?:ha|faz)", "de": "vor"}.get(language)
    if before:
        rules += [
            (rf"{edge}{before} (?P<n>{_count(language)}) (?:{unit}){end}", _ago(designator, language))
            for unit, designator in UNITS[language].items()
            if designator in "DWM"
        ]
    rules += [
        (rf"{edge}(?:{word}){end}", _offset(days)) for word, days in RELATIVE.get(language, RELATIVE["en"]).items()
    ]
    if ends := MONTH_ENDS.get(language):
        rules.append((rf"{edge}(?:{ends}){end}", _month_end))
    if ends := WEEK_ENDS.get(language):
        rules.append((rf"{edge}(?:{ends}){end}", _week_end))
    before_week, after_week = NEXT_WEEK.get(language, ("(?!)", "(?!)"))
    for number, word in enumerate(words):
        rules.append((rf"{edge}(?:{before_week}(?:{word})|(?:{word}){after_week}){end}", _next_week(number)))
    if language not in ("ja", "vi"):
        dated = r",? (?:dia |le |de[nm] )?(?P<d>\d{1,2})(?!\d|[:.,/h]\d| ?(?:h|am|pm|uhr|o'clock|de la)\b| da (?:manha|tarde|noite))"
        rules += [(rf"{edge}(?:{word}){dated}", _weekday_dated(number)) for number, word in enumerate(words)]
    rules += [(rf"{edge}(?:{word}){end}", _weekday(number)) for number, word in enumerate(words)]
    return tuple((Sought(pattern), read) for pattern, read in rules)  # fmt: skip


def _count(language: str) -> str:
    words = sorted(COUNTS.get(language, COUNTS["en"]), key=len, reverse=True)
    return r"\d{1,3}|" + "|".join(words)


def _gap(language: str) -> str:
    return " ?" if language == "ja" else " "


def number_of(word: str, language: str) -> int | None:
    """Return the value of a number in digits or words, None when it is neither."""
    return int(word) if word.isdecimal() else COUNTS.get(language, COUNTS["en"]).get(word)


def _integer(text: str) -> int:
    """Return a number in digits or in Chinese numerals up to 31."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    return (_KANJI.get(tens, 1) * 10 + _KANJI.get(ones, 0)) if ten else _KANJI.get(text, 0)


def _numeric(match: re.Match[str], today: date) -> Day | None:
    year = match.groupdict().get("y")
    return _dated(match, today, year, _integer(match.group("m")), _integer(match.group("d")))


def _named(match: re.Match[str], today: date) -> Day | None:
    month = next(number for number in range(1, 13) if match.group(f"m{number}"))
    return _dated(match, today, match.group("y"), month, int(match.group("d")))


def _dated(match: re.Match[str], today: date, year: str | None, month: int, day: int) -> Day | None:
    """Return a dated day; without a year the one that lies nearest to the mail."""
    try:
        if year:
            exact = date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        else:
            choices = [date(today.year + step, month, day) for step in (-1, 0, 1)]
            exact = min(choices, key=lambda choice: abs((choice - today).days))
    except ValueError:
        return None
    return Day(past=exact, future=exact, span=match.span())


def _day_of_month(match: re.Match[str], today: date) -> Day | None:
    number = int(match.group("d"))
    near = [today + timedelta(days=step) for step in range(-31, 32)]
    past = [day for day in near if day.day == number and day <= today]
    future = [day for day in near if day.day == number and day >= today]
    return Day(past=past[-1], future=future[0], span=match.span()) if past and future else None


def _ago(designator: str, language: str) -> _Read:
    length = {"D": 1, "W": 7, "M": 30}[designator]

    def read(match: re.Match[str], today: date) -> Day | None:
        count = number_of(match.group("n"), language)
        if count is None:
            return None
        day = today - timedelta(days=count * length)
        return Day(past=day, future=day, span=match.span())

    return read


def _offset(days: int) -> _Read:
    def read(match: re.Match[str], today: date) -> Day | None:
        day = today + timedelta(days=days)
        return Day(past=day, future=day, span=match.span())

    return read


def _weekday(number: int) -> _Read:
    def read(match: re.Match[str], today: date) -> Day | None:
        back = (today.weekday() - number) % 7
        past, future = today - timedelta(days=back), today + timedelta(days=(number - today.weekday()) % 7)
        return Day(past=past, future=future, span=match.span(), weekday=True)

    return read


def _weekday_dated(number: int) -> _Read:
    """Read "Tuesday 8": the eighth, where it falls on that weekday."""

    def read(match: re.Match[str], today: date) -> Day | None:
        near = [today + timedelta(days=step) for step in range(-31, 32)]
        fitting = [day for day in near if day.day == int(match.group("d")) and day.weekday() == number]
        past = [day for day in fitting if day <= today]
        future = [day for day in fitting if day >= today]
        if not fitting:
            return None
        return Day(past=(past or future)[-1], future=(future or past)[0], span=match.span(), weekday=True)

    return read


@lru_cache(maxsize=16)
def _duration(language: str) -> Sought:
    units = UNITS.get(language, UNITS["en"])
    alternatives = "|".join(f"(?P<{designator}>{unit})" for unit, designator in units.items())
    if language == "ja":
        return Sought(
            rf"(?<![月\d一二三四五六七八九十])(?P<n>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})(?:{alternatives})"
        )
    return Sought(
        rf"(?<![a-z0-9.,])(?<![a-z]-)(?P<n>{_count(language)}){_gap(language)}(?:{_BETWEEN})?(?:{alternatives})(?![a-z0-9])"
    )


def _next_week(number: int) -> _Read:
    """Read a weekday of the week after the mail's ("Wednesday next week")."""

    def read(match: re.Match[str], today: date) -> Day | None:
        day = today + timedelta(days=7 - today.weekday() + number)
        return Day(past=day, future=day, span=match.span())

    return read


def _month_end(match: re.Match[str], today: date) -> Day | None:
    first = today.replace(day=1)
    future = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return Day(past=future if future == today else first - timedelta(days=1), future=future, span=match.span())


def _week_end(match: re.Match[str], today: date) -> Day | None:
    ahead = (4 - today.weekday()) % 7
    future = today + timedelta(days=ahead)
    return Day(past=future - timedelta(days=7 if ahead else 0), future=future, span=match.span())


#: Vietnamese words around hours that last.
_LASTING = re.compile(r"(?:cho|doi|suot|hon|mat|gan|ca|trong|sau|them|keo dai|ngoi|dung)(?: \w+){0,2} $")
_LASTED = re.compile(r" (?:lien|dong ho|roi|troi|nay|qua)\b")


def _lasts(folded: str, span: Span) -> bool:
    before = folded[max(0, span[0] - 20) : span[0]]
    return _LASTING.search(before) is not None or _LASTED.match(folded, span[1]) is not None


def find_durations(text: str, *, language: str) -> Iterator[Duration]:
    """Yield the lengths of time a text names, in order."""
    folded = fold(text)
    lengths = {"D": 1.0, "W": 7.0, "M": 30.0, "TH": 1 / 24, "TM": 1 / 1440}
    for match in _duration(language).finditer(folded):
        count = _integer(match.group("n")) if language == "ja" else number_of(match.group("n"), language)
        designator = next(key for key in lengths if match.groupdict().get(key))
        before = folded[max(0, match.start() - 8) : match.start()]
        if language == "vi" and match.group().endswith("gio") and not _lasts(folded, match.span()):
            continue  # "mười giờ" is ten o'clock unless the words around it wait
        if count and not _CLOCK_BEFORE.search(before):
            time, unit = ("T", designator[1]) if designator.startswith("T") else ("", designator)
            yield Duration(iso=f"P{time}{count}{unit}", days=count * lengths[designator], span=match.span())  # fmt: skip
