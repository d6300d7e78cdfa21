"""How large and how tangled a mail may be before anybody tries to read it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailbot.errors import UnreadableMail
from mailbot.model.sentence import named

_ADDRESS_HEADER = re.compile(
    rb"^(?:from|to|cc|bcc|reply-to|sender|resent-\w+):(?:[^\n]*(?:\n[ \t][^\n]*)*)", re.I | re.M
)
_HEADER_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Ceilings checked on the raw bytes (defaults near Postfix's own, postconf(5)).

    A mail of 40,000 recipients keeps the standard parser busy for a minute, and multiparts nested a
    thousand deep end its stack; both are smaller than a holiday photograph. Hence these limits come first.
    """

    size: int = 26_214_400  # bytes of the whole mail
    header_bytes: int = 262_144  # bytes of the top header block
    addresses: int = 2_000  # addresses in all address headers of the top block
    nesting: int = 60  # multipart and message/rfc822 levels
    parts: int = 500  # MIME parts of all levels
    text_chars: int = 400_000  # readable characters kept; the rest stays in the raw mail


def check(raw: bytes, limits: Limits) -> None:
    """Refuse a mail that would cost too much to parse; linear in its size.

    Raises:
        UnreadableMail: one limit is exceeded; the sentence says which.
    """
    _refuse_above("size_in_bytes", len(raw), limits.size)
    end = _HEADER_END.search(raw, 0, limits.header_bytes + 4)
    header = raw[: end.start()] if end else raw[: limits.header_bytes + 1]
    _refuse_above("size_of_the_header_in_bytes", len(header), limits.header_bytes)
    _refuse_above("number_of_addresses", _addresses(header), limits.addresses)
    lowered = raw.lower()
    boundaries = lowered.count(b"boundary")
    _refuse_above("number_of_nested_levels", max(boundaries, lowered.count(b"message/rfc822")), 4 * limits.nesting)
    if boundaries:
        _refuse_above("number_of_parts", _boundary_lines(raw), limits.parts * 4)


def _addresses(header: bytes) -> int:
    return sum(
        max(field.count(b","), field.count(b"@"), field.count(b"(")) for field in _ADDRESS_HEADER.findall(header)
    )


def _boundary_lines(raw: bytes) -> int:
    # Dashes alone are a ruler or a signature, not a boundary: those have a name behind the dashes.
    return len(re.findall(rb"\n--[^\s-]", raw))


def _refuse_above(what: str, value: int, limit: int) -> None:
    if value > limit:
        raise UnreadableMail(
            "The {what} of this mail is {value}, above the limit of {limit}.",
            hint="It is kept in quarantine; open its raw text, or raise the limit and release it.",
            what=named("mail_limit", what),
            value=value,
            limit=limit,
        )
