""" "Call me Tuesday after five", in seven languages, and the sentences that wish for nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from escalation.call_texts import load_wish_words
from escalation.wishes import wished_time

WORDS = load_wish_words()
ZONES = {
    "en": "Europe/London",
    "es": "Europe/Madrid",
    "fr": "Europe/Paris",
    "pt": "America/Sao_Paulo",
    "de": "Europe/Berlin",
    "vi": "Asia/Ho_Chi_Minh",
    "ja": "Asia/Tokyo",
}
#: Friday noon in each zone; the next Tuesday is 2026-03-10.
FRIDAY = (2026, 3, 6, 12, 0)

WISHED = [
    ("en", "I am fed up. Call me Tuesday after five.", "2026-03-10 17:00"),
    ("en", "Please ring me tomorrow morning.", "2026-03-07 09:00"),
    ("en", "You can call me between 2 and 4 pm on Monday.", "2026-03-09 14:00"),
    ("en", "Phone me today at 3:30pm.", "2026-03-06 15:30"),
    ("en", "Give me a call on Thursday before 11.", "2026-03-12 09:00"),
    ("en", "Call me this afternoon.", "2026-03-06 14:00"),
    ("es", "Estoy harto. Llámeme el martes después de las cinco.", "2026-03-10 17:00"),
    ("es", "Pueden llamarme mañana por la mañana.", "2026-03-07 09:00"),
    ("es", "Llámenme el lunes entre las 16 y las 18 h.", "2026-03-09 16:00"),
    ("es", "Prefiero que me llamen el jueves a partir de las 19 h.", "2026-03-12 19:00"),
    ("fr", "Appelez-moi mardi après 17 heures.", "2026-03-10 17:00"),
    ("fr", "Vous pouvez me rappeler demain matin à 10h30.", "2026-03-07 10:30"),
    ("fr", "Je suis joignable lundi entre 14h et 16h.", "2026-03-09 14:00"),
    ("fr", "Rappelez-moi jeudi soir.", "2026-03-12 18:00"),
    ("pt", "Me liguem na terça depois das cinco.", "2026-03-10 17:00"),
    ("pt", "Podem ligar amanhã de manhã.", "2026-03-07 09:00"),
    ("pt", "Liguem para mim na segunda-feira às 15h30.", "2026-03-09 15:30"),
    ("de", "Rufen Sie mich am Dienstag nach fünf an.", "2026-03-10 17:00"),
    ("de", "Ich bin morgen vormittag telefonisch erreichbar.", "2026-03-07 09:00"),
    ("de", "Bitte rufen Sie am Montag zwischen 14 und 16 Uhr an.", "2026-03-09 14:00"),
    ("de", "Rückruf bitte Donnerstag um halb sechs.", "2026-03-12 17:30"),
    ("vi", "Gọi cho tôi thứ Ba sau 5 giờ chiều.", "2026-03-10 17:00"),
    ("vi", "Xin gọi lại cho tôi sáng mai.", "2026-03-07 09:00"),
    ("vi", "Anh gọi cho em thứ 2 lúc 15h30 nhé.", "2026-03-09 15:30"),
    ("ja", "火曜日の午後5時以降に電話してください。", "2026-03-10 17:00"),
    ("ja", "明日の午前中にお電話ください。", "2026-03-07 09:00"),
    ("ja", "月曜日の14時から16時の間に折り返しお願いします。", "2026-03-09 14:00"),
    ("ja", "木曜の夕方6時頃に連絡をください。", "2026-03-12 18:00"),
]

NOTHING = [
    ("en", "The parcel should have come on Tuesday after five."),
    ("en", "You were supposed to call on Tuesday at five and nobody called."),
    ("en", "Do not call me on Tuesday."),
    ("en", "Call me."),
    ("es", "El paquete llegó el martes después de las cinco."),
    ("es", "No me llamen el martes."),
    ("fr", "Le technicien devait venir mardi après 17 heures."),
    ("fr", "Ne m'appelez pas mardi."),
    ("pt", "O técnico vinha na terça depois das cinco."),
    ("pt", "Não me liguem na terça."),
    ("de", "Das Paket sollte am Dienstag nach fünf kommen."),
    ("de", "Am Dienstag hat niemand angerufen."),
    ("vi", "Thợ hẹn thứ Ba lúc 5 giờ chiều mà không đến."),
    ("vi", "Đừng gọi tôi thứ Ba."),
    ("ja", "火曜日の午後5時に届くはずでした。"),
    ("ja", "火曜日に電話がありませんでした。"),
]


def _friday(language: str) -> datetime:
    return datetime(*FRIDAY, tzinfo=ZoneInfo(ZONES[language])).astimezone(UTC)


@pytest.mark.parametrize(("language", "text", "expected"), WISHED)
def test_a_named_time_is_understood(language: str, text: str, expected: str) -> None:
    zone = ZONES[language]
    wish = wished_time(text, WORDS[language], _friday(language), zone)
    assert wish is not None
    assert f"{wish.start.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == expected
    assert wish.start < wish.end
    assert wish.quote in text


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_other_times_are_no_wish(language: str, text: str) -> None:
    assert wished_time(text, WORDS[language], _friday(language), ZONES[language]) is None


def test_a_weekday_of_today_whose_hour_is_over_is_next_week() -> None:
    now = _friday("en")
    wish = wished_time("Call me on Friday at 9 in the morning, please", WORDS["en"], now, "Europe/London")
    assert wish is not None
    assert wish.start.date().isoformat() == "2026-03-13"


def test_every_language_has_words_and_hostile_text_is_harmless() -> None:
    assert set(WORDS) == {"en", "es", "fr", "pt", "vi", "ja", "de"}
    for language, words in WORDS.items():
        for text in ("call " * 4000, "99:99 " * 3000, "\u202e火曜" * 500, "5 " * 10_000):
            wished_time(text, words, _friday(language), ZONES[language])


# -- measured

#: Wednesday, 2026-03-11, 10:00 on the wall of these zones.
WALLS = {**ZONES, "pt": "Europe/Lisbon"}
LINES = [
    [cell.strip() for cell in line.split("|")]
    for line in (Path(__file__).parent / "data" / "wishes.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def _right(language: str, part: str, text: str, days: str, since: str, until: str, zone: str) -> bool:
    """Tell whether a phrase is understood; a question mark at its set means that we had asked for a time."""
    wall = ZoneInfo(WALLS[language])
    now = datetime(2026, 3, 11, 10, 0, tzinfo=wall).astimezone(UTC)
    wish = wished_time(text, WORDS[language], now, WALLS[language], asked=part.endswith("?"))
    if days == "none" or wish is None:
        return days == "none" and wish is None
    start, end = (one.astimezone(wall if zone == "-" else ZoneInfo(zone)) for one in (wish.start, wish.end))
    if f"{start:%d}" not in days.split(",") or start.month != 3:
        return False
    if since.startswith("@"):
        early = f"{start + timedelta(minutes=30):%H:%M}"
        return f"{start:%H:%M}" <= since[1:] <= early and end - start <= timedelta(hours=3)
    loose = (since[1:] <= f"{start:%H:%M}") if since.startswith("~") else since in ("-", f"{start:%H:%M}")
    return loose and ((f"{end:%H:%M}" <= until[1:]) if until.startswith("~") else until in ("-", f"{end:%H:%M}"))


@pytest.mark.parametrize("language", sorted(ZONES))
def test_times_are_understood_by_measure(language: str) -> None:
    """The phrases that were not looked at while the words were mended must hold by themselves."""
    mine = [line for line in LINES if line[0] == language]
    assert len(mine) == 33
    for part in ("seen", "unseen"):
        some = [line for line in mine if line[1].rstrip("?") == part]
        wrong = [line[2] for line in some if not _right(*line)]
        assert len(wrong) <= max(1, 0.1 * len(some)), wrong


def test_nothing_is_wished_for_by_measure() -> None:
    wrong = [line[2] for line in LINES if line[3] == "none" and not _right(*line)]
    assert len([line for line in LINES if line[3] == "none"]) == 28
    assert wrong == []
