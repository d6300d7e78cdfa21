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

_HOUR, _DAY, _WEEK = 60, 24 * 60, 7
_NOON = 12 * 60
#: "Early next week" is kept by its second day, "the middle of" by its third.
_TUESDAY, _WEDNESDAY, _FRIDAY, _SUNDAY = 1, 2, 4, 6


@dataclass(frozen=True, kw_only=True, slots=True)
class SpanWords:
    """How one language reckons; `{n}` stands for a number, `{weekday}` and `{month}` for a name."""

    ahead: str  # what stands before a span: "in", "within about", "in the next"
    spans: tuple[
        tuple[str, int, int], ...
    ]  # pattern -> minutes for each `n`, minutes added; what `ahead` does not reach
    month_end: tuple[str, ...]  # of this month, or of the `month` named
    next_month_end: str
    date: str  # `d` and `month`: a number before a month is no hour
    today: str  # the rest of this day
    weekend: str  # Saturday and Sunday themselves
    early: str  # the head of a week
    middle: str
    week_on: tuple[str, ...]  # `weekday`, one week after the next one
    after_next: tuple[str, ...]  # `weekday` of the week after the next
    noon: str  # the first half of the day
    same_hour: str
    hour: str = r"(?!)"  # an hour of the day `h` that looks like a span, with `min` where minutes follow


