"""The number a customer gives as theirs, read as E.164 whatever way it is written.

Numbers that must not be dialled (premium rate, shared cost, satellite, short codes) are found too and say so in
`kind`; whether a number may be rung is decided elsewhere. A number of ours, of a third party or of a disclaimer is
never returned: the words before a number, its place, and the quoted history tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberType

from mailbot.model.heat import Span
from mailbot.model.turn import Turn
from mailbot.triage.folding import fold, narrowed
from mailbot.triage.region import named_region, rank_regions


class PhoneKind(StrEnum):
    """What sort of line a number is."""

    ORDINARY = "ordinary"
    TOLL_FREE = "toll_free"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    SATELLITE = "satellite"
    SHORT = "short"
    DOUBTFUL = "doubtful"  # possible by length only


#: Lines that cost the caller, or that nobody can be rung on: flag `premium_number`.
FORBIDDEN = frozenset({PhoneKind.PREMIUM, PhoneKind.SHARED_COST, PhoneKind.SATELLITE, PhoneKind.SHORT})


@dataclass(frozen=True, kw_only=True, slots=True)
class Phone:
    """A number found in a message."""

    e164: str
    kind: PhoneKind
    text: str
    span: Span | None  # into the text; None when it stands in the signature
    source: str  # body or signature
    confidence: float
    place: int = 1  # 0 a line that the writer carries, 1 unsaid, 2 one shared with others


_CANDIDATE = re.compile(
    r"(?<![0-9A-Za-z_À-ỹ@#/.,€$£¥-])(?:\+|00)?\(?\d[\d\s().\-/\u2010-\u2015\u00a0]{4,22}\d(?![0-9A-Za-z_À-ỹ@]|[.,]\d|-\w)"
)
_PREMIUM: dict[str, re.Pattern[str]] = {
    "GB": re.compile(r"0(?:9\d{6,9}|87\d{7,8}|84\d{7,8}|70\d{7,8})"),
    "IE": re.compile(r"(?:15[1-9]\d{6,7}|1850\d{6}|1890\d{6})"),
    "US": re.compile(r"1?900\d{7}"),
    "CA": re.compile(r"1?900\d{7}"),
    "AU": re.compile(r"(?:19\d{2}\d{3,8}|13\d{4}|1300\d{6})"),
    "NZ": re.compile(r"0?900\d{5,7}"),
    "FR": re.compile(r"0?8(?:9|1|2)\d{5,8}"),
    "BE": re.compile(r"0?90[0-9]\d{3,7}|070\d{6}"),
    "CH": re.compile(r"0?90[016]\d{3,7}|084[0248]\d{6}"),
    "ES": re.compile(r"(?:80[3679]|90[125]|11|118)\d{4,7}"),
    "BR": re.compile(r"0?(?:900|300|500)\d{6,8}"),
    "PT": re.compile(r"(?:60[0-9]|64[68]|76[0128]|70[78]|80[89])\d{6}"),
    "VN": re.compile(r"1[89]00\d{4,6}"),
    "JP": re.compile(r"0(?:990|570)\d{5,7}"),
    "DE": re.compile(r"0?(?:900\d{6,8}|180\d{6,9}|137\d{6,8}|190\d{5,8}|1381?\d{4,6})"),
    "MX": re.compile(r"0?1?900\d{7}"),
    "CL": re.compile(r"(?:600|700)\d{6,7}"),
    "CO": re.compile(r"0?1?90[01]\d{7}"),
    "AT": re.compile(r"0?(?:9[03]\d{5,9}|8[12]\d{6,8})"),
}
#: Premium anywhere: the prefixes that every language's readers know.
_PREMIUM_EVERYWHERE = re.compile(
    r"0(?:9(?:00|01|05|06|09|30|90)\d{4,8}|[36]00\d{6,7})|1-?900\d{4,8}|190[0-9]\d{4,8}|15[5-9]0\d{6}|80[367]\d{6}|900\d{7}"
)
#: Written as a group of its own, the prefix is meant as such, also where a plan could read it as an area code.
_PREMIUM_GROUPED = re.compile(r"\(?0(?:900|901|906|909|930)\)?[\s/-]")
#: Plans in which such a group begins an ordinary number: 0909 is a Vietnamese mobile.
_NO_PREMIUM_GROUP = frozenset({"JP", "VN"})
#: Plans in which a national number begins with 0.
_TRUNK = frozenset({"GB", "AU", "IE", "NZ", "FR", "BE", "CH", "DE", "AT", "JP", "VN", "ZA"})
#: France writes ten digits; the regulator gives out blocks that the plan's data does not know yet.
_FRENCH = re.compile(r"0[1-7]\d{8}")
#: Blocks that the British regulator keeps free, which the plan's data calls invalid and India's plan does not.
_RESERVED = re.compile(r"0(?:7700900|1632960|2079460|2890180|2920180|1914980|1(?:1[3-8]|[2-6]1)4960)\d{3}")
#: Stands in the regions behind a country that the mail names: what is possible there is read there.
_NAMED = "named"
_SATELLITE = re.compile(r"\+?(?:870|881|882|883|979|878|888|991)\d{5,12}")
_CALL_CUE = re.compile(
    r"\b(?:call|ring|rings?|get me|direct|phone|dial|reach|text|whatsapp|number|mobile|tel|m|t|p|telefono|movil|cel|celular|llam\w+|marc\w+|marqu\w+|timbr\w+|contest\w+|atiendo|comuni\w+|telefone|fone|telemovel|"
    r"lig\w+|retorn\w+|toque|numero|zap|rappel\w*|appel\w*|joign\w*|joindre|portable|compos\w+|decroch\w*|telephon\w*|port|gsm|natel|anruf\w*|ruf\w*|erreich\w*|handy|nummer|mobil|"
    r"durchklingel\w*|anlaut\w*|durchlaut\w*|\w*klingel\w*|reden|sprech\w*|leitung|goi|alo|sdt|dt|so|dien thoai|lien he)\b|電話|番号|携帯|(?<![a-z])tel(?![a-z])|連絡|かけ|折り返し"
)
_CALL_AFTER = re.compile(r"(?:へ|に|まで|宛)?(?:お|ご)?(?:電話|連絡|かけ)|まで")
_NOT_THEIRS = re.compile(
    r"\b(?:your|vuestro|su linea|vossa?|votre|vos|ihre[rn]?|eure[rn]?|cua (?:ben )?ban|御社|貴社) (?:\w+ ){0,2}(?:number|line|hotline|telefono|numero|linha|ligne|service|nummer|tong dai|leitung)\b"
    r"|\b(?:bestell\w*|best|auftrag\w*|buchung\w*|fahrt|commande|cde|facture|pedido|encomenda|reserva|factura|fatura|recibo|receipt|don|don hang|ma don|compte|konto|kundenkonto|cuenta|conta|tai khoan|contrat|contrato|vertrag|hop dong)\W{0,4}(?:nr|no|num|numero|n)?\W{0,4}$"
    r"|\b(?:fax|telefax|iban|invoice|account|order|booking|ref|zahler\w*|kundennr|vat|cnpj|cpf|siret|nif|ust)\b[^\n]{0,12}$|\bf:\s*$"
    r"|\b(?:colleague|kollege|kollegin|companero|companera|colega|collegue|dong nghiep)\b|代理|内線|\b(?:hotline|tong dai|support line|helpline|customer service|servicio al cliente|service client)\b[^\n]{0,14}$"
    r"|(?:証券|注文|予約|契約|会員|追跡|伝票|発注|問い合わせ|受付|請求書?)番号\W{0,3}$"
)
#: A number that is less certain to be theirs is none.
_LEAST = 0.5
#: "gave me his number", "(Kevin, 699 …)", "（鈴木さん 080…）": somebody else's line.
_ANOTHERS = re.compile(
    r"\b(?:his|her|their|seine|ihre|son|sa|su|o numero dele|o numero dela) (?:\w+ )?(?:number|mobile|cell|phone|handynummer|handy|nummer|numero|telefono|movil|telefone|celular|portable)\b\W{0,4}$"
    r"|(?:さん|様|氏|先生)(?:の(?:携帯|電話|番号))?[\s:：、,]{0,2}$"
)
_BRACKETED = re.compile(r"[(（]([^()（）\d:：\n]{2,32})$")
_OWN_PLACE = re.compile(
    r"\b(?:work|home|office|arbeit|buro|privat|dienstlich|casa|trabajo|trabalho|maison|bureau|domicile|nha|co quan|me|yo|moi|eu|ich)\b|会社|自宅|職場"
)
#: Of several numbers in a signature the one that the writer carries comes first, the switchboard's last.
_CARRIED = re.compile(
    r"\b(?:mob|mobile|cell|handy|mobil|natel|movil|cel|celular|telemovel|tlm|port|portable|gsm|dd|di dong|zalo|whatsapp|direct|directo|direta|directe|durchwahl|perso|privat|private|personal)\b\W*(?:perso|privat|pro)?\W*$|携帯\W*$"
)
_SHARED = re.compile(
    r"\b(?:office|switchboard|company|reception|main|buro|zentrale|buero|firma|oficina|centralita|fijo|conmutador|taller|empresa|com|comercial|escritorio|fixo|rececao|geral|bureau|bur|standard|accueil|cabinet|fixe|vp|van phong|co quan)\b[^\n\d]{0,24}$|(?:会社|代表|事務所|勤務先)\W*$"
)
_UNIT_AFTER = re.compile(
    r"\s?(?:€|eur|£|\$|円|kwh|d\b|dong|vnd|reais|kg|francs?|f?cfa|fr\b|pesos|dolares|dollars|pounds|meticais)"
)


def find_phones(turn: Turn, *, language: str, home: str = "") -> tuple[Phone, ...]:
    """Return the numbers the writer of a turn gives as theirs, best first; none for automatic mail.

    `home` is the house's own region, for a number without a prefix in a mail that shows no country.
    """
    if turn.automatic or turn.ours:
        return ()
    shown = "\n".join((turn.text, turn.signature))
    regions = rank_regions(language=language, sender_email=turn.sender_email, sent_at=turn.at, text=shown, home=home)
    if named_region(language=language, sender_email=turn.sender_email, sent_at=turn.at, text=shown) == regions[0]:
        regions = (regions[0], _NAMED, *regions[1:])
    found = _scan(turn.text, regions, source="body") + _scan(turn.signature, regions, source="signature")
    theirs = [phone for phone in found if not _is_quoted(phone, turn)]
    return tuple(sorted(theirs, key=lambda phone: (-phone.confidence, phone.place)))


def _is_quoted(phone: Phone, turn: Turn) -> bool:
    """Tell whether the history below holds the number more often than the writer wrote it: then it is ours."""
    digits = phone.e164[-8:]
    below, own = _digits(turn.quoted), _digits(turn.text + " " + turn.signature)
    return below.count(digits) > own.count(digits)


_NO_DIGIT = re.compile(r"\D+")


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", text) if text.isascii() else "".join(filter(str.isdigit, text))


def _scan(text: str, regions: tuple[str, ...], *, source: str) -> list[Phone]:
    narrow = narrowed(text)
    folded = fold(text)
    read = (_read(narrow, folded, match, regions, source) for match in _CANDIDATE.finditer(narrow))
    return [phone for phone in read if phone is not None]


def _read(text: str, folded: str, match: re.Match[str], regions: tuple[str, ...], source: str) -> Phone | None:
    before = folded[max(0, match.start() - 60) : match.start()].rpartition("\n\n")[2]
    after = folded[match.end() : match.end() + 24]
    written = match.group().split("\n")[0].strip()
    place = _place(before.rpartition("\n")[2])
    cued = place == 0 or bool(_CALL_CUE.search(before) or _CALL_AFTER.match(after.strip()))
    alone = _alone(text, match.start(), match.start() + len(written))
    if _confidence(PhoneKind.ORDINARY, cued=cued, source=source, alone=alone) < _LEAST:
        return None  # no kind of number makes up for that: spare the plans of all regions
    if _NOT_THEIRS.search(before) or _ANOTHERS.search(before) or _UNIT_AFTER.match(after):
        return None
    if source == "body" and _beside_a_name(text[max(0, match.start() - 60) : match.start()]):
        return None
    parsed = parse(written, regions)
    if parsed is None:
        return None
    e164, kind = parsed
    confidence = _confidence(kind, cued=cued, source=source, alone=alone)
    if confidence < _LEAST:
        return None
    span = (match.start(), match.start() + len(written)) if source == "body" else None
    return Phone(e164=e164, kind=kind, text=written, span=span, source=source, confidence=confidence, place=place)


def _place(label: str) -> int:
    """Return whose line a label names: 0 carried by the writer, 2 shared, 1 where it does not say."""
    return 0 if _CARRIED.search(label) else 2 if _SHARED.search(label) else 1


def _beside_a_name(before: str) -> bool:
    """Tell whether a number stands in brackets behind the name of a person who is spoken of: "(Mr Hill, 0160 …"."""
    inside = _BRACKETED.search(before)
    if inside is None:
        return False
    words = fold(inside[1])
    named = any(word[:1].isupper() for word in inside[1].split())
    return named and not _CALL_CUE.search(words) and not _OWN_PLACE.search(words)


def _alone(text: str, start: int, end: int) -> bool:
    """Tell whether a number fills its line or sentence."""
    before = text[:start].rpartition("\n")[2].strip()
    after = text[end:].partition("\n")[0].strip()
    return (not before or before[-1] in ".!?,:。") and (not after or after[0] in ".,!?(（。、")


def _confidence(kind: PhoneKind, *, cued: bool, source: str, alone: bool) -> float:
    if kind is PhoneKind.TOLL_FREE:
        return 0.0  # nobody's private line: it is a company's
    score = 0.35 + (0.4 if cued else 0.0) + (0.3 if source == "signature" else 0.0) + (0.2 if alone else 0.0)
    if kind in (PhoneKind.DOUBTFUL, PhoneKind.SHORT):
        score -= 0.25
    elif kind in FORBIDDEN and not cued:
        score -= 0.2
    return min(1.0, score)


def parse(written: str, regions: tuple[str, ...]) -> tuple[str, PhoneKind] | None:
    """Read a number as written; returns (E.164, kind) or None when no region makes sense of it."""
    digits = _digits(written)
    international = written.startswith(("+", "00"))
    bare = digits.removeprefix("00") if written.startswith("00") else digits
    if not 6 <= len(bare) <= 15:
        return None
    if international:
        return _read_international(bare)
    grouped = regions[0] not in _NO_PREMIUM_GROUP and _PREMIUM_GROUPED.match(written)
    premium = (_national(digits, regions[0]), PhoneKind.PREMIUM) if grouped else _read_premium(bare, regions)
    return premium or _read_national(digits, regions)


def _read_international(digits: str) -> tuple[str, PhoneKind] | None:
    if _SATELLITE.fullmatch(digits):
        return f"+{digits}", PhoneKind.SATELLITE
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return None
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    national = str(number.national_number)
    if any(pattern.fullmatch(form) for pattern in _patterns(region) for form in (national, f"0{national}")):
        return f"+{digits}", PhoneKind.PREMIUM
    if not phonenumbers.is_possible_number(number):
        return None
    kind = _kind(number) if phonenumbers.is_valid_number(number) else PhoneKind.DOUBTFUL
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), kind


def _patterns(region: str) -> tuple[re.Pattern[str], ...]:
    return (_PREMIUM[region],) if region in _PREMIUM else ()


def _read_premium(digits: str, regions: tuple[str, ...]) -> tuple[str, PhoneKind] | None:
    """Read a premium number: a region's own plan first, then the prefixes known everywhere."""
    for region in regions[:4]:
        if region == _NAMED:
            continue
        if _valid_ordinary(digits, region):
            return None
        if any(pattern.fullmatch(digits) for pattern in _patterns(region)):
            return _national(digits, region), PhoneKind.PREMIUM
    if regions[0] not in _NO_PREMIUM_GROUP and _PREMIUM_EVERYWHERE.fullmatch(digits):
        return _national(digits, regions[0]), PhoneKind.PREMIUM
    return None


