"""What never leaves the house."""

from __future__ import annotations

import pytest

from mailbot.triage.redaction import redacted

TAKEN = [
    ("Card 4111 1111 1111 1111 was charged", "Card [card number] was charged"),
    ("5500-0000-0000-0004.", "[card number]."),
    ("IBAN DE89 3704 0044 0532 0130 00, please", "IBAN [account number], please"),
    ("GB82WEST12345698765432", "[account number]"),
    ("my password is hunter2.", "my password is [secret]"),
    ("Passwort: geheim!1, sonst nichts", "Passwort: [secret], sonst nichts"),
    ("mi contraseña es Luna77 y no entra", "mi contraseña es [secret] y no entra"),
    ("mot de passe : abc123 refusé", "mot de passe : [secret] refusé"),
    ("senha: x9x9, não entra", "senha: [secret], não entra"),
    ("mật khẩu: matkhau1, không vào được", "mật khẩu: [secret], không vào được"),
    ("パスワードはneko99、入れません", "パスワードは[secret]、入れません"),
    ("CVV 123", "CVV [secret]"),
    ("write to ann@shop.example", "write to [address]"),
    ("see https://x.example/y?z=1 now", "see [link] now"),
    ("call +44 7700 900123 today", "call [telephone number] today"),
    ("SSN 078-05-1120", "SSN [identity number]"),
    ("key ghp_abcdEFGH1234ijklMNOP5678qrstUV", "key [key]"),
]


@pytest.mark.parametrize(("text", "left"), TAKEN)
def test_secrets_are_taken_out(text: str, left: str) -> None:
    assert redacted(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Order 4471229031 of 3 March, 129.90 EUR",
        "Tracking 1234567890123 says delivered",  # no card: the check digit is wrong
        "Invoice INV-2026-00431 and booking K7PLQ2",
        "The plug is bent",
    ],
)
def test_what_the_case_needs_stays(text: str) -> None:
    assert redacted(text) == text
