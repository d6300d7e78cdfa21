"""Drafting a reply to one mail: facts, situation, choice, text and lint, below 20 ms of an idle core."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.model.policy import ReplyPolicy
from mailbot.model.turn import Turn
from mailbot.triage.choice import choose
from mailbot.triage.draft_check import checked
from mailbot.triage.drafting import draft
from mailbot.triage.facts import extract
from mailbot.triage.situation import Known, see
from tests.benchmarks.test_lint_speed import REFERENCE, best, yardstick
from tests.unit.playbooks.drafted import case_of, shipped
from tests.unit.playbooks.test_situation import reading

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
LIMIT = 0.020  # seconds of processor time a draft
AT = datetime(2026, 3, 10, 10, tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "vi", "ja", "de"])
def test_a_draft(language: str) -> None:
    text = (EXAMPLES / f"{language}.md").read_text("utf-8").split("## What it tells us")[0]
    words, lexicon, turn = text[-900:], load_lexicon(), Turn(text=text[-900:], at=AT)

    def work() -> None:
        facts = extract([turn], language=language, zone=ZoneInfo("UTC"))
        choice = choose(see(words, reading(language), facts, Known(), at=AT))
        written = draft(
            shipped().get(choice.playbook),
            facts,
            playbooks=shipped(),
            language=language,
            case=case_of("not_delivered"),
            policy=ReplyPolicy(),
            seed="speed",
        )
        checked(written, ReplyPolicy(), lexicon)

    work()
    turns = [(best(work, 8), max(1.0, best(yardstick, 5) / REFERENCE)) for _ in range(8)]
    taken = min(spent / slower for spent, slower in turns)
    assert taken < LIMIT, f"{taken * 1000:.1f} ms of an idle core"
