"""Where a customer probably telephones from: evidence that picks the region a national number is read in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from phonenumbers import region_code_for_country_code

from mailbot.triage.folding import fold
from mailbot.triage.sought import Sought

#: Regions a language is written in, likeliest first (ISO 3166-1 alpha-2).
LANGUAGE_REGIONS: dict[str, tuple[str, ...]] = {
    "en": ("GB", "US", "AU", "IE", "NZ", "IN", "ZA", "CA", "SG", "NG", "KE", "PH"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE", "EC", "UY", "VE", "CR", "GT", "PA", "BO", "PY", "DO", "CU"),
    "fr": ("FR", "BE", "CH", "CA", "LU", "SN", "CI", "CM", "MA", "TN", "DZ", "MG"),
    "pt": ("BR", "PT", "AO", "MZ", "CV"),
    "vi": ("VN",),
    "ja": ("JP",),
    "de": ("DE", "AT", "CH", "LI", "LU"),
}

#: UTC offset in minutes -> regions where it is the hour of the day, per language where that narrows the choice.
_OFFSETS: dict[str, dict[int, tuple[str, ...]]] = {
    "en": {
        0: ("GB", "IE"),
        60: ("GB", "IE", "NG"),
        120: ("ZA",),
        180: ("KE",),
        330: ("IN",),
        480: ("SG", "AU", "PH"),
        570: ("AU",),
        600: ("AU",),
        630: ("AU",),
        660: ("AU",),
        720: ("NZ",),
        780: ("NZ",),
        **{minutes: ("US", "CA") for minutes in (-240, -300, -360, -420, -480, -540, -600)},
    },
    "es": {
        60: ("ES",),
        120: ("ES",),
        0: ("ES",),
        -180: ("AR", "UY", "CL", "PY"),
        -240: ("VE", "BO", "CL", "DO", "PY"),
        -300: ("CO", "PE", "EC", "PA", "CU"),
        -360: ("MX", "CR", "GT"),
        -420: ("MX",),
    },
    "pt": {0: ("PT",), 60: ("PT", "AO"), -180: ("BR",), -240: ("BR",), -120: ("BR",), 120: ("MZ",)},
    "fr": {-240: ("CA",), -300: ("CA",), 0: ("FR", "SN", "CI", "MA")},
}
_DOMAINS = {"uk": "GB"}
#: Symbols and codes of a currency that one country counts in, folded.
_CURRENCIES: tuple[tuple[str, str], ...] = (
    ("£", "GB"),
    ("r$", "BR"),
    ("₹", "IN"),
    ("lakh", "IN"),
    ("chf", "CH"),
    ("franken", "CH"),
    ("a$", "AU"),
    ("aud", "AU"),
    ("nz$", "NZ"),
    ("ca$", "CA"),
    ("gbp", "GB"),
    ("m.n.", "MX"),
    ("mxn", "MX"),
)
_WORDS: tuple[tuple[str, str], ...] = (
    ("gruezi", "CH"),
    ("condusef", "MX"),
    ("profeco", "MX"),
    ("procon", "BR"),
    ("parqueadero", "CO"),
    ("receção", "PT"),
    ("cumprimentos", "PT"),
    ("eircode", "IE"),
    ("accc", "AU"),
    ("ombudsman", "GB"),
)
#: Countries named as in an address, and postcodes as one country alone writes them.
_ADDRESSES: tuple[tuple[str, Sought | None, re.Pattern[str] | None], ...] = (
    (
        "GB",
        Sought(r"\b(?:England|Scotland|Wales|United Kingdom)\b"),
        re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),
    ),
    ("AU", Sought(r"\b(?:NSW|VIC|QLD|TAS) \d{4}\b"), None),
    ("CA", None, re.compile(r"\b[A-Z]\d[A-Z] \d[A-Z]\d\b")),
    ("AT", Sought(r"\bA-\d{4}\b|\bÖsterreich\b"), None),
    ("CH", Sought(r"\bCH-\d{4}\b|\b(?:Schweiz|Suisse)\b"), None),
    (
        "IE",
        Sought(
            r"(?<!Northern )\bIreland\b|\b(?:Dublin|Galway|Limerick|Kilkenny|Waterford)\b|\bCo\.? ?[A-Z][a-z]{3,}\b"
        ),
        re.compile(r"\b[ACDEFHKNPRTVWXY]\d[\dW] ?(?=\d{0,3}[A-Z])[0-9A-Z]{4}\b"),
    ),
    ("BR", Sought(r"\bCEP:? ?\d{5}-?\d{3}\b"), re.compile(r"\b\d{5}-\d{3}\b")),
    ("BE", Sought(r"\bB-\d{4}\b|\bBelgique\b"), None),
)
#: What every such postcode holds; few mails do.
_POSTCODE = re.compile(r"\d[A-Z-]")
_CODE = re.compile(r"(?<!\w)\+(\d{1,3})(?=[\s().-]?\d)")
_KNOWN = frozenset(region for regions in LANGUAGE_REGIONS.values() for region in regions)


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What a mail shows of the country it comes from."""

    language: str
    sender_email: str
    sent_at: datetime | None
    text: str
    home: str = ""  # the region that the house itself reads bare numbers in


