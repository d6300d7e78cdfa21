"""Where a customer probably telephones from: evidence that picks the region a national number is read in."""

from __future__ import annotations

from datetime import datetime

from mailbot.triage.folding import fold

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
_WORDS: tuple[tuple[str, str], ...] = (
    ("£", "GB"),
    ("r$", "BR"),
    ("₹", "IN"),
    ("lakh", "IN"),
    ("chf", "CH"),
    ("franken", "CH"),
    ("gruezi", "CH"),
    ("m.n.", "MX"),
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
_FOLDED_WORDS = tuple((fold(word), region) for word, region in _WORDS)
_KNOWN = frozenset(region for regions in LANGUAGE_REGIONS.values() for region in regions)


def rank_regions(*, language: str, sender_email: str, sent_at: datetime | None, text: str) -> tuple[str, ...]:
    """Return regions to read a national phone number in, likeliest first; pure guesswork from evidence."""
    scores: dict[str, float] = {}
    for rank, region in enumerate(LANGUAGE_REGIONS.get(language, ())):
        scores[region] = 1.0 - 0.05 * rank
    for region in _from_domain(sender_email):
        scores[region] = scores.get(region, 0.0) + 4.0
    for rank, region in enumerate(_from_offset(language, sent_at)):
        scores[region] = scores.get(region, 0.0) + 2.0 - 0.2 * rank
    folded = fold(text)
    for word, region in _FOLDED_WORDS:
        scores[region] = scores.get(region, 0.0) + (1.2 if word in folded else 0.0)
    positive = [region for region, score in scores.items() if score > 0]
    return tuple(sorted(positive, key=lambda region: -scores[region])) or ("US",)


def _from_domain(email: str) -> tuple[str, ...]:
    top = email.rpartition("@")[2].rpartition(".")[2].lower()
    region = _DOMAINS.get(top, top.upper())
    return (region,) if region in _KNOWN else ()


def _from_offset(language: str, sent_at: datetime | None) -> tuple[str, ...]:
    offset = sent_at.utcoffset() if sent_at else None
    if offset is None:
        return ()
    return _OFFSETS.get(language, {}).get(int(offset.total_seconds() // 60), ())
