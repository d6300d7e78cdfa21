"""Whose word we have for the sender: Authentication-Results of our own servers only (RFC 8601)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from mailbot.mail.addresses import addr_spec, domain_of
from mailbot.mail.decode import header_text
from mailbot.mail.headers import Headers
from mailbot.model.message import Address, Verdict

_COMMENT = re.compile(r"\([^()]*\)")
_METHOD = re.compile(r"^\s*([a-z0-9-]+)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)", re.I)
_PROPERTY = re.compile(r"([a-z]+)\s*\.\s*([a-z0-9_-]+)\s*=\s*(\"[^\"]*\"|\S+)", re.I)
_TWO_LEVEL = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "go", "gob", "gouv"})

#: Letters that look like Latin ones (Unicode confusables, the few that matter in domains).
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһпмтвкзαορνιτκυ01ıɡɑ|", "aeopcyxijsdhnmtbk3aopvitkyoligal")


def verdict(headers: Headers, sender: Address, authserv_ids: frozenset[str]) -> Verdict:
    """Judge the From address by what our own receiving server wrote on top.

    Only headers in the topmost unbroken block of Authentication-Results count, and only those whose authserv-id is
    ours: everything below may have been written by the sender (RFC 8601 sections 5 and 7.1).

    Args:
        headers: of the mail.
        sender: the author; its domain must be aligned with what passed.
        authserv_ids: names of our servers, lower case; empty means that nothing is trusted.
    """
    if not authserv_ids or len(headers.all("from")) != 1 or not sender.email:
        return Verdict.UNVERIFIED
    results = [result for value in _trusted(headers, authserv_ids) for result in _results(value)]
    domain = domain_of(sender.email)
    dmarc = [
        (outcome, _aligned(properties.get("header.from", domain), domain, exact=True))
        for method, outcome, properties in results
        if method == "dmarc"
    ]
    if any(outcome == "pass" and aligned for outcome, aligned in dmarc):
        return Verdict.VERIFIED
    if any(outcome == "fail" for outcome, _ in dmarc):
        return Verdict.FAILED
    return _by_parts(results, domain)


def _by_parts(results: list[tuple[str, str, dict[str, str]]], domain: str) -> Verdict:
    """Without a DMARC result: an aligned SPF or DKIM pass verifies; a plain SPF fail of the domain itself condemns."""
    failed = False
    for method, outcome, properties in results:
        identities = [properties[key] for key in _IDENTITIES.get(method, ()) if key in properties]
        if not any(_aligned(identity, domain) for identity in identities):
            continue
        if outcome == "pass":
            return Verdict.VERIFIED
        failed = failed or (method == "spf" and outcome == "fail")
    return Verdict.FAILED if failed else Verdict.UNVERIFIED


_IDENTITIES = {"spf": ("smtp.mailfrom", "smtp.mail"), "dkim": ("header.d", "header.i")}


def _trusted(headers: Headers, authserv_ids: frozenset[str]) -> list[str]:
    """Return our headers above the first foreign one and above the second hop."""
    found: list[str] = []
    hops = 0
    for name, value in headers.fields:
        if name == "received":
            hops += 1
            if found and hops > 1:
                break
        if name == "authentication-results":
            clean = _COMMENT.sub(" ", header_text(value))
            if _authserv_id(clean) not in authserv_ids:
                break
            found.append(clean)
    return found


def _authserv_id(value: str) -> str:
    return value.partition(";")[0].strip().partition(" ")[0].strip('"').lower()


def _results(value: str) -> list[tuple[str, str, dict[str, str]]]:
    found = []
    for statement in value.split(";")[1:]:
        match = _METHOD.match(statement)
        if match:
            properties = {
                f"{kind.lower()}.{name.lower()}": text.strip('"').lower()
                for kind, name, text in _PROPERTY.findall(statement[match.end() :])
            }
            found.append((match[1].lower(), match[2].lower(), properties))
    return found


def _aligned(identity: str, domain: str, *, exact: bool = False) -> bool:
    """Relaxed alignment of RFC 7489: same organisational domain."""
    theirs = domain_of(identity) or identity.strip().lower()
    if not domain or not theirs:
        return False
    return theirs == domain if exact else organisation(theirs) == organisation(domain)


def organisation(domain: str) -> str:
    """Return the organisational domain by a short rule (no public suffix list): errs towards the longer name."""
    labels = domain.strip(".").lower().split(".")
    keep = 3 if len(labels) > 2 and (labels[-2] in _TWO_LEVEL or len(labels[-2]) <= 2) else 2
    return ".".join(labels[-keep:])


def looks_like(email: str, known: Iterable[str]) -> str | None:
    """Return the known address that a different one imitates (look-alike letters, one typing slip), or None.

    Args:
        email: the address of a new sender.
        known: addresses that have a history with us.
    """
    address = addr_spec(email).lower()
    shape = skeleton(address)
    for other in known:
        other_address = other.lower()
        if not address or other_address == address:
            continue
        same_local = address.rpartition("@")[0] == other_address.rpartition("@")[0]
        near = same_local and _one_slip(domain_of(address), domain_of(other_address))
        if shape == skeleton(other_address) or near:
            return other
    return None


def skeleton(text: str) -> str:
    """Return what a text looks like at a glance: homographs, accents and doubled strokes folded."""
    decoded = ".".join(_puny(label) for label in text.lower().split("."))
    folded = unicodedata.normalize("NFKD", decoded).translate(_LOOKALIKES)
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return plain.replace("rn", "m").replace("vv", "w").replace("cl", "d")


def _puny(label: str) -> str:
    head, at, tail = label.rpartition("@")
    if not tail.startswith("xn--"):
        return label
    try:
        return f"{head}{at}{tail[4:].encode('ascii').decode('punycode')}"
    except UnicodeError:
        return label


def _one_slip(first: str, second: str) -> bool:
    """Tell whether two domains differ by one letter changed, added, dropped or swapped."""
    if abs(len(first) - len(second)) > 1 or min(len(first), len(second)) < 6:
        return False
    head = 0
    while head < min(len(first), len(second)) and first[head] == second[head]:
        head += 1
    rest_a, rest_b = first[head:], second[head:]
    swapped = len(rest_a) > 1 and rest_a[1::-1] == rest_b[:2] and rest_a[2:] == rest_b[2:]
    return rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:] or swapped
