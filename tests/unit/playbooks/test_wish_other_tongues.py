"""What is asked for in Spanish, Portuguese, Vietnamese and Japanese, not what was done, turned down or told by the way."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from mailbot.model.draft_case import DraftCase
from mailbot.model.heat import Category
from mailbot.model.turn import Turn
from mailbot.triage.facts import extract
from mailbot.triage.recap import recap_slots
from mailbot.triage.wish import find_wishes
from tests.unit.playbooks.drafted import shipped

AT = datetime(2026, 11, 17, 9, tzinfo=timezone(timedelta(hours=1)))

WISHES = [
    ("es", "Ya se lo expliqué dos veces por teléfono. Quiero que me devuelvan el dinero.", ["refund"]),
    ("es", "No quiero dinero, quiero otra igual.", ["replacement"]),
    ("es", "No quiero saber nada más de ustedes.", []),
    ("es", "Que el repartidor no vuelva. Lo demás tiene arreglo.", []),
    ("es", "Cancelaron el vuelo y lo cambiaron por otro.", []),
    ("es", "Necesito que cambien ese número en mi ficha.", ["correction"]),
    ("es", "La factura se revisará, me dicen.", []),
    ("pt", "Já expliquei tudo. Devolvam o que cobraram.", ["refund"]),
    ("pt", "Não quero dinheiro, quero outra igual.", ["replacement"]),
    ("pt", "Queria saber se há previsão.", []),
    ("pt", "Pedimos a correção e um novo boleto.", ["correction"]),
    ("pt", "Agradeço a estante; os miúdos escorregam para onde está inclinada.", []),
    ("vi", "Tôi đã giải thích hai lần. Đề nghị hoàn tiền.", ["refund"]),
    ("vi", "Suất 21 giờ, anh thợ sửa ống nước làm ngập nhà.", []),
    ("vi", "Tôi không cần tiền, tôi cần chiếc khác.", ["replacement"]),
    ("vi", "de nghi hoan tien cho toi", ["refund"]),
    ("ja", "電話でも二度説明しました。返金をお願いします。", ["refund"]),
    ("ja", "ボンベの交換日にどなたもいらっしゃいませんでした。", []),
    ("ja", "謝罪以外は求めません。", []),
    ("ja", "48時間以内に書面でご回答ください。", ["written_answer"]),
]  # fmt: skip

RECAPS = [
    (
        "es",
        Category.DELIVERY,
        "El pedido 70412, una cafetera, debía haber llegado. No quiero esperar más: quiero el reembolso antes del 4 de diciembre.",
        "sigue sin recibir su cafetera (pedido 70412), y pide el reembolso antes del 4 de diciembre",
    ),
    (
        "pt",
        Category.BILLING,
        "Na fatura 8841 vieram R$ 2.450,00 e o contrato dizia R$ 1.980,00. Peço a correção.",
        "a sua fatura 8841 traz um valor que não é o que deve pagar, e pede a correção",
    ),
    (
        "vi",
        Category.DELIVERY,
        "Đơn 70412 vẫn chưa giao. Đề nghị hoàn tiền trước ngày 4/12.",
        "quý khách vẫn chưa nhận được đơn hàng 70412, và quý khách mong được hoàn tiền trước ngày 4/12",
    ),
    (
        "ja",
        Category.QUALITY,
        "ご注文70412の自転車が、傷がついた状態で届きました。交換をお願いします。",
        "自転車（ご注文70412）が破損した状態で届いたため、交換をご希望の",
    ),
    (
        "es",
        Category.REFUND,
        "El 5 de agosto devolví un carrito y me dijeron que en dos semanas tendría el dinero. No ha llegado nada.",
        "el dinero que le corresponde sigue sin llegarle, según su mensaje de hoy",
    ),
]


@pytest.mark.parametrize(("language", "text", "wishes"), WISHES)
def test_a_wish_is_what_a_sentence_asks_for(language: str, text: str, wishes: list[str]) -> None:
    assert [wish for wish, _ in find_wishes(text, language=language)] == wishes


@pytest.mark.parametrize(("language", "category", "text", "recap"), RECAPS)
def test_a_recap_ends_with_it(language: str, category: Category, text: str, recap: str) -> None:
    facts = extract([Turn(text=text, at=AT)], language=language, zone=ZoneInfo("Europe/Paris"))
    case = DraftCase(now=AT, next_word=AT, follow_up=AT, mail_at=AT, mail_text=text, category=category)
    address = {"addr": "quý khách", "me": "tôi", "we": "chúng tôi"} if language == "vi" else {}
    assert recap_slots(facts, case, shipped().phrases[language], address)["problem"] == recap
