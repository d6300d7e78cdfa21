"""What the days and durations in a mail mean: what we promised, the customer's deadline, when it happened, how long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Protocol

from mailbot.model.facts import Fact
from mailbot.model.heat import Span
from mailbot.triage.call_time import find_call_windows
from mailbot.triage.dates import Day, Duration, find_days, find_durations
from mailbot.triage.folding import fold
from mailbot.triage.wish import asks


class _MakeFact(Protocol):
    def __call__(self, slot: str, value: str, span: Span, confidence: float) -> Fact: ...


#: Words before a day that we promised.
_PROMISED = re.compile(
    r"\b(?:you said|promis\w*|you told|you wrote|due (?:on|by|for)?|meant to|supposed to|confirmed for|scheduled|guaranteed"
    r"|promet\w+|asegur\w+|garantiz\w+|dijeron|dijisteis|qued\w+ en|acord\w+|para el|tenia que|(?:iba|iban|debia|debian) a?"
    r"|aviez (?:dit|promis)|promis\w*|prevu\w*|annonc\w+|(?:devait|devaient|etait cense)|juré|jure pour"
    r"|fiquei com|ficou de|combin\w+|prometid\w+|marcad\w+|era para"
    r"|zugesagt|versprochen|sollte|angekundigt|vereinbart|hiess es|garantiert|hen|hua|bao la)\b|約束|必ず|予定|と言われ"
)
#: Words behind a day that we promised: German and Japanese put the verb last.
_PROMISED_AFTER = re.compile(
    r"^[^.!?;\n。！？]{0,26}(?:zugesagt|versprochen|angekundigt|vereinbart|garantiert|と言われ|と聞|とのこと|約束|の予定|に(?:来|届)[^。]{0,3}はず)"
)
#: The same for somebody of ours who was to come: "El viernes tenía que venir el afinador".
_DUE_AFTER = re.compile(
    r"^[^.!?;\n]{0,24}\b(?:(?:tenia que|tenian que|debia|iba a|iban a) (?:venir|llegar|pasar|estar|acudir|entreg\w+)|dev(?:ait|aient) (?:venir|arriver|passer|etre livre\w*)|(?:devia|deviam|ficou de|tinha de|era para) (?:vir|chegar|passar|ser entregue)"
    r"|sollte\w*\b[^.!?;\n]{0,50}\b(?:kommen|geliefert|eintreffen|da sein|vorbeikommen)|your \w+ (?:was|were) (?:due|supposed to|meant to)|(?:tho|nhan vien)\b[^.!?;\n]{0,24} hen)\b"
)
#: Words before a day until which the customer wants it done.
_DEADLINE = re.compile(
    r"(?:\b(?:by(?: noon on| the end of| close of)?(?: the)?|before|until|no later than|not later than|latest|antes del?|hasta el?|a mas tardar(?: el)?|para el"
    r"|avant(?: le)?|d'ici(?: au| le)?|jusqu'au|au plus tard(?: le)?|passe le|ate(?: ao?| o)?(?: dia)?|bis(?: zum| spatestens)?(?: am)?|spatestens(?: am| bis)?|vor(?: dem)?|truoc|cham nhat(?: la)?|han(?: den| chot)?)\s*)$"
    r"|\b(?:need\w*|il (?:nous |me )?l?[ae]? ?(?:nous |me )?(?:la |le |les )?faut|besoin|brauch\w*|precis\w+|necesit\w+)[^.!?;\n]{0,24} (?:for|pour|fur|para)(?: the| le| el| o)? $"
)
#: A day that lies behind by its own words.
_LAST = re.compile(
    r"\blast |(?:pasado|pasada|dernier|derniere|passad[oa]|truoc)|letzt|vergangene|先週|前の|el .* pasado|yesterday|ayer|hier|ontem|gestern|hom qua|昨日"
)
#: "Bis heute" tells how long it has been so, "bis heute Abend" is a limit.
_UNTIL_NOW = re.compile(r"\b(?:until|till|bis|jusqu'a|hasta el dia de|hasta|ate|(?:cho )?den|tinh den)\s*$")
_NOW_IS = re.compile(
    r"\b(?:it'?s now|it is now|now it'?s|today is|heute ist(?: der)?|jetzt ist(?: schon)?|on est(?: deja)?(?: le)?|nous sommes(?: deja)?(?: le)?|nous voila(?: le)?|hoy es|hoje e|estamos a)\s*$"
)
_THIS_DAY = re.compile(r"(?:today|heute|aujourd'hui|hoy|hoje|hom nay)$")
_LATER_TODAY = re.compile(r" ?(?:abend|nachmittag|mittag|nacht|um |\d|soir|midi|a las |as |a noite|at |evening)")
#: Words before a day from which on it has been so.
_SINCE = re.compile(r"(?:\b(?:since|seit(?: dem)?|depuis(?: le)?|desde(?: el| o| a)?|(?<!den )tu)\s*)$")
_SINCE_AFTER = re.compile(r"から")
#: Behind a duration: it tells how long before something, not how long it has lasted.
_AHEAD = re.compile(
    r" ?(?:avant|before|vor (?:dem|der|beginn)|prior|ahead|early|in advance|im voraus|a l'avance|antes|de antelacion|truoc|前|despues|mas tarde|depois|later\b|apres|plus tard|spater|danach|sau (?:do|moi)|tuoi|de edad|de embarazo|後)"
)
#: Around a duration: it is the term of a page or of somebody's word, not how long it has lasted.
_TERM = re.compile(r"\b(?:it says|site says|steht|marque|il est ecrit|terms say|hiess es)(?: \w+)?\s*$")
_TERM_BEHIND = re.compile(
    r" (?:on (?:the|your) (?:web)?site|auf (?:der|ihrer|eurer) (?:seite|website)|sur (?:le|votre) site)\b"
)
#: A day that lies farther ahead than this many days is one behind us, written without its year.
_FARTHEST = 150
#: Words before the day of the customer's own occasion: "before our fair on Saturday", "para el concierto del domingo".
_OCCASION = re.compile(
    r"\b(?:before|for|in time for|vor|fur|zu|avant|pour|antes de|para|cho|truoc) (?:our|my|the|a|unser\w*|mein\w*|de[mnr]|das|eine?\w*|notre|mon|ma|le|la|un|une|nuestr[oa]|mi|el|nosso|nossa|meu|minha|o) (?!\w+tag\b)[^\W\d]\w* (?:(?:on|at|am|vom|du|de|del|do|da|no|na|ngay|hoa nhac) )?(?:this |last )?$"
    r"|\bcho (?:buoi|le|dam|tiec)(?: \w+){1,4} $"
)
#: How far before the word for a promise its day stands, in characters.
_BEFORE_PROMISE = 30
_DEADLINE_AFTER = re.compile(r"^\s?(?:までに|まで|中に|中)")
_WITHIN = re.compile(
    r"(?:\b(?:within|in the next|sous|dans(?: un delai de| les)?|en(?: un plazo de)?|dentro de|no prazo de|em(?: ate)?|binnen|innerhalb(?: von)?|trong(?: vong)?|concedo|plazo de|frist von)\s*)$"
)
#: Words before a duration that tell a story as often as they set a term.
_BARE = frozenset({"en", "em", "dans", "dans les", "dans le", "trong", "in the next"})
#: Words of what somebody of ours said; a term behind them is ours.
_SAID = re.compile(
    r"\b(?:me|nos|le) dij(?:o|eron)\b|\bdis(?:se|seram)\b|\b(?:he|she|they) (?:said|told)\b|\bm'a dit\b|\bhat gesagt\b|\b(?:bao|noi) (?:la )?(?:tien|se|hoan|tra)\b"
)
_WITHIN_AFTER = re.compile(r"^\s?(?:以内|のうちに)")
_HABIT = re.compile(r"business|working|habiles|laborables|ouvr|uteis|werktag|営業日")


def find_times(text: str, *, language: str, at: datetime | None, fact: _MakeFact) -> Iterator[Fact]:
    """Yield what the times in a text mean; without a date of the mail only durations."""
    folded = fold(text)
    if at is not None:
        days = find_days(text, language=language, today=at.date())
        windows = list(find_call_windows(text, language=language, at=at))
        yield from _days(folded, days, at, fact, [window.span for window in windows])
        yield from _within(folded, language, at, fact)
        for window in windows:
            yield fact("call_time", str(window), window.span, 0.7)
    yield from _longest(folded, list(find_durations(text, language=language)), fact)


def _inside(inner: Span, outers: list[Span]) -> bool:
    return any(outer[0] <= inner[0] and inner[1] <= outer[1] for outer in outers)


def _days(folded: str, days: tuple[Day, ...], at: datetime, fact: _MakeFact, calls: list[Span]) -> Iterator[Fact]:
    """Yield promised days (the latest first), deadlines, then other past days as `date`; a day to ring on is none."""
    meanings = _nearest_promised(folded, [(day, _meaning(folded, day)) for day in days])
    for day, meaning in reversed(meanings):
        if meaning == "promised" and (at.date() - day.past).days < 90:
            yield fact("promised", day.past.isoformat(), day.span, 0.6)
    for day, meaning in meanings:
        if meaning == "deadline" and 0 <= (day.future - at.date()).days <= _FARTHEST:
            yield fact("deadline", day.future.isoformat(), day.span, 0.7)
        elif meaning in ("", "since") and day.past <= at.date() and not _inside(day.span, calls):
            yield fact("date", day.past.isoformat(), day.span, _sureness(day, at))
    for day, meaning in meanings:
        if meaning == "since" and day.past < at.date():
            yield fact("since", day.past.isoformat(), day.span, 0.6)


def _nearest_promised(folded: str, meanings: list[tuple[Day, str]]) -> list[tuple[Day, str]]:
    """Give a promise to the day right before its word: "on Friday the tuner was due, for our concert on Sunday"."""
    told = list(meanings)
    for later, (day, meaning) in enumerate(meanings):
        words = list(_PROMISED.finditer(folded, max(0, day.span[0] - 60), day.span[0])) if meaning == "promised" else []
        for earlier in range(later):
            end = meanings[earlier][0].span[1]
            near = words and 0 <= words[-1].start() - end < _BEFORE_PROMISE
            if (
                near
                and meanings[earlier][0].weekday
                and meanings[earlier][1] == ""
                and not re.search(r"[.!?\n]", folded[end : words[-1].start()])
            ):
                told[earlier], told[later] = (meanings[earlier][0], "promised"), (day, "")
    return told


def _sureness(day: Day, at: datetime) -> float:
    """Return how sure a past day is: "the 14th" that lies nearer ahead than behind may be one to come."""
    behind, ahead = at.date() - day.past, day.future - at.date()
    return 0.5 if day.past == day.future or day.weekday or behind <= ahead else 0.3


def _meaning(folded: str, day: Day) -> str:
    """Return promised, deadline, since, now ("until today" tells how long) or "" for any other day."""
    start, end = day.span
    if _UNTIL_NOW.search(folded[max(0, start - 24) : start]) and _THIS_DAY.match(folded[start:end]):
        return "deadline" if _LATER_TODAY.match(folded[end:]) else "now"
    if _NOW_IS.search(folded[max(0, start - 24) : start]):
        return "now"
    if _SINCE.search(folded[max(0, start - 24) : start]) or _SINCE_AFTER.match(folded[end : end + 5]):
        return "since"
    before = re.split(r"[!?。\n]|\.(?!\d)", folded[max(0, start - 60) : start])[-1]
    promised = None if _OCCASION.search(before) else _PROMISED.search(before)
    if _DEADLINE.search(folded[max(0, start - 24) : start]) or _DEADLINE_AFTER.match(folded[end : end + 4]):
        # "You promised a refund by last Friday" names our limit, "by Friday, as you promised" the customer's.
        return "promised" if promised and _LAST.search(folded[max(0, start - 6) : end]) else "deadline"
    behind = folded[end : end + 110]
    return "promised" if promised or _PROMISED_AFTER.match(behind[:48]) or _DUE_AFTER.match(behind) else ""


def _within(folded: str, language: str, at: datetime, fact: _MakeFact) -> Iterator[Fact]:
    for duration in find_durations(folded, language=language):
        start, end = duration.span
        stated = _WITHIN.search(folded[max(0, start - 24) : start]) or _WITHIN_AFTER.match(folded[end : end + 4])
        if stated and duration.days >= 1 and _is_wanted(folded, duration.span, language, stated.group().strip()):
            due = at + timedelta(days=duration.days)
            yield fact("deadline", due.date().isoformat(), duration.span, 0.6)


def _is_wanted(folded: str, span: Span, language: str, word: str) -> bool:
    """Tell whether a term is the customer's: "in 48 hours" is one only where the sentence asks for something."""
    return not _said_by_us(folded, span[0]) and (word not in _BARE or asks(folded, span, language))


def _said_by_us(folded: str, start: int) -> bool:
    """Tell whether a term is one that we named: "she said that in two weeks I would have it" is no wish."""
    before = re.split(r"[!?。\n]|\.(?!\d)", folded[max(0, start - 60) : start])[-1]
    return _PROMISED.search(before) is not None or _SAID.search(before) is not None


def _longest(folded: str, durations: list[Duration], fact: _MakeFact) -> Iterator[Fact]:
    """Yield the longest time that is neither a deadline nor a rule of ours ("5 business days")."""
    told = [duration for duration in durations if _is_told(folded, duration)]
    for duration in sorted(told, key=lambda duration: -duration.days)[:1]:
        yield fact("duration", duration.iso, duration.span, 0.6)


def _is_told(folded: str, duration: Duration) -> bool:
    start, end = duration.span
    deadline = _WITHIN.search(folded[max(0, start - 24) : start]) or _WITHIN_AFTER.match(folded[end : end + 4])
    if _AHEAD.match(folded, end) or _TERM_BEHIND.match(folded, end) or _TERM.search(folded[max(0, start - 30) : start]):
        return False
    return not deadline and not re.match(r"an? day", folded[start:end]) and not _HABIT.search(folded[start : end + 12])
