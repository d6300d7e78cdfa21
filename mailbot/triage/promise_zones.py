"""Whose clock an hour is said by: "at 10:00 EST", "by 5 pm your time", "um 10 Uhr Ortszeit". Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from mailbot.triage.lint.moments import Moment

#: What a zone is called behind an hour, folded -> the zone whose wall clock is meant, summer time included.
_NAMED: Mapping[str, str] = {
    r"(?:uk|london|british) time|londoner zeit|heure de londres|hora de londres": "Europe/London",
    r"(?:paris|berlin|central european|german) time|heure de paris|(?:deutscher|berliner) zeit|hora (?:peninsular|de madrid|espanola)": "Europe/Paris",
    r"hora de lisboa|lisbon time|hora de portugal": "Europe/Lisbon",
    r"(?:new york|eastern) time|new yorker zeit|heure de new york|hora de nueva york": "America/New_York",
    r"central time": "America/Chicago",
    r"mountain time": "America/Denver",
    r"pacific time": "America/Los_Angeles",
    r"hora de(?: la ciudad de)? mexico|hora del centro": "America/Mexico_City",
    r"(?:hora|horario) de brasilia": "America/Sao_Paulo",
    r"heure de montreal|heure de l'est": "America/Toronto",
    r"japan time|日本時間": "Asia/Tokyo",
    r"(?:giờ|gio) (?:việt|viet) nam|vietnam time": "Asia/Ho_Chi_Minh",
}
#: The same in short, as written: "est" and "cet" are words of other languages.
_SHORT: Mapping[str, str] = {
    "UTC|GMT": "UTC",
    "BST": "Europe/London",
    "CEST?|MESZ?": "Europe/Paris",
    "E[SD]T": "America/New_York",
    "C[SD]T": "America/Chicago",
    "M[SD]T": "America/Denver",
    "P[SD]T": "America/Los_Angeles",
    "BRT": "America/Sao_Paulo",
    "JST": "Asia/Tokyo",
    "ICT": "Asia/Ho_Chi_Minh",
}
#: The customer's own clock, folded, in the languages we write.
_THEIRS = (
    r"(?:your|your local) time|hora (?:suya|local suya|local de usted)|su hora(?: local)?|(?:votre )?heure locale(?! de )"
    r"|heure de chez vous|(?:a )?sua hora(?: local)?|seu horario(?: local)?|horario local|ihre[rn]? (?:orts)?zeit|ortszeit(?: bei ihnen)?"
    r"|(?:giờ|gio) (?:của|cua|bên|ben|chỗ|cho) (?:anh|chị|chi|cô|co|chú|chu|bạn|ban|mình|quý khách)|(?:giờ|gio) (?:địa phương|dia phuong)"
    r"|現地時間|(?:お客様|そちら)の(?:お)?時間"
)
#: Between the hour and its clock, or the clock before the hour as Japanese says it.
_GAP = r"^[ ,(]{0,3}(?:on |in |nach |a |e |de |la |à |por |theo |の)?"
_ZONES = tuple((re.compile(rf"{_GAP}(?:{words})(?!\w)"), ZoneInfo(name)) for words, name in _NAMED.items())
_LETTERS = tuple((re.compile(rf"^[ ,(]{{0,3}}(?:{short})(?!\w)"), ZoneInfo(name)) for short, name in _SHORT.items())
_AHEAD = tuple(
    (re.compile(rf"(?:{words})の?で?[^、。]{{0,10}}$"), ZoneInfo(name))
    for words, name in _NAMED.items()
    if "時間" in words
)
_OWN, _OWN_AHEAD = (
    re.compile(rf"{_GAP}(?:{_THEIRS})(?!\w)"),
    re.compile(r"(?:現地時間|(?:お客様|そちら)の(?:お)?時間)の?で?[^、。]{0,10}$"),
)
_REACH = 40  # characters


def zone_said(found: tuple[Moment, ...], text: str, folded: str, theirs: ZoneInfo | None) -> ZoneInfo | None:
    """Return the zone by whose clock the hours of a sentence are said, None for the desk's.

    Args:
        found: its moments, at their places in the text as written and folded, which run alongside.
        theirs: the customer's own zone where we know it.
    """
    for one in found:
        if one.minutes is not None:
            behind, before = folded[one.end : one.end + _REACH], folded[max(0, one.start - _REACH) : one.start]
            if _OWN.search(behind) or _OWN_AHEAD.search(before):
                return theirs
            named = [zone for words, zone in _ZONES if words.search(behind)]
            named += [zone for letters, zone in _LETTERS if letters.search(text[one.end : one.end + _REACH])]
            named += [zone for words, zone in _AHEAD if words.search(before)]
            if named:
                return named[0]
    return None
