"""Everything is asked in one breath, nothing that the mail has answered, and the team named is the trouble's."""

from __future__ import annotations

import pytest

from mailbot.model.facts import Fact, Facts
from mailbot.model.heat import Category
from mailbot.triage.drafting import team_of
from tests.unit.playbooks.drafted import LANGUAGES, case_of, shipped, written


@pytest.mark.parametrize("language", LANGUAGES)
def test_behind_its_own_question_a_letter_asks_for_the_rest_in_the_same_breath(language: str) -> None:
    ask = shipped().phrases[language].ask
    text = written("nine-step", "damaged", language, facts=Facts(items=(Fact(slot="problem", value="damaged"),)))
    assert "order_ref" in text.missing
    assert shipped().phrases[language].ask_items["order_ref"] in text.body
    assert ask["one"].partition("{")[0][:12] not in text.body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("trouble", "known"),
    [
        ("unwanted_charge", Fact(slot="date", value="2026-03-02")),
        ("wrong_amount", Fact(slot="amount", value="14 EUR")),
        ("outage", Fact(slot="since", value="2026-03-06")),
        ("delivery", Fact(slot="wish", value="replacement", confidence=0.8)),
    ],
)
def test_what_the_mail_has_answered_is_not_the_question(language: str, trouble: str, known: Fact) -> None:
    phrases = shipped().phrases[language]
    problem = () if trouble == "delivery" else (Fact(slot="problem", value=trouble),)
    told = written("nine-step", trouble, language, facts=Facts(items=(*problem, known)), case=case_of(trouble))
    usual = phrases.problems[trouble].question.replace("{Addr}", "").replace("{addr}", "").strip()
    assert usual[-20:] not in told.body
    assert phrases.ask["root"][-12:] in told.body


@pytest.mark.parametrize(
    ("trouble", "category", "team"),
    [
        ("refund_pending", Category.DELIVERY, Category.REFUND),
        ("not_as_booked", Category.DELIVERY, Category.QUALITY),
        ("missed_visit", Category.OUTAGE, Category.OUTAGE),
        ("refund", Category.REFUND, Category.REFUND),
    ],
)
def test_the_team_is_the_troubles(trouble: str, category: Category, team: Category) -> None:
    assert team_of(trouble, category) is team
