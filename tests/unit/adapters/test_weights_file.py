"""A file of weights that is damaged in any way ends in one sentence, never in a traceback."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from mailbot.adapters.heat_model import load_heat_model
from mailbot.adapters.student import load_student
from mailbot.adapters.weights_file import load_weights
from mailbot.errors import ConfigurationError

SHIPPED = {"heat.npz": load_heat_model, "student.npz": load_student}


def spoilt(content: bytes, how: str) -> bytes:
    return {
        "empty": b"",
        "cut off": content[: len(content) // 2],
        "no archive": b"weights, I hope",
        "a bit turned": content[:5000] + bytes([content[5000] ^ 255]) + content[5001:],
    }[how]


@pytest.mark.parametrize("how", ["empty", "cut off", "no archive", "a bit turned"])
@pytest.mark.parametrize("name", SHIPPED)
def test_a_damaged_file(tmp_path: Path, name: str, how: str) -> None:
    path = tmp_path / name
    path.write_bytes(spoilt((resources.files("mailbot.weights") / name).read_bytes(), how))
    with pytest.raises(ConfigurationError) as caught:
        SHIPPED[name](path)
    assert name in caught.value.sentence() and "Reinstall mailbot" in caught.value.sentence()


def test_pickles_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    np.savez(path, header=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ConfigurationError):
        load_weights(path, dict, name="x", hint="y")
