"""Heat beside TextBlob and VADER on the same mails, in one run: rank correlation with the labels and mails a second.

Run with `pytest -m slow tests/benchmarks/test_heat_side_by_side.py -s`. The labelled mails are the model's own training data,
so its correlation here is taken with each mail left out of training.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from mailbot.adapters.heat_corpus import LabelledMail, read_mails
from mailbot.adapters.heat_model import shipped_heat_model
from mailbot.adapters.heat_training import fit
from mailbot.triage.model import hotness, predict_many
from tests.benchmarks.results import Figure, record

CORPUS = Path(__file__).parents[1] / "corpus" / "heat"

pytestmark = pytest.mark.slow


def _textblob(texts: Sequence[str]) -> list[float]:
    blob = pytest.importorskip("textblob").TextBlob
    return [-blob(text).sentiment.polarity for text in texts]


def _vader(texts: Sequence[str]) -> list[float]:
    analyser = pytest.importorskip("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return [-analyser.polarity_scores(text)["compound"] for text in texts]


def _speed(read: Callable[[Sequence[str]], object], texts: Sequence[str]) -> float:
    read(texts[:5])
    start = time.process_time()
    read(texts)
    return len(texts) / (time.process_time() - start)


def _of_600_characters(mails: Sequence[LabelledMail]) -> list[str]:
    joined = "\n".join(mail.text for mail in mails)
    return [joined[start : start + 600] for start in range(0, len(joined) - 600, 600)]


@pytest.mark.timeout(900)
def test_heat_beats_the_tools_off_the_shelf_on_support_mails() -> None:
    mails = [mail for mail in read_mails(sorted(CORPUS.glob("mails.*.jsonl"))) if mail.weight >= 1]
    model = shipped_heat_model()
    labels = np.array([mail.heat for mail in mails])
    ours = hotness(fit(mails, model).left_out.astype(np.float32))
    texts = [mail.text for mail in mails]
    scores = {"mailbot": ours, "TextBlob": np.array(_textblob(texts)), "VADER": np.array(_vader(texts))}
    english = np.array([mail.language == "en" for mail in mails])
    found, figures = {}, list[Figure]()
    for name, score in scores.items():
        found[name] = float(np.corrcoef(score, labels)[0, 1])
        in_english = float(np.corrcoef(score[english], labels[english])[0, 1])
        figures.append(
            Figure(what=f"{name}, r with the labels", value=found[name], unit="", note=f"English {in_english:.2f}")
        )
    assert found["mailbot"] > max(found["TextBlob"], found["VADER"]) + 0.2
    long = _of_600_characters([mail for mail in mails if mail.language == "en"])
    ours_speed = _speed(lambda part: predict_many(model, part, languages=["en"] * len(part)), long)
    figures.append(
        Figure(what="mailbot, mails of 600 characters", value=ours_speed, unit="mails/s", note="one core, in batches")
    )
    for name, tool in (("TextBlob", _textblob), ("VADER", _vader)):
        speed = _speed(tool, long)
        figures.append(Figure(what=f"{name}, the same mails", value=speed, unit="mails/s", ratio=ours_speed / speed))
    print()
    record("heat", figures)
