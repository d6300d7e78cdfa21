"""Everything is asked in one breath, nothing that the mail has answered, and the team named is the trouble's."""

from __future__ import annotations

import pytest

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.model.facts import Fact, Facts
from mailbot.model.heat import Category
from mailbot.model.policy import ReplyPolicy
from mailbot.triage.draft_check import checked
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_hour_that_the_customer_named_for_a_call_is_not_asked_again(language: str) -> None:
    items = (
        Fact(slot="problem", value="staff"),
        Fact(slot="phone", value="+442079460018"),
        Fact(slot="call_time", value="2026-03-11T17:00+01:00/2026-03-11T20:00+01:00"),
    )
    text = written("callback-invitation", "staff", language, facts=Facts(items=items), case=case_of("staff", 1))
    assert text.missing == ()
    assert "17" in text.body
    assert "?" not in text.body.replace("？", "?")
    assert checked(text, ReplyPolicy(), load_lexicon()).findings == ()
