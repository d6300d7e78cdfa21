"""What looks like a day, a length, a sum or a thing and is none; wishes that need no list of goods."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mailbot.model.facts import Facts
from mailbot.model.turn import Turn
from mailbot.triage.facts import extract

AT = datetime(2026, 12, 1, 9, 20, tzinfo=ZoneInfo("Europe/Paris"))  # a Tuesday


def read(language: str, text: str) -> Facts:
    return extract([Turn(text=text, at=AT)], language=language, zone=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("language", "text", "slot", "value"),
    [
        ("en", "Your fitter was due on Thursday, before our fair on Saturday. He never came.", "promised", "2026-11-26"),
        ("es", "El viernes tenía que venir el afinador para el concierto del domingo.", "promised", "2026-11-27"),
        ("vi", "Sáng thứ sáu thợ hẹn 9 giờ đến lên dây cho buổi hòa nhạc chủ nhật.", "promised", "2026-11-27"),
        ("es", "Les pido que los cambien antes del martes 8.", "deadline", "2026-12-08"),
        ("fr", "Il me le faut avant le mardi 8.", "deadline", "2026-12-08"),
        ("en", "Please replace it by Friday 4, at 5 the latest.", "deadline", "2026-12-04"),
        ("ja", "電話は私の携帯090-7777-1234へお願いします。", "product", None),
        ("vi", "Thợ hẹn 9 giờ sáng mà không đến.", "duration", None),
        ("vi", "Tôi chờ ba giờ rồi.", "duration", "PT3H"),
        ("ja", "26日と28日に二重に引き落とされました。", "duration", None),
        ("ja", "三日も待っています。", "duration", "P3D"),
        ("vi", "Tài xế tuyến 14 đóng cửa trước mặt tôi.", "amount", None),
        ("vi", "Bên đó thu của tôi 14 đồng.", "amount", "14 VND"),
        ("pt", "Este é o meu quarto e-mail.", "product", None),
        ("vi", "Phạt xe điện ngoài vùng.", "product", None),
        ("de", "Der Trauerkranz kam zu spät.", "product", "wreath"),
        ("en", "The harpsichord was left flat.", "product", "instrument"),
        ("de", "Best. 553120, bitte tauschen.", "order_ref", "553120"),
        ("en", "Receipt T-3391, paid in advance.", "order_kind", "receipt"),
        ("fr", "Trajet 7781-AC, annulez l'amende.", "order_kind", "travel"),
    ],
)  # fmt: skip
def test_a_fact_is_what_the_sentence_makes_it(language: str, text: str, slot: str, value: str | None) -> None:
    assert read(language, text).value(slot) == value


@pytest.mark.parametrize(
    ("language", "text", "wish"),
    [
        ("en", "Please tell me what's going on with these boxes.", "explanation"),
        ("en", "Can you send a fresh box before Friday?", "replacement"),
        ("en", "Please waive the fine.", "cancellation"),
        ("en", "I want my £240 then.", "refund"),
        ("de", "Bitte sagt mir, woran das liegt.", "explanation"),
        ("de", "Ich brauche bis Freitag neue Bilder.", "replacement"),
        ("fr", "Dites-moi ce qui se passe, s'il vous plaît.", "explanation"),
        ("fr", "Pouvez-vous m'en renvoyer un frais ?", "replacement"),
        ("fr", "Sinon je veux mes 240 €.", "refund"),
        ("es", "¿Podéis decirme qué está pasando?", "explanation"),
        ("es", "Si no, quiero mis 240 euros.", "refund"),
        ("es", "¿Podéis mandarme una caja fresca?", "replacement"),
        ("pt", "Podem dizer o que está acontecendo?", "explanation"),
        ("pt", "Senão quero meus R$ 740.", "refund"),
        ("vi", "Shop cho mình biết lý do nhé.", "explanation"),
        ("vi", "Đề nghị hủy khoản phạt này.", "cancellation"),
        ("ja", "原因も教えてください。", "explanation"),
        ("ja", "撮り直した写真をお願いします。", "replacement"),
    ],
)
def test_a_wish_is_what_a_sentence_asks_for(language: str, text: str, wish: str) -> None:
    assert wish in {fact.value for fact in read(language, text) if fact.slot == "wish"}


def test_nobody_is_corrected_away() -> None:
    asked = "Exijo que quiten a ese señor de la ruta."
    assert "correction" not in {fact.value for fact in read("es", asked) if fact.slot == "wish"}
