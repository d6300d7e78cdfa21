"""Each kind of fact in each language, from mails written for this page: Wednesday 11 March 2026, an hour east of UTC."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from mailbot.model.turn import Turn
from mailbot.triage.facts import extract

AT = datetime(2026, 3, 11, 10, tzinfo=timezone(timedelta(hours=1)))

MAILS: list[tuple[str, str, str, dict[str, str]]] = [
    (
        "en",
        "The kettle I bought, order K-88213, stopped working two days ago. You promised a refund of £39.90 by last "
        "Friday. I want my money back by 20 March.",
        "Helen Short",
        {
            "order_ref": "K-88213", "date": "2026-03-09", "amount": "39.90 GBP", "promised": "2026-03-06",
            "wish": "refund", "deadline": "2026-03-20", "customer_name": "Helen Short",
        },
    ),
    (
        "es",
        "La lavadora del pedido LV-5521 llegó golpeada anteayer. Me costó 349,50 € y quiero otra antes del lunes.",
        "Carmen Ibáñez",
        {
            "order_ref": "LV-5521", "problem": "damaged", "date": "2026-03-09", "amount": "349.50 EUR",
            "wish": "replacement", "deadline": "2026-03-16", "product": "washing_machine",
        },
    ),
    (
        "fr",
        "Facturé deux fois pour la facture FA-3391 : 58,20 € hier. Merci de me rembourser d'ici vendredi.",
        "Luc Marchand",
        {
            "order_ref": "FA-3391", "problem": "double_charge", "date": "2026-03-10", "amount": "58.20 EUR",
            "wish": "refund", "deadline": "2026-03-13",
        },
    ),
    (
        "pt",
        "O técnico não veio ontem, chamado CH-7712. Perdi R$ 120 de trabalho. Quero uma nova visita até sexta-feira.",
        "Renata Dias",
        {"order_ref": "CH-7712", "problem": "missed_visit", "date": "2026-03-10", "amount": "120 BRL", "deadline": "2026-03-13"},
    ),
    (
        "de",
        "Seit drei Tagen ist unser Internet ausgefallen. Bitte bis übermorgen reparieren, sonst will ich 50 Euro Gutschrift.",
        "Jörg Thalmann",
        {"problem": "outage", "duration": "P3D", "amount": "50 EUR", "deadline": "2026-03-13", "wish": "repair"},
    ),
    (
        "vi",
        "Đơn hàng DH-90213 của tôi giao nhầm màu hôm qua. Tôi trả 450.000đ. Đề nghị đổi lại trước thứ sáu.",
        "Nguyễn Thu Trang",
        {
            "order_ref": "DH-90213", "problem": "wrong_item", "date": "2026-03-10", "amount": "450000 VND",
            "deadline": "2026-03-13", "wish": "replacement",
        },
    ),
    (
        "ja",
        "注文番号A-55210の掃除機が一昨日届きましたが動きません。12,800円を今月20日までに返金してください。",
        "森本 亜希",
        {"order_ref": "A-55210", "date": "2026-03-09", "amount": "12800 JPY", "deadline": "2026-03-20", "wish": "refund"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "signature", "wanted"), MAILS, ids=[one[0] for one in MAILS])
def test_each_fact_is_found_with_where_it_stands(
    language: str, text: str, signature: str, wanted: dict[str, str]
) -> None:
    turn = Turn(text=text, signature=signature, at=AT)
    facts = extract([turn], language=language, zone=ZoneInfo("Europe/Paris"))
    assert {slot: facts.value(slot) for slot in wanted} == wanted
    for fact in facts:
        assert 0 < fact.confidence <= 1
        if fact.span is not None:
            assert text[slice(*fact.span)] == fact.text


def test_what_arrived_is_not_missing() -> None:
    facts = extract([Turn(text="今朝、荷物が届きました。", at=AT)], language="ja", zone=ZoneInfo("Asia/Tokyo"))
    assert facts.value("problem") is None
