"""Authentication-Results of our own servers, alignment, and look-alikes."""

from __future__ import annotations

import pytest

from mailbot.mail.authentication import looks_like
from mailbot.mail.parse import parse
from mailbot.model.message import Verdict

OURS = frozenset({"mx.desk.example"})


def verdict(*headers: str, sender: str = "ann@example.org") -> Verdict:
    lines = [*headers, f"From: {sender}", "", "hi"]
    return parse("\r\n".join(lines).encode(), authserv_ids=OURS).authentication


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("mx.desk.example; dmarc=pass header.from=example.org", Verdict.VERIFIED),
        ("mx.desk.example; dmarc=pass (p=reject) header.from=example.org; spf=fail smtp.mailfrom=x@list.example", Verdict.VERIFIED),
        ("mx.desk.example 1; dmarc=fail (p=none) header.from=example.org; dkim=pass header.d=evil.example", Verdict.FAILED),
        ("mx.desk.example; dkim=pass header.d=example.org", Verdict.VERIFIED),
        ("mx.desk.example; dkim=pass header.i=@mail.example.org", Verdict.VERIFIED),
        ("mx.desk.example; dkim=pass header.d=evil.example", Verdict.UNVERIFIED),
        ("mx.desk.example; spf=pass smtp.mailfrom=bounce@example.org", Verdict.VERIFIED),
        ("mx.desk.example; spf=fail smtp.mailfrom=example.org", Verdict.FAILED),
        ("mx.desk.example; spf=softfail smtp.mailfrom=example.org", Verdict.UNVERIFIED),
        ("mx.desk.example; dmarc=pass header.from=evil.example", Verdict.UNVERIFIED),
        ("mx.desk.example; none", Verdict.UNVERIFIED),
        ("evil.example; dmarc=pass header.from=example.org", Verdict.UNVERIFIED),
        ("mx.desk.example.evil.example; dmarc=pass header.from=example.org", Verdict.UNVERIFIED),
        ("x (mx.desk.example); dmarc=pass header.from=example.org", Verdict.UNVERIFIED),
        ("", Verdict.UNVERIFIED),
    ],
)  # fmt: skip
def test_results_of_our_server_only(results: str, expected: Verdict) -> None:
    assert verdict(f"Authentication-Results: {results}") is expected


def test_a_forged_header_below_the_topmost_block_is_ignored() -> None:
    forged = "Authentication-Results: mx.desk.example; dmarc=pass header.from=example.org"
    foreign = "Authentication-Results: relay.example; spf=none"
    assert verdict(foreign, forged) is Verdict.UNVERIFIED
    assert verdict("Received: by mx.desk.example", "Authentication-Results: mx.desk.example; spf=none smtp.mailfrom=x.example",
                   "Received: from evil", forged) is Verdict.UNVERIFIED  # fmt: skip


def test_without_a_configured_server_nothing_is_trusted() -> None:
    raw = b"Authentication-Results: mx.desk.example; dmarc=pass header.from=example.org\r\nFrom: ann@example.org\r\n\r\nhi"
    assert parse(raw).authentication is Verdict.UNVERIFIED


def test_two_from_headers_are_never_verified() -> None:
    assert (
        verdict("Authentication-Results: mx.desk.example; dmarc=pass header.from=example.org", "From: boss@example.org")
        is Verdict.UNVERIFIED
    )


@pytest.mark.parametrize(
    ("email", "imitated"),
    [
        ("ann@examp1e.org", "ann@example.org"),
        ("ann@exаmple.org", "ann@example.org"),  # a Cyrillic letter
        ("ann@xn--exmple-4nf.org", "ann@example.org"),
        ("ann@exmaple.org", "ann@example.org"),
        ("ann@examples.org", "ann@example.org"),
        ("arnold@rnail.example", "arnold@mail.example"),
        ("ann@example.org", None),
        ("bob@other.example", None),
    ],
)
def test_look_alike_addresses(email: str, imitated: str | None) -> None:
    assert looks_like(email, ["ann@example.org", "arnold@mail.example"]) == imitated
