"""What a recap says about this very complaint, in words that are true of it."""

from __future__ import annotations

import re

import pytest

from mailbot.model.facts import Fact, Facts
from mailbot.triage.wording import say_duration, say_money
from tests.unit.playbooks.drafted import LANGUAGES, shipped, troubles, written


def recap(trouble: str, language: str, *facts: tuple[str, str]) -> str:
    items = (Fact(slot="problem", value=trouble), *(Fact(slot=slot, value=value) for slot, value in facts))
    return written("nine-step", trouble, language, facts=Facts(items=items)).facts.value("recap") or ""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("one", "two"), [("P1D", "P2D"), ("P1W", "P2W"), ("P1M", "P2M"), ("PT1H", "PT2H"), ("PT1M", "PT2M")]
)
def test_one_day_is_said_otherwise_than_two(language: str, one: str, two: str) -> None:
    phrases = shipped().phrases[language]
    single = say_duration(one, phrases)
    assert single
    assert single != say_duration(two, phrases).replace("2", "1") or language == "ja"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outage_of_something_unnamed_is_no_outage_of_the_internet(language: str) -> None:
    phrases = shipped().phrases[language]
    assert phrases.things["internet"].split("|")[0] not in recap("outage", language)
    assert (
        phrases.things["internet"].split("|")[0].lower() in recap("outage", language, ("product", "internet")).lower()
    )


#: What the letters said before: a mail tacked on in brackets, two brackets in a row, a thing beside its own number.
TACKED_ON = {
    "es": r"\(su mensaje|\) \(|su paquete \(",
    "pt": r"\(mensagem|\) \(|a sua encomenda \(",
    "vi": r"\(thư|\) \(|kiện hàng \(",
    "ja": r"ご指摘の、|）（|お荷物（お荷物|）件",
}


@pytest.mark.parametrize("language", sorted(TACKED_ON))
def test_a_recap_is_one_sentence_and_no_form(language: str) -> None:
    for number, trouble in enumerate(troubles()):
        for place, playbook in enumerate(("holding", "listen-recap-apologise-resolve", "right-owner")):
            body = written(playbook, trouble, language, number=number * 3 + place, seed=f"{number}").body
            assert not re.search(TACKED_ON[language], body), body


@pytest.mark.parametrize(
    ("language", "recap_said"),
    [
        ("es", "al recibir su bicicleta faltaba algo"),
        ("vi", "chiếc xe đạp giao đến cho quý khách không đủ món"),
        ("ja", "自転車に不足があった"),
    ],
)
def test_a_recap_reads_as_a_person_says_it(language: str, recap_said: str) -> None:
    assert recap("incomplete", language, ("product", "bike")).startswith(recap_said)


@pytest.mark.parametrize(
    ("language", "value", "said"),
    [
        ("es", "9990 CLP", "9.990 pesos"),
        ("es", "12450.50 MXN", "12,450.50 pesos"),
        ("es", "39.90 EUR", "39,90 €"),
        ("pt", "2450.00 BRL", "R$ 2.450"),
        ("vi", "1890000 VND", "1.890.000đ"),
        ("ja", "18900 JPY", "18,900円"),
    ],
)
def test_a_sum_is_written_as_in_the_country(language: str, value: str, said: str) -> None:
    assert say_money(value, shipped().phrases[language]) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_wants_the_money_back_is_not_asked_where_to_deliver(language: str) -> None:
    phrases = shipped().phrases[language]
    wish = Fact(slot="wish", value="refund", confidence=0.8)
    told = Facts(items=(Fact(slot="problem", value="not_delivered"), Fact(slot="order_ref", value="LM-1"), wish))
    body = written("nine-step", "not_delivered", language, facts=told).body
    start = phrases.problems["not_delivered"].question.split("{")[0][:14]
    assert start not in body or not start
