"""References in the customer's words, as written; what only looks like one is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.triage.order_reference import find_references

FOUND = [
    ("My order #LM-40018 never came.", "LM-40018", "order"),
    ("The booking TRQ4VK was for two rooms.", "TRQ4VK", "booking"),
    ("Please correct invoice INV/24-25/0817.", "INV/24-25/0817", "invoice"),
    ("Tracking AWB 5520 1180 42 says delivered.", "AWB 5520 1180 42", "parcel"),
    ("El pedido 55012 sigue sin llegar.", "55012", "order"),
    ("La póliza de hogar HG-10-773310 no cubre nada.", "HG-10-773310", "contract"),
    ("Ma commande n° 77-3190 est en miettes.", "77-3190", "order"),
    ("dossier SAV-5512, troisième relance", "SAV-5512", "claim"),
    ("A fatura FT 2025/10233 está errada.", "FT 2025/10233", "invoice"),
    ("cadê meu pedido 90177-B?", "90177-B", "order"),
    ("Đơn hàng GK88210 đâu rồi shop?", "GK88210", "order"),
    ("hop dong WD-0188 da huy", "WD-0188", "contract"),
    ("予約番号は R-9081 です。", "R-9081", "booking"),
    ("注文番号：７７０３－１１２０が届きません", "７７０３－１１２０", "order"),
    ("Bestell-Nr. 8-3310 ist falsch.", "8-3310", "order"),
    ("Vertrag HG 3307: bitte kündigen.", "HG 3307", "contract"),
    ("Meine Fahrkarte ZG-77120 war wertlos.", "ZG-77120", "travel"),
]

NOTHING = [
    "I rang four times since 2019 and nobody came at 10:30.",
    "Your reference MB-7K3QX9 is on every mail you send.",
    "The meter says 00482, not 00931.",
    "It cost €1,240.00 and I paid 900 EUR.",
    "Recibí el folio Q-55019 hace una semana.",
    "Kundennr. 7 030 118, seit 1998 dabei.",
    "会員番号00815です。",
    "Chuyến 5h50 sáng nay trễ 3 tiếng.",
    "Am 12.03. um 10:42 Uhr war niemand da.",
    "R$ 3.890 no cartão!",
]


@pytest.mark.parametrize(("text", "value", "kind"), FOUND)
def test_reference_is_found_as_written(text: str, value: str, kind: str) -> None:
    best = find_references(text)[0]
    assert (best.value, best.kind) == (value, kind)
    assert text[best.span[0] : best.span[1]] == value


@pytest.mark.parametrize("text", NOTHING)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert find_references(text) == ()


def test_the_subject_counts_and_a_number_in_both_wins() -> None:
    best = find_references("the jumper from 70330 came back to you in 2025", subject="refund 70330, again")
    assert best[0].value == "70330"
    assert find_references("where is it?", subject="Order K-3391")[0].span == (-1, -1)


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_read_and_spans_stay_inside(text: str, subject: str) -> None:
    for found in find_references(text, subject=subject):
        start, end = found.span
        assert found.span == (-1, -1) or text[start:end] == found.value
