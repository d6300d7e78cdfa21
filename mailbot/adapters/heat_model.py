"""The heat model on disk: one compressed file of arrays beside the cue phrases, both shipped with the package."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mailbot.adapters.weights_file import load_weights
from mailbot.triage.features import folded
from mailbot.triage.features_cues import CueIndex, cue_index
from mailbot.triage.features_signals import NAMES
from mailbot.triage.features_vectors import WordVectors
from mailbot.triage.model import LANGUAGES, OUTPUTS, TONAL, Calibration, HeatModel
from mailbot.triage.model_grams import GramTable, in_even_rows
from mailbot.triage.model_kernel import KernelMachine
from mailbot.triage.model_second import SecondLook
from mailbot.triage.model_tone import ToneModel

WEIGHTS = "heat.npz"
_LINES = ("heat_from", "heat_to", "high_from", "high_to")


@cache
def shipped_heat_model() -> HeatModel:
    """Return the model that comes with the package; read once a process."""
    return load_heat_model(resources.files("mailbot.weights") / WEIGHTS)


def load_heat_model(path: Path | Traversable) -> HeatModel:
    """Read a model that `save_heat_model` wrote.

    Raises ConfigurationError when the file is missing, damaged, or made by another version of the features.
    """
    return load_weights(path, _model, name="heat model", hint="Reinstall mailbot or run `mailbot heat train`.")


def _model(arrays: Mapping[str, Any]) -> HeatModel:
    header = json.loads(bytes(arrays["header"]).decode())
    if header["outputs"] != list(OUTPUTS) or header["signals"] != list(NAMES):
        raise ValueError("it was trained for other outputs or signals than this version reads")
    return HeatModel(
        cues=load_cues(),
        vectors=_vectors(arrays),
        tone=_tone(arrays),
        kernel=_machine(arrays, "kernel"),
        grams=GramTable(table=in_even_rows(arrays["mail_grams"]), scale=arrays["mail_gram_scale"]),
        calibration=_calibration(arrays, "", header["sharpness"]),
        second=_second(arrays),
        second_calibration=_calibration(arrays, "second_", header["second"]) if "second" in header else None,
        version=header["version"],
    )


def _calibration(arrays: Mapping[str, Any], prefix: str, sharpness: Mapping[str, float]) -> Calibration:
    return Calibration(**{name: arrays[prefix + name] for name in _LINES}, sharpness=sharpness)


def _second(arrays: Mapping[str, Any]) -> SecondLook | None:
    if "second_danger" not in arrays:  # none was trained, or by an older version
        return None
    return SecondLook(**{name: arrays["second_" + name].astype(np.float32) for name in ("trust", "danger")})


def _machine(arrays: Mapping[str, Any], prefix: str) -> KernelMachine:
    names = (field.name for field in fields(KernelMachine) if field.init)
    return KernelMachine(**{name: arrays[f"{prefix}_{name}"].astype(np.float32) for name in names})


def _tone(arrays: Mapping[str, Any]) -> ToneModel:
    return ToneModel(
        table=arrays["gram_table"],
        table_scale=arrays["gram_scale"],
        dense=_machine(arrays, "tone"),
        anger_from=arrays["anger_from"],
        anger_to=arrays["anger_to"],
    )


def _machine_arrays(machine: KernelMachine, prefix: str) -> dict[str, Any]:
    halves = {f"{prefix}_{name}": getattr(machine, name).astype(np.float16) for name in ("support", "dual")}
    return halves | {
        f"{prefix}_{name}": getattr(machine, name) for name in ("centre", "scale", "slope", "bias", "limit")
    }


def short(numbers: NDArray[np.float32]) -> NDArray[np.float16]:
    """Return numbers to eight binary digits, which packs a sixth smaller than the eleven of a half and weighs the same."""
    bits = numbers.astype(np.float16).view(np.uint16)
    return ((bits + np.uint16(4)) & np.uint16(0xFFF8)).view(np.float16)


def _vectors(arrays: Mapping[str, Any]) -> WordVectors:
    vocabulary = bytes(arrays["vocabulary"]).decode().split("\n")
    return word_vectors(vocabulary, arrays["table"], arrays["table_scale"], arrays["table_bias"])


def word_vectors(vocabulary: list[str], table: Any, scale: Any, bias: Any) -> WordVectors:
    """Return word vectors for a vocabulary, most frequent word first; row 0 of the table is the unknown word."""
    rows = {word: row for row, word in enumerate(vocabulary, start=1)}
    plain: dict[str, int] = {}
    for word, row in rows.items():
        plain.setdefault(word if word.isascii() else folded(word), row)
    return WordVectors(
        rows=rows, plain=plain, table=table, scale=scale.astype(np.float32), bias=bias.astype(np.float32)
    )


def save_heat_model(model: HeatModel, path: Path) -> None:
    """Write a model; the same model gives the same bytes."""
    header: dict[str, Any] = {"version": model.version, "outputs": list(OUTPUTS), "signals": list(NAMES)}
    calibrations = {"": model.calibration}
    header["sharpness"] = dict(model.calibration.sharpness)
    if model.second_calibration is not None:
        calibrations["second_"] = model.second_calibration
        header["second"] = dict(model.second_calibration.sharpness)
    arrays: dict[str, Any] = {
        "header": np.frombuffer(json.dumps(header, sort_keys=True).encode(), np.uint8),
        "vocabulary": np.frombuffer("\n".join(model.vectors.rows).encode(), np.uint8),
        "table": model.vectors.table,
        "table_scale": model.vectors.scale.astype(np.float16),
        "table_bias": model.vectors.bias.astype(np.float32),
        **(_machine_arrays(model.kernel, "kernel") | {"kernel_support": short(model.kernel.support)}),
        **_machine_arrays(model.tone.dense, "tone"),
        "mail_grams": model.grams.table[:, : len(model.grams.scale) + 1],
        "mail_gram_scale": model.grams.scale,
        "gram_table": model.tone.table,
        "gram_scale": model.tone.table_scale,
        "anger_from": model.tone.anger_from,
        "anger_to": model.tone.anger_to,
        **({"second_trust": model.second.trust, "second_danger": model.second.danger} if model.second else {}),
        **{prefix + name: getattr(one, name) for prefix, one in calibrations.items() for name in _LINES},
    }
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


@cache
def load_cues() -> dict[str, CueIndex]:
    """Return the shipped cue phrases, indexed, by language."""
    return {language: cue_index(_phrases(language), tonal=language in TONAL) for language in LANGUAGES}


def _phrases(language: str) -> dict[str, list[str]]:
    text = (resources.files("mailbot.data.cues") / f"{language}.toml").read_text(encoding="utf-8")
    return {name: list(_parts(phrases)) for name, phrases in tomllib.loads(text).items()}


def _parts(phrases: str) -> Iterator[str]:
    return (part.strip() for part in phrases.split("|") if part.strip())
