"""Address headers in one linear pass: the standard library's parser is quadratic and can recurse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mailbot.mail.decode import header_text, one_line
from mailbot.model.message import Address

#: An address with blanks around its dots, as RFC 822 allowed. It begins where a run of characters does and gives nothing
#: back (`++`): dots that are both characters and joints were tried in every combination, for hours with forty of them.
_SPEC = re.compile(
    r"(?<![^\s<>\"(),:;@\[\]])[^\s<>\"(),:;@\[\]]++"
    r"(?:(?:\s+\.\s+|\s+(?=\.)|(?<=[^\s<>\"(),:;@\[\]]\.)\s+)[^\s<>\"(),:;@\[\]]++)*+"
    r"@(?:\[[^\]\s]{1,60}\]|[^\s<>\"(),:;@\[\]]+)"
)
#: An address is looked for in so much of a text; a local part has 64 characters, a domain 255.
_LOOKED_AT = 1000
_QUOTED_LOCAL = re.compile(r"\"[^\"\\]*\"@[^\s<>\"(),:;@\[\]]+")
_DOMAIN_BAD = re.compile(r"[^0-9a-z.\-\u0080-\U0010ffff\[\]:_]")


def parse_addresses(values: list[str], limit: int = 2000) -> tuple[Address, ...]:
    """Return the mailboxes of raw address headers (RFC 5322 section 3.4), groups flattened, odd ones tolerated."""
    found: list[Address] = []
    for value in values:
        for token in _tokens(value):
            address = _address(token)
            if address is not None:
                found.append(address)
            if len(found) >= limit:
                return tuple(found)
    return tuple(found)


def addr_spec(text: str) -> str:
    """Return the first addr-spec in a text with its domain in lower case, or "" when there is none."""
    if "@" not in text:
        return ""
    text = text[:_LOOKED_AT]
    match = _SPEC.search(text) or _QUOTED_LOCAL.search(text)
    if not match:
        return ""
    local, _, domain = re.sub(r"\s+", "", match[0]).rpartition("@")
    domain = domain.strip(".").lower()
    return f"{local}@{domain}" if local and domain and not _DOMAIN_BAD.search(domain) else ""


def domain_of(email: str) -> str:
    """Return the domain of an addr-spec in lower case, "" when it has none."""
    return email.rpartition("@")[2].lower() if "@" in email else ""


def _tokens(value: str) -> Iterator[str]:
    """Split at commas and semicolons that stand outside quotes, comments and angle brackets."""
    start = depth = 0
    quoted = angle = escaped = False
    for index, char in enumerate(value):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"' and not angle:
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif char == "<":
            angle = True
        elif char == ">":
            angle = False
        elif char in ",;" and not depth and not angle:
            yield value[start:index]
            start = index + 1
    tail = value[start:]
    # An unclosed quote or bracket must not swallow all that follows it.
    if quoted or angle or depth:
        yield from (part for part in re.split(r"[,;]", tail) if "@" in part)
    else:
        yield tail


def _address(token: str) -> Address | None:
    token = re.sub(r"\s+", " ", token).strip()
    head, colon, rest = token.partition(":")
    if colon and not any(mark in head for mark in ("<", '"', "=?", "@")):
        token = rest  # "group: a@b"
    before, bracket, inside = token.rpartition("<")
    email = addr_spec(header_text(inside)) if bracket else ""
    name = before if email else token
    if not email:
        decoded = header_text(token)
        email = addr_spec(decoded)
        name = _around(decoded, email) if email else ""
    if not email:
        return None
    return Address(name=_display_name(name, email), email=one_line(email))


def _around(text: str, email: str) -> str:
    comment = re.search(r"\(([^()]*)\)", text)
    if comment:
        return comment[1]
    local = email.rpartition("@")[0]
    return text.partition(local)[0]


def _display_name(name: str, email: str) -> str:
    name = header_text(name).strip(" ,;<>")
    name = re.sub(r"\\(.)", r"\1", name).strip().strip('"').strip()
    if len(name) > 1 and name[0] == name[-1] == "'":
        name = name[1:-1]
    return "" if name.lower() == email.lower() else one_line(name)[:200]
