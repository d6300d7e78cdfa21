"""Lines and headers that a pattern could try in every combination are read at once: these ran for minutes or hours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from escalation.script import speakable
from escalation.wishes import wished_time
from mailbot.adapters.followup_texts import load_followup_texts, words_for
from mailbot.bootstrap.telephone import load_wish_words
from mailbot.mail.addresses import addr_spec
from mailbot.mail.attribution import field_of
from mailbot.mail.parse import parse
from mailbot.triage.person_name import _candidate
from mailbot.triage.redaction import redacted
from mailbot.triage.stakes import _SUM as SUM
from scheduler.answer import Contentment, contentment


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("a." * 5000, ""),
        ("a." * 400, ""),
        ("a ." * 300 + " @x", ""),
        ("." * 400 + "@", ""),
        ("a" * 990 + " @b", ""),
        ("Ann . Lee@Shop.example", "Ann.Lee@shop.example"),
        ("ann. lee@shop.example", "ann.lee@shop.example"),
        ("ann .lee@shop.example", "ann.lee@shop.example"),
        ("abc..def.@docomo.example", "abc..def.@docomo.example"),
        ("Ann. Mail: lee@shop.example", "lee@shop.example"),
    ],
)
def test_an_address_is_found_or_not_found_at_once(text: str, address: str) -> None:
    assert addr_spec(text) == address


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (" " * 480 + "x y:", None),
        (" " * 240 + "*" + " " * 240 + ":", None),
        (">" * 490 + ":", None),
        (" _" * 249 + ":", None),
        (" " * 450 + "From: Ann", ("from", "Ann")),
        ("> **Von:** Ann <ann@home.example>", ("from", "Ann <ann@home.example>")),
        ("> *Betreff*: Kessel", ("subject", "Kessel")),
        ("件名：やかん", ("subject", "やかん")),
    ],
)
def test_a_field_above_a_quote_is_found_or_not_found_at_once(line: str, field: tuple[str, str] | None) -> None:
    assert field_of(line) == field


def test_nul_in_html_reaches_no_store() -> None:
    raw = b"From: a@b.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The ket\0tle broke.</p>"
    message = parse(raw)
    assert message.html == "<p>The kettle broke.</p>" and message.new_text == "The kettle broke."


@pytest.mark.parametrize("text", ["1" * 60_000, "1 " * 30_000, "1," * 30_000, "00 " * 20_000])
def test_a_page_of_digits_is_no_sum(text: str) -> None:
    assert list(SUM.finditer(text)) == []
    assert [found[0] for found in SUM.finditer(f"{text} I paid 1.299,00 € and US$ 40")] == ["1.299,00 €", "US$ 40"]


def test_a_line_of_tabs_is_no_name() -> None:
    assert _candidate("Ann\t" * 2 + "\t" * 60_000 + ".") == "Ann\tAnn"


@pytest.mark.parametrize(
    ("text", "said"), [("a@" * 20_000, "a@" * 20_000), ("Mail @ann@home.example (www.x.example) now", "Mail ( now")]
)
def test_addresses_are_not_spoken(text: str, said: str) -> None:
    assert speakable(text) == said


def test_a_page_of_blank_lines_hides_no_answer() -> None:
    words = words_for(load_followup_texts(), "en")
    assert contentment("No, it is still broken." + "\n" * 20_000, words) is Contentment.UNHAPPY
    assert contentment("\n" * 20_000 + "  > Yes, all is fine\n\n ----- \nNo!", words) is Contentment.UNCLEAR


def test_a_page_of_exclamation_marks_hides_no_wish() -> None:
    now = datetime(2026, 11, 30, 9, tzinfo=UTC)
    wish = wished_time("!" * 15_000 + " Please call me at five!", load_wish_words(None)["en"], now, "UTC")
    assert wish is not None and wish.start.hour == 17


def test_a_page_of_hyphens_hides_no_key() -> None:
    key = "sk-" + "a1b2" * 8
    assert key not in redacted("-" * 6000 + " " + key)
