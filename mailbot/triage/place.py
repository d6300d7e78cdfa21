"""Where it happened: a street, a building or a district that the customer names, so that nobody asks for it again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailbot.model.heat import Span
from mailbot.triage.sought import Sought

_NAME = r"[A-ZÀ-ÖØ-ÞĐ][\w'’.-]*"
#: A name of up to four words, then a house number where there is one.
_CALLED = rf"(?:(?:de|del|de la|de las|de los|du|des|de l'|d'|da|do|das|dos|la|las|los|el) ?)*{_NAME}(?: (?:de |da |do |del |y |e )?(?:{_NAME}|\d+[ºª]?)){{0,3}}(?:,? ?(?:n[.ºo°]* ?|número )?\d+[a-z]?\b)?"

#: language -> what a place looks like; capitals count, for a street has a name.
CUES: dict[str, str] = {
    "en": rf"(?:\b\d+[a-z]?,? )?{_NAME}(?: {_NAME})? (?:Street|Road|Lane|Avenue|Close|Drive|Court|Terrace|Crescent|Gardens|Square|Mews|Grove)\b",
    "es": rf"(?<!\w)(?:[Cc]alle|[Cc]/|[Aa]vda?\.?|[Aa]venida|[Pp]aseo|[Pp]laza|[Pp]za\.?|[Rr]onda|[Cc]arrera|[Cc]ra\.?|[Cc]alzada|[Jj]irón|[Cc]olonia|[Bb]arrio|[Uu]rbanización|[Ee]dificio) {_CALLED}",
    "fr": rf"(?:\b\d+(?: ?bis| ?ter)?,? )?(?<!\w)(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Bb]d|[Pp]lace|[Cc]hemin|[Ii]mpasse|[Aa]llée|[Qq]uai|[Rr]ésidence) {_CALLED}",
    "pt": rf"(?<!\w)(?:[Rr]ua|[Aa]v\.?|[Aa]venida|[Tt]ravessa|[Pp]raça|[Ll]argo|[Ee]strada|[Aa]lameda|[Bb]airro|[Cc]ondomínio|[Ee]difício) {_CALLED}",
    "vi": rf"(?<!\w)(?:[Cc]hung cư|[Ss]ố nhà|[Đđ]ường|[Pp]hố|[Nn]gõ|[Hh]ẻm|[Pp]hường|[Qq]uận|[Hh]uyện|[Kk]hu phố) (?:{_NAME}|\d[\w/]*)(?: (?:{_NAME}|\d[\w/]*)){{0,4}}",
    "ja": r"[一-龠ァ-ヶ]{1,8}(?:[市区町村]|丁目)[一-龠ァ-ヶ]{0,6}[0-9０-９][0-9０-９丁目番地号の\-－ー]*|[一-龠]{2,6}[市区町](?=[のでに、])",
    "de": r"\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|gasse|platz|allee|ring|damm|ufer) \d+[a-z]?\b|\b[A-ZÄÖÜ][\wäöüß-]+ (?:Straße|Str\.|Weg|Platz|Allee|Ring) \d+[a-z]?\b",
}  # fmt: skip

_SOUGHT = {language: Sought(pattern) for language, pattern in CUES.items()}


def find_places(text: str, *, language: str) -> Iterator[tuple[str, Span]]:
    """Yield (place as written, span), in order of mention."""
    cue = _SOUGHT.get(language)
    for match in cue.finditer(text) if cue else ():
        yield re.sub(r"\s+", " ", match.group().strip(" ,.")), match.span()
