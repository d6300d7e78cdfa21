"""Training, calibration and figures on a handful of mails; the whole run is in `mailbot heat train`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from mailbot.adapters.heat_calibration import better_threshold, crossing, isotonic
from mailbot.adapters.heat_corpus import LabelledMail, read_mails
from mailbot.adapters.heat_model import load_heat_model, save_heat_model, shipped_heat_model
from mailbot.adapters.heat_report import Verdict, by_language, confusion, confusion_svg, reliability_svg, worst
from mailbot.adapters.heat_training import fit, second_look, targets
from mailbot.errors import ConfigurationError, UsageError
from mailbot.model.heat import Band, Category, Kind
from mailbot.triage.model import OUTPUTS, look_twice, predict, predict_many

CORPUS = Path(__file__).parents[2] / "corpus" / "heat"


@pytest.fixture(scope="module")
def mails() -> list[LabelledMail]:
    return read_mails([CORPUS])[::24]


def test_the_same_mails_give_the_same_file(mails: list[LabelledMail], tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        save_heat_model(fit(mails, shipped_heat_model(), version="test").model, tmp_path / name)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_saved_model_reads_as_before(mails: list[LabelledMail], tmp_path: Path) -> None:
    model = fit(mails, shipped_heat_model()).model
    save_heat_model(model, tmp_path / "m.npz")
    texts, languages = [mail.text for mail in mails[:20]], [mail.language for mail in mails[:20]]
    before = [reading.heat for reading in predict_many(model, texts, languages=languages)]
    after = [reading.heat for reading in predict_many(load_heat_model(tmp_path / "m.npz"), texts, languages=languages)]
    assert after == pytest.approx(before, abs=0.02)


def test_a_second_look_corrects_what_the_first_missed(mails: list[LabelledMail], tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    wanted = targets(mails)
    opinions = (wanted + 0.2 * rng.normal(size=wanted.shape)).clip(0, 1).astype(np.float32)
    opinions[::4] = np.nan  # the student learnt from these
    fitted = fit(mails, shipped_heat_model(), opinions=opinions)
    assert fitted.left_out_twice is not None and fitted.model.second is not None
    heard = np.isfinite(opinions[:, 0])
    assert np.array_equal(np.isfinite(fitted.left_out_twice[:, 0]), heard)
    labels = np.array([mail.heat for mail in mails])[heard]
    once, twice = (np.abs(raw[heard, 0] - labels).mean() for raw in (fitted.left_out, fitted.left_out_twice))
    assert twice < 0.8 * once
    save_heat_model(fitted.model, tmp_path / "m.npz")
    loaded = load_heat_model(tmp_path / "m.npz")
    mail = mails[1]
    first = predict(loaded, mail.text, language=mail.language)
    second = look_twice(loaded, first, opinions[1])
    assert second.looked_twice and not first.looked_twice
    assert sum(share.points for share in second.contributions) == pytest.approx(second.heat, abs=1e-5)
    plain = fit(mails[:30], shipped_heat_model()).model
    assert look_twice(plain, first, opinions[1]) is first


def test_the_student_is_trusted_as_far_as_it_knows() -> None:
    rng = np.random.default_rng(2)
    wanted = rng.integers(0, 2, size=(400, len(OUTPUTS))).astype(float)
    far, near = (wanted + size * rng.normal(size=wanted.shape) for size in (1.0, 0.1))
    assert (second_look(far, near.astype(np.float32), wanted).trust > 0.85).all()  # shares that do as well are averaged
    assert (second_look(near, far.astype(np.float32), wanted).trust < 0.15).all()


def test_left_out_answers_are_those_of_a_model_without_the_mail(mails: list[LabelledMail]) -> None:
    few = mails[:40]
    left_out = fit(few, shipped_heat_model()).left_out
    assert left_out.shape[0] == len(few)
    heat = np.array([mail.heat for mail in few])
    assert np.abs(left_out[:, 0] - heat).mean() > 0.02  # a mail's own label is not in its answer


def test_a_damaged_model_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(b"no archive")
    with pytest.raises(ConfigurationError, match=r"bad\.npz"):
        load_heat_model(tmp_path / "bad.npz")
    with pytest.raises(ConfigurationError, match=r"none\.npz"):
        load_heat_model(tmp_path / "none.npz")


def test_a_line_that_is_no_mail_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(json.dumps({"text": "hm"}) + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"x\.jsonl line 1"):
        read_mails([tmp_path])


def test_every_label_of_the_corpus_is_well_formed() -> None:
    for mail in read_mails([CORPUS, CORPUS / "unlearnt"]):
        assert mail.text.strip()
        assert (mail.band is Band.NONE) == (mail.kind is not Kind.COMPLAINT), mail.text
        assert mail.band is not Band.HIGH or mail.heat >= 0.7, mail.text
        assert mail.band is not Band.LOW or mail.heat < 0.7, mail.text


def test_isotonic_rises() -> None:
    rng = np.random.default_rng(3)
    found = rng.normal(size=400)
    start, end = isotonic(found, found + rng.normal(size=400))
    assert (np.diff(start) > 0).all() and (np.diff(end) >= 0).all()


def test_a_threshold_moves_towards_the_corrections_and_no_further() -> None:
    heat = np.linspace(0.4, 0.95, 56)
    few = better_threshold(heat[::8], heat[::8] >= 0.55, 0.7)
    many = better_threshold(np.tile(heat, 10), np.tile(heat, 10) >= 0.55, 0.7)
    assert 0.55 <= many < few < 0.7
    assert better_threshold(heat, heat >= 0.7, 0.7) == pytest.approx(0.7, abs=0.011)


def test_a_hand_that_wrote_no_call_does_not_move_the_line_between_letters_and_calls() -> None:
    scale = np.linspace(0, 1, 101, dtype=np.float32)
    heats, calm = np.linspace(0.3, 1.0, 71), np.linspace(0.5, 0.8, 200)
    alone = crossing(scale, scale, heats, heats >= 0.6, np.full(71, "plain"))
    beside = crossing(
        scale,
        scale,
        np.concatenate([heats, calm]),
        np.concatenate([heats >= 0.6, np.zeros(200, bool)]),
        np.array(["plain"] * 71 + ["calm"] * 200),
    )
    assert np.allclose(alone, beside)
    assert np.interp(0.7, alone, scale) == pytest.approx(0.6, abs=0.02)


def _verdict(label: Band, said: Band, heat: float, language: str = "en") -> Verdict:
    kind = Kind.OTHER if label is Band.NONE else Kind.COMPLAINT
    mail = LabelledMail(
        text="x", language=language, kind=kind, heat=0.5, band=label, category=Category.OTHER, weight=1.0
    )
    return Verdict(mail=mail, heat=heat, band=said, kind=kind, category=Category.OTHER)


def test_figures_count_what_matters() -> None:
    verdicts = [
        _verdict(Band.NONE, Band.HIGH, 0.9),
        _verdict(Band.NONE, Band.NONE, 0.1),
        _verdict(Band.HIGH, Band.LOW, 0.5, "de"),
        _verdict(Band.HIGH, Band.HIGH, 0.8, "de"),
    ]
    german, english, both = by_language(verdicts)
    assert (german.hot_missed, english.calm_called, both.band) == (0.5, 0.5, 0.5)
    assert confusion(verdicts).tolist() == [[1, 0, 1], [0, 0, 0], [0, 1, 1]]
    assert worst(verdicts, 1)[0].heat == 0.9
    assert reliability_svg(verdicts).count("<circle") == 4
    assert confusion_svg(verdicts).count("<rect") == 9
