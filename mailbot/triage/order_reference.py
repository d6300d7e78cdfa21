"""Order, invoice, booking, contract and parcel numbers in a customer's words.

A candidate is a token that holds a digit. Its shape gives a first weight ("PX-48213" looks like a reference,
"48213" hardly), the nearest cue word before it ("order", "予約番号") the rest; words that announce something else
(our ticket, a meter, a price) take it away. Our own conversation tokens ("MB-7K3QX9") are never references.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailbot.model.heat import Span
from mailbot.triage.folding import fold, narrowed
from mailbot.triage.sought import Sought


@dataclass(frozen=True, kw_only=True, slots=True)
class Reference:
    """A number that names the customer's business with us."""

    value: str  # as written, without "#"
    kind: str  # order, invoice, receipt, booking, parcel, contract, claim, travel, account, other
    span: Span
    weight: float  # 0..1


#: kind -> cue words, folded (no accents, lower case). Order matters only for reading.
CUES: dict[str, str] = {
    "order": r"orders?|compras?|achats?|ord|po|purchase order|pedidos?|orden|ordenes|encomendas?|commandes?|cde|bon de commande|bon"
    r"|don hang|(?<!hoa )(?<!van )don|phieu may|bestellung|bestellt|bestell|bestellnummer|auftrag|auftrags|注文|ご注文|発注|オーダー"
    r"|formula|ordem de servico|os|ot|orden de trabajo|devis|ordered|kauf|申込|お申し込み|rx order",
    "invoice": r"invoices?|bill|inv|facturas?|nota|nf|notas? fiscal|nota fiscal|faturas?|ft|factures?|avis"
    r"|hoa don|phieu thu|phieu|請求書|請求|rechnung|rechnungs",
    "receipt": r"receipt|recibo|recu|quittung|beleg|kassenbon|bien nhan|bien lai|領収書|レシート|受付票|預かり票",
    "booking": r"booking|bookings|reservation|reservations|confirmation|conf|pnr|record|localizador|reservas?|reservacion"
    r"|tarjeton|codigo|estadia|ma dat cho|dat cho|dat phong|ma dat phong|予約番号|予約|宿泊|buchung|buchungs|stay|sejour",
    "parcel": r"parcel|package|tracking|awb|shipment|consignment|envio|paquete|bulto|rastreio|objeto|colis|suivi|van don|kien"
    r"|kien hang|追跡番号|追跡|お問い合わせ番号|伝票番号|送り状|荷物|sendung|sendungs|paket|retoure|valija|mala|suitcase|bag|koffer|registro",
    "contract": r"policy|polizas?|contratos?|contract|agreement|apolice|contrats?|hop dong|vertrag|vertrags|mietvertrag|契約番号|契約"
    r"|証券番号|証券|subscription|suscripcion|assinatura|abonnement|abo|hd|lease|membership",
    "claim": r"siniestro|sinistre|sinistro|schaden|schadens|claim|dossier|processo|expediente|ho so|file|projeto|project|work order"
    r"|case|aktenzeichen|parte|registo|auftragsnummer",
    "travel": r"ticket|flight|vuelo|voo|vol|billetes?|bilhetes?|billet|boleto|fahrkarte|fahrt|flug|ve|ma ve|tour|chuyen|便|便名|train|ride|trip|journey|viaje|trayecto|trajet|course|corrida|viagem|ライド|乗車",
    "account": r"account|kundenkonto|nutzerkonto|cuenta|conta|compte|konto|口座|ma khach hang|meter point|linea|ligne|line|anschluss",
    "other": r"refs?|referencia|reference|referenz|rif|code|numero|num|nummer|nr|n°|nº|ma|so|番号|reference number|mit nummer",
}

