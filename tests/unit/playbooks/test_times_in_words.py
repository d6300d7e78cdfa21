"""Days, durations, sums, deadlines and call windows in seven languages, resolved against the mail's date."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.model.turn import Turn
from mailbot.triage.call_time import find_call_windows
from mailbot.triage.dates import find_days, find_durations
from mailbot.triage.facts import extract
from mailbot.triage.money import find_sums

FRIDAY = datetime(2026, 3, 6, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))

DAYS = [
    ("en", "It came on 27 Feb.", "2026-02-27"),
    ("en", "since March 3rd", "2026-03-03"),
    ("en", "You took it on the 1st.", "2026-03-01"),
    ("en", "three weeks ago", "2026-02-13"),
    ("es", "el 24 de febrero", "2026-02-24"),
    ("es", "hace 16 días", "2026-02-18"),
    ("es", "anoche", "2026-03-05"),
    ("fr", "le 20 novembre", "2025-11-20"),
    ("fr", "il y a deux semaines", "2026-02-20"),
    ("pt", "faz 15 dias", "2026-02-19"),
    ("pt", "no dia 3 de março", "2026-03-03"),
    ("vi", "ngày 20 tháng 2", "2026-02-20"),
    ("vi", "tối 4/3", "2026-03-04"),
    ("ja", "2月20日", "2026-02-20"),
    ("ja", "二月二十日", "2026-02-20"),
    ("ja", "昨日", "2026-03-05"),
    ("de", "am 3. Februar", "2026-02-03"),
    ("de", "zum 31.12.", "2025-12-31"),
    ("de", "vor drei Tagen", "2026-03-03"),
]

DURATIONS = [
    ("en", "NINE DAYS without", "P9D"),
    ("es", "siete días sin línea", "P7D"),
    ("fr", "11 jours sans internet", "P11D"),
    ("pt", "OITO DIAS", "P8D"),
    ("vi", "chờ 8 tiếng", "PT8H"),
    ("ja", "もう10日も", "P10D"),
    ("de", "seit sechs Wochen", "P6W"),
]

SUMS = [
    ("en", "£1,240.00 left", "1240 GBP"),
    ("en", "refund $119 please", "119 USD"),
    ("es", "los 14,90 € de", "14.90 EUR"),
    ("fr", "Trois fois 89,90 €", "89.90 EUR"),
    ("pt", "R$ 1.189,50 caiu", "1189.50 BRL"),
    ("vi", "trừ 18.500.000 đồng", "18500000 VND"),
    ("vi", "phòng 2tr4 một đêm", "2400000 VND"),
    ("vi", "phiếu 30 nghìn", "30000 VND"),
    ("ja", "差額1,480円", "1480 JPY"),
    ("ja", "十二万四千円が", "124000 JPY"),
    ("de", "zweimal 412,60 € eingezogen", "412.60 EUR"),
    ("de", "1'250 Franken", "1250 CHF"),
]

DEADLINES = [
    ("en", "I want it back by noon on Monday 16 March.", "2026-03-16"),
    ("en", "Repay it within fourteen days.", "2026-03-20"),
    ("es", "Les concedo cinco días.", "2026-03-11"),
    ("fr", "restituer la somme sous huit jours", "2026-03-14"),
    ("pt", "até ao dia 16", "2026-03-16"),
    ("vi", "hoàn tiền trước ngày 16 tháng 3", "2026-03-16"),
    ("ja", "三月十六日までに返してください", "2026-03-16"),
    ("de", "eine Frist bis zum 16. März", "2026-03-16"),
]

CALLS = [
    ("en", "Call me Tuesday after five.", "2026-03-10T17:00+01:00/2026-03-10T20:00+01:00"),
    ("en", "Please ring me tomorrow between 9 and 12.", "2026-03-07T09:00+01:00/2026-03-07T12:00+01:00"),
    ("es", "Llámeme el martes después de las cinco.", "2026-03-10T17:00+01:00/2026-03-10T20:00+01:00"),
    ("fr", "Rappelez-moi mardi après 17h.", "2026-03-10T17:00+01:00/2026-03-10T20:00+01:00"),
    ("pt", "Me ligue terça depois das 17h.", "2026-03-10T17:00+01:00/2026-03-10T20:00+01:00"),
    ("vi", "Gọi cho tôi thứ ba sau 5 giờ chiều.", "2026-03-10T17:00+01:00/2026-03-10T20:00+01:00"),
    ("ja", "明日午後3時にお電話ください。", "2026-03-07T15:00+01:00/2026-03-07T16:00+01:00"),
    ("de", "Rufen Sie mich am Dienstag nach 17 Uhr an.", "2026-03-10T17:00+01:00/2026-03-10T20:00+01:00"),
]


@pytest.mark.parametrize(("language", "text", "day"), DAYS)
def test_a_day(language: str, text: str, day: str) -> None:
    assert find_days(text, language=language, today=FRIDAY.date())[0].past == date.fromisoformat(day)


@pytest.mark.parametrize(("language", "text", "iso"), DURATIONS)
def test_a_duration(language: str, text: str, iso: str) -> None:
    assert next(find_durations(text, language=language)).iso == iso


@pytest.mark.parametrize(("language", "text", "value"), SUMS)
def test_a_sum(language: str, text: str, value: str) -> None:
    assert str(next(find_sums(text, language=language))) == value


@pytest.mark.parametrize(("language", "text", "day"), DEADLINES)
def test_a_deadline(language: str, text: str, day: str) -> None:
    facts = extract([Turn(text=text, at=FRIDAY)], language=language, zone=ZoneInfo("UTC"))
    assert facts.value("deadline") == day


@pytest.mark.parametrize(("language", "text", "window"), CALLS)
def test_a_call_window(language: str, text: str, window: str) -> None:
    assert str(next(find_call_windows(text, language=language, at=FRIDAY))) == window


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I rang you at 10 on Tuesday."),
        ("en", "Don't ring me before noon."),
        ("de", "Bitte nicht anrufen, morgen um 10 schlafe ich."),
    ],
)
def test_no_call_is_asked_for(language: str, text: str) -> None:
    assert list(find_call_windows(text, language=language, at=FRIDAY)) == []


def test_the_last_promise_comes_first() -> None:
    turn = Turn(text="you said tuesday. then you said definitely wednesday.", at=FRIDAY)
    facts = extract([turn], language="en", zone=ZoneInfo("UTC"))
    assert [fact.value for fact in facts if fact.slot == "promised"] == ["2026-03-04", "2026-03-03"]


@given(st.text(max_size=200), st.sampled_from(["en", "es", "fr", "pt", "vi", "ja", "de", "xx"]))
def test_any_text_is_read_and_spans_stay_inside(text: str, language: str) -> None:
    turn = Turn(text=text, subject=text[:40], signature=text[-60:], sender_name=text[:20], at=FRIDAY)
    for fact in extract([turn], language=language, zone=ZoneInfo("Asia/Tokyo")):
        assert fact.span is None or text[fact.span[0] : fact.span[1]] == fact.text
        assert 0 <= fact.confidence <= 1


@given(
    st.lists(
        st.sampled_from(
            [
                "by",
                "99",
                "31/2",
                "31.2.",
                "二月三十一日",
                "within",
                "9",
                "days",
                "R$",
                "1.2.3,4",
                "25時",
                "call me",
                "at 99",
                "thứ",
                "0 days ago",
                "12tr",
                "§",
                "until",
                "30 February",
            ]
        ),
        max_size=14,
    )
)
def test_odd_numbers_give_real_times_or_none(words: list[str]) -> None:
    """Never an error, and never a time that no calendar or clock shows."""
    for language in ("en", "de", "vi", "ja", "pt"):
        text = " ".join(words)
        for fact in extract([Turn(text=text, at=FRIDAY)], language=language, zone=ZoneInfo("UTC")):
            assert fact.span is None or text[fact.span[0] : fact.span[1]] == fact.text
            if fact.slot in ("date", "promised", "deadline"):
                assert date.fromisoformat(fact.value[:10]).isoformat() == fact.value[:10]
