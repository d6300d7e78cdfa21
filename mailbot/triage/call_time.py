"""When a customer wants to be rung ("call me Tuesday after five"), as a window in their own zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from mailbot.model.heat import Span
from mailbot.triage.calendar_words import COUNTS
from mailbot.triage.dates import find_days, number_of
from mailbot.triage.folding import fold
from mailbot.triage.sought import Sought


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """A stretch of time in which a call is welcome."""

    start: datetime
    end: datetime
    span: Span

    def __str__(self) -> str:
        """Return an ISO 8601 interval."""
        return f"{self.start.isoformat(timespec='minutes')}/{self.end.isoformat(timespec='minutes')}"


#: A request to be rung; telling that one has rung is none.
_CALL = Sought(
    r"\b(?:call|ring|phone|telephone|reach|get)(?:ing)? (?:me|us)\b|\bgive (?:me|us) a (?:call|ring|bell)\b|\b(?:please|can|could) [^.!?]{0,24}(?:call|ring)\b|\brung\b"
    r"|\b(?:llama(?:me|dme|rme)|llame(?:me|nme)|que me llamen?|marqu\w*me|marcame|me pueden? llamar)\b"
    r"|\b(?:rappelez|appelez|rappeler|appeler|telephonez)\b|\bjoignable|me joindre"
    r"|\b(?:me lig\w+|lig(?:ue|uem|ar)-me|podem (?:me )?ligar|telefon(?:em|e)[- ]me)\b|\bme ligando\b"
    r"|\b(?:goi|alo) (?:lai|dien|cho|dum|toi|minh|em|anh|chi)\b"
    r"|\bruf(?:en|t|)\b[^.!?]{0,20}\bmich\b|\banrufen\b|\bzuruckruf\w*|\berreich(?:bar|en sie mich)"
    r"|電話(?:を)?(?:ください|下さい|お願い|いただ|頂|希望|して)|折り返し|連絡(?:ください|下さい|お願い)"
)
_REFUSED = re.compile(
    r"\b(?:don't|dont|do not|not to|never|no me llam\w+|ne (?:me|m')|pas (?:me|de)|nao me|nao lig\w+|nicht|dung|khong)\b|しないで|不要|お断り|控え"
)
_H = r"(?P<h>\d{1,2}|{words})(?:(?:[:.h]| h | gio )?(?P<m>[0-5]\d)(?!\d))?"
_HALF = r" ?(?P<half>am|pm|a\.m\.|p\.m\.|in the (?:morning|afternoon|evening)|de la (?:manana|tarde|noche)|da (?:manha|tarde|noite)|du (?:matin|soir)|de l'apres-midi|sang|chieu|toi|abends|nachmittags|morgens)?"
_HOUR_WORD = r" ?(?:o'clock|h(?:oras|eures)?\b|uhr|gio|時)?"

#: language -> (before the hour, meaning); the hour itself is the same pattern everywhere but in Japanese.
_FRAMES: dict[str, tuple[tuple[str, str], ...]] = {
    "en": ((r"\bafter ", "after"), (r"\bfrom ", "after"), (r"\bbefore ", "before"), (r"\b(?:at|around) ", "at")),
    "es": ((r"(?:despues de|a partir de|desde) las? ", "after"), (r"antes de las? ", "before"), (r"\ba las? ", "at")),
    "fr": ((r"(?:apres|a partir de|des) ", "after"), (r"avant ", "before"), (r"\b(?:a|vers) ", "at")),
    "pt": (
        (r"(?:depois das?|a partir das?|apos as?) ", "after"),
        (r"(?:antes das?|ate as?) ", "before"),
        (r"\bas ", "at"),
    ),
    "vi": ((r"\b(?:sau|tu) (?:luc )?", "after"), (r"\btruoc (?:luc )?", "before"), (r"\bluc ", "at")),
    "de": ((r"\b(?:nach|ab) ", "after"), (r"\bvor ", "before"), (r"\b(?:um|gegen) ", "at")),
}
_BETWEEN = re.compile(
    r"(?:between|entre(?: las?| as?)?|zwischen|tu|from) (?P<h1>\d{1,2})(?:[:h.](?P<m1>[0-5]\d))?(?: ?(?:h|uhr|gio|am|pm))?(?: and| y(?: las?)?| et| e(?: as?)?| und| den| to|-) ?(?P<h2>\d{1,2})(?:[:h.](?P<m2>[0-5]\d))?(?: ?(?P<pm>pm|chieu))?"
)
_JAPANESE = re.compile(
    r"(?P<half>午前|午後|夜|朝)?(?P<h>\d{1,2})時(?:(?P<m>[0-5]?\d)分|(?P<thirty>半))?(?P<frame>以降|以後|過ぎ|から|まで|以前|前|ごろ|頃|に)?"
)
_PARTS: dict[str, tuple[int, int]] = {
    r"\b(?:morning|por la manana|de manana temprano|matin|de manha|pela manha|buoi sang|vormittags?|fruh)\b|午前": (
        9,
        12,
    ),
    r"\b(?:afternoon|por la tarde|apres-midi|a tarde|de tarde|buoi chieu|nachmittags?)\b|午後": (13, 17),
    r"\b(?:evening|por la noche|soir|a noite|de noite|buoi toi|toi nay|abends?)\b|夕方|夜": (17, 20),
}
_SENTENCE = re.compile(r"[^.!?\n。！？]+(?:\.(?=\d)[^.!?\n。！？]+)*")


def find_call_windows(text: str, *, language: str, at: datetime) -> Iterator[Window]:
    """Yield the windows in which the customer asks to be rung; `at` is when they wrote, in their zone."""
    folded = fold(text)
    if not _CALL.may_match(folded):
        return
    for sentence in _SENTENCE.finditer(folded):
        if _CALL.search(sentence.group()) and not _REFUSED.search(sentence.group()):
            window = _window(sentence, language, at)
            if window is not None:
                yield window


def _window(sentence: re.Match[str], language: str, at: datetime) -> Window | None:
    days = find_days(sentence.group(), language=language, today=at.date())
    hours = _hours(sentence.group(), language)
    if not days and hours is None:
        return None
    day = days[-1].future if days else at.date()
    first, last = hours or (time(9), time(18))
    start, end = datetime.combine(day, first, at.tzinfo), datetime.combine(day, last, at.tzinfo)
    if day == at.date() and hours is None:
        start, end = at, datetime.combine(day, time(max(21, min(23, at.hour + 1))), at.tzinfo)
    elif end <= at:
        later = timedelta(days=7 if days and days[-1].weekday else 1)
        start, end = start + later, end + later
    return Window(start=start, end=end, span=sentence.span())


def _hours(sentence: str, language: str) -> tuple[time, time] | None:
    between = _BETWEEN.search(sentence)
    if between:
        return _between(between)
    found = _japanese(sentence) if language == "ja" else _framed(sentence, language)
    if found:
        return found
    return next(
        ((time(first), time(last)) for pattern, (first, last) in _PARTS.items() if re.search(pattern, sentence)), None
    )


def _between(match: re.Match[str]) -> tuple[time, time] | None:
    first, last = int(match.group("h1")), int(match.group("h2"))
    if (match.group("pm") or last <= 7) and last < 12:
        first, last = (first + 12 if first < 12 and first <= last else first), last + 12
    if not first < last <= 23:
        return None
    return time(first, int(match.group("m1") or 0)), time(last, int(match.group("m2") or 0))


def _framed(sentence: str, language: str) -> tuple[time, time] | None:
    words = "|".join(word for word in COUNTS.get(language, {}) if len(word) > 2)
    for frame, meaning in _FRAMES.get(language, _FRAMES["en"]):
        pattern = (
            frame
            + _H.replace("{words}", words or "(?!)")
            + _HOUR_WORD
            + _HALF
            + r"(?![\d/]| ?(?:days?|dias?|jours?|tage|ngay|€|\$))"
        )
        match = re.search(pattern, sentence)
        if match:
            hour = number_of(match.group("h"), language)
            found = _meant(meaning, hour, int(match.group("m") or 0), match.group("half") or "")
            if found:
                return found
    return None


def _japanese(sentence: str) -> tuple[time, time] | None:
    matches = list(_JAPANESE.finditer(sentence))
    if not matches:
        return None
    match = matches[0]
    half = {"午後": "pm", "夜": "pm", "午前": "am", "朝": "am"}.get(match.group("half") or "", "24")
    if len(matches) > 1 and match.group("frame") == "から":
        first, last = int(match.group("h")) + (12 if half == "pm" else 0), int(matches[1].group("h"))
        last += 12 if last < first else 0
        return (time(first), time(last)) if first < last <= 23 else None
    meaning = {
        "以降": "after",
        "以後": "after",
        "過ぎ": "after",
        "から": "after",
        "まで": "before",
        "以前": "before",
        "前": "before",
    }.get(match.group("frame") or "", "at")
    return _meant(meaning, int(match.group("h")), 30 if match.group("thirty") else int(match.group("m") or 0), half)


def _meant(meaning: str, hour: int | None, minute: int, half: str) -> tuple[time, time] | None:
    """Return the window of an hour: three hours after or before it, or one from it on."""
    if hour is None or hour > 23:
        return None
    morning = (
        half.startswith("a")
        or "manana" in half
        or "manha" in half
        or "matin" in half
        or half in ("sang", "morgens", "in the morning")
    )
    late = half.startswith("p") or any(
        word in half
        for word in ("tarde", "noche", "noite", "soir", "chieu", "toi", "abend", "nachmittag", "afternoon", "evening")
    )
    if hour < 12 and (late or (hour <= 7 and not morning and half != "24")):
        hour += 12
    start = time(hour, minute)
    if meaning == "after":
        return start, time(min(hour + 3, 21) if hour < 21 else 23, minute)
    if meaning == "before":
        return time(max(8, hour - 3)), start
    return start, time(min(hour + 1, 23), minute)
