"""The customer's name, from the signature or the From header; titles stay as signed."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from mailbot.model.turn import Turn
from mailbot.triage.folding import fold


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonName:
    """A name as the customer gives it."""

    value: str
    source: str  # signature, from, or both
    confidence: float


#: Words that begin a valediction line, folded.
_VALEDICTION = re.compile(
    r"^\W*(?:(?:with )?(?:many |best |kind|warm|very )?\s?(?:regards|wishes|thanks|thank you)|yours|sincerely|cheers|ta\W*$|respectfully|faithfully|best\b|cordially|rgds|thx"
    r"|un saludo|saludos|atentamente|cordialmente|gracias|muchas gracias|un abrazo|reciba|le saluda|sin otro particular|quedo|atte"
    r"|cordialement|bien a vous|salutations|merci|bonne (?:journee|soiree)|amities|sinceres|respectueusement|bien cordialement|cdlt|je vous prie"
    r"|atenciosamente|atentamente|cumprimentos|com os melhores|abracos?|abs\b|obrigad[oa]|grat[oa]|att\b|melhores|sem mais"
    r"|tran trong|than(?: ai|$)|cam on|kinh(?: thu|$)|xin cam on|tran trong kinh chao|chao tran trong"
    r"|mit (?:freundlichen|besten|lieben|herzlichen|verbindlichen)|freundliche gr|freundlicher? gr|viele gr|beste gr|liebe gr|gruss?|mfg|lg\b|vg\b|hochachtungsvoll|danke|schone gr|herzlich"
    r"|敬具|よろしく|宜しく|以上|草々|かしこ|失礼|何卒|sent from|enviado|envoye|gesendet|gui tu|get outlook|iphone)"
)
_TITLES = (
    r"(?:mrs|mr|ms|miss|dr|prof|professor|sir|lady|rev|lic|ing|dra|don|dona|sr|sra|srta|arq|dott|me|maitre|mme|mlle|m|seu|frau|herr|col|colonel|capt|captain|major|sgt|coronel|capitan|oberst|hauptmann|dipl\.?-ing|mag"
    r"|ong|ba|anh|chi|co|ts|ths|bs|gs|pgs)"
)
_NOT_NAME = re.compile(
    r"(?<!\w)(?:ltd|gmbh|inc|llc|s\.?a\.?|ag|s\.?l\.?|s\.?r\.?l|sarl|limited|plc|team|support|service|kundenservice|customer|info|office|manager|director|direktor|gerente|confidential|this e-?mail"
    r"|diese|este|esta|ce message|tel|phone|www|http|street|strasse|rue|calle|rua|avenue|postfach|disclaimer|geschaftsfuhrer|abteilung|department"
    r"|株式会社|有限会社|部|課|様|御中|いつも|センター|newsletter|noreply|no-reply|mailer|postmaster|admin|billing|order|hotel|bank"
    r"|lda|ltda|tnhh|panaderia|padaria|ferreteria|restaurante|clinica|farmacia|libreria|peluqueria|gimnasio|ginasio|oficina|taller|consultorio|despacho"
    r"|cong ty|cua hang|nha hang|khach san|phong kham)(?!\w)"
)
#: A firm's or a department's line; written without blanks, so that no word boundary helps.
_JAPANESE_OFFICE = re.compile(
    r"株式会社|有限会社|合同会社|御中|センター|(?:部|課|室|係|店|総務|経理|人事|営業|受付|担当)$"
)
#: A post instead of a person: "Sekretariat", "Thư ký Giám đốc".
_POST = re.compile(
    r"(?:sekretariat|buchhaltung|secretaria(?: direccion)?|secretaire(?: (?:de|du|general\w*)(?: \w+)?)?|secretariat|assistante?(?: dg| de direction)?|asistente|assistente|contabilidad\w*|comptabilite|accueil|reception\w*|accounts|assistenz"
    r"|thu ky(?: giam doc)?|giam doc|ke toan|phong \w+(?: \w+)?|le tan)"
)
_WORD = r"[^\W\d_]+(?:['’.\-·][^\W\d_]*)*\.?ª?"
_NAME_LINE = re.compile(rf"{_WORD}(?:\s+{_WORD}){{0,6}}")
_JAPANESE = re.compile(r"[\u3400-\u9fff\u3040-\u30ff々ー]{1,6}(?:[\s\u3000][\u3400-\u9fff\u3040-\u30ff々ー]{1,6})?")
_NICK = re.compile(r"[\d_@]|^[a-z.]+$")
#: Words up to which a line is a valediction and no sentence that begins like one.
_SHORT = 4
#: A name stands in so much of its line; what follows is tried in vain, blank by blank.
_LONGEST_LINE = 200


def find_name(turn: Turn) -> PersonName | None:
    """Return the writer's name, or None where only a nickname or an address is known; never for automatic mail."""
    if turn.automatic or turn.ours:
        return None
    header = _from_header(turn.sender_name)
    signed = _from_lines(turn.signature.splitlines(), header) or _from_tail(turn.text, header)
    if signed and header:
        return _merge(signed, header)
    if signed:
        return PersonName(value=signed, source="signature", confidence=0.8)
    if header and not _doubtful(header):
        return PersonName(value=header, source="from", confidence=0.75)
    return None


def _from_header(name: str) -> str:
    """Return the display name in reading order: "Deshmukh, Anil" becomes "Anil Deshmukh"."""
    cleaned = re.sub(r"\s+", " ", name.strip().strip("\"'")).strip()
    cleaned = re.sub(r"\s*[(<\[].*$", "", cleaned)
    last, comma, first = cleaned.partition(", ")
    if comma and first and "," not in first:
        cleaned = f"{first} {last}"
    cleaned = re.sub(r"(?<=[\u3400-\u9fff])[\s\u3000](?:経理|総務|人事|営業|受付)$", "", cleaned)
    if "@" in cleaned or _no_person(cleaned) or len(cleaned) > 60:
        return ""
    return cleaned


