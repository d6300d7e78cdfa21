"""Which of several days in a sentence is promised: what stands behind "by" counts, what stands behind "from" does not.

"My colleague takes over tomorrow and will write on Thursday at the latest": Thursday. "From Monday on I am here again and
will call on Tuesday": Tuesday. Without such words the earliest day counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from mailbot.triage.lint.moments import Moment

#: How far before and behind a day its anchor may stand, in characters.
_BEFORE, _BEHIND = 26, 16

_FROM: Mapping[str, str] = {
    "en": r"\b(?:from|starting|as of|since|after)$",
    "es": r"\b(?:a partir del?|desde(?: el)?|tras(?: el)?|(?:visita|cita|entrega|llamada|averia|retraso|correo|mensaje) del)$",
    "fr": r"\b(?:a partir (?:de|du)|des(?: le)?|depuis(?: le)?|apres(?: le)?|(?:visite|rendez-vous|livraison|appel|panne|retard|message|passage) (?:de|du))$",
    "pt": r"\b(?:a partir d[eoa]|desde(?: [ao])?|depois d[eoa]|(?:visita|entrega|chamada|ligacao|avaria|atraso|mensagem|falha) d[ea])$",
    "vi": r"\b(?:từ|kể từ|tu|ke tu|sau)(?: ngày| ngay)?$",
    "ja": r"(?!)",
    "de": r"\b(?:ab|seit|vom|nach)(?: dem)?$",
}
_FROM_BEHIND: Mapping[str, str] = {
    "ja": r"^(?:から|より|以降|の(?:訪問|お約束|件|配達|ご連絡|お電話|工事|不具合|遅))",
    "de": r"^ ?an\b",
    "en": r"^(?: on(?:wards)?\b|['’]s\b)",
}

_BY: Mapping[str, str] = {
    "en": r"\b(?:by|before|until|till|no later than|not later than|latest)(?: the)?$",
    "es": r"\b(?:antes del?|hasta(?: el)?|a mas tardar(?: el)?|como (?:muy tarde|mucho)(?: el)?|para el)$",
    "fr": r"\b(?:avant(?: le)?|d'ici(?: a| au| le)?|jusqu'(?:a|au)|au plus tard(?: le)?|pour(?: le)?)$",
    "pt": r"\b(?:ate(?: [ao]| ao| dia)?|antes d[eoa]|o mais tardar(?: n[ao])?|no maximo(?: ate)?(?: [ao])?)$",
    "vi": r"(?:trước|chậm nhất|muộn nhất|hạn|đến|truoc|cham nhat)(?: là| vào| ngày| la| vao| ngay)*$",
    "ja": r"遅くとも$",
    "de": r"\b(?:bis(?: zum| spatestens)?|(?:aller)?spatestens(?: am| bis| zum)?|vor(?: dem)?)$",
}
_BY_BEHIND: Mapping[str, str] = {
    "en": r"^,? (?:at the (?:very )?latest|at latest)\b",
    "es": r"^,? (?:a mas tardar|como muy tarde|como mucho|sin falta)\b",
    "fr": r"^,? (?:au plus tard|dernier delai|sans faute)\b",
    "pt": r"^,? (?:o mais tardar|no maximo|sem falta|no limite)\b",
    "vi": r"^ (?:là muộn nhất|là chậm nhất)",
    "ja": r"^(?:日)?(?:中)?までに",
    "de": r"^,? spatestens\b",
}

#: What makes a weekday one that has been: before it, behind it.
_PASSED: Mapping[str, str] = {
    "en": r"\b(?:last|this past)$|\b(?:note|letter|e-?mail|message|voicemail|text|complaint|review|post|report|call|conversation|chat)s? (?:of|from|dated|on)$",
    "es": r"\bpasado$|\b(?:nota|carta|correo|mensaje|escrito|queja|reclamacion|llamada|conversacion|resena|aviso|mail) del?(?: dia)?$",
    "fr": r"\b(?:mot|lettre|mail|courriel|courrier|message|appel|plainte|reclamation|signalement|avis|conversation|sms) d[eu]$",
    "pt": r"\bpassad[ao]$|\b(?:bilhete|carta|e-?mail|mensagem|recado|queixa|reclamacao|chamada|ligacao|conversa|aviso|sms) d[aeo](?: dia)?$",
    "vi": r"\b(?:thư|mail|email|tin nhắn|cuộc gọi|đơn|phản ánh|khiếu nại)(?: (?:của \w+|hôm|ngày|lúc|vào|gửi))*$",
    "ja": r"(?:先週の?|先日の|去る|この前の)$",
    "de": r"\b(?:letzte|vergangene|vorige)[nrms]?$|\b(?:brief|mail|nachricht|schreiben|anruf|zettel|beschwerde|anfrage|meldung|gesprach|telefonat|bewertung|sms)s? (?:vom|von)(?: letzten)?$",
}
_PASSED_BEHIND: Mapping[str, str] = {
    "en": r"^ (?:just gone|(?:of )?last week)\b|^(?:['’]s)? (?:note|letter|e-?mail|message|voicemail|text|complaint|review)\b",
    "ja": r"^(?:日)?(?:付け?)?の(?:お便り|お手紙|手紙|メール|お電話|ご連絡|お問い合わせ|ご投稿|クチコミ)",
    "es": r"^ (?:pasad[oa]|ultimo|de la semana pasada)\b",
    "fr": r"^ (?:dernier(?! delai)|passe|de la semaine (?:derniere|passee))\b",
    "pt": r"^ (?:passad[ao]|da semana passada)\b",
    "vi": r"^ (?:vừa rồi|vừa qua|tuần trước|tuần rồi|hôm trước|vua roi|vua qua|tuan truoc|tuan roi)",
    "de": r"^ (?:letzter|vergangener|voriger|der letzten|der vergangenen) woche\b",
}


#: Since when something is so; in the languages of the second map that may be "from" a day to come as well.
_SINCE: Mapping[str, str] = {"en": r"\bsince$", "de": r"\bseit(?: dem)?$", "fr": r"\bdepuis(?: le)?$"}
_SINCE_OR_FROM: Mapping[str, tuple[str | None, str | None]] = {
    "en": (r"\bfrom$", None),
    "es": (r"\bdesde(?: el)?(?: dia)?$", None),
    "pt": (r"\bdesde(?: [ao])?(?: dia)?$", None),
    "vi": (r"\b(?:từ|kể từ|tu|ke tu)(?: ngày| ngay| hôm)?$", None),
    "ja": (None, r"^(?:から|以来|より(?!前))"),
}


def without_past_days(
    found: tuple[Moment, ...], folded: str, language: str, *, ahead: bool = True
) -> tuple[Moment, ...]:
    """Return the moments of a folded text without the days that have been ("last Tuesday", "el martes pasado", "since Friday").

    Args:
        ahead: a verb of the sentence speaks of what will be.
    """
    before, behind = _PASSED.get(language), _PASSED_BEHIND.get(language)
    left = tuple(one for one in found if one.weekday is None or not _stands(one, folded, before, behind))
    left = tuple(one for one in left if not one.dated or not _stands(one, folded, _SINCE.get(language), None))
    since, since_behind = _SINCE_OR_FROM.get(language, (None, None))
    return tuple(one for one in left if ahead or not one.dated or not _stands(one, folded, since, since_behind))


#: The year of a date, in it or right behind it.
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_YEAR_BEFORE = re.compile(r"(?P<year>20\d\d)[年/.-]$")
_YEAR_BEHIND = re.compile(r"^(?:[ ,./]| de | năm | nam |年)*(?P<year>20\d\d)(?!\d)")


def within_a_year(found: tuple[Moment, ...], folded: str, now: datetime) -> tuple[Moment, ...]:
    """Return the moments without the dates of another year than the one in which they come next.

    "The invoice of 12/03/2026", written in November 2026, is behind us, and "5 March 2028" is farther than a promise is kept.
    """
    return tuple(one for one in found if one.day is None or _year(one, folded) in (None, _next_year(one, now)))


def _year(one: Moment, folded: str) -> int | None:
    named = _YEAR.search(folded[one.start : one.end])
    if named is not None:
        return int(named.group())
    before = _YEAR_BEFORE.search(folded[max(0, one.start - 6) : one.start])
    beside = before or _YEAR_BEHIND.match(folded[one.end : one.end + 12])
    return int(beside["year"]) if beside is not None else None


def _next_year(one: Moment, now: datetime) -> int:
    month = one.month or now.month
    return now.year + ((month, one.day or 1) < (now.month, now.day))


#: "Between Monday and Tuesday": by the second of them.
_BETWEEN = re.compile(r"\b(?:between|entre|zwischen)(?: el| la| le| o| a)?$")
_AND = re.compile(r"(?:and|y|et|e|und)\b.{0,24}")


def promised_days(found: tuple[Moment, ...], folded: str, language: str) -> tuple[Moment, ...]:
    """Return the moments of a folded sentence without the days that are not the promised one; hours stay."""
    days = [one for one in found if one.dated]
    if len(days) < 2:
        return found
    first, second = days[0], days[1]
    if _BETWEEN.search(folded[max(0, first.start - _BEFORE) : first.start].rstrip()) and (
        _AND.fullmatch(folded[first.end : second.start].strip(" ,")) is not None
    ):
        return promised_days(tuple(one for one in found if one is not first), folded, language)
    anchored = [one for one in days if _stands(one, folded, _BY.get(language), _BY_BEHIND.get(language))]
    dropped = [one for one in days if _stands(one, folded, _FROM.get(language), _FROM_BEHIND.get(language))]
    later = [one for one in days if one.offset != 0]
    if not anchored and later and not any(one.minutes is not None for one in found):
        dropped += [one for one in days if one.offset == 0]  # "it goes to them today; on Tuesday you have the answer"
    chosen = anchored or [one for one in days if one not in dropped] or days
    return tuple(one for one in found if not one.dated or one in chosen)


def has_end(found: tuple[Moment, ...], folded: str, language: str) -> bool:
    """Tell whether a time is an end ("by Friday", "within two hours") and not only a day on which something is."""
    return any(
        one.span is not None or _stands(one, folded, _BY.get(language), _BY_BEHIND.get(language)) for one in found
    )


def _stands(one: Moment, folded: str, before: str | None, behind: str | None) -> bool:
    head = folded[max(0, one.start - _BEFORE) : one.start].rstrip(" ,")
    tail = folded[one.end : one.end + _BEHIND]
    return bool((before and re.search(before, head)) or (behind and re.search(behind, tail)))
