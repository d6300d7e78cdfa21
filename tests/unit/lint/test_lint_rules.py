"""What `check` promises for any text, and distinctions between neighbouring rules."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.config import load_policy
from mailbot.model.draft import Severity
from mailbot.triage.lint import RULES, LintCase, check

LEXICON = load_lexicon()
LANGUAGES = ("en", "es", "fr", "pt", "vi", "ja", "de")
PLAYBOOKS = (
    "action-cause-terms",
    "listen-recap-apologise-resolve",
    "nine-step",
    "steady-answer",
    "right-owner",
    "tone-boundary",
    "callback-invitation",
    "holding",
    "follow-up",
)
TEXT = (
    "Dear Mr Blackwood, thank you for the photographs. Your sofa, SF-2290, came with a torn armrest; have I understood that? "
    "The fault is ours and I apologise. Imogen collects it on 12 May and £140 goes back to your card. She will ring on 15 May to check."
)


def reply(text: str, **case: object) -> LintCase:
    held: dict[str, object] = {
        "language": "en",
        "playbook": "listen-recap-apologise-resolve",
        "customer_name": "Owen Blackwood",
        "order_ref": "SF-2290",
        "problem": "sofa SF-2290 delivered with torn armrest",
        "facts": ("collection: 2026-05-12", "refund: 140 GBP", "owner: Imogen", "follow-up: 2026-05-15"),
    }
    return LintCase(reply=text, **{**held, **case})  # type: ignore[arg-type]


def rules(case: LintCase) -> set[str]:
    return {finding.rule for finding in check(case, LEXICON)}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.sampled_from(LANGUAGES), st.sampled_from(PLAYBOOKS))
def test_any_text_is_answered(text: str, language: str, playbook: str) -> None:
    case = reply(text, language=language, playbook=playbook)
    for finding in check(case, LEXICON):
        assert finding.rule in {rule.id for rule in RULES}
        assert finding.span is None or 0 <= finding.span[0] < finding.span[1] <= len(text)


def test_half_written_text_is_answered() -> None:
    for end in range(0, len(TEXT), 7):
        check(reply(TEXT[:end]), LEXICON)


def test_findings_come_in_order_of_appearance() -> None:
    text = TEXT.replace("The fault", "As you have been told, we had to wait. Please bear with us. The fault")
    found = [finding for finding in check(reply(text), LEXICON) if finding.span]
    assert [finding.rule for finding in found] == ["interrupting", "had-to", "patience-plea"]
    assert [finding.span for finding in found] == sorted(finding.span or (0, 0) for finding in found)


def test_nothing_is_said_of_a_clean_reply_or_an_empty_one() -> None:
    assert rules(reply(TEXT)) == set()
    assert check(reply("  \n"), LEXICON) == ()


def test_reasons_are_in_the_agents_language() -> None:
    case = reply(TEXT + " Please bear with us.")
    assert "Geduld" in check(case, LEXICON, message_language="de")[0].message
    assert "paciencia" in check(case, LEXICON, message_language="es")[0].message


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We had a look at the van ourselves.", set()),
        ("You had to wait nine days for it.", set()),
        ("We had to move your appointment.", {"had-to"}),
        ("You wrote that we did nothing wrong.", set()),
        ("We did nothing wrong.", {"faultless"}),
        ("We should have read your note.", set()),
        ("You should have read the note.", {"blaming-the-customer"}),
        ("You should never have had to ask twice.", set()),
        ("The carrier is to blame.", {"passing-the-buck"}),
        ("The sofa was scratched at the carrier's depot, and we put that right.", set()),
        ("We had to do it because half the team is off sick.", {"had-to", "excuse"}),
    ],
)
def test_where_one_rule_ends(sentence: str, expected: set[str]) -> None:
    assert rules(reply(TEXT.replace("The fault", f"{sentence} The fault"))) == expected


def test_as_soon_as_possible_with_a_limit_is_a_time() -> None:
    holding = {"playbook": "holding", "facts": ("now: 2026-04-11 11:50", "holding_limit_hours: 2")}
    start = "We are dealing with SF-2290. "
    assert rules(reply(start + "I will write as soon as possible, and in any event by 13:30.", **holding)) == set()
    assert rules(reply(start + "I will write as soon as possible.", **holding)) == {"vague-terms"}
    assert rules(reply(start + "I will write at 16:00.", **holding)) == {"late-holding"}


def test_a_managers_approval_lifts_the_cap() -> None:
    offer = {"amends_offered": 300.0, "amends_cap": 200.0}
    text = TEXT.replace("£140", "£300")
    without = reply(
        text, facts=("collection: 2026-05-12", "refund: 300 GBP", "owner: Imogen", "follow-up: 2026-05-15"), **offer
    )
    given_ = reply(text, facts=(*without.facts, "manager_approval: Ruth Adler"), **offer)
    none = reply(text, facts=(*without.facts, "manager_approval: none"), **offer)
    assert [rules(case) for case in (without, given_, none)] == [{"over-amends"}, set(), {"over-amends"}]


def test_sums_and_days_that_the_case_does_not_hold() -> None:
    assert rules(reply(TEXT.replace("£140", "£190"))) == {"unauthorised-promise"}
    assert rules(reply(TEXT.replace("12 May", "2 May"))) == {"unauthorised-promise"}


def test_sister_languages_are_told_apart() -> None:
    spanish = "Hola, Rute: hace una semana que resolvimos la entrega. ¿Está contenta con la solución? Basta con responder «sí» o «no»."
    assert "wrong-language" in rules(reply(spanish, language="pt", playbook="follow-up"))
    assert "wrong-language" not in rules(reply(spanish, language="es", playbook="follow-up"))


def test_the_built_in_policy_and_the_rules_agree_on_what_blocks() -> None:
    desk = load_policy().desk
    assert {rule.id for rule in RULES if rule.severity is Severity.BLOCK} == set(desk.block)
    assert {rule.id for rule in RULES if rule.severity is Severity.MANAGER} == set(desk.manager)


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("es", "Buenos días, señora Bravo. Su persiana ya está arreglada.", "war-of-words"),
        ("de", "Guten Tag, danke. Sie hatten drei Stunden bezahlt, bestätigt für März.", "blaming-the-customer"),
        ("de", "Hatten Sie die blaue Nummer gewählt? Ich höre gern von Ihnen.", "blaming-the-customer"),
        ("en", "It should not have happened and I apologise to you both.", "conditional-apology"),
        ("en", "Anyone would have lost patience by now.", "patience-plea"),
        ("es", "Le agradezco que nos haya escrito con tanto detalle y con fotos.", "unauthorised-promise"),
        ("pt", "A parcela saiu em dobro da sua conta.", "unauthorised-promise"),
        ("ja", "江口が営業所の責任者と電話で確かめております。", "passing-the-buck"),
        ("vi", "Bên em lỡ hẹn với chị, em xin lỗi chị.", "conditional-apology"),
    ],
)
def test_what_only_looks_like_a_fault_is_none(language: str, text: str, rule: str) -> None:
    name = "Encarna Bravo" if language == "es" else None
    assert rule not in rules(reply(text, language=language, customer_name=name))


def test_what_the_customer_wrote_ends_at_our_but() -> None:
    theirs = "You wrote that the shop said they did nothing wrong and that it is impossible."
    assert "faultless" not in rules(reply(theirs))
    assert "faultless" in rules(reply("You wrote that the box was torn, but we did nothing wrong."))


def test_a_blank_in_wide_brackets_is_a_placeholder() -> None:
    case = LintCase(language="ja", playbook="follow-up", reply="お電話は＜担当者名＞が承ります。")
    assert "leftover-placeholder" in {finding.rule for finding in check(case, load_lexicon())}
