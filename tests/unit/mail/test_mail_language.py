"""The language of the customer's own words, also of ten words without accents."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.language import detect


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "where is my parcel its been two weeks and nobody answers"),
        ("es", "donde esta mi pedido llevo dos semanas esperando y nadie contesta"),
        ("es", "Quiero mi dinero de vuelta, ya."),
        ("fr", "ou est mon colis ca fait deux semaines et personne ne repond"),
        ("pt", "cade meu pedido ja faz duas semanas e ninguem responde"),
        ("pt", "A encomenda não chegou e ninguém atende o telefone."),
        ("vi", "don hang cua toi dau hai tuan roi khong ai tra loi"),
        ("vi", "Đơn hàng của tôi đâu?"),
        ("ja", "荷物がまだ届きません。"),
        ("ja", "返金希望です"),
        ("de", "wo ist mein paket seit zwei wochen warte ich und keiner antwortet"),
        ("de", "Ich möchte mein Geld zurück!"),
        ("nl", "Waar is mijn pakket, ik wacht al twee weken en niemand geeft antwoord"),
        ("it", "Dove è il mio pacco? Aspetto da due settimane e nessuno risponde"),
        ("zh", "我的包裹在哪里？已经两个星期了"),
        ("ru", "Где моя посылка? Прошло две недели"),
        ("ko", "제 소포는 어디에 있나요?"),
    ],
)
def test_short_complaints(language: str, text: str) -> None:
    assert detect(text) == language


def test_the_hint_counts_only_when_the_text_says_nothing() -> None:
    assert detect("12345", "fr") == "fr"
    assert detect("") == "en"
    assert detect("where is my parcel and why does nobody answer", "fr") == "en"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_language(text: str) -> None:
    assert 2 <= len(detect(text)) <= 3
