"""The place of a trouble: what the customer named is not asked for again."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from mailbot.model.facts import Fact, Facts
from mailbot.model.turn import Turn
from mailbot.triage.facts import extract
from mailbot.triage.place import find_places
from tests.unit.playbooks.drafted import NOW, shipped, written

PLACES = [
    ("en", "No power at 14 Mill Lane since six.", "14 Mill Lane"),
    ("es", "Estamos sin luz en la calle de los Olmos 34 desde ayer.", "calle de los Olmos 34"),
    ("fr", "Panne au 12, rue de la Paix depuis hier.", "12, rue de la Paix"),
    ("pt", "Sem luz na Rua das Acácias 220 desde terça.", "Rua das Acácias 220"),
    ("vi", "Mất điện ở chung cư 34 Lý Thường Kiệt.", "chung cư 34 Lý Thường Kiệt"),
    ("ja", "場所は緑町2-5です。", "緑町2-5"),
    ("de", "Kein Strom in der Gartenstraße 12.", "Gartenstraße 12"),
]


@pytest.mark.parametrize(("language", "mail", "place"), PLACES)
def test_a_place_is_known_and_not_asked_for(language: str, mail: str, place: str) -> None:
    assert [found for found, _ in find_places(mail, language=language)] == [place]
    facts = Facts(items=(Fact(slot="problem", value="outage"), Fact(slot="place", value=place)))
    assert "place" not in written("holding", "outage", language, facts=facts).missing
    assert (
        shipped().phrases[language].ask_items["place"] not in written("holding", "outage", language, facts=facts).body
    )


@pytest.mark.parametrize(
    ("language", "mail"),
    [
        ("es", "Me dejaron en la calle, sin plaza en el curso."),
        ("pt", "Fiquei na rua, ao largo de tudo."),
        ("vi", "Đường truyền kém quá."),
        ("ja", "今回の件、市販の品です。"),
        ("de", "Mein Arbeitsplatz und der Umweg kosten Zeit."),
    ],
)
def test_a_street_has_a_name(language: str, mail: str) -> None:
    assert list(find_places(mail, language=language)) == []


@pytest.mark.parametrize(
    ("sender", "text", "name"),
    [
        ("Panadería López", "Solicitamos la corrección.\n\nAtentamente,\nLic. Carmen Ordóñez\nPanadería López S.A. de C.V.", "Lic. Carmen Ordóñez"),
        ("Công ty Minh Phát", "Đề nghị điều chỉnh.\n\nTrân trọng,\nTrần Quốc Hùng\nCông ty Minh Phát", "Trần Quốc Hùng"),
        ("", "Gracias por nada.\nNo pienso volver", None),
    ],
)  # fmt: skip
def test_a_firms_mail_is_signed_by_a_person(sender: str, text: str, name: str | None) -> None:
    at = datetime(2026, 11, 17, 9, tzinfo=timezone(timedelta(hours=1)))
    facts = extract([Turn(text=text, sender_name=sender, at=at)], language="es", zone=NOW.tzinfo)
    assert facts.value("customer_name") == name
