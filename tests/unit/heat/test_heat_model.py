"""The trained part read as a value: shapes, sums, bounds, and the ledger's arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from mailbot.adapters.heat_model import shipped_heat_model
from mailbot.adapters.student import shipped_student
from mailbot.model.heat import Kind
from mailbot.triage.model import look_twice, predict, predict_many
from mailbot.triage.model_kernel import answers

CALM = {
    "en": "Hello, do you still have the blue lamp in stock, and what are your opening hours on Saturday?",
    "es": "Buenos días, ¿tienen todavía la lámpara azul y cuál es el horario del sábado?",
    "fr": "Bonjour, avez-vous encore la lampe bleue et quels sont vos horaires le samedi ?",
    "pt": "Bom dia, ainda têm o candeeiro azul e qual é o horário de sábado?",
    "vi": "Chào shop, cho mình hỏi đèn màu xanh còn hàng không và thứ bảy mấy giờ mở cửa ạ?",
    "ja": "お世話になっております。青いランプの在庫はありますでしょうか。土曜日の営業時間も教えてください。",
    "de": "Guten Tag, haben Sie die blaue Lampe noch auf Lager und wann haben Sie samstags geöffnet?",
}
HOT = {
    "en": "This is the FOURTH time I write. You are liars and thieves, I am furious, give me my money back NOW or I go to court!!",
    "es": "Es la CUARTA vez que escribo. Son unos mentirosos y ladrones, estoy furioso, devuélvanme mi dinero YA o los denuncio!!",
    "fr": "C'est la QUATRIÈME fois que j'écris. Vous êtes des menteurs et des voleurs, je suis furieux, remboursez-moi ou je porte plainte !!",
    "pt": "É a QUARTA vez que escrevo. São uns mentirosos e ladrões, estou furioso, devolvam o meu dinheiro JÁ ou vou para tribunal!!",
    "vi": "Đây là lần thứ TƯ tôi viết. Các người lừa đảo, dối trá, tôi phẫn nộ lắm rồi, trả tiền lại ngay không tôi kiện ra tòa!!",
    "ja": "もう4回目のメールです。嘘つきで詐欺師だ。ふざけるな、今すぐ金を返せ。さもなければ弁護士に頼んで訴えます！！",
    "de": "Das ist das VIERTE Mal, dass ich schreibe. Sie sind Lügner und Betrüger, ich bin stinksauer, Geld zurück SOFORT, sonst Anwalt!!",
}


@pytest.mark.parametrize("language", sorted(CALM))
def test_a_question_is_cool_and_a_rage_is_hot(language: str) -> None:
    model = shipped_heat_model()
    texts = (CALM[language], HOT[language])
    said = zip(texts, shipped_student()(texts), strict=True)
    calm, hot = (look_twice(model, predict(model, text, language=language), opinion) for text, opinion in said)
    assert calm.kind is Kind.QUESTION
    assert calm.heat < 0.25
    assert hot.kind is Kind.COMPLAINT
    assert hot.heat >= 0.7


@pytest.mark.parametrize("text", ["", " ", "?", "ok", "\x00\ud800", "ﷺ" * 50, "😡", "a" * 20_000, "怒" * 9_000])
def test_any_text_has_a_reading(text: str) -> None:
    reading = predict(shipped_heat_model(), text, language="en")
    assert 0.0 <= reading.heat <= 1.0
    assert sum(reading.kinds.values()) == pytest.approx(1.0, abs=1e-5)
    assert sum(reading.categories.values()) == pytest.approx(1.0, abs=1e-5)
    assert all(0.0 <= share <= 1.0 for share in reading.flags.values())


def test_the_contributions_add_up_to_the_heat_and_lie_in_the_text() -> None:
    text = HOT["en"] + "\n\nThank you for the nice box.\n" + CALM["en"]
    reading = predict(shipped_heat_model(), text, language="en", polarity=-0.4)
    assert sum(share.points for share in reading.contributions) == pytest.approx(reading.heat, abs=1e-5)
    spans = [share.span for share in reading.contributions if share.span]
    assert spans and all(0 <= start < end <= len(text) and text[start:end].strip() for start, end in spans)


def test_spans_of_a_long_text_point_into_the_whole_of_it() -> None:
    text = HOT["en"] + "\n" + "It was a blue lamp. " * 500 + "\nI want my money back."
    spans = [share.span for share in predict(shipped_heat_model(), text, language="en").contributions if share.span]
    assert all(end <= len(text) for _, end in spans)
    assert text[slice(*spans[0])].startswith("This is the FOURTH")


def test_many_read_at_once_are_read_as_one_by_one() -> None:
    model = shipped_heat_model()
    texts, languages = list(HOT.values()), list(HOT)
    together = predict_many(model, texts, languages=languages)
    alone = [predict(model, text, language=language) for text, language in zip(texts, languages, strict=True)]
    assert [reading.heat for reading in together] == pytest.approx([reading.heat for reading in alone], abs=1e-4)
    assert predict_many(model, [], languages=[]) == []


def test_the_kernel_is_that_of_its_definition() -> None:
    machine = shipped_heat_model().kernel
    assert machine.against.flags.c_contiguous  # in the other order the product takes twice as long
    points = machine.support[::900] * np.float32(0.9)
    squares = ((points[:, None].astype(np.float64) - machine.support[None]) ** 2).sum(-1)
    wanted = np.exp(-squares) @ machine.dual + points @ machine.slope + machine.bias
    found = answers(machine, points / machine.scale + machine.centre)
    assert found == pytest.approx(wanted, abs=1e-4)
