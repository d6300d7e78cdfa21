"""Which playbook, and why."""

from __future__ import annotations

import pytest

from mailbot.model.heat import Band, Flag, Heat, Kind, Reading, Signal
from mailbot.model.playbook import PlaybookId
from mailbot.triage.choice import RULES, Situation, choose
from mailbot.triage.choice_reasons import REASONS


def reading(heat: float, *flags: Flag, kind: Kind = Kind.COMPLAINT) -> Reading:
    band = Band.HIGH if heat >= 0.7 else Band.LOW if kind is Kind.COMPLAINT else Band.NONE
    signals = (Signal(name="repeat_contact", weight=0.2, quote="third time"), Signal(name="model", weight=0.4))
    return Reading(language="en", kind=kind, heat=Heat(value=heat, band=band, signals=signals), flags=frozenset(flags))


CHOICES = [
    (Situation(reading=reading(0.8)), PlaybookId.CALLBACK_INVITATION),
    (Situation(reading=reading(0.8, Flag.DO_NOT_CALL)), PlaybookId.HOLDING),
    (Situation(reading=reading(0.1, kind=Kind.QUESTION)), PlaybookId.HOLDING),
    (Situation(reading=reading(0.5)), PlaybookId.NINE_STEP),
    (Situation(reading=reading(0.3, Flag.INSULT)), PlaybookId.NINE_STEP),
    (Situation(reading=reading(0.3, Flag.INSULT), person_insulted=True), PlaybookId.TONE_BOUNDARY),
    (Situation(reading=reading(0.3), provocation=True), PlaybookId.STEADY_ANSWER),
    (Situation(reading=reading(0.3), foreign_cause=True), PlaybookId.RIGHT_OWNER),
    (Situation(reading=reading(0.3), justified=False), PlaybookId.STEADY_ANSWER),
    (Situation(reading=reading(0.3), cause_known=True), PlaybookId.ACTION_CAUSE_TERMS),
    (Situation(reading=reading(0.3)), PlaybookId.LISTEN_RECAP),
    (Situation(reading=reading(0.9), resolved=True), PlaybookId.FOLLOW_UP),
]


@pytest.mark.parametrize(("situation", "playbook"), CHOICES)
def test_the_first_rule_that_fits_decides(situation: Situation, playbook: PlaybookId) -> None:
    chosen = choose(situation)
    assert chosen.playbook == playbook.value
    assert chosen.reasons[0].startswith(f"{playbook.value} because")
    assert "repeat contact: third time" in chosen.reasons


def test_every_reason_is_told_in_every_console_language() -> None:
    for _, key, _ in RULES:
        assert set(REASONS[key]) == {"en", "es", "fr", "pt", "vi", "ja", "de"}
    assert choose(CHOICES[0][0], language="ja").reasons[0] == REASONS["call"]["ja"]
    assert choose(CHOICES[0][0], language="xx").reasons[0] == REASONS["call"]["en"]
