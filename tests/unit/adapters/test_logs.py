"""Logs never hold a customer's address or number, nor a forged line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters.logs import mask, masked


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("mail of ann.lee+x@example.co.uk kept", "ann.lee"),
        ("calling +351 912 345 678 now", "912"),
        ("O'Hara@example.com", "Hara"),
        ("line\n2026-01-01 forged", "\n"),
        ("\x1b]0;title\x07", "\x1b"),
        ("right\u202eleft", "\u202e"),
    ],
)
def test_nothing_private_or_forged(text: str, gone: str) -> None:
    assert gone not in mask(text)


def test_the_same_address_stays_recognisable() -> None:
    assert mask("Ann@example.com") == mask("ann@example.com")
    assert mask("ann@example.com") != mask("bob@example.com")


def test_a_traceback_keeps_its_lines_and_other_values_stay() -> None:
    event = masked(None, "", {"exception": "a\nb ann@example.com", "count": 3})
    assert event["exception"].startswith("a\nb …@")
    assert event["count"] == 3


@given(st.text())
def test_masking_never_fails_and_leaves_no_control_character(text: str) -> None:
    assert all(char.isprintable() or char not in map(chr, range(32)) for char in mask(text))
