"""The student's weights (`mailbot/weights/student.npz`): read, written, and asked for its opinion of texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mailbot.adapters.weights_file import load_weights
from mailbot.triage.model import OUTPUTS
from mailbot.triage.model_student import Layer, Linear, Norm, PieceTable, Student, opinions
from mailbot.triage.pieces import UNKNOWN, Pieces

Floats = NDArray[np.float32]

#: Texts in, what the student says of each, shape (texts, outputs).
Opinion = Callable[[Sequence[str]], Floats]

WEIGHTS = "student.npz"
#: Up to so many texts are asked about one by one, and remembered: a mail and its sentences.
_ALONE = 5
#: Matrices of a layer, with their bias, and its normalisations.
LINEARS = ("attend", "mix", "widen", "narrow")
NORMS = ("mixed", "narrowed")


@cache
def shipped_student() -> Opinion:
    """Return the student that comes with the package, read at its first text; it remembers its last thousand texts."""
    lock, loaded = Lock(), list[Student]()

    def student() -> Student:
        with lock:
            if not loaded:
                loaded.append(load_student(resources.files("mailbot.weights") / WEIGHTS))
            return loaded[0]

    @lru_cache(maxsize=1024)  # a case is weighed again and again while it stands
    def one(text: str) -> Floats:
        found: Floats = opinions(student(), [text])[0]
        return found

    def many(texts: Sequence[str]) -> Floats:
        return np.stack([one(text) for text in texts]) if 0 < len(texts) <= _ALONE else opinions(student(), texts)

    return many


def load_student(path: Path | Traversable) -> Student:
    """Read a student that `save_student` wrote.

    Raises ConfigurationError when the file is missing, damaged, or made for other outputs.
    """
    return load_weights(path, _student, name="student", hint="Reinstall mailbot or run `mailbot heat student`.")


def _student(arrays: Mapping[str, Any]) -> Student:
    header = json.loads(bytes(arrays["header"]).decode())
    if header["outputs"] != list(OUTPUTS):
        raise ValueError("it was trained for other outputs than this version reads")
    return Student(
        pieces=pieces_of(bytes(arrays["pieces"]).decode().split("\n"), arrays["scores"]),
        table=PieceTable(halves=arrays["halves"], scale=arrays["half_scale"]),
        places=arrays["places"].astype(np.float32),
        begun=_norm(arrays, "begun"),
        layers=tuple(_layer(arrays, f"{number}_") for number in range(header["layers"])),
        gaze=_plain(arrays, "gaze"),
        answer=_plain(arrays, "answer"),
        heads=header["heads"],
        shares=tuple(header["shares"]),
    )


def pieces_of(texts: Sequence[str], scores: NDArray[np.floating[Any]]) -> Pieces:
    """Return a vocabulary of pieces; the first four are marks that no text holds."""
    logs = scores.astype(np.float64).tolist()
    known = {text: (number, logs[number]) for number, text in enumerate(texts) if number > UNKNOWN}
    return Pieces(known=known, longest=max(map(len, known)), unknown=min(logs) - 10.0)


def _layer(arrays: Mapping[str, Any], prefix: str) -> Layer:
    linears = {name: _linear(arrays, prefix + name) for name in LINEARS}
    return Layer(**linears, **{name: _norm(arrays, prefix + name) for name in NORMS})  # type: ignore[arg-type]


def _linear(arrays: Mapping[str, Any], name: str) -> Linear:
    """Return a matrix that was kept in one byte a number, one scale an output."""
    weight = arrays[name + "_weight"].astype(np.float32) * arrays[name + "_scale"].astype(np.float32)[:, None]
    return Linear(weight=np.ascontiguousarray(weight.T), shift=arrays[name + "_shift"].astype(np.float32))


def _plain(arrays: Mapping[str, Any], name: str) -> Linear:
    weight, shift = (arrays[name + part].astype(np.float32) for part in ("_weight", "_shift"))
    return Linear(weight=np.ascontiguousarray(weight.T), shift=shift)


def _norm(arrays: Mapping[str, Any], name: str) -> Norm:
    scale, shift = (arrays[name + part].astype(np.float32) for part in ("_gain", "_shift"))
    return Norm(scale=scale, shift=shift)


def vocabulary_of(path: Path | Traversable) -> list[str]:
    """Return the pieces of a student's file, in the order of their numbers."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        return bytes(archive["pieces"]).decode().split("\n")


def text_marks(texts: Sequence[str]) -> NDArray[np.uint32]:
    """Return a number for each text by which a student remembers what it learnt from."""
    sums = [hashlib.sha256(text.encode("utf-8", "replace")).digest()[:4] for text in texts]
    return np.frombuffer(b"".join(sums), np.uint32)


def learnt_before(texts: Sequence[str], path: Path | Traversable) -> NDArray[np.bool_]:
    """Tell for each text whether a student's file says that it learnt from it."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        return np.isin(text_marks(texts), archive["learnt"])


def held_out_opinions(texts: Sequence[str], path: Path | Traversable) -> Floats:
    """Return a student's opinions, shape (texts, outputs); NaN for texts that it learnt from.

    Of texts that it learnt from last of all its file keeps what it said before; these are taken as they are.
    """
    student = load_student(path)
    fresh = np.flatnonzero(~learnt_before(texts, path)).tolist()
    found = np.full((len(texts), len(OUTPUTS)), np.nan, np.float32)
    found[fresh] = opinions(student, [texts[row] for row in fresh])
    said = said_before(path)
    for row, mark in enumerate(text_marks(texts).tolist()):
        if mark in said:
            found[row] = said[mark]
    return found


def said_before(path: Path | Traversable) -> dict[int, Floats]:
    """Return what a student's file keeps of its opinions of texts before it learnt from them, by `text_marks`."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
        if "heard" not in archive:
            return {}
        return dict(zip(archive["heard"].tolist(), archive["said"].astype(np.float32), strict=True))


def kept_opinions(said: Mapping[int, Floats]) -> dict[str, NDArray[Any]]:
    """Return the arrays from which `said_before` reads opinions."""
    marks = sorted(said)
    rows = np.array([said[mark] for mark in marks], np.float16).reshape(len(marks), len(OUTPUTS))
    return {"heard": np.array(marks, np.uint32), "said": rows}


def in_bytes(weight: Floats) -> tuple[NDArray[np.int8], NDArray[np.float16]]:
    """Return a matrix of shape (out, in) in one byte a number and the scale of each output."""
    scale = (np.abs(weight).max(axis=1) / 127 + 1e-8).astype(np.float16)
    scale = np.maximum(scale, np.float16(6e-8))
    return np.rint(weight / scale.astype(np.float32)[:, None]).clip(-127, 127).astype(np.int8), scale


def save_student(arrays: Mapping[str, Any], header: Mapping[str, Any], path: Path) -> None:
    """Write a student; the same arrays and header give the same bytes."""
    head = np.frombuffer(json.dumps(header, sort_keys=True).encode(), np.uint8)
    with path.open("wb") as file:
        np.savez_compressed(file, header=head, **arrays)
