"""The words of the times that promises name, in seven languages: spans, ends of months, weekends, weeks on, parts of a day.

Patterns are tried on folded text (lower case, no accents); `promise_spans` reckons with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Minutes.
HOUR, DAY = 60, 24 * 60
NOON = 12 * 60  # of the day


@dataclass(frozen=True, kw_only=True, slots=True)
class SpanWords:
    """How one language reckons; `{n}` stands for a number, `{weekday}` and `{month}` for a name."""

    ahead: str  # what stands before a span: "in", "within about", "in the next"
    spans: tuple[
        tuple[str, int, int], ...
    ]  # pattern -> minutes for each `n`, minutes added; what `ahead` does not reach
    month_end: tuple[str, ...]  # of this month, or of the `month` named
    next_month_end: str
    year_end: str
    date: str  # `d` and `month`: a number before a month is no hour
    today: str  # the rest of this day
    weekend: str  # Saturday and Sunday themselves
    early: str  # the head of a week
    middle: str
    after_weekend: str  # the next Monday
    week_on: tuple[str, ...]  # `weekday`, one week after the next one
    after_next: tuple[str, ...]  # `weekday` of the week after the next
    noon: str  # the first half of the day
    same_hour: str
    next_month: str = r"(?!)"  # the day `d` of the month after this one
    hour: str = r"(?!)"  # an hour of the day `h` that looks like a span, with `min` where minutes follow


WORDS: Mapping[str, SpanWords] = {
    "en": SpanWords(
        ahead=r"(?:in|within|inside|under|over|for)(?: (?:the|next|coming|following|about|around|roughly|approximately|some|another|at most|no more than|less than|just|under|over|maximum))*",
        spans=(
            (r"\b(?:an|one) hour and a half\b", 0, 90),
            (r"\b{n} and a half hours\b", HOUR, 30),
            (r"\bhalf (?:an|a) hour\b|\bhalf[- ]hour\b", 0, 30),
            (r"\bthree quarters of an hour\b", 0, 45),
            (r"\bcouple of hours\b", 0, 2 * HOUR),
            (r"\b{n} hrs?\b", HOUR, 0),
            (r"(?:give (?:me|us)|in|within) (?:another )?(?:twenty-four|24) hours?\b", 0, DAY),
            (r"\bgive (?:me|us) (?:another )?{n} hours?\b", HOUR, 0),
            (r"\b{n} weeks? (?:from (?:today|now)|hence)\b", 7 * DAY, 0),
            (r"\b{n} hours? (?:from now|hence)\b", HOUR, 0),
            (r"\b{n} minutes? (?:from now|hence)\b", 1, 0),
            (r"\ba week today\b|\btoday week\b", 0, 7 * DAY),
            (r"\ba week tomorrow\b|\b(?:a|one) week from tomorrow\b", 0, 8 * DAY),
            (r"\ba fortnight (?:from )?(?:today|now)\b|\btwo weeks today\b", 0, 14 * DAY),
            (r"\b{n} days? (?:from (?:today|now)|hence)\b", DAY, 0),
            (r"\b(?:in|within|inside) a fortnight\b", 0, 14 * DAY),
            (r"\b(?:in|within|inside) a couple of days\b", 0, 2 * DAY),
        ),
        month_end=(r"\b(?:the )?end of (?:the|this) month\b|\bmonth(?:['’]s)? end\b|\b(?:before|until) (?:the|this) month (?:is (?:out|over|done)|ends|closes)\b|\b(?:the )?last day of (?:the|this) month\b", r"\bend of {month}\b"),
        next_month_end=r"\bend of next month\b",
        year_end=r"\b(?:the )?end of (?:the|this) year\b|\byear(?:['’]s)?[ -]end\b|\bbefore the year is (?:out|over)\b|\bbefore (?:the )?new year\b|\b(?:still|later) this year\b",
        date=r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)? (?:of )?{month}\b",
        today=r"\b(?:eod|cob|eob)\b|\b(?:later|some ?time) today\b|\bbefore the (?:day|afternoon)(?: is|['’]s)? (?:out|over|done|ends)\b|\b(?:end of (?:today|my shift|my day)|before (?:i|we) (?:leave|close|finish|go home|clock off))\b|\b(?:by|before|at) (?:the )?(?:close|end) of (?:play|business|the working day|the day)(?: today)?\b",
        weekend=r"\b(?:over|at|on|this) (?:the |this )?weekend\b",
        early=r"\b(?:early|(?:at )?the (?:start|beginning) of|first thing)(?: in)? (?:the )?(?:next|coming|following) week\b",
        middle=r"\b(?:the )?(?:middle of|mid-?)(?: ?the)? ?(?:next |this |coming )?week\b",
        after_weekend=r"\b(?:straight |right )?after the weekend\b",
        week_on=(r"\b{weekday} week\b", r"\ba week (?:on|from) {weekday}\b", r"\ba week {weekday}\b"),
        after_next=(r"\b{weekday} after next\b", r"\b{weekday} (?:of |in )?the week after next\b"),
        next_month=r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)? (?:of|in) (?:the )?(?:next|coming|following) month\b",
        noon=r"\b(?:before|by|around|at) (?:lunch(?:time)?|midday)\b|\bfirst thing\b|\bmid-?morning\b|\bthis morning\b",
        same_hour=r"\b(?:this|the same) time\b",
        hour=r"\b(?P<h>\d{1,2})(?:[.:](?P<min>\d{2}))? ?(?P<half>[ap])\.?m\b",
    ),
    "es": SpanWords(
        ahead=r"(?:en|dentro de|de aqui a|antes de(?! las?\b)|durante)(?: (?:el|la|las|los|unas?|unos|aproximadamente|cerca de|menos de|como mucho|un plazo de|plazo de|un maximo de|maximo de|proxim[oa]s?|alrededor de|torno a|otr[oa]s|siguientes?|apenas))*",
        spans=(
            (r"\b(?:una )?hora y media\b", 0, 90),
            (r"\b{n} horas y media\b", HOUR, 30),
            (r"\bmedia hor(?:a|ita)\b", 0, 30),
            (r"\btres cuartos de hora\b", 0, 45),
            (r"\bun par de horas\b", 0, 2 * HOUR),
            (r"\bun par de dias\b", 0, 2 * DAY),
            (r"\bde hoy en ocho(?: dias)?\b", 0, 7 * DAY),
            (r"\b(?:en|dentro de|de aqui a|de hoy en) quince dias\b|\bde hoy en quince\b", 0, 14 * DAY),
            (r"\b(?:en|dentro de) una quincena\b", 0, 15 * DAY),
            (r"\b(?:maximo de|proximas|deme|denos) {n} ?(?:h|horas)\b", HOUR, 0),
        ),
        month_end=(r"\b(?:el |del )?(?:fin|final|finales|ultimo dia) (?:de |del |de este )?mes\b|\b(?:acabe|termine|acabar|terminar) (?:el|este) mes\b|\b(?:dentro de|todavia) este mes\b", r"\b(?:fin|final|finales) de {month}\b", r"\b(?:acabe|termine) {month}\b"),
        next_month_end=r"\b(?:fin|final|finales) del? (?:mes que viene|proximo mes|mes proximo)\b",
        year_end=r"\b(?:fin|final|finales) del? (?:este )?ano\b|\b(?:acabe|termine|acabar|terminar) (?:el|este) ano\b|\bantes de ano nuevo\b|\btodavia este ano\b",
        date=r"\b(?P<d>\d{1,2})(?:º|°|o|ro)? de {month}\b",
        today=r"\b(?:al|antes del) (?:cierre|final|acabar|terminar)(?: de)? (?:del? dia|la jornada|hoy|el dia)\b|\b(?:acabe|termine) el dia\b|\bhoy mismo\b|\ba lo largo del dia\b|\ben el dia de hoy\b|\b(?:a lo largo|durante|en el transcurso|en el curso) de la (?:jornada|tarde)\b",
        weekend=r"\b(?:el|durante el|este|en el) fin de semana\b",
        early=r"\b(?:principios|comienzos|inicios?) de (?:la )?(?:semana que viene|proxima semana|semana proxima|semana)\b",
        middle=r"\b(?:a )?(?:mediados|mitad) de (?:la )?(?:semana que viene|proxima semana|semana proxima|semana)\b",
        after_weekend=r"\b(?:despues del?|pasado el|tras el) fin de semana\b",
        week_on=(r"\b(?:del? |el )?{weekday} en ocho(?: dias)?\b",),
        after_next=(r"\bel {weekday} de dentro de dos semanas\b", r"\bel {weekday} de la otra semana\b"),
        next_month=r"\b(?P<d>\d{1,2}) del? (?:mes que viene|proximo mes|mes proximo|mes entrante)\b",
        noon=r"\b(?:antes de|a la hora de) (?:comer|la comida|almorzar)\b|\ba primera hora\b|\ba media manana\b|\besta manana\b|\b(?:a lo largo|durante|en el transcurso|en el curso) de (?:toda )?la manana\b",
        same_hour=r"\ba esta(?: misma)? hora\b|\ba la misma hora\b",
    ),
    "fr": SpanWords(
        ahead=r"(?:dans|sous|d'ici|en)(?: (?:la|les|l'|une?|environ|a peu pres|moins de|un delai de|delai de|maximum|au plus|quelque|a peine|encore|prochaine?s?|a))*",
        spans=(
            (r"\b(?:une )?heure et demie\b|\b1 ?h ?30(?= (?:au|maxi))", 0, 90),
            (r"\b(?:dans|sous|d'ici|en) (?:les )?{n} heures et demie\b", HOUR, 30),
            (r"\b(?:une |la )?demi-?heure\b", 0, 30),
            (r"\b(?:dans|d'ici) {n} petites? heures?\b", HOUR, 0),
            (r"\btrois quarts d'heure\b", 0, 45),
            (r"\baujourd'hui en huit\b", 0, 7 * DAY),
            (r"\b(?:sous|dans|dans les|d'ici) quinze jours\b|\baujourd'hui en quinze\b", 0, 14 * DAY),
            (r"\b(?:sous|dans la|d'ici) (?:la |une )?quinzaine\b", 0, 15 * DAY),
            (r"\b(?:sous|d'ici|dans les|laissez-(?:moi|nous)|donnez-(?:moi|nous)|accordez-(?:moi|nous)) (?:encore )?{n} ?h(?:eures?)?\b(?! ?\d)", HOUR, 0),
            (r"\b(?:d'ici|dans|sous) (?:une )?huitaine\b", 0, 8 * DAY),
        ),
        month_end=(r"\b(?:la |a la )?fin (?:du|de ce) mois\b|\b(?:dans|encore) (?:le|ce) mois\b(?! (?:de|qui|prochain))|\bavant que le mois (?:ne )?(?:s'acheve|se termine|finisse)\b", r"\b(?:la )?fin {month}\b"),
        next_month_end=r"\bfin (?:du mois prochain|de mois prochain)\b",
        year_end=r"\bfin (?:de (?:l'|cette )|d')annee\b|\bavant (?:le )?nouvel an\b|\bencore cette annee\b",
        date=r"\b(?P<d>\d{1,2})(?:er)? {month}\b",
        today=r"\b(?:dans la|en fin de|avant la fin de(?: la)?|d'ici la fin de(?: la)?|en cours de|dans le courant de la) journee\b|\baujourd'hui meme\b|\bce jour\b(?!-)",
        weekend=r"\b(?<!avant )(?:ce|le|pendant le|durant le) week-?end\b",
        early=r"\b(?:debut|au debut) de (?:la )?semaine(?: prochaine)?\b|\bdebut de semaine\b",
        middle=r"\b(?:milieu|mi-|au milieu) ?(?:de )?(?:la )?semaine(?: prochaine)?\b",
        after_weekend=r"\b(?:apres|des la fin du) (?:le |ce )?week-?end\b",
        week_on=(r"\b{weekday} en huit\b",),
        after_next=(r"\b{weekday} en quinze\b", r"\b{weekday} dans deux semaines\b"),
        next_month=r"\b(?P<d>\d{1,2}) (?:du|de) mois (?:prochain|suivant|qui vient)\b",
        noon=r"\b(?:a la|des la) premiere heure\b|\bavant (?:le )?dejeuner\b|\bdans la matinee\b|\ben (?:milieu|fin) de matinee\b|\bce matin\b",
        same_hour=r"\ba la meme heure\b|\ba cette heure(?:-ci)?\b",
        hour=r"\bd'ici (?:a )?(?P<h>[7-9]|1\d|2[01]) ?h(?:eures?)?(?: ?(?P<min>\d{2}))?\b",
    ),
    "pt": SpanWords(
        ahead=r"(?:em|dentro de|daqui (?:a|por)|no prazo de|no prazo maximo de|nas|nos|na|durante)(?: (?:cerca de|aproximadamente|mais ou menos|ate|menos de|no maximo|proxim[oa]s?|umas|uns|mais|seguintes))*",
        spans=(
            (r"\b(?:uma )?hora e meia\b", 0, 90),
            (r"\b(?:em|daqui a|dentro de) {n} horas e meia\b", HOUR, 30),
            (r"\bmeia hor(?:inh)?a\b", 0, 30),
            (r"\btres quartos de hora\b", 0, 45),
            (r"\bum par de horas\b", 0, 2 * HOUR),
            (r"\b{n} horinhas?\b", HOUR, 0),
            (r"\bde hoje a oito(?: dias)?\b", 0, 7 * DAY),
            (r"\bquinze dias\b|\bde hoje a quinze\b", 0, 14 * DAY),
            (r"\b(?:em|dentro de) uma quinzena\b", 0, 15 * DAY),
            (r"\b(?:em(?: ate)?|proximas|de-(?:me|nos)|maximo de|daqui a) {n} ?(?:h|horas)\b(?! e)", HOUR, 0),
        ),
        month_end=(r"\bantes d(?:e )?o mes (?:acabar|terminar)\b|\b(?:o |ao )?(?:fim|final|finais) d(?:o|este|esse) mes\b|\b(?:ate|antes de|antes que) (?:acabar|terminar|fechar|virar) (?:o|este) mes\b|\bantes que (?:o|este) mes (?:acabe|termine|vire|feche)\b|\b(?:ainda|dentro) (?:d|n)?este mes\b", r"\b(?:fim|final|fins|finais) de {month}\b"),
        next_month_end=r"\b(?:fim|final) d(?:o mes que vem|o proximo mes)\b",
        year_end=r"\b(?:fim|final) d(?:o|este) ano\b|\b(?:acabar|acabe|terminar|termine) (?:o|este) ano\b|\bantes do ano novo\b|\bainda este ano\b",
        date=r"\b(?P<d>\d{1,2})(?:º|°|o)? de {month}\b",
        today=r"\b(?:ate o|ate ao|antes do) (?:fim|final) do (?:dia|expediente)\b|\bainda hoje\b|\bao longo do dia\b|\bhoje mesmo\b|\bno decorrer do dia\b",
        weekend=r"\b(?:no|neste|durante o) (?:fim|final) de semana\b",
        early=r"\b(?:inicio|comeco|principio) d(?:a|e) (?:proxima semana|semana que vem|semana)\b",
        middle=r"\b(?:meados|meio) d(?:a|e) (?:proxima semana|semana que vem|semana)\b",
        after_weekend=r"\b(?:depois d[oe]|passado o|apos o) (?:fim|final) de semana\b",
        week_on=(r"\b(?:de )?{weekday} a oito(?: dias)?\b",),
        after_next=(r"\b{weekday} d(?:a outra semana|aqui a duas semanas)\b",),
        next_month=r"\b(?P<d>\d{1,2}) do (?:mes que vem|proximo mes|mes seguinte|mes que entra)\b",
        noon=r"\bantes do almoco\b|\b(?:logo|bem|amanha) cedo\b|\b(?:a|na) primeira hora\b|\ba meio da manha\b|\besta manha\b|\bhoje de manha\b",
        same_hour=r"\ba (?:esta|mesma) hora\b|\bpor esta hora\b",
    ),
    "de": SpanWords(
        ahead=r"(?:in|innerhalb|binnen|innert)(?: (?:von|rund|etwa|ca\.?|circa|ungefahr|den|der|des|nachsten|nachster|kommenden|folgenden|spatestens|maximal|hochstens|weniger als|noch|gut|knapp|einer|einem))*",
        spans=(
            (r"\bheute (?:in|uber) (?:einer? woche|acht tagen?|8 tagen?)\b", 0, 7 * DAY),
            (r"\bmorgen (?:in|uber) (?:einer? woche|acht tagen?|8 tagen?)\b", 0, 8 * DAY),
            (r"\bheute in (?:zwei wochen|vierzehn tagen|14 tagen)\b", 0, 14 * DAY),
            (r"\b(?:anderthalb|eineinhalb|einer halben und einer|1,5) stunden?\b", 0, 90),
            (r"\b(?P<n>zwei|drei|vier|funf)einhalb stunden\b", HOUR, 30),
            (r"\b(?:einer )?halben? ?stunde\b", 0, 30),
            (r"\b(?:einer )?dreiviertelstunde\b", 0, 45),
            (r"\b{n} std\b", HOUR, 0),
            (r"^(?:noch )?{n} stunden?,? (?:dann|und)\b", HOUR, 0),
            (r"^(?:noch )?{n} tage?,? (?:dann|und)\b", DAY, 0),
            (r"^(?:noch )?{n} wochen?,? (?:dann|und)\b", 7 * DAY, 0),
            (r"\bgeben sie (?:mir|uns) (?:noch )?{n} stunden\b", HOUR, 0),
            (r"\b(?:in|binnen) {n} tagen\b(?! (?:ab|nach))", DAY, 0),
            (r"\b(?:in|binnen) vierzehn tagen\b", 0, 14 * DAY),
            (r"\b(?:im (?:laufe?|verlaufe?)|wahrend|in) der (?:nachsten|kommenden) woche\b", 0, 7 * DAY),
        ),
        month_end=(r"\b(?:monatsende|ende (?:des|dieses) monats|ultimo|monatsletzten?|letzten (?:des|dieses) monats|(?:noch )?(?:in diesem|diesen) monat|vor monatsschluss)\b", r"\bende {month}\b"),
        next_month_end=r"\bende (?:des )?nachsten monats\b|\bende nachsten monat\b",
        year_end=r"\bjahresende\b|\bende (?:des|dieses) jahres\b|\bnoch (?:in )?diese[sm] jahr\b|\b(?:im|noch im) (?:alten|laufenden) jahr\b|\bvor (?:neujahr|silvester|dem jahreswechsel)\b",
        date=r"\b(?P<d>\d{1,2})\. ?(?:(?P<m>1[0-2]|0?[1-9])\.(?!\d)|{month}\b)",
        next_month=r"\b(?P<d>\d{1,2})\. (?:des )?(?:nachsten|kommenden|folgenden) monats\b",
        today=r"\b(?:im laufe?|im verlaufe?|noch im laufe?) des (?:heutigen )?(?:tages|vormittags|nachmittags|abends)\b|\bnoch heute\b|\bheute noch\b|\bam heutigen tag\b|\bbis tagesende\b|\b(?:ehe|bevor) der tag (?:um|vorbei|herum|zu ende) ist\b",
        weekend=r"\b(?:am|ubers|uber das|dieses) (?:kommende )?wochenende\b",
        early=r"\b(?:anfang|zu beginn) (?:der )?(?:nachste[rn]?|kommende[rn]?)(?: woche)\b|\banfang der woche\b",
        middle=r"\bmitte (?:der )?(?:nachste[rn]?|kommende[rn]?|dieser)? ?woche\b|\bzur wochenmitte\b",
        after_weekend=r"\b(?:nach dem|gleich nach dem) wochenende\b",
        week_on=(r"\b{weekday} (?:in (?:einer woche|acht tagen|8 tagen)|uber eine woche)\b",),
        after_next=(r"\bubernachsten {weekday}\b", r"\b{weekday} (?:in (?:zwei wochen|14 tagen)|ubernachster woche|der ubernachsten woche)\b"),
        noon=r"\b(?:vor dem|vorm) mittag(?:essen)?\b|\bgleich (?:morgen )?fruh\b|\bals erstes morgen\b|\bheute vormittag\b|\bam vormittag\b|\bvormittags\b|\b\w+tagmittags?\b|\bmittwochmittags?\b",
        same_hour=r"\bum diese (?:uhr)?zeit\b|\bzur selben zeit\b|\bzur gleichen zeit\b",
    ),
    "vi": SpanWords(
        ahead=r"(?:trong|sau|tầm|chừng|chậm nhất|muộn nhất|tối đa|không quá)(?: (?:vòng|vong|khoảng|khoang|tầm|chừng|chưa đầy|không quá|tối đa|thêm))*",
        spans=(
            (r"\b(?:một|mot) (?:tiếng|tieng|giờ|gio) (?:rưỡi|ruoi)\b|\bmột giờ ba mươi phút\b", 0, 90),
            (r"\b{n} (?:tiếng|tieng) (?:rưỡi|ruoi)\b", HOUR, 30),
            (r"\b(?:nửa|nua) (?:tiếng|tieng|giờ|gio)\b", 0, 30),
            (r"\bvài tiếng nữa\b|\bvai tieng nua\b", 0, 3 * HOUR),
            (r"\b{n} ?(?:tiếng|tieng|giờ|gio|h) (?:nữa|nua)\b", HOUR, 0),
            (r"\b{n} (?:phút|phut) (?:nữa|nua)\b", 1, 0),
            (r"\b{n} (?:ngày|ngay|hôm|hom|bữa|bua) (?:nữa|nua)\b", DAY, 0),
            (r"\btrong (?:vòng |vong )?{n} ?(?:giờ|gio|tiếng|tieng|h)\b(?! (?:sáng|chiều|tối))", HOUR, 0),
            (r"\b(?:cho|đợi) (?:chúng )?(?:tôi|em) (?:thêm )?{n} ?(?:giờ|tiếng)(?: nữa)?\b", HOUR, 0),
        ),
        month_end=(r"\b(?:cuối|cuoi|hết|het) (?:tháng|thang)(?: này| nay)?\b(?! (?:\d|sau|tới))|\b(?:trong|nội) tháng này\b", r"\b(?:cuối|cuoi|hết|het) (?:tháng|thang) (?P<m>\d{1,2})\b"),
        next_month_end=r"\bcuối tháng (?:sau|tới)\b",
        year_end=r"\b(?:cuối|cuoi|hết|het) (?:năm|nam)(?: nay)?\b(?! sau)|\b(?:trước|truoc) (?:năm mới|nam moi)\b",
        date=r"\bngày (?P<d>\d{1,2})(?: tháng |/)(?P<m>\d{1,2})\b",
        today=r"\btrong (?:ngày )?hôm nay\b|\bngay hôm nay\b|\btrong ngày\b|\bcuối ngày(?: hôm nay)?\b",
        weekend=r"\b(?:vào |trong )(?:dịp )?cuối tuần\b",
        early=r"\b(?:đầu|dau) (?:tuần|tuan)(?: sau| tới| này)?\b",
        middle=r"\b(?:giữa|giua) (?:tuần|tuan)(?: sau| tới| này)?\b",
        after_weekend=r"\b(?:sau|qua|hết) (?:dịp )?cuối tuần\b",
        week_on=(),
        after_next=(r"{weekday} (?:tuần|tuan) (?:sau nữa|sau nua|kế tiếp nữa)",),
        next_month=r"\b(?:ngày|mùng|mồng|hôm) (?P<d>\d{1,2}) tháng (?:sau|tới)\b",
        noon=r"\b(?:trước|truoc) (?:giờ |buổi )?(?:trưa|trua)\b|\b(?:ngay )?(?:đầu giờ|sáng sớm)\b|\b(?:trong )?buổi sáng\b|\bsáng nay\b",
        same_hour=r"\b(?:giờ|gio|tầm|vào giờ) (?:này|nay)\b",
    ),
    "ja": SpanWords(
        ahead="",
        spans=(
            (r"{n}時間半", HOUR, 30),
            (r"半時間", 0, 30),
            (r"{n}時間", HOUR, 0),
            (r"(?<![時\d十]){n}分(?:ほど|程度|くらい|以内|後|で|お)", 1, 0),
            (r"半日", 0, 4 * HOUR),
            (r"{n}日(?:以内|後|ほど|間以内|程度)", DAY, 0),
            (r"{n}週間(?:以内|後|ほど|程度)", 7 * DAY, 0),
        ),
        month_end=(r"(?:今月|当月|(?<!来)(?<!\d)月)(?:末|中|いっぱい|のうち)|月をまた[がぐ]|(?<!\d)月が(?:変わ|替わ)", r"(?P<m>\d{1,2})月末"),
        next_month_end=r"来月末",
        year_end=r"年内|(?:今年|本年)(?:中|いっぱい)|年末まで",
        date=r"(?<![\d/])(?P<m>\d{1,2})[月/](?P<d>\d{1,2})(?![\d/])日?",
        today=r"(?:本日|今日)(?:中|いっぱい|のうち)|当日中|日をまた[がぐ]",
        weekend=r"(?:今週|この)?週末に(?!は?お客様|入る前|なる前)|土日に",
        early=r"(?:来週|今週)(?:の)?(?:初め|はじめ|頭|前半)",
        middle=r"(?:来週|今週)(?:の)?(?:半ば|なかば|中頃|中ごろ)",
        after_weekend=r"週明け|週が明け|土日明け",
        week_on=(r"来週の次の{weekday}",),
        after_next=(r"再来週の?{weekday}",),
        next_month=r"来月の?(?P<d>\d{1,2})日",
        noon=r"お?昼(?:まで|前)|朝一番?|朝のうち|午前中|今朝|明朝",
        same_hour=r"(?:今頃|いまごろ|同じ時刻|同じ時間|この時間)",
    ),
}  # fmt: skip

#: Hours in words that calendars do not count: pattern with `{h}` for the word and maybe `half`, word -> hour.
LATE_HOURS: Mapping[str, tuple[str, Mapping[str, int]]] = {
    "es": (
        r"\blas {h}(?: horas)?\b(?P<half> y media)?",
        {"trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veinte": 20},
    ),
    "fr": (
        r"(?<!dans )(?<!sous )(?<!en )\b{h} heures?\b(?P<half> et demie| trente)?",
        {"treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "dix-sept": 17, "dix-huit": 18, "dix-neuf": 19, "vingt": 20},
    ),
    "pt": (
        r"\bas {h}(?: horas)?\b(?P<half> e (?:meia|trinta))?",
        {"treze": 13, "catorze": 14, "quatorze": 14, "quinze": 15, "dezasseis": 16, "dezesseis": 16, "dezassete": 17, "dezessete": 17, "dezoito": 18, "dezanove": 19, "dezenove": 19, "vinte": 20},
    ),
    "vi": (
        r"(?<!trong )(?<!vòng )\b{h} (?:giờ|gio)\b(?! nữa)(?P<half> (?:rưỡi|ruoi))?",
        {"mười": 10, "mười một": 11, "mười hai": 12, "mười ba": 13, "mười bốn": 14, "mười lăm": 15, "mười sáu": 16, "mười bảy": 17, "mười tám": 18, "mười chín": 19},
    ),
    "de": (
        r"\b{h} uhr\b(?P<half> dreißig| dreissig)?",
        {"dreizehn": 13, "vierzehn": 14, "funfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19, "zwanzig": 20},
    ),
}  # fmt: skip