def _no_person(name: str) -> bool:
    """Tell whether a name is a firm's, a department's or a post's."""
    folded = fold(name).strip()
    return bool(_NOT_NAME.search(folded) or _JAPANESE_OFFICE.search(name) or _POST.fullmatch(folded))


def _doubtful(name: str) -> bool:
    """Tell whether a display name alone is too thin: a nickname, or all in lower case."""
    return bool(_NICK.search(name)) or (name == name.lower() and name != name.upper())


def _from_lines(lines: list[str], header: str) -> str:
    """Return the line of a signature that reads as a name: first one the header knows, else the first plausible one."""
    candidates = [candidate for candidate in map(_candidate, lines[:8]) if candidate]
    known = [candidate for candidate in candidates if _shares(candidate, header)]
    return next(iter(known), "") or next(filter(_plausible, candidates), "")


def _from_tail(text: str, header: str) -> str:
    """Return a name on the last lines of a text: the one under "Atentamente," or one that the header knows part of."""
    last = text.rstrip().splitlines()[-4:]
    for before, line in itertools.pairwise(last):
        candidate = _candidate(line)
        if len(before.split()) <= _SHORT and _VALEDICTION.match(fold(before.strip())) and _plausible(candidate or "-"):
            return candidate
    for line in reversed(last[-3:]):
        candidate = _candidate(line)
        if candidate and len(candidate.split()) <= 5 and _shares(candidate, header):
            return candidate
    return ""


def _candidate(line: str) -> str:
    """Return what could be a name on a line: the part before a comma, dash, phone or bracket."""
    stripped = line.strip().strip("*_~>-–— ,")[:_LONGEST_LINE]
    if _VALEDICTION.match(fold(stripped)):
        stripped = stripped.partition(",")[2].strip()  # "Saludos, Iván"
    if not stripped:
        return ""
    part = re.split(r"\s*(?:,|\||/|\s[-–—]\s|\(|\d|[+:<!?])", stripped, maxsplit=1)[0].strip()
    part = re.sub(r"^[^\s\u3000]{2,8}(?:室|部|課|係|担当)[\s\u3000]+", "", part)  # "秘書室 石川"
    if _no_person(part):
        return ""
    return part if _JAPANESE.fullmatch(part) or _NAME_LINE.fullmatch(part) else ""


def _plausible(candidate: str) -> bool:
    """Tell whether a signature line reads as a name by itself: every word but particles is capitalised."""
    if _JAPANESE.fullmatch(candidate):
        return 2 <= len(candidate.replace(" ", "").replace("\u3000", "")) <= 8
    words = [word for word in candidate.split() if fold(word) not in _PARTICLES]
    return (
        1 <= len(words) <= 6
        and all(word[0].isupper() for word in words)
        and not (len(words) > 1 and candidate.isupper() and len(candidate) > 30)
    )


_PARTICLES = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "los",
        "da",
        "do",
        "das",
        "dos",
        "e",
        "y",
        "van",
        "von",
        "zu",
        "den",
        "der",
        "di",
        "du",
        "le",
        "el",
        "al",
        "bin",
        "ben",
        "ter",
        "te",
    ]
)


def _shares(candidate: str, header: str) -> bool:
    """Tell whether a signed name and the header have a word of two letters or more in common."""
    if (_words(candidate) & _words(header)) - _PARTICLES or _joined(candidate) == _joined(header) != "":
        return True
    whole, family = _joined(candidate), _joined(header)  # "木下裕子" of "木下"
    return bool(_JAPANESE.fullmatch(candidate)) and len(family) >= 2 and len(whole) <= 8 and whole.startswith(family)


def _words(name: str) -> set[str]:
    return {word for word in re.split(r"[\s.\u3000-]+", fold(name)) if len(word) >= 2}


def _joined(name: str) -> str:
    return re.sub(r"\s", "", fold(name))


def _merge(signed: str, header: str) -> PersonName:
    """Return the fuller of two names that agree; the signed one where they differ."""
    if _joined(signed) == _joined(header):
        value = signed if " " in signed or "\u3000" in signed else header
        return PersonName(
            value=value if value != value.lower() else _capitalised(value), source="both", confidence=0.95
        )
    fuller = (
        _words(signed) < _words(header) and not re.search(r"[.]", signed) and not _NICK.search(header.replace(" ", ""))
    )
    if fuller or (_words(signed) < _words(header) and " " in header):
        return PersonName(
            value=_capitalised(header) if header == header.lower() else header, source="both", confidence=0.9
        )
    agree = _shares(signed, header)
    return PersonName(
        value=_capitalised(signed) if signed == signed.lower() else signed,
        source="signature",
        confidence=0.9 if agree else 0.75,
    )


def _capitalised(name: str) -> str:
    return " ".join(word if fold(word) in _PARTICLES else word[:1].upper() + word[1:] for word in name.split(" "))


def given_and_family(name: str) -> tuple[str, str]:
    """Split a western name into (given, family) without titles; ("", name) when there is one word."""
    words = [word for word in name.split() if not re.fullmatch(_TITLES + r"\.?", fold(word))]
    return (words[0], words[-1]) if len(words) > 1 else ("", words[0] if words else name)


def title_of(name: str) -> str:
    """Return the titles a person signs with ("Prof. Dr."), or ""."""
    words = name.split()
    titles = [word for word in words[:-1] if re.fullmatch(_TITLES + r"\.?", fold(word))]
    return " ".join(titles)