#: Words that announce a number which is not a reference of the customer's business.
FOREIGN = (
    r"protocolos?|folios?|aclaracion|radicado|vorgang|vorgangsnummer|ticketnummer|受付番号|case number|support ticket|ma phieu"
    r"|extension|ext|durchwahl|内線|may le|ramal|kundennr|kundennummer|customer number|client n|matricule|会員番号|会員|member"
    r"|membership no|nif|cnpj|cpf|iban|bic|steuernummer|siret|ust|dni|cmnd|cccd|stk|so tai khoan|sdt|dt|tel|phone|fone|telefono|telefone"
    r"|telephone|mobile|handy|電話|meter|contador|compteur|index|lectura|reading|leitura|zahler|zahlerstand|unit|local|apto|apt|zimmer|room"
    r"|habitacion|chambre|quarto|(?<!dat )phong|plz|postcode|zip|cep|error|errors|fehler|mailbox|log|version|build|id|article|articulo|artigo|§|clause"
    r"|demande|reference interne|registrada|angegeben|uid|pin|fax|codice fiscale|api|req"
)

_WORDS = {
    kind: Sought(rf"(?<![a-z0-9])(?:{words})(?:s)?(?:[-. ]?(?:nr|no|num|numero|nummer|n°|nº|id|number))?(?![a-z0-9])")
    for kind, words in CUES.items()
}
_JAPANESE = {
    kind: Sought(
        "|".join(sorted((word for word in words.split("|") if not word.isascii()), key=len, reverse=True)) or "(?!)"
    )
    for kind, words in CUES.items()
}
_FOREIGN = Sought(rf"(?<![a-z0-9])(?:{FOREIGN})(?![a-z0-9])")
_ABBREVIATIONS = re.compile(r"\b(?:best|nr|no|ref|conf|cde|ord|num|inv|n|rif|sr|sra)\.")
_STOP = re.compile(r"[!?;。！？\n]|\.(?=\s|$)|,\s(?=[a-z]+ [a-z]+ [a-z]+)")

_ATOM = r"[A-Z0-9ĐÐ]+(?:[-/.][A-Z0-9ĐÐ]+)*"
_TOKEN = re.compile(
    rf"(?<![A-Za-z0-9À-ỹ@./\\+€$£¥,-])(?P<prefix>(?:[A-ZĐ]{{2,5}}|\d [A-Z]{{2}}) (?=\d))?(?P<body>(?=[A-ZĐ/.-]*\d){_ATOM})(?P<tail>(?:[ ]\d{{2,4}}(?!\d)(?![\d.,:h/-]*[A-Za-z€%]))*)(?![A-Za-zÀ-ỹ@])",
)
_LOWER = re.compile(r"(?<![\w@./+-])[a-z]{1,4}[-/]?\d[\da-z]*(?:[-/][\da-z]+)*(?![\w@])")
_KNOWN_PREFIX = frozenset(["NF", "FT", "OT", "AWB", "PO", "HD", "HĐ", "RE"])
_UNITS = re.compile(
    r"^\s?(?:€|eur|euros?|usd|dollars?|pounds?|£|\$|kg|g\b|km|kwh|m2|m²|%|°|cm|mm|ml|gb|mb|h\b|hrs?|min|uhr|tage|days?|dias|jours|ngay|ans\b|jahre|years"
    r"|円|名|人|個|本|件|枚|台|月|日|年|時|分|歳|万|回|泊|dong|d\b|k\b|vnd|tr\b|trieu|nghin|francs?|franken|chf|reais|pesos|meticais|rupees|rs\b|lakhs?|x\b|people|personas"
    r"|januar|februar|marz|april|mai\b|juni|juli|august|september|oktober|november|dezember|january|february|march|june|july|october|december"
    r"|de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|janeiro|fevereiro|marco|maio|junho|julho|setembro|outubro|novembro|dezembro))"
)
_MONEY_BEFORE = re.compile(r"(?:[€$£¥]|(?<![a-z])(?:r\$|rs\.?|eur|usd|chf|jpy|vnd|inr|aud|s/|r))\s?$")
_OUR_TOKEN = re.compile(r"MB-[0-9A-Z]{6}")
_DATE = re.compile(
    r"\d{1,2}[./-]\d{1,2}(?:[./-](?:19|20)?\d{2})?|(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}:\d{2}|(?:19|20)\d{2}"
)
_AREA = re.compile(r"(?:\+\d{1,3}|\(?(?<!\d)\d{2,3}\)?)[ .-]$")
_OUR_TICKET = re.compile(r"\[\s*(?:ticket|case|caso|vorgang|dossier|chamado|ma yeu cau)\W{0,3}(?:n\w?\W{0,2})?$")
_RAND = re.compile(r"R\d{1,3}(?: \d{3})*")  # South African prices
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3}){1,3}")  # a sum, unless a sign says number: "el contrato dice 21.500"
_PRICE = re.compile(r"\d{1,3}(?:[.,]\d{3})+ ?(?:d|₫|vnd|dong|trieu)(?![a-z0-9])")
_NUMBERED = re.compile(r"(?:#|\bn(?:r|o|um|umero)?\W{0,3}|\bso |番号\W?)$")
_ALONE = re.compile(r"(?:[.!?] ?|.?\n|)\0[.\n]?")  # a sentence that is nothing but the number
_THRESHOLD = 0.4