_WORDS: Mapping[str, SpanWords] = {
    "en": SpanWords(
        ahead=r"(?:in|within|inside|under|over|for)(?: (?:the|next|coming|following|about|around|roughly|approximately|some|another|at most|no more than|less than|just|under|over|maximum))*",
        spans=(
            (r"\b(?:an|one) hour and a half\b", 0, 90),
            (r"\b{n} and a half hours\b", _HOUR, 30),
            (r"\bhalf (?:an|a) hour\b|\bhalf[- ]hour\b", 0, 30),
            (r"\bthree quarters of an hour\b", 0, 45),
            (r"\bcouple of hours\b", 0, 2 * _HOUR),
            (r"\b{n} hrs?\b", _HOUR, 0),
            (r"(?:give (?:me|us)|in|within) (?:another )?(?:twenty-four|24) hours?\b", 0, _DAY),
            (r"\bgive (?:me|us) (?:another )?{n} hours?\b", _HOUR, 0),
            (r"\b{n} weeks? from (?:today|now)\b", 7 * _DAY, 0),
            (r"\b{n} days from (?:today|now)\b", _DAY, 0),
            (r"\b(?:in|within|inside) a fortnight\b", 0, 14 * _DAY),
            (r"\b(?:in|within|inside) a couple of days\b", 0, 2 * _DAY),
        ),
        month_end=(r"\b(?:the )?end of (?:the|this) month\b|\bmonth(?:['’]s)? end\b|\bbefore the month is out\b", r"\bend of {month}\b"),
        next_month_end=r"\bend of next month\b",
        date=r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)? (?:of )?{month}\b",
        today=r"\b(?:eod|cob|eob)\b|\b(?:later|some ?time) today\b|\b(?:by|before|at) (?:the )?(?:close|end) of (?:play|business|the working day|the day)(?: today)?\b",
        weekend=r"\b(?:over|at|on|this) (?:the |this )?weekend\b",
        early=r"\b(?:early|(?:at )?the (?:start|beginning) of|first thing)(?: in)? (?:the )?(?:next|coming|following) week\b",
        middle=r"\b(?:the )?(?:middle of|mid-?)(?: ?the)? ?(?:next |this |coming )?week\b",
        week_on=(r"\b{weekday} week\b", r"\ba week (?:on|from) {weekday}\b", r"\ba week {weekday}\b"),
        after_next=(r"\b{weekday} after next\b", r"\b{weekday} (?:of |in )?the week after next\b"),
        noon=r"\b(?:before|by|around|at) (?:lunch(?:time)?|midday)\b|\bfirst thing\b|\bmid-?morning\b|\bthis morning\b",
        same_hour=r"\b(?:this|the same) time\b",
        hour=r"\b(?P<h>\d{1,2})(?:[.:](?P<min>\d{2}))? ?(?P<half>[ap])\.?m\b",
    ),
    "es": SpanWords(
        ahead=r"(?:en|dentro de|de aqui a|antes de(?! las?\b)|durante)(?: (?:el|la|las|los|unas?|unos|aproximadamente|cerca de|menos de|como mucho|un plazo de|plazo de|un maximo de|maximo de|proxim[oa]s?|alrededor de|torno a|otr[oa]s|siguientes?|apenas))*",
        spans=(
            (r"\b(?:una )?hora y media\b", 0, 90),
            (r"\b{n} horas y media\b", _HOUR, 30),
            (r"\bmedia hora\b", 0, 30),
            (r"\btres cuartos de hora\b", 0, 45),
            (r"\bun par de horas\b", 0, 2 * _HOUR),
            (r"\bun par de dias\b", 0, 2 * _DAY),
            (r"\b(?:en|dentro de) una quincena\b", 0, 15 * _DAY),
            (r"\b(?:maximo de|proximas|deme|denos) {n} ?(?:h|horas)\b", _HOUR, 0),
        ),
        month_end=(r"\b(?:el |del )?(?:fin|final|finales|ultimo dia) (?:de |del |de este )?mes\b|\b(?:acabe|termine) (?:el|este) mes\b", r"\b(?:fin|final|finales) de {month}\b", r"\b(?:acabe|termine) {month}\b"),
        next_month_end=r"\b(?:fin|final|finales) del? (?:mes que viene|proximo mes|mes proximo)\b",
        date=r"\b(?P<d>\d{1,2})(?:º|°|o|ro)? de {month}\b",
        today=r"\b(?:al|antes del) (?:cierre|final|acabar|terminar)(?: de)? (?:del? dia|la jornada|hoy|el dia)\b|\b(?:acabe|termine) el dia\b|\bhoy mismo\b|\ba lo largo del dia\b|\ben el dia de hoy\b|\b(?:a lo largo|durante|en el transcurso|en el curso) de la (?:jornada|tarde)\b",
        weekend=r"\b(?:el|durante el|este|en el) fin de semana\b",
        early=r"\b(?:principios|comienzos|inicios?) de (?:la )?(?:semana que viene|proxima semana|semana proxima|semana)\b",
        middle=r"\b(?:a )?(?:mediados|mitad) de (?:la )?(?:semana que viene|proxima semana|semana proxima|semana)\b",
        week_on=(r"\b(?:del? |el )?{weekday} en ocho(?: dias)?\b",),
        after_next=(r"\bel {weekday} de dentro de dos semanas\b", r"\bel {weekday} de la otra semana\b"),
        noon=r"\b(?:antes de|a la hora de) (?:comer|la comida|almorzar)\b|\ba primera hora\b|\ba media manana\b|\besta manana\b|\b(?:a lo largo|durante|en el transcurso|en el curso) de (?:toda )?la manana\b",
        same_hour=r"\ba esta(?: misma)? hora\b|\ba la misma hora\b",
    ),
    "fr": SpanWords(
        ahead=r"(?:dans|sous|d'ici|en)(?: (?:la|les|l'|une?|environ|a peu pres|moins de|un delai de|delai de|maximum|au plus|quelque|a peine|encore|prochaine?s?|a))*",
        spans=(
            (r"\b(?:une )?heure et demie\b|\b1 ?h ?30(?= (?:au|maxi))", 0, 90),
            (r"\b(?:dans|sous|d'ici|en) (?:les )?{n} heures et demie\b", _HOUR, 30),
            (r"\b(?:une |la )?demi-?heure\b", 0, 30),
            (r"\btrois quarts d'heure\b", 0, 45),
            (r"\b(?:sous|dans les|d'ici) (?:la )?(?:quinzaine|quinze jours)\b", 0, 15 * _DAY),
            (r"\b(?:sous|d'ici|dans les|laissez-(?:moi|nous)|donnez-(?:moi|nous)|accordez-(?:moi|nous)) (?:encore )?{n} ?h(?:eures?)?\b(?! ?\d)", _HOUR, 0),
            (r"\b(?:d'ici|dans|sous) (?:une )?huitaine\b", 0, 8 * _DAY),
        ),
        month_end=(r"\b(?:la |a la )?fin (?:du|de ce) mois\b", r"\b(?:la )?fin {month}\b"),
        next_month_end=r"\bfin (?:du mois prochain|de mois prochain)\b",
        date=r"\b(?P<d>\d{1,2})(?:er)? {month}\b",
        today=r"\b(?:dans la|en fin de|avant la fin de(?: la)?|d'ici la fin de(?: la)?|en cours de|dans le courant de la) journee\b|\baujourd'hui meme\b|\bce jour\b(?!-)",
        weekend=r"\b(?<!avant )(?:ce|le|pendant le|durant le) week-?end\b",
        early=r"\b(?:debut|au debut) de (?:la )?semaine(?: prochaine)?\b|\bdebut de semaine\b",
        middle=r"\b(?:milieu|mi-|au milieu) ?(?:de )?(?:la )?semaine(?: prochaine)?\b",
        week_on=(r"\b{weekday} en huit\b",),
        after_next=(r"\b{weekday} en quinze\b", r"\b{weekday} dans deux semaines\b"),
        noon=r"\b(?:a la|des la) premiere heure\b|\bavant (?:le )?dejeuner\b|\bdans la matinee\b|\ben (?:milieu|fin) de matinee\b|\bce matin\b",
        same_hour=r"\ba la meme heure\b|\ba cette heure(?:-ci)?\b",
        hour=r"\bd'ici (?:a )?(?P<h>[7-9]|1\d|2[01]) ?h(?:eures?)?(?: ?(?P<min>\d{2}))?\b",
    ),
    "pt": SpanWords(
        ahead=r"(?:em|dentro de|daqui a|no prazo de|no prazo maximo de|nas|nos|na|durante)(?: (?:cerca de|aproximadamente|mais ou menos|ate|menos de|no maximo|proxim[oa]s?|umas|uns|mais|seguintes))*",
        spans=(
            (r"\b(?:uma )?hora e meia\b", 0, 90),
            (r"\b(?:em|daqui a|dentro de) {n} horas e meia\b", _HOUR, 30),
            (r"\bmeia hora\b", 0, 30),
            (r"\btres quartos de hora\b", 0, 45),
            (r"\bum par de horas\b", 0, 2 * _HOUR),
            (r"\b(?:em|dentro de) uma quinzena\b|\bquinze dias\b", 0, 15 * _DAY),
            (r"\b(?:em(?: ate)?|proximas|de-(?:me|nos)|maximo de|daqui a) {n} ?(?:h|horas)\b(?! e)", _HOUR, 0),
        ),
        month_end=(r"\b(?:o |ao )?(?:fim|final|finais) d(?:o|este|esse) mes\b|\bate acabar o mes\b", r"\b(?:fim|final|fins|finais) de {month}\b"),
        next_month_end=r"\b(?:fim|final) d(?:o mes que vem|o proximo mes)\b",
        date=r"\b(?P<d>\d{1,2})(?:º|°|o)? de {month}\b",
        today=r"\b(?:ate o|ate ao|antes do) (?:fim|final) do (?:dia|expediente)\b|\bainda hoje\b|\bao longo do dia\b|\bhoje mesmo\b|\bno decorrer do dia\b",
        weekend=r"\b(?:no|neste|durante o) (?:fim|final) de semana\b",
        early=r"\b(?:inicio|comeco|principio) d(?:a|e) (?:proxima semana|semana que vem|semana)\b",
        middle=r"\b(?:meados|meio) d(?:a|e) (?:proxima semana|semana que vem|semana)\b",
        week_on=(r"\b(?:de )?{weekday} a oito(?: dias)?\b",),
        after_next=(r"\b{weekday} d(?:a outra semana|aqui a duas semanas)\b",),
        noon=r"\bantes do almoco\b|\b(?:logo|bem|amanha) cedo\b|\b(?:a|na) primeira hora\b|\ba meio da manha\b|\besta manha\b|\bhoje de manha\b",
        same_hour=r"\ba (?:esta|mesma) hora\b|\bpor esta hora\b",
    ),
    "de": SpanWords(
        ahead=r"(?:in|innerhalb|binnen|innert)(?: (?:von|rund|etwa|ca\.?|circa|ungefahr|den|der|des|nachsten|nachster|kommenden|folgenden|spatestens|maximal|hochstens|weniger als|noch|gut|knapp|einer|einem))*",
        spans=(
            (r"\b(?:anderthalb|eineinhalb|einer halben und einer|1,5) stunden?\b", 0, 90),
            (r"\b(?P<n>zwei|drei|vier|funf)einhalb stunden\b", _HOUR, 30),
            (r"\b(?:einer )?halben? ?stunde\b", 0, 30),
            (r"\b(?:einer )?dreiviertelstunde\b", 0, 45),
            (r"\b{n} std\b", _HOUR, 0),
            (r"\bgeben sie (?:mir|uns) (?:noch )?{n} stunden\b", _HOUR, 0),
            (r"\b(?:in|binnen) {n} tagen\b(?! (?:ab|nach))", _DAY, 0),
            (r"\b(?:in|binnen) vierzehn tagen\b", 0, 14 * _DAY),
        ),
        month_end=(r"\b(?:monatsende|ende (?:des|dieses) monats|ultimo)\b", r"\bende {month}\b"),
        next_month_end=r"\bende (?:des )?nachsten monats\b|\bende nachsten monat\b",
        date=r"\b(?P<d>\d{1,2})\. ?(?:(?P<m>1[0-2]|0?[1-9])\.(?!\d)|{month}\b)",
        today=r"\b(?:im laufe|im verlauf|noch im laufe) des (?:heutigen )?tages\b|\bnoch heute\b|\bheute noch\b|\bam heutigen tag\b|\bbis tagesende\b",
        weekend=r"\b(?:am|ubers|uber das|dieses) (?:kommende )?wochenende\b",
        early=r"\b(?:anfang|zu beginn) (?:der )?(?:nachste[rn]?|kommende[rn]?)(?: woche)\b|\banfang der woche\b",
        middle=r"\bmitte (?:der )?(?:nachste[rn]?|kommende[rn]?|dieser)? ?woche\b|\bzur wochenmitte\b",
        week_on=(r"\b{weekday} (?:in (?:einer woche|acht tagen|8 tagen)|uber eine woche)\b",),
        after_next=(r"\bubernachsten {weekday}\b", r"\b{weekday} (?:in (?:zwei wochen|14 tagen)|ubernachster woche|der ubernachsten woche)\b"),
        noon=r"\b(?:vor dem|vorm) mittag(?:essen)?\b|\bgleich (?:morgen )?fruh\b|\bals erstes morgen\b|\bheute vormittag\b|\bam vormittag\b|\bvormittags\b|\b\w+tagmittags?\b|\bmittwochmittags?\b",
        same_hour=r"\bum diese (?:uhr)?zeit\b|\bzur selben zeit\b|\bzur gleichen zeit\b",
    ),
    "vi": SpanWords(
        ahead=r"(?:trong|sau|tầm|chừng)(?: (?:vòng|vong|khoảng|khoang|tầm|chừng|chưa đầy|không quá|tối đa|thêm))*",
        spans=(
            (r"\b(?:một|mot) (?:tiếng|tieng|giờ|gio) (?:rưỡi|ruoi)\b|\bmột giờ ba mươi phút\b", 0, 90),
            (r"\b{n} (?:tiếng|tieng) (?:rưỡi|ruoi)\b", _HOUR, 30),
            (r"\b(?:nửa|nua) (?:tiếng|tieng|giờ|gio)\b", 0, 30),
            (r"\bvài tiếng nữa\b|\bvai tieng nua\b", 0, 3 * _HOUR),
            (r"\btrong (?:vòng |vong )?{n} ?(?:giờ|gio|tiếng|tieng|h)\b(?! (?:sáng|chiều|tối))", _HOUR, 0),
            (r"\b(?:cho|đợi) (?:chúng )?(?:tôi|em) (?:thêm )?{n} ?(?:giờ|tiếng)(?: nữa)?\b", _HOUR, 0),
        ),
        month_end=(r"\b(?:cuối|cuoi|hết|het) (?:tháng|thang)(?: này| nay)?\b(?! (?:\d|sau|tới))", r"\b(?:cuối|cuoi|hết|het) (?:tháng|thang) (?P<m>\d{1,2})\b"),
        next_month_end=r"\bcuối tháng (?:sau|tới)\b",
        date=r"\bngày (?P<d>\d{1,2})(?: tháng |/)(?P<m>\d{1,2})\b",
        today=r"\btrong (?:ngày )?hôm nay\b|\bngay hôm nay\b|\btrong ngày\b|\bcuối ngày(?: hôm nay)?\b",
        weekend=r"\b(?:vào |trong )(?:dịp )?cuối tuần\b",
        early=r"\b(?:đầu|dau) (?:tuần|tuan)(?: sau| tới| này)?\b",
        middle=r"\b(?:giữa|giua) (?:tuần|tuan)(?: sau| tới| này)?\b",
        week_on=(),
        after_next=(r"{weekday} (?:tuần|tuan) (?:sau nữa|sau nua|kế tiếp nữa)",),
        noon=r"\b(?:trước|truoc) (?:giờ |buổi )?(?:trưa|trua)\b|\b(?:ngay )?(?:đầu giờ|sáng sớm)\b|\b(?:trong )?buổi sáng\b|\bsáng nay\b",
        same_hour=r"\b(?:giờ|gio|tầm|vào giờ) (?:này|nay)\b",
    ),
    "ja": SpanWords(
        ahead="",
        spans=(
            (r"{n}時間半", _HOUR, 30),
            (r"半時間", 0, 30),
            (r"{n}時間", _HOUR, 0),
            (r"(?<![時\d十]){n}分(?:ほど|程度|くらい|以内|後|で|お)", 1, 0),
            (r"半日", 0, 4 * _HOUR),
            (r"{n}日(?:以内|後|ほど|間以内|程度)", _DAY, 0),
            (r"{n}週間(?:以内|後|ほど|程度)", 7 * _DAY, 0),
        ),
        month_end=(r"(?:今月|当月|(?<!来)(?<!\d)月)(?:末|中|いっぱい)", r"(?P<m>\d{1,2})月末"),
        next_month_end=r"来月末",
        date=r"(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
        today=r"(?:本日|今日)(?:中|いっぱい)|当日中",
        weekend=r"(?:今週|この)?週末に(?!は?お客様)|土日に",
        early=r"(?:来週|今週)(?:の)?(?:初め|はじめ|頭|前半)|週明け",
        middle=r"(?:来週|今週)(?:の)?(?:半ば|なかば|中頃|中ごろ)",
        week_on=(r"来週の次の{weekday}",),
        after_next=(r"再来週の?{weekday}",),
        noon=r"お?昼(?:まで|前)|朝一番?|朝のうち|午前中|今朝|明朝",
        same_hour=r"(?:今頃|いまごろ|同じ時刻|同じ時間|この時間)",
    ),
}  # fmt: skip


