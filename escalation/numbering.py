"""Telephone numbers as the numbering plans know them (ITU-T E.164, by the phonenumbers library)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberType, timezone


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A telephone number as the numbering plans know it."""

    e164: str
    region: str | None  # ISO 3166-1 alpha-2; None for satellite and international networks
    kind: str  # "mobile", "fixed_line", "premium_rate", …
    extension: str = ""
    zones: tuple[str, ...] = ()  # IANA zones that the number may lie in
    valid: bool = True


_KINDS: dict[int, str] = {
    getattr(PhoneNumberType, name): name.lower()
    for name in (
        "FIXED_LINE", "MOBILE", "FIXED_LINE_OR_MOBILE", "TOLL_FREE", "PREMIUM_RATE", "SHARED_COST", "VOIP",
        "PERSONAL_NUMBER", "PAGER", "UAN", "VOICEMAIL", "UNKNOWN",
    )
}  # fmt: skip


def read_number(raw: str, default_region: str = "") -> Number | None:
    """Return the number in a string, or None where there is none.

    Args:
        raw: as written by anybody, or E.164.
        default_region: ISO code for numbers without a country code, "" to insist on one.
    """
    try:
        parsed = phonenumbers.parse(raw[:60], default_region or None)
    except phonenumbers.NumberParseException:
        return None
    return Number(
        e164=phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164),
        region=_region(parsed),
        kind=_KINDS.get(phonenumbers.number_type(parsed), "unknown"),
        extension=parsed.extension or "",
        zones=tuple(zone for zone in timezone.time_zones_for_number(parsed) if zone != "Etc/Unknown"),
        valid=phonenumbers.is_valid_number(parsed),
    )


def _region(parsed: phonenumbers.PhoneNumber) -> str | None:
    region = phonenumbers.region_code_for_number(parsed)
    return None if region in (None, "001", "ZZ") else region


def candidates(text: str, default_region: str) -> Iterable[str]:
    """Yield the E.164 numbers in a text, for a person to choose from; never dialled without a click."""
    for match in phonenumbers.PhoneNumberMatcher(text[:20_000], default_region or None):
        yield phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
