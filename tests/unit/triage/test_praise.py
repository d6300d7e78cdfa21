"""Plain praise, plain questions and notices, by hands whose mails nothing learnt from: they are answered as what they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailbot.bootstrap.judge import Judge, load_judge
from mailbot.config import load_policy
from mailbot.model.heat import Band, Kind

UNSEEN = Path(__file__).parents[2] / "corpus" / "heat" / "unseen"
MAILS = [
    json.loads(line)
    for hand in ("calm", "everyday")
    for path in sorted(UNSEEN.glob(f"{hand}-*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
CALM = [mail for mail in MAILS if mail["band"] == "none"]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return load_judge(load_policy())


def test_hardly_any_calm_mail_is_taken_for_a_complaint(judge: Judge) -> None:
    read = [judge.read(mail["text"], mail["language"]) for mail in CALM]
    assert sum(one.heat.band is not Band.NONE for one in read) <= 0.15 * len(CALM)
    assert [mail["text"] for mail, one in zip(CALM, read, strict=True) if one.heat.band is Band.HIGH] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The boots came on Thursday and I have worn them every day since. Good grip, no rubbing. Thank you!"),
        ("de", "Die Torte war ein Gedicht, um vier war kein Krümel mehr da. Vielen Dank!"),
        ("fr", "Les rideaux sont arrivés ce matin et ils sont magnifiques. Emballage soigné, je suis ravie."),
        ("es", "Pasamos una semana en la casita del puerto. Limpísima, camas cómodas y unas vistas preciosas."),
        ("pt", "O bolo estava lindo e ainda mais gostoso. Não sobrou uma migalha. Obrigada!"),
        ("vi", "Rèm treo lên rồi, màu y như hình, đường may đẹp. Cảm ơn shop nhiều."),
        ("ja", "注文した机が届きました。木の手触りがよく、娘も喜んでいます。ありがとうございました。"),
    ],
)
def test_plain_praise_is_praise(judge: Judge, language: str, text: str) -> None:
    assert judge.read(text, language).kind is Kind.PRAISE
