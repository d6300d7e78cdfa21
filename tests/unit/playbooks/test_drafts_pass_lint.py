"""What the shipped playbooks write never breaks a rule of the reply lint."""

from __future__ import annotations

import pytest

from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.model.policy import ReplyPolicy
from mailbot.triage.draft_check import checked
from tests.unit.playbooks.drafted import CALM, LANGUAGES, shipped, troubles, written

FITTING = [
    (number, trouble, playbook)
    for number, trouble in enumerate(troubles())
    for playbook in shipped().items
    if trouble != "inquiry" or playbook in CALM
]


def findings(playbook: str, trouble: str, language: str, number: int) -> list[tuple[str, str]]:
    text = written(playbook, trouble, language, number=number, seed=f"{number}{trouble}")
    found = checked(text, ReplyPolicy(), load_lexicon()).findings
    return [(finding.rule, text.body[slice(*finding.span)] if finding.span else text.body) for finding in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_of_each_kind_of_trouble_is_clean(language: str) -> None:
    for number, trouble in enumerate(troubles()):
        playbook = list(shipped().items)[number % 9] if trouble != "inquiry" else CALM[number % 3]
        assert findings(playbook, trouble, language, number) == [], (playbook, trouble)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_playbook_for_every_trouble_is_clean(language: str) -> None:
    for number, trouble, playbook in FITTING:
        for step in range(3):
            assert findings(playbook, trouble, language, number * 7 + step) == [], (playbook, trouble, step)
