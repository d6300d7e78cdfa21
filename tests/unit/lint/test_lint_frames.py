"""Frames: what a sentence is by the classes of its words, in wordings that no lexicon lists."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mailbot.adapters.lint_frames import load_classes, load_frames, save_frames, shipped_frames
from mailbot.adapters.lint_lexicon import load_lexicon
from mailbot.errors import ConfigurationError
from mailbot.triage.lint import LintCase, check
from mailbot.triage.lint.classes import WordClasses
from mailbot.triage.lint.frame_model import HARMLESS, FrameModel, judged
from mailbot.triage.lint.frames import frames, sensed
from mailbot.triage.lint.reading import Reply


def read(language: str, text: str, playbook: str = "right-owner") -> Reply:
    return Reply(LintCase(language=language, playbook=playbook, reply=text), load_lexicon())


def test_words_of_classes_are_found_where_they_stand() -> None:
    classes = WordClasses({"partner": ("carrier*", "post office"), "only": ("only",)})
    found = classes.find("only the carriers, not the post office")
    assert [(one.name, one.start, one.end) for one in found] == [
        ("only", 0, 4),
        ("partner", 9, 17),
        ("partner", 27, 38),
    ]


def test_a_language_without_blanks_is_searched_by_runs() -> None:
    classes = WordClasses({"partner": ("運送会社",)}, spaced=False)
    assert [(one.start, one.end) for one in classes.find("あの運送会社は運送会社")] == [(2, 6), (7, 11)]


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "vi", "ja", "de"])
def test_every_language_has_the_same_classes(language: str) -> None:
    english, classes = load_classes("en"), load_classes(language, marked=language == "vi")
    assert english is not None
    assert classes is not None
    assert classes.names == english.names


def test_the_weights_come_back_as_they_were_written(tmp_path: Path) -> None:
    model = FrameModel(
        rows={"we": 0, "we&only": 1},
        answers=(HARMLESS, "excuse"),
        weights=np.array([[1.0, -1.0], [0.5, 1.27]], np.float32),
        shift=np.array([0.5, 0.0], np.float32),
    )
    save_frames(model, tmp_path / "lint.npz")
    again = load_frames(tmp_path / "lint.npz")
    assert again.rows == model.rows
    assert again.answers == model.answers
    assert np.allclose(again.weights, model.weights, atol=0.01)


def test_damaged_weights_are_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "lint.npz").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(ConfigurationError, match="lint"):
        load_frames(tmp_path / "lint.npz")


def test_an_unknown_feature_changes_nothing() -> None:
    model = shipped_frames()
    assert judged(model, ["no such feature"]) == judged(model, [])
    assert sum(judged(model, ["we", "only"]).values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("language", "rule", "text"),
    [
        (
            "en",
            "passing-the-buck",
            "Between ourselves, the people at the agency never check anything, it is their affair.",
        ),
        ("es", "passing-the-buck", "Nosotros solo repartimos las llaves; lo demás es cosa de la agencia."),
        ("de", "excuse", "Sie wissen ja, was im Dezember in einer Werkstatt los ist."),
        ("fr", "conditional-apology", "Il est dommage que vous en ayez gardé une mauvaise image."),
        ("pt", "excuse", "Como deve calcular, em agosto isto é uma loucura e somos só duas pessoas."),
    ],
)
def test_a_fault_in_words_that_nobody_listed(language: str, rule: str, text: str) -> None:
    assert rule in {finding.rule for finding in check(read(language, text).case, load_lexicon())}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The label printer dropped two digits, so the box went to number 4."),
        ("pt", "O senhor perdeu o turno da tarde e teve que chamar o guincho."),
        ("ja", "確認を怠ったのは私どもでございます。"),
        ("de", "Er bringt beide Teile mit, damit es mit einem Besuch getan ist."),
    ],
)
def test_a_plain_sentence_is_none(language: str, text: str) -> None:
    faults = {"had-to", "blaming-the-customer", "passing-the-buck", "excuse", "faultless"}
    assert not faults & {finding.rule for finding in check(read(language, text).case, load_lexicon())}


def test_a_reply_in_a_language_without_classes_senses_nothing() -> None:
    reply = read("en", "We only pass it on.")
    assert len(frames(reply)) == 1
    assert sensed(read("en", "")) == {}