#: Larger numbers in words; Vietnamese is folded with its marks where the text has them.
_MORE: Mapping[str, Mapping[str, int]] = {
    "en": {"a couple of": 2, "couple of": 2, "fifteen": 15, "twenty": 20, "twenty-four": 24, "thirty": 30, "forty-five": 45, "forty-eight": 48, "seventy-two": 72, "ninety": 90},
    "es": {"un par de": 2, "veinte": 20, "veinticuatro": 24, "treinta": 30, "cuarenta y cinco": 45, "cuarenta y ocho": 48, "setenta y dos": 72, "noventa": 90},
    "fr": {"vingt": 20, "vingt-quatre": 24, "trente": 30, "quarante-cinq": 45, "quarante-huit": 48, "soixante-douze": 72},
    "pt": {"um par de": 2, "vinte": 20, "vinte e quatro": 24, "trinta": 30, "quarenta e cinco": 45, "quarenta e oito": 48, "setenta e duas": 72, "noventa": 90},
    "vi": {"một": 1, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10, "mười lăm": 15, "hai mươi": 20, "ba mươi": 30, "hai mươi bốn": 24, "bốn mươi tám": 48},
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
_MINUTES = {"TM": 1, "TH": _HOUR, "D": _DAY, "W": 7 * _DAY, "M": 30 * _DAY}

#: Vietnamese hours of the day are no spans: "sau 3 giờ chiều" is after three in the afternoon.
_VIETNAMESE = (
    (r"(?:phút|phut)\b", 1),
    (r"(?:(?:tiếng|tieng)\b|(?:giờ|gio|h)\b(?! (?:sáng|trưa|chiều|tối|hôm|ngày|\d)))", _HOUR),
    (r"(?:ngày|ngay)\b(?! (?:hôm|mai|làm|\d))", _DAY),
    (r"(?:tuần|tuan)\b(?! (?:này|sau|tới))", 7 * _DAY),
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
    date: re.Pattern[str]
    today: re.Pattern[str]
    weekend: re.Pattern[str]
    early: re.Pattern[str]
    middle: re.Pattern[str]
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
        date=one(words.date),
        today=one(words.today),
        weekend=one(words.weekend),
        early=one(words.early),
        middle=one(words.middle),
        week_on=tuple(map(one, words.week_on)),
        after_next=tuple(map(one, words.after_next)),
        noon=one(words.noon),
        same_hour=one(words.same_hour),
        hour=one(words.hour),
    )


_READERS: Mapping[str, _Reader] = {language: _reader(language, words) for language, words in _WORDS.items()}


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
        minutes = (int(match["h"]) + 12 * late) * _HOUR + int(match["min"] or 0)
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


def _month_ends(reader: _Reader, folded: str, language: str, now: datetime) -> Iterator[Moment]:
    for match in reader.next_month_end.finditer(folded):
        yield _month_end(match, now.month % 12 + 1, now)
    for pattern in reader.month_end:
        for match in pattern.finditer(folded):
            yield _month_end(match, _month(match) or now.month, now)


def _week_parts(reader: _Reader, folded: str, language: str, now: datetime) -> Iterator[Moment]:
    for pattern, weekday in ((reader.early, _TUESDAY), (reader.middle, _WEDNESDAY), (reader.weekend, _SUNDAY)):
        for match in pattern.finditer(folded):
            yield Moment(start=match.start(), end=match.end(), weekday=weekday)


def with_parts(found: tuple[Moment, ...], folded: str, language: str, now: datetime) -> tuple[Moment, ...]:
    """Return the moments with the day or the hour that a part of the day stands for, where none is named.

    "Before lunch" is noon, "this time tomorrow" the hour of now, "in the course of the day" is today.
    """
    reader = _READERS.get(language)
    if reader is None or any(one.span is not None for one in found):
        return found
    hours = ((reader.noon, _NOON), (reader.same_hour, now.hour * 60 + now.minute))
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
