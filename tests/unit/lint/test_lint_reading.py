"""Sentences, sums, times and facts as the lint reads them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.triage.lint import LintCase
from mailbot.triage.lint.facts import known
from mailbot.triage.lint.moments import kanji_number, moments, resolve
from mailbot.triage.lint.sums import number, sums
from mailbot.triage.lint.text import fold, quoted, sentences

LEXICON = load_lexicon()
NOW = datetime(2026, 3, 4, 19, 30, tzinfo=UTC)  # a Wednesday


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(fold(text, marks=True)) == len(text)


@given(st.text())
def test_sentences_lie_in_the_text_in_order(text: str) -> None:
    found = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dear Ms. Feldman, it came. We are sorry.", 2),
        ("Am 9. März kommt er, am 11. rufe ich an. Gruß", 2),
        ("Toni schreibt dir am Montag, den 16., gegen Mittag.", 1),
        ("Son 29.80 € en total. Vale.", 2),
        ("届きました。お詫びします！次は？", 3),
        ("One\nTwo", 2),
    ],
)
def test_where_sentences_end(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_quoted_stretches() -> None:
    text = "You wrote “we did nothing wrong” and «non» and 「いいえ」."
    assert [text[a:b] for a, b in quoted(text)] == ["“we did nothing wrong”", "«non»", "「いいえ」"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("£50", 50), ("$150.000", 150_000), ("R$ 249,90", 249.9), ("1.500.000đ", 1_500_000), ("12,000円", 12_000),
        ("100 Franken", 100), ("29,80 €", 29.8), ("1,5 triệu", 1_500_000), ("350k", 350_000), ("€1,250.50", 1250.5),
    ],
)  # fmt: skip
def test_sums_in_seven_languages(text: str, value: float) -> None:
    assert [found.value for found in sums(fold(text, marks=True))] == [pytest.approx(value)]


def test_a_share_is_no_money_and_an_identifier_no_sum() -> None:
    assert [found.percent for found in sums("10 % off")] == [True]
    assert sums("inv-22318 and px-48213") == ()
    assert number("1.480") == 1480


@pytest.mark.parametrize(
    ("language", "text", "hours"),
    [
        ("en", "by 9 pm today", 1.5), ("en", "within two hours", 2), ("en", "tomorrow at noon", 16.5),
        ("es", "antes de las 21:00", 1.5), ("es", "en una hora", 1), ("es", "mañana a las 9:30", 14),
        ("fr", "vendredi 6 mars à 17 h", 45.5), ("fr", "d'ici deux heures", 2), ("fr", "ce soir à 21 h", 1.5),
        ("pt", "até as 21h", 1.5), ("pt", "amanhã ao meio-dia", 16.5), ("pt", "em uma hora", 1),
        ("vi", "chậm nhất là 22 giờ tối nay", 2.5), ("vi", "trong vòng hai giờ", 2), ("vi", "9 giờ sáng mai", 13.5),
        ("ja", "今夜22時まで", 2.5), ("ja", "二時間以内にご連絡", 2), ("ja", "明日十時", 14.5),
        ("de", "um 21 Uhr", 1.5), ("de", "in zwei Stunden", 2), ("de", "morgen um 9:30 Uhr", 14),
    ],
)  # fmt: skip
def test_times_as_moments(language: str, text: str, hours: float) -> None:
    words = LEXICON.languages[language]
    due = resolve(moments(fold(text, marks=words.marked), words.calendar), NOW)
    assert due is not None
    assert (due - NOW).total_seconds() / 3600 == pytest.approx(hours)


def test_japanese_numerals() -> None:
    assert [kanji_number(text) for text in ("三", "十", "十四", "二十三", "16")] == [3, 10, 14, 23, 16]


def test_facts_in_any_language() -> None:
    case = LintCase(
        language="vi",
        playbook="holding",
        reply="x",
        facts=(
            "bay_gio: 2026-03-04 20:30",
            "holding_limit_hours: 2",
            "hoan: 1500000 VND",
            "phu_trach: cô Phương",
            "duyet: chưa",
        ),
    )
    held = known(case, LEXICON)
    assert held.now == datetime(2026, 3, 4, 20, 30, tzinfo=UTC)
    assert held.limit_hours == 2
    assert 1_500_000 in held.sums
    assert "phương" in held.names("owner")
    assert not held.approved
