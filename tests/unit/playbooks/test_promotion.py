"""An agent's words become a variant of the site's own: the step is found, the facts become slots, the lint reads it."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailbot.adapters.site_playbooks import take_up
from mailbot.adapters.templates import load_playbooks
from mailbot.bootstrap.judge import load_judge
from mailbot.bootstrap.promotion import Promotion
from mailbot.errors import RefusedError
from mailbot.model.draft import DraftText
from mailbot.model.draft_case import DraftCase
from mailbot.model.facts import Fact, Facts
from mailbot.model.heat import Category
from mailbot.model.policy import Policy
from mailbot.triage.drafting import draft
from mailbot.triage.edits import SentDraft
from mailbot.triage.step_edits import Variant, most_rewritten, step_edits

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)
JUDGE = load_judge(Policy())


def proposed(playbook: str = "listen-recap-apologise-resolve", language: str = "en") -> DraftText:
    told = (("customer_name", "Ann Lee"), ("order_ref", "PX-1"), ("problem", "not_delivered"))
    return draft(
        JUDGE.playbooks.get(playbook),
        Facts(items=tuple(Fact(slot=slot, value=value) for slot, value in told)),
        playbooks=JUDGE.playbooks,
        language=language,
        case=DraftCase(
            now=NOW,
            next_word=NOW + timedelta(hours=2),
            follow_up=NOW + timedelta(days=2),
            mail_at=NOW,
            category=Category.DELIVERY,
            agent_name="Robin",
        ),
        policy=Policy().reply,
        seed="promotion test",
    )


def sent(text: DraftText, body: str) -> SentDraft:
    return SentDraft(id="d1", playbook=text.playbook, language=text.language, proposed=text.body, sent=body)


def sentence(text: DraftText, words: str) -> str:
    """Return the sentence of a draft in which some words stand."""
    return next(one for one in text.body.replace("\n", " ").split(". ") if words in one).strip().rstrip(".") + "."


def test_an_untouched_draft_teaches_no_step() -> None:
    text = proposed()
    assert step_edits(sent(text, text.body), JUDGE.playbooks.get(text.playbook)) == ()


def test_the_step_that_was_rewritten_is_named_with_its_slots() -> None:
    text = proposed()
    old = sentence(text, "Thursday 12 March")
    body = text.body.replace(old, "You will find a note from me in your inbox on Thursday 12 March.")
    (edit,) = step_edits(sent(text, body), JUDGE.playbooks.get(text.playbook))
    assert (edit.step, edit.before, edit.draft) == ("follow_up", old, "d1")
    assert edit.after == "You will find a note from me in your inbox on Thursday 12 March."
    assert edit.values == {"follow_up": "on Thursday 12 March"}
    assert most_rewritten([edit, edit]) == (("follow_up", 2),)


def test_its_words_become_a_variant_that_the_site_writes_with(tmp_path: Path) -> None:
    text = proposed()
    old = sentence(text, "Thursday 12 March")
    body = text.body.replace(old, "I will ring you on Thursday 12 March to hear that it is settled.")
    variant = Promotion(JUDGE).variant(sent(text, body), text.facts, "follow_up")
    assert (variant.text, variant.objections) == ("I will ring you {follow_up} to hear that it is settled.", ())
    path = take_up(tmp_path, variant)
    assert path == tmp_path / "playbooks" / text.playbook / "en.toml"
    own = load_playbooks(tmp_path).get(text.playbook)
    step = next(one for one in own.steps if one.id == "follow_up")
    assert step.texts["en"][-1] == variant.text and len(step.texts["en"]) > 1
    again = take_up(tmp_path, variant)  # the same words are one variant, however often they are promoted
    assert again.read_text("utf-8").count(variant.text) == 1


@pytest.mark.parametrize(
    ("words", "objection"),
    [
        ("I will write to Ann Lee on Thursday 12 March about PX-1.", "Ann Lee"),
        ("I will write on Thursday 12 March, as 55 others did.", "'55'"),
        ("Please bear with us, I will write to you on Thursday 12 March.", "patience-plea"),
        ("See https://x.example on Thursday 12 March.", "https://x.example"),
        ("I {will} write to you on Thursday 12 March.", "braces"),
    ],
)
def test_what_is_one_customers_or_breaks_a_rule_is_refused(words: str, objection: str, tmp_path: Path) -> None:
    text = proposed()
    body = text.body.replace(sentence(text, "Thursday 12 March"), words)
    variant = Promotion(JUDGE).variant(sent(text, body), text.facts, "follow_up")
    assert any(objection in one for one in variant.objections), variant
    with pytest.raises(RefusedError):
        take_up(tmp_path, variant)
    assert not list(tmp_path.rglob("*.toml"))


@pytest.mark.parametrize("language", ["es", "fr", "pt", "vi", "ja", "de"])
def test_every_language_finds_its_steps(language: str) -> None:
    text = proposed(language=language)
    playbook = JUDGE.playbooks.get(text.playbook)
    follow_up = next(fact.value for fact in text.facts if fact.slot == "follow_up")[8:10]
    lines = [line for line in text.body.splitlines() if follow_up.lstrip("0") in line]
    body = text.body.replace(lines[-1], lines[-1][:-4] + "XX.")
    assert "follow_up" in [edit.step for edit in step_edits(sent(text, body), playbook)]


def test_a_step_that_nobody_changed_has_no_variant() -> None:
    text = proposed()
    with pytest.raises(RefusedError, match="left as it was proposed"):
        Promotion(JUDGE).variant(sent(text, text.body), text.facts, "follow_up")


def variant_of_ours(number: int) -> Variant:
    return Variant(
        playbook="listen-recap-apologise-resolve",
        language="en",
        step="follow_up",
        text=f"I will write to you {{follow_up}}, and that is wording {'x' * number}.",
        objections=(),
    )


def promote_some(site: Path, numbers: list[int]) -> None:
    for number in numbers:
        take_up(site, variant_of_ours(number))


def test_two_processes_that_promote_at_once_lose_no_words(tmp_path: Path) -> None:
    fresh = multiprocessing.get_context("spawn")
    both = [fresh.Process(target=promote_some, args=(tmp_path, list(range(n, 9, 2)))) for n in (1, 2)]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert [one.exitcode for one in both] == [0, 0]
    steps = load_playbooks(tmp_path).get("listen-recap-apologise-resolve").steps
    texts = next(one for one in steps if one.id == "follow_up").texts["en"]
    assert {variant_of_ours(number).text for number in range(1, 9)} <= set(texts)
