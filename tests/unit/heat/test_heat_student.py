"""The student: its opinion of a text, of many texts, of any text, and how it is kept."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from mailbot.adapters.heat_model import shipped_heat_model
from mailbot.adapters.student import (
    WEIGHTS,
    held_out_opinions,
    in_bytes,
    kept_opinions,
    learnt_before,
    load_student,
    said_before,
    save_student,
    shipped_student,
    text_marks,
    vocabulary_of,
)
from mailbot.errors import ConfigurationError
from mailbot.model.heat import Kind
from mailbot.triage import model_student
from mailbot.triage.model import HEATED, OUTPUTS, look_twice, predict
from mailbot.triage.model_student import Student, normalised, opinions, vectors

SHIPPED = resources.files("mailbot.weights") / WEIGHTS
CALM = "Hello, do you still have the blue lamp in stock, and what are your opening hours on Saturday?"
HOT = "This is the FOURTH time I write. You are liars, I am furious, give me my money back NOW or I go to court!!"


@pytest.fixture(scope="module")
def student() -> Student:
    return load_student(SHIPPED)


def test_a_question_is_cool_and_a_rage_is_hot(student: Student) -> None:
    calm, hot = opinions(student, [CALM, HOT])
    high, question, complaint = (OUTPUTS.index(name) for name in ("high", "kind:question", "kind:complaint"))
    assert calm[high] < 0.2 < 0.6 < hot[high]
    assert calm[question] > 0.5 and hot[complaint] > 0.5


def test_a_text_is_read_alike_alone_and_among_others(student: Student) -> None:
    texts = [CALM, "", HOT, "ok", "怒" * 300, "x y " * 900]
    together = opinions(student, texts)
    alone = np.vstack([opinions(student, [text]) for text in texts])
    assert together == pytest.approx(alone, abs=1e-4)
    assert together.shape == (len(texts), len(OUTPUTS))
    assert np.array_equal(together, opinions(student, texts))


def test_an_answer_does_not_depend_on_the_mails_before(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["The lamp broke again.", "Where is my lamp?"]
    first = [opinions(student, [text]) for text in texts]
    monkeypatch.setattr(model_student, "_PIECES", 12)  # forgotten from mail to mail
    assert np.array_equal(first, [opinions(student, [text]) for text in (*texts[::-1], *texts)][2:])


def test_the_first_product_put_together_is_the_product(student: Student) -> None:
    pieces, places = [5, 900, 5, 17], np.arange(4)
    found = vectors(student.table, np.array(pieces)) + student.places[places]
    whole = normalised(found, student.begun) @ student.layers[0].attend.weight + student.layers[0].attend.shift
    spread = np.sqrt(found.var(axis=1, keepdims=True) + 1e-6)
    assert student.opening(pieces, places, spread) == pytest.approx(whole, abs=1e-4)


@pytest.mark.parametrize("text", ["", "\0\ud800", "ﷺ" * 4000, "a" * 20_000, "😡" * 900])
def test_any_text_gets_probabilities(student: Student, text: str) -> None:
    [said] = opinions(student, [text])
    assert ((said >= 0) & (said <= 1)).all()
    assert said[2:7].sum() == pytest.approx(1.0, abs=1e-5) and said[7:16].sum() == pytest.approx(1.0, abs=1e-5)


def test_the_shipped_student_is_asked_by_text() -> None:
    ask = shipped_student()
    assert ask([CALM]).shape == (1, len(OUTPUTS))
    assert np.array_equal(ask([CALM]), ask([CALM]))
    assert ask([CALM, HOT])[1] == pytest.approx(ask([HOT])[0], abs=1e-4)


def test_it_is_heard_only_on_texts_that_it_did_not_learn(tmp_path: Path) -> None:
    with SHIPPED.open("rb") as file, np.load(file) as archive:
        arrays = {name: archive[name] for name in archive.files}
    arrays["learnt"] = text_marks([CALM])
    np.savez(tmp_path / "s.npz", **arrays)
    said = held_out_opinions([CALM, HOT], tmp_path / "s.npz")
    assert np.isnan(said[0]).all() and np.isfinite(said[1]).all()


def test_a_vocabulary_keeps_its_order() -> None:
    pieces = vocabulary_of(SHIPPED)
    assert pieces[:4] == ["<s>", "<pad>", "</s>", "<unk>"]
    assert len(set(pieces)) == len(pieces)


def test_a_byte_a_number_loses_little() -> None:
    weight = np.random.default_rng(3).normal(size=(8, 40)).astype(np.float32)
    kept, scale = in_bytes(weight)
    assert np.abs(kept * scale.astype(np.float32)[:, None] - weight).max() < 0.02


def test_a_damaged_student_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(b"no archive")
    with pytest.raises(ConfigurationError, match=r"bad\.npz"):
        load_student(tmp_path / "bad.npz")


def test_a_question_does_not_talk_a_heated_complaint_down() -> None:
    model = shipped_heat_model()
    first = predict(model, HOT, language="en")
    opinion = np.zeros(len(OUTPUTS), np.float32)
    opinion[OUTPUTS.index("kind:question")] = 1.0
    assert first.heat >= HEATED
    assert look_twice(model, first, opinion).kind is Kind.COMPLAINT


def test_a_student_that_learns_further_meets_what_it_knows_more_rarely() -> None:
    pytest.importorskip("torch")
    training = pytest.importorskip("mailbot.adapters.student_training")
    lesson = training.Lesson(texts=["a"] * 7, wanted=None, weights=None, taught=None, familiar=frozenset(range(6)))
    recipe = training.StudentRecipe(familiar=3)
    rounds = [training._met(lesson, recipe, number) for number in range(3)]
    assert all(6 in met and len(met) == 3 for met in rounds)
    assert sorted({row for met in rounds for row in met}) == list(range(7))


def test_what_a_student_learnt_from_is_known_by_its_text(tmp_path: Path) -> None:
    path = tmp_path / "student.npz"
    save_student({"learnt": text_marks(["Where is my parcel?"])}, {}, path)
    assert learnt_before(["Where is my parcel?", "Thank you."], path).tolist() == [True, False]


def test_what_a_student_said_before_it_learnt_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "student.npz"
    mark = int(text_marks([CALM])[0])
    save_student(kept_opinions({mark: np.full(len(OUTPUTS), 0.25, np.float32)}), {}, path)
    assert list(said_before(path)) == [mark] and np.allclose(said_before(path)[mark], 0.25)
    save_student({"learnt": text_marks([CALM])}, {}, path)
    assert said_before(path) == {}
