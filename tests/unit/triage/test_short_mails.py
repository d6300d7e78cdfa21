"""One-liners in seven languages: a calm report of trouble is a complaint, a question is none, fury is heard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.config import load_policy
from mailbot.model.heat import Kind

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "corpus" / "short" / "mails.jsonl").read_text().splitlines()
]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return load_judge(load_policy())


@pytest.fixture(scope="module")
def bands(judge: Judge) -> list[tuple[str, str]]:
    return [(case["band"], judge.read(case["text"], case["language"]).heat.band.value) for case in CASES]


def test_most_bands_are_right(bands: list[tuple[str, str]]) -> None:
    assert sum(wanted == got for wanted, got in bands) >= 0.85 * len(bands)


def test_nothing_calm_is_called(bands: list[tuple[str, str]]) -> None:
    assert [pair for pair in bands if pair[0] != "high" and pair[1] == "high"] == []


def test_nothing_furious_is_taken_for_no_complaint(bands: list[tuple[str, str]]) -> None:
    assert ("high", "none") not in bands


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Where is my refund? I am furious!"),
        ("de", "Wo ist mein Paket? Ich bin stinksauer!!"),
        ("fr", "Où est mon colis ? Je suis furieuse !!"),
        ("es", "¿Dónde está mi pedido? ¡¡Estoy furioso!!"),
        ("pt", "Cadê a minha encomenda? Estou furiosa!!"),
        ("ja", "荷物はどこですか。怒っています！！"),
        ("vi", "Hàng của tôi đâu? Tôi đang rất tức giận!!"),
        ("en", "Where is my refund? I am livid."),
        ("de", "Wo ist mein Paket? Ich bin wirklich stinksauer."),
        ("fr", "Où est mon colis ? Je suis furieuse."),
        ("es", "¿Dónde está mi pedido? Estoy muy enfadada."),
        ("pt", "Cadê a minha encomenda? Estou revoltada."),
        ("ja", "荷物はどこですか。怒っています。"),
        ("vi", "Hàng của tôi đâu? Tôi đang rất tức giận."),
    ],
)
def test_a_question_that_shouts_or_names_its_anger_is_a_complaint(judge: Judge, language: str, text: str) -> None:
    assert judge.read(text, language).kind is Kind.COMPLAINT


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Do you still have the furious red paint? I was told it is out of stock."),
        ("es", "¿Basta un correo para cambiar el plan? No estoy enfadado, solo pregunto."),
        ("ja", "この料金は何ですか？怒っているわけではなく、知りたいだけです。"),
    ],
)
def test_a_question_without_anger_stays_one(judge: Judge, language: str, text: str) -> None:
    assert judge.read(text, language).kind is Kind.QUESTION


def test_plain_rage_is_no_praise(judge: Judge) -> None:
    rage = "This is the third time you lied to me, you incompetent crooks! I am absolutely furious, give me my money NOW!!!"
    assert judge.read(rage, "en").heat.band.value == "high"
