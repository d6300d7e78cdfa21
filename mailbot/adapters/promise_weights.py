"""The weights of the learnt judge of promises (`mailbot/weights/promise.npz`): read and written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from mailbot.adapters.weights_file import load_weights
from mailbot.triage.promise_judge import PromiseJudge

WEIGHTS = "promise.npz"


@cache
def shipped_promise_judge() -> PromiseJudge:
    """Return the judge that comes with the package; ConfigurationError where it is missing or damaged."""
    return load_promise_judge(resources.files("mailbot.weights") / WEIGHTS)


def load_promise_judge(path: Path | Traversable) -> PromiseJudge:
    """Read a judge that `save_promise_judge` wrote; ConfigurationError where the file is missing or damaged."""
    return load_weights(path, _judge, name="weights of the judge of promises", hint="Reinstall mailbot.")


def _judge(arrays: Mapping[str, Any]) -> PromiseJudge:
    features = bytes(arrays["features"]).decode().split("\n")
    weights = (arrays["weights"].astype(np.float32) * arrays["scale"].astype(np.float32)).tolist()
    if len(features) != len(weights):
        raise ValueError("it holds more features than weights, or fewer")
    return PromiseJudge(weights=dict(zip(features, weights, strict=True)), shift=float(arrays["shift"]))


def save_promise_judge(judge: PromiseJudge, path: Path) -> None:
    """Write a judge, one byte a weight; features that weigh nothing then are left out."""
    scale = max(map(abs, judge.weights.values())) / 127
    rounded = {one: round(weight / scale) for one, weight in sorted(judge.weights.items())}
    kept = {one: weight for one, weight in rounded.items() if weight}
    np.savez_compressed(
        path,
        features=np.frombuffer("\n".join(kept).encode(), np.uint8),
        weights=np.array(list(kept.values()), np.int8),
        scale=np.float32(scale),
        shift=np.float32(judge.shift),
    )
