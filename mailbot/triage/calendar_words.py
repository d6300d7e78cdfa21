"""Words for days, months and counts in the seven languages, folded."""

from __future__ import annotations

MONTHS: dict[str, tuple[str, ...]] = {
    "en": ("jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"),
    "es": ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre|setiembre", "octubre", "noviembre", "diciembre"),
    "fr": ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
    "pt": ("janeiro", "fevereiro", "marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
    "de": ("januar|janner", "februar|feber", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"),
    "vi": tuple(str(month) for month in range(1, 13)),
    "ja": tuple(str(month) for month in range(1, 13)),
}  # fmt: skip

#: Monday first.
WEEKDAYS: dict[str, tuple[str, ...]] = {
    "en": ("mon(?:day)?", "tue(?:s(?:day)?)?", "wed(?:nesday)?", "thu(?:r(?:s(?:day)?)?)?", "fri(?:day)?", "saturday", "sunday"),
    "es": ("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "pt": ("segunda(?:-feira)?(?! (?:vez|via|parte|e me|mensagem|noite|visita|tentativa|parcela|chamada|entrega|opcao|copia|pessoa|fatura|factura))", "terca(?:-feira)?(?! (?:vez|parte|mensagem|noite|visita|tentativa|parcela|entrega|fatura|factura))", "quarta(?:-feira)?(?! (?:vez|parte|mensagem|noite|visita|tentativa|parcela|entrega|fatura|factura))", "quinta(?:-feira)?(?! (?:vez|mensagem|noite|visita|tentativa|parcela|entrega|fatura|factura))", "sexta(?:-feira)?(?! (?:vez|mensagem|noite|visita|tentativa|parcela|entrega|fatura|factura))", "sabado", "domingo"),
    "de": ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag|sonnabend", "sonntag"),
    "vi": (*(f"(?<!lan )(?<!thu )(?<!khoan )(?<!mail )thu (?:{word})" for word in ("hai|2", "ba|3", "tu|4", "nam|5", "sau|6", "bay|7")), "chu nhat"),
    "ja": ("月曜日?", "火曜日?|火曜", "水曜日?|水曜", "木曜日?|木曜", "金曜日?|金曜", "土曜日?|土曜", "日曜日?|日曜"),
}  # fmt: skip

#: Words for a day as seen from the mail -> days from it.
RELATIVE: dict[str, dict[str, int]] = {
    "en": {"day before yesterday": -2, "yesterday": -1, "last night": -1, "today": 0, "tonight": 0, "this (?:morning|afternoon|evening)": 0, "tomorrow": 1},
    "es": {"anteayer": -2, "ayer": -1, "anoche": -1, "hoy": 0, "esta (?:manana|tarde|noche)": 0, "pasado manana": 2, "(?<!la )(?<!esta )(?<!de la )manana": 1},
    "fr": {"avant-hier": -2, "hier": -1, "aujourd'hui": 0, "ce (?:matin|soir)": 0, "cet apres-midi": 0, "apres-demain": 2, "(?<!apres-)demain": 1},
    "pt": {"anteontem": -2, "ontem": -1, "hoje": 0, "esta (?:manha|tarde|noite)": 0, "depois de amanha": 2, "(?<!depois de )amanha": 1},
    "de": {"vorgestern": -2, "(?<!vor)gestern": -1, "heute": 0, "ubermorgen": 2, "(?<!uber)(?<!heute )(?<!guten )(?<!am )morgen": 1},
    "vi": {"hom kia": -2, "hom qua": -1, "toi qua": -1, "hom nay": 0, "toi nay": 0, "sang nay": 0, "chieu nay": 0, "ngay mai": 1, "sang mai": 1, "ngay kia": 2},
    "ja": {"一昨日|おととい": -2, "昨日|昨夜|昨晩|きのう": -1, "今日|本日|今夜|今晩|今朝": 0, "明日|あした|明朝": 1, "明後日|あさって": 2},
}  # fmt: skip

#: Small numbers in words, folded.
COUNTS: dict[str, dict[str, int]] = {
    "en": {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14},
    "es": {"un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15},
    "fr": {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "quinze": 15},
    "pt": {"um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8, "nove": 9, "dez": 10, "onze": 11, "doze": 12, "quinze": 15},
    "de": {"ein": 1, "eins": 1, "eine": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwolf": 12, "vierzehn": 14},
    "vi": {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10},
    "ja": {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "半": 1},
}  # fmt: skip

#: Unit words -> ISO 8601 duration designator.
UNITS: dict[str, dict[str, str]] = {
    "en": {"days?": "D", "weeks?": "W", "months?": "M", "hours?|hrs?": "TH", "minutes?|mins?": "TM"},
    "es": {"dias?": "D", "semanas?": "W", "mes(?:es)?": "M", "horas?": "TH", "minutos?": "TM"},
    "fr": {"jours?": "D", "semaines?": "W", "mois": "M", "heures?": "TH", "minutes?|min": "TM"},
    "pt": {"dias?": "D", "semanas?": "W", "mes(?:es)?": "M", "horas?": "TH", "minutos?": "TM"},
    "de": {"tage?n?": "D", "wochen?": "W", "monate?n?": "M", "stunden?": "TH", "minuten?|min": "TM"},
    "vi": {"ngay|hom": "D", "tuan": "W", r"thang(?! \d)": "M", r"tieng|gio": "TH", "phut": "TM"},
    "ja": {"日(?:間|(?=も|以上|ほど|くらい|ぐらい|たっ|経|過ぎ|ぶり|待|遅|が(?:たち|経|過)|後|前|で|か[。、]|です|目))": "D", "週間?": "W", "か月|ヶ月|カ月|ヵ月": "M", "時間": "TH", "分間?": "TM"},
}  # fmt: skip

#: The last day of the mail's month.
MONTH_ENDS: dict[str, str] = {
    "en": "(?:the )?end of (?:the|this) month|month'?s end|month end",
    "es": "(?:el )?(?:fin|final|finales) de(?: este)? mes",
    "fr": "(?:la )?fin (?:du|de ce) mois",
    "pt": "(?:o )?(?:fim|final) d(?:o|este) mes",
    "de": "(?:zum )?(?:monatsende|ende (?:des|dieses) monats)",
    "vi": "cuoi thang(?: nay)?(?! \\d)",
    "ja": "(?:今月|月)末",
}

#: The last working day of the mail's week.
WEEK_ENDS: dict[str, str] = {
    "en": "(?:the )?end of (?:the|this) week",
    "es": "(?:el )?(?:fin|final) de (?:la|esta) semana|(?:que )?(?:acabe|termine) la semana",
    "fr": "(?:la )?fin de (?:la|cette) semaine",
    "pt": "(?:o )?(?:fim|final) d(?:a|esta) semana",
    "de": "ende (?:der|dieser) woche|wochenende",
    "vi": "cuoi tuan(?: nay)?",
    "ja": "今週(?:中|末)",
}

#: What stands before or behind a weekday of the next week.
NEXT_WEEK: dict[str, tuple[str, str]] = {
    "en": ("(?!)", r",? (?:of )?next week"),
    "es": ("(?!)", r" (?:de la semana que viene|de la proxima semana|de la semana proxima)"),
    "fr": ("(?!)", r" (?:de la semaine prochaine|en huit)"),
    "pt": ("(?!)", r" (?:da semana que vem|da proxima semana)"),
    "de": (
        r"(?:nachste|kommende)n? woche (?:am )?",
        r" (?:nachster|der nachsten|kommender|nachste|in der nachsten) woche",
    ),
    "vi": ("(?!)", r" tuan (?:sau|toi)"),
    "ja": (r"来週の?", "(?!)"),
}
