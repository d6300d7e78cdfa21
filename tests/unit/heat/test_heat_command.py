"""`mailbot heat` as it is called."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailbot.adapters.polarity import polarity
from mailbot.cli.heat import app

CORPUS = Path(__file__).parents[2] / "corpus" / "heat"


@pytest.fixture
def few(tmp_path: Path) -> Path:
    lines = (CORPUS / "mails.en.jsonl").read_text(encoding="utf-8").splitlines()[:14]
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_train_then_evaluate_left_out(few: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["train", str(few), "--out", str(tmp_path / "w.npz"), "--version", "t"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "w.npz").stat().st_size > 100_000
    told = CliRunner().invoke(app, ["eval", str(few), "--left-out", "--format", "jsonl"])
    assert [json.loads(line)["count"] for line in told.stdout.splitlines()] == [14, 14]


def test_evaluate_draws_and_names_errors(few: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["eval", str(few), "--plots", str(tmp_path / "plots"), "--errors", "2"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "plots" / "reliability.svg").read_text(encoding="utf-8").startswith("<svg")
    assert done.output.count("labelled ") >= 2


def test_calibrate_shows_and_changes_nothing(few: Path) -> None:
    done = CliRunner().invoke(app, ["calibrate", str(few)])
    assert done.exit_code == 0, done.output
    assert "[heat] high = 0." in done.output
    assert "Nothing was changed" in done.output


def test_polarity_has_a_sign() -> None:
    assert polarity("This is wonderful, I love it!") > 0.3
    assert polarity("This is not good. Terrible, horrible service.") < -0.3
    assert polarity("") == 0.0


def test_the_tone_of_english_does_not_load_what_only_training_needs() -> None:
    code = "import sys; from mailbot.adapters.polarity import polarity; assert polarity('bad') < 0; import json; "
    code += "print(json.dumps([name for name in ('scipy', 'sklearn') if name in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