def _from_code(shown: Evidence) -> tuple[str, ...]:
    """Another number in the mail with its country's code."""
    theirs = {region_code_for_country_code(int(code)) for code in _CODE.findall(shown.text)}
    return tuple(region for region in LANGUAGE_REGIONS.get(shown.language, ()) if region in theirs)


def _from_address(shown: Evidence) -> tuple[str, ...]:
    text, postcode = shown.text, _POSTCODE.search(shown.text) is not None
    return tuple(
        region
        for region, words, code in _ADDRESSES
        if (words is not None and words.search(text)) or (postcode and code is not None and code.search(text))
    )


def _from_domain(shown: Evidence) -> tuple[str, ...]:
    top = shown.sender_email.rpartition("@")[2].rpartition(".")[2].lower()
    region = _DOMAINS.get(top, top.upper())
    return (region,) if region in _KNOWN else ()


def _from_currency(shown: Evidence) -> tuple[str, ...]:
    folded = fold(shown.text)
    return tuple(dict.fromkeys(region for sign, region in _CURRENCIES if _stands(sign, folded)))


def _stands(sign: str, folded: str) -> bool:
    """Tell whether a sign stands in a text; one of letters as a word of its own."""
    return sign in folded and (not sign[0].isalpha() or re.search(rf"(?<![a-z]){re.escape(sign)}", folded) is not None)


def _from_home(shown: Evidence) -> tuple[str, ...]:
    """The house's own region: most customers are its neighbours, but only where their language is written."""
    return (shown.home,) if shown.home in LANGUAGE_REGIONS.get(shown.language, ()) else ()


def _from_words(shown: Evidence) -> tuple[str, ...]:
    folded = fold(shown.text)
    return tuple(region for word, region in _FOLDED_WORDS if word in folded)


_FOLDED_WORDS = tuple((fold(word), region) for word, region in _WORDS)


def _from_offset(shown: Evidence) -> tuple[str, ...]:
    offset = shown.sent_at.utcoffset() if shown.sent_at else None
    if offset is None:
        return ()
    return _OFFSETS.get(shown.language, {}).get(int(offset.total_seconds() // 60), ())


def _from_language(shown: Evidence) -> tuple[str, ...]:
    return LANGUAGE_REGIONS.get(shown.language, ())


_Read = Callable[[Evidence], tuple[str, ...]]

#: Evidence in order of its weight, with what each later region of the same evidence loses.
EVIDENCE: tuple[tuple[_Read, float, float], ...] = (
    (_from_code, 4.0, 0.1),
    (_from_domain, 4.0, 0.0),
    (_from_address, 3.0, 0.1),
    (_from_currency, 2.5, 0.1),
    (_from_home, 2.4, 0.0),
    (_from_offset, 2.0, 0.2),
    (_from_words, 1.2, 0.0),
    (_from_language, 1.0, 0.05),
)
#: Evidence that names a country by itself; the hour and the language only hint at some.
_NAMING = (_from_code, _from_domain, _from_address, _from_currency)


@lru_cache(maxsize=8)  # the ranking and the naming ask for the same mail
def _shown(
    language: str, sender_email: str, sent_at: datetime | None, text: str, home: str
) -> Mapping[_Read, tuple[str, ...]]:
    """Return the regions that each kind of evidence speaks for."""
    shown = Evidence(language=language, sender_email=sender_email, sent_at=sent_at, text=text, home=home)
    return {read: read(shown) for read, _, _ in EVIDENCE}


def rank_regions(
    *, language: str, sender_email: str, sent_at: datetime | None, text: str, home: str = ""
) -> tuple[str, ...]:
    """Return regions to read a national phone number in, likeliest first; pure guesswork from evidence.

    `home` is the region that the house's policy names (ISO 3166-1 alpha-2), "" for none; what the mail shows weighs more.
    """
    scores: dict[str, float] = {}
    shown = _shown(language, sender_email, sent_at, text, home)
    for read, weight, step in EVIDENCE:
        for rank, region in enumerate(shown[read]):
            scores[region] = scores.get(region, 0.0) + weight - step * rank
    return tuple(sorted((r for r, score in scores.items() if score > 0), key=lambda r: -scores[r])) or ("US",)


def named_region(*, language: str, sender_email: str, sent_at: datetime | None, text: str) -> str | None:
    """Return the country that the mail names by a number's code, its address, a domain or a currency, if one."""
    shown = _shown(language, sender_email, sent_at, text, "")
    named = {region for read in _NAMING for region in shown[read]}
    return named.pop() if len(named) == 1 else None
