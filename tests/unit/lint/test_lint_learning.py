"""Learning frames: labelled sentences in, weights that tell them apart out."""

from __future__ import annotations

from mailbot.adapters.lint_learning import Sentence, learn, of_reply
from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.triage.lint.frame_model import HARMLESS, judged


def test_what_stands_with_a_fault_is_learnt_and_what_is_rare_is_not() -> None:
    faults = [Sentence(features=frozenset({"we", "only"}), answer="passing-the-buck")] * 20
    plain = [Sentence(features=frozenset({"we", "give"}), answer=HARMLESS)] * 20
    rare = [Sentence(features=frozenset({"we", "seldom"}), answer="excuse")]
    model = learn([*faults, *plain, *rare], damping=0.5)
    assert "seldom" not in model.rows
    assert judged(model, ["we", "only"])["passing-the-buck"] > 0.7
    assert judged(model, ["we", "give"])[HARMLESS] > 0.7


def test_only_sentences_of_a_certain_answer_are_learnt_from() -> None:
    reply = "Dear Ms Lund, the carrier is to blame. Asha fetches parcel PX-1 on Friday."
    case = {"id": "a", "language": "en", "playbook": "right-owner", "case": {}, "reply": reply, "tolerated": []}
    found = list(of_reply({**case, "expected": ["passing-the-buck"]}, load_lexicon()))
    assert [one.answer for one in found] == ["passing-the-buck", HARMLESS]
    unplaced = list(of_reply({**case, "expected": ["excuse", "passing-the-buck"]}, load_lexicon()))
    assert [one.answer for one in unplaced] == ["passing-the-buck"]
    assert not list(of_reply({**case, "expected": ["wrong-language"]}, load_lexicon()))