def find_references(text: str, *, subject: str = "") -> tuple[Reference, ...]:
    """Return the references in one message, best first; spans point into `text` (-1, -1 when only in the subject)."""
    found = list(_scan(text))
    found += [_moved(reference) for reference in _scan(subject)]
    counts = {reference.value: sum(other.value == reference.value for other in found) for reference in found}
    best: dict[str, Reference] = {}
    for reference in found:
        weight = min(1.0, reference.weight + 0.2 * (counts[reference.value] - 1))
        known = best.get(reference.value)
        if known is None or weight > known.weight:
            span = known.span if known and known.span[0] >= 0 else reference.span
            best[reference.value] = Reference(value=reference.value, kind=reference.kind, span=span, weight=weight)
    ranked = sorted(best.values(), key=lambda reference: (-reference.weight, reference.span[0] < 0, reference.span))
    return tuple(reference for reference in ranked if reference.weight >= _THRESHOLD)


def _moved(reference: Reference) -> Reference:
    """Return a subject's reference: a little less weight, no place in the text."""
    return Reference(value=reference.value, kind=reference.kind, span=(-1, -1), weight=reference.weight - 0.05)


def _scan(text: str) -> list[Reference]:
    folded = fold(text)
    wide = narrowed(text)
    matches = [*_TOKEN.finditer(wide), *_LOWER.finditer(wide)]
    references = (_weigh(text, folded, match) for match in matches if any(map(str.isdigit, match.group())))
    return [reference for reference in references if reference is not None]


def _weigh(text: str, folded: str, match: re.Match[str]) -> Reference | None:
    start, end = match.span()
    kind, foreign, distance = _cue_before(folded, start)
    start, end = _trimmed(match, cued=kind is not None)
    value = text[start:end]
    if foreign or not _long_enough(value) or _OUR_TOKEN.fullmatch(value):
        return None
    if start != match.start() and kind is None:
        kind, foreign, distance = _cue_before(folded, start)
    shape = _shape(narrowed(value))
    if _UNITS.match(folded[end : end + 16]) or _MONEY_BEFORE.search(folded[max(0, start - 4) : start]):
        return None
    if _DATE.fullmatch(narrowed(value)) and (kind in (None, "other") or "/" in value or "." in value or ":" in value):
        return None
    if _PRICE.match(folded, start):
        return None
    if _GROUPED.fullmatch(narrowed(value)) and not _NUMBERED.search(folded[max(0, start - 10) : start]):
        return None
    if _RAND.fullmatch(value) or (kind in (None, "other", "travel") and _dialled(text, start, value)):
        return None
    if _OUR_TICKET.search(folded[max(0, start - 16) : start]):
        return None
    weight = shape + (0.15 if _ALONE.fullmatch(text[max(0, start - 2) : start] + "\0" + text[end : end + 1]) else 0.0)
    weight += 0.0 if kind is None else max(0.2, (0.5 if kind != "other" else 0.35) - 0.02 * max(0, distance - 2))
    if text[start - 1 : start] in ("#", "＃"):
        weight += 0.4
    return Reference(value=value, kind=kind or "other", span=(start, end), weight=min(1.0, weight))


