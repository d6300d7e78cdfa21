"""The subject line of a mail as a letter may quote it: "Visa photo rejected" tells which mail is meant better than its day."""

from __future__ import annotations

import re

from mailbot.triage.folding import fold

_ANSWERED = re.compile(
    r"^(?:\s*(?:re|aw|wg|fw|fwd|tr|rv|enc|res|sv|trả lời|chuyển tiếp|返信|転送)\s*[:：]|\s*\[[^\]]{0,40}\])+",
    re.IGNORECASE,
)
#: Letters, blanks and the quiet marks: no shouting, no address, no sum, no markup.
_QUIET = re.compile(r"[^\W\d_][\w ,'’.&/\-–:：・、ー（）()]*[\w)）.]")
_LONGEST = 60  # characters
_LONG_WORD = 6  # characters of a single word that names a matter ("Grabstein")
#: Single words, folded, that name no matter.
_GENERAL = re.compile(
    r"complaints?|problem\w*|anfrage\w*|kontakt|contact\w*|bonjour|hallo\w*|buenas|consulta\w*|orders?|pedidos?|rechnung\w*|bestellung\w*|facturas?|factures?|faturas?|commandes?|encomendas?|reservas?|invoices?|lieferung\w*|livraison\w*|delivery|entrega|refund|please|danke|thanks|gracias|obrigad[oa]|merci|kundigung|reklamation\w*|beschwerde\w*|reclamac\w+|reclamat\w+|dringend\w*|urgente?s?|nachricht\w*|message\w*|mensagem|question\w*|important\w*|wichtig\w*|unacceptable|unmoglich|unerhort|inaceitavel|inaceptable|inacceptable|enhorabuena|congratulations|felicitations|gluckwunsch"
)
_FEWEST = 4  # characters where a script has no blanks
#: Words, folded, that we do not say of ourselves, nor of what we owe, even between quotation marks.
_UNQUOTABLE = re.compile(
    r"scam|fraud|thie[fv]|robb|theft|rip-?off|liar|idiot|moron|incompet|useless|disgrace|disgust|shame|shit|fuck|crap|hell\b|lawyer|sue\b|court|refund|money|pay\b|free\b|compensat"
    r"|betrug|abzock|frech|sauerei|schweiner|unversch|skandal|diebe|dieb\b|lugner|scheis|mist\b|anwalt|klage|geld|erstatt|gratis|kostenlos"
    r"|arnaque|vole?u?r|honte|scandal|merde|menteu|incapable|avocat|tribunal|rembours|argent|gratuit"
    r"|estafa|ladron|robo\b|verguenza|mierda|mentira|inutil|abogado|juzgado|reembols|dinero|gratis|devoluc"
    r"|golpe|ladrao|roubo|vergonha|merda|mentir|palhac|advogad|tribunal|reembols|dinheiro|gratis|estorn|devoluc"
    r"|lua dao|an cap|khon nan|mat day|ngu\b|hoan tien|luat su|詐欺|泥棒|最悪|恥|ふざけ|ばか|馬鹿|返金|弁護士|訴え"
)


def quotable(subject: str) -> str:
    """Return a subject line without its prefixes, or "" where it says nothing of the matter or nothing that we would repeat."""
    title = " ".join(_ANSWERED.sub("", subject).split()).strip(" .,:-–")
    letters = [char for char in title if char.isalpha()]
    if not letters or len(title) > _LONGEST or not _QUIET.fullmatch(title):
        return ""
    words = title.split()
    blanks = title.isascii() or any(char < "\u3000" for char in letters)
    if not blanks and len(title) < _FEWEST:
        return ""
    if blanks and len(words) == 1 and (len(title) < _LONG_WORD or _GENERAL.fullmatch(fold(title))):
        return ""
    shouted = sum(char.isupper() for char in letters) > len(letters) // 2
    many_digits = re.search(r"\d{5}", title) is not None
    address = re.search(r"//|\w\.\w", title) is not None
    return "" if shouted or many_digits or address or _UNQUOTABLE.search(fold(title)) else title