def _valid_ordinary(digits: str, region: str) -> bool:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    trunk = digits.startswith("0") or region not in _TRUNK
    return trunk and phonenumbers.is_valid_number(number) and _kind(number) is PhoneKind.ORDINARY


def _national(digits: str, region: str) -> str:
    if digits.startswith("1900") and region not in ("VN", "AU", "IE"):
        return f"+{digits}"  # North American premium numbers are written with their 1
    code = phonenumbers.country_code_for_region(region)
    return f"+{code}{digits.removeprefix('0')}"


def _read_national(digits: str, regions: tuple[str, ...]) -> tuple[str, PhoneKind] | None:
    possible: str | None = None
    if regions[0] == "FR" and _FRENCH.fullmatch(digits):
        return f"+33{digits[1:]}", PhoneKind.ORDINARY
    if "GB" in regions[:2] and _RESERVED.fullmatch(digits):
        return f"+44{digits[1:]}", PhoneKind.ORDINARY
    for region in regions:
        if region == _NAMED:
            if possible is not None and (digits.startswith("0") or regions[0] not in _TRUNK):
                return possible, PhoneKind.ORDINARY
            continue
        try:
            number = phonenumbers.parse(digits, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), _kind(number)
        if possible is None and phonenumbers.is_possible_number(number) and len(digits) >= 8:
            possible = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return (possible, PhoneKind.DOUBTFUL) if possible else None


def _kind(number: phonenumbers.PhoneNumber) -> PhoneKind:
    kinds = {
        PhoneNumberType.PREMIUM_RATE: PhoneKind.PREMIUM,
        PhoneNumberType.SHARED_COST: PhoneKind.SHARED_COST,
        PhoneNumberType.TOLL_FREE: PhoneKind.TOLL_FREE,
        PhoneNumberType.UAN: PhoneKind.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER: PhoneKind.SHARED_COST,
        PhoneNumberType.PAGER: PhoneKind.SHARED_COST,
    }
    return kinds.get(phonenumbers.number_type(number), PhoneKind.ORDINARY)