def _dialled(text: str, start: int, value: str) -> bool:
    """Tell whether a token without a cue is a telephone number, or the rest of one: "41 99911-0000"."""
    digits = "".join(filter(str.isdigit, value))
    if not re.fullmatch(r"[\d .-]+", value):
        return False
    return (value.startswith("0") and " " in value and 9 <= len(digits) <= 11) or (
        7 <= len(digits) <= 9 and bool(_AREA.search(text[max(0, start - 8) : start]))
    )


def _long_enough(value: str) -> bool:
    digits = sum(map(str.isdigit, value))
    return digits >= 4 or (digits >= 1 and len(value) >= 4 and any(map(str.isalpha, value)))


def _trimmed(match: re.Match[str], *, cued: bool) -> Span:
    """Return the token's span without a prefix or groups that do not belong to it."""
    if "prefix" not in match.re.groupindex:
        return match.span()
    start, end = match.span()
    prefix = (match.group("prefix") or "").strip()
    if prefix and (_is_cue(prefix) or not (cued or prefix in _KNOWN_PREFIX)):
        start = match.start("body")
    if match.group("tail") and not cued and prefix not in _KNOWN_PREFIX:
        end = match.end("body")
    return start, end


def _is_cue(prefix: str) -> bool:
    folded = fold(prefix)
    if prefix in _KNOWN_PREFIX or prefix == "AWB":
        return False
    return any(cue.pattern.fullmatch(folded) for cue in _WORDS.values())


def _cue_before(folded: str, start: int) -> tuple[str | None, bool, int]:
    """Return (kind of the nearest cue, whether a foreign word stands nearer, its distance)."""
    window = folded[max(0, start - 28) : start]
    window = _ABBREVIATIONS.sub(lambda match: "nr ".rjust(len(match.group())), window)
    stops = [match.end() for match in _STOP.finditer(window)]
    offset = stops[-1] if stops else 0
    window = window[offset:]
    best: tuple[int, str | None] = (-1, None)
    for kind in CUES:
        ends = [match.end() for match in (*_WORDS[kind].finditer(window), *_JAPANESE[kind].finditer(window))]
        if ends and (max(ends) > best[0] + (4 if kind == "other" else 0)):
            best = (max(ends), kind)
    foreign = max((match.end() for match in _FOREIGN.finditer(window)), default=-1)
    return best[1], foreign > best[0] or (foreign >= 0 and foreign == best[0]), len(window) - best[0]


def _shape(value: str) -> float:
    """Return how much a token looks like a reference by itself."""
    digits = sum(map(str.isdigit, value))
    letters = sum(map(str.isalpha, value))
    if letters and digits >= 3 and re.fullmatch(r"[A-ZĐ]{1,4}[-/ ]?\d[\d-]*[A-Z]?(?:-[A-Z0-9]+)*", value):
        return 0.5 if digits >= 4 or "-" in value else 0.3
    if len(value) == 6 and value.isalnum() and value.isupper() and letters >= 3 and digits:
        return 0.4  # a booking code (PNR)
    if letters and digits >= 2:
        return 0.3 if "-" in value or "/" in value else 0.15
    if not letters and digits >= 5 and not value.startswith("0"):
        return 0.4 if "-" in value else 0.25
    return 0.1 if digits >= 2 else 0.0
