"""The lint's frames: classes of words (`templates/lexicons/frames`) and the learnt weights (`mailbot/weights/lint.npz`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from mailbot.adapters.weights_file import load_weights
from mailbot.errors import TemplateError
from mailbot.triage.lint.classes import WordClasses
from mailbot.triage.lint.frame_model import FrameModel
from mailbot.triage.lint.text import fold

WEIGHTS = "lint.npz"


def _folder() -> Path:
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates" / "lexicons" / "frames"
    return inside if inside.is_dir() else package.parent / "templates" / "lexicons" / "frames"


@cache
def load_classes(code: str, *, marked: bool = False) -> WordClasses | None:
    """Return a language's classes of words; None where none are written.

    Raises:
        TemplateError: the file is not TOML, or a class is no list of entries.
    """
    path = _folder() / f"{code}.toml"
    if not path.is_file():
        return None
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        classes = {name: _entries(text, marked=marked) for name, text in data.items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, AttributeError) as error:
        raise TemplateError(f"{path} is no readable list of classes: {error}.") from error
    return WordClasses(classes, spaced=code != "ja")


def _entries(text: str, *, marked: bool) -> tuple[str, ...]:
    folded = (fold(" ".join(entry.split()), marks=marked) for entry in text.split(","))
    return tuple(dict.fromkeys(entry for entry in folded if entry))


@cache
def shipped_frames() -> FrameModel:
    """Return the weights that come with the package; ConfigurationError where they are missing or damaged."""
    return load_frames(resources.files("mailbot.weights") / WEIGHTS)


def load_frames(path: Path | Traversable) -> FrameModel:
    """Read weights that `save_frames` wrote; ConfigurationError where the file is missing or damaged."""
    return load_weights(path, _model, name="weights of the lint's frames", hint="Reinstall mailbot.")


def _model(arrays: Mapping[str, Any]) -> FrameModel:
    features = bytes(arrays["features"]).decode().split("\n")
    weights = arrays["weights"].astype(np.float32) * arrays["scale"].astype(np.float32)
    if len(features) != len(weights):
        raise ValueError("it holds more features than weights, or fewer")
    return FrameModel(
        rows={feature: row for row, feature in enumerate(features)},
        answers=tuple(bytes(arrays["answers"]).decode().split("\n")),
        weights=weights,
        shift=arrays["shift"].astype(np.float32),
    )


def save_frames(model: FrameModel, path: Path) -> None:
    """Write weights, one byte a number; features that weigh nothing then are left out."""
    scale = np.abs(model.weights).max() / 127
    weights = np.round(model.weights / scale).astype(np.int8)
    telling = weights.any(axis=1)
    features = [feature for feature, row in model.rows.items() if telling[row]]
    np.savez_compressed(
        path,
        features=np.frombuffer("\n".join(features).encode(), np.uint8),
        answers=np.frombuffer("\n".join(model.answers).encode(), np.uint8),
        weights=weights[telling],
        scale=np.float32(scale),
        shift=model.shift,
    )
