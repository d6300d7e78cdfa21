"""Fitting the tone model on public posts: anger and impoliteness from n-grams and from the dense features.

Labels of different sets mean different things, so they are standardised within each set and language, and no set weighs
more than another twice its size. Needs scipy (`pip install mailbot[train]`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mailbot.adapters.heat_calibration import isotonic
from mailbot.triage.features import lowered
from mailbot.triage.features_cues import CueIndex
from mailbot.triage.features_ngrams import grams
from mailbot.triage.features_vectors import WordVectors
from mailbot.triage.model import dense_features
from mailbot.triage.model_kernel import KernelMachine, gaussian, standardise
from mailbot.triage.model_tone import ToneModel

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

BITS = 17
#: Longest text and most texts of one set that are read.
LONGEST, MOST = 600, 12_000
#: Sets that label impoliteness instead of anger.
IMPOLITE = frozenset({"tydip"})
#: Sets whose labels were projected by machine count half.
PROJECTED = frozenset({"xed"})
_LANDMARKS = 500
_ROUNDS = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Post:
    """A labelled text that is no mail."""

    text: str
    language: str
    source: str
    label: float  # 0..1


def read_posts(paths: Iterable[Path]) -> list[Post]:
    """Read JSON Lines of `text label source lang`; user names and addresses are masked."""
    found = []
    for path in paths:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[:MOST] if line.strip()]
        found += [
            Post(text=_masked(row["text"][:LONGEST]), language=row["lang"], source=row["source"], label=row["label"])
            for row in rows
        ]
    return found


def _masked(text: str) -> str:
    return re.sub(r"@\w+", "@", re.sub(r"https?://\S+", "http", text))


def fit_tone(
    posts: Sequence[Post], letters: Sequence[tuple[str, str]], cues: Mapping[str, CueIndex], vectors: WordVectors
) -> ToneModel:
    """Train on posts; `letters` (text, language) only teach what a letter looks like."""
    texts = [post.text for post in posts] + [text for text, _ in letters]
    languages = [post.language for post in posts] + [language for _, language in letters]
    dense, _ = dense_features(cues, vectors, texts, languages)
    wanted, weights = _standardised_labels(posts)
    impolite = np.array([post.source in IMPOLITE for post in posts])
    tables = [
        _gram_ridge([lowered(post.text) for post in _those(posts, keep)], wanted[keep], weights[keep])
        for keep in (~impolite, impolite)
    ]
    table, scale = _quantised(np.column_stack(tables))
    machine = _dense_ridge(dense, wanted, weights, impolite, len(letters))
    model = ToneModel(
        table=table,
        table_scale=scale,
        dense=machine,
        anger_from=np.zeros(1, np.float32),
        anger_to=np.zeros(1, np.float32),
    )
    return _calibrated(model, posts, dense[: len(posts)], ~impolite)


def _those(posts: Sequence[Post], keep: NDArray[np.bool_]) -> list[Post]:
    return [post for post, wanted in zip(posts, keep, strict=True) if wanted]


def _standardised_labels(posts: Sequence[Post]) -> tuple[Doubles, Doubles]:
    groups = [f"{post.source}.{post.language}" for post in posts]
    wanted = np.array([post.label for post in posts], np.float64)
    weights = np.ones(len(posts))
    names = np.array(groups)
    for name in sorted(set(groups)):
        mine = names == name
        wanted[mine] = (wanted[mine] - wanted[mine].mean()) / max(wanted[mine].std(), 1e-3)
        share = 0.5 if name.split(".")[0] in PROJECTED else 1.0
        weights[mine] = share * min(1.0, 3000 / mine.sum()) * (4.0 if mine.sum() < 200 else 1.0)
    return wanted, weights


def _gram_ridge(lows: Sequence[str], wanted: Doubles, weights: Doubles, ridge: float = 1.0) -> Doubles:
    """Return n-gram weights by conjugate gradients on the dual problem (a fixed number of rounds: reproducible)."""
    from scipy import sparse  # only who trains needs it

    batch = grams(lows, BITS)
    pointers = np.concatenate([[0], np.cumsum(batch.counts)])
    values = np.repeat(np.sqrt(weights / np.maximum(batch.counts, 1)), batch.counts).astype(np.float32)
    rows: Any = sparse.csr_matrix((values, batch.buckets, pointers), shape=(len(lows), 2**BITS))
    columns: Any = rows.T.tocsr()
    target = np.sqrt(weights) * wanted
    dual = np.zeros(len(lows))
    residue = target.copy()
    step = residue.copy()
    for _ in range(_ROUNDS):
        image = rows @ (columns @ step) + ridge * step
        size = residue @ residue / (step @ image)
        dual += size * step
        fresh = residue - size * image
        step = fresh + (fresh @ fresh / (residue @ residue)) * step
        residue = fresh
    return np.asarray(columns @ dual, np.float64)


def _quantised(table: Doubles) -> tuple[NDArray[np.int8], Floats]:
    scale = np.quantile(np.abs(table), 0.9999, axis=0) / 127.0 + 1e-12
    return np.rint(table / scale).clip(-127, 127).astype(np.int8), scale.astype(np.float32)


def _dense_ridge(
    dense: Floats, wanted: Doubles, weights: Doubles, impolite: NDArray[np.bool_], letters: int, ridge: float = 1.0
) -> KernelMachine:
    """Fit three outputs on landmarks evenly spaced among the posts (Nystroem) plus a straight-line part."""
    count = len(wanted)
    centre, spread = dense[:count].mean(0), dense[:count].std(0) + 0.05
    scale = (np.sqrt(0.35 / dense.shape[1]) / spread).astype(np.float32)
    limit = (4.0 * scale * spread).astype(np.float32)
    points = standardise(dense, centre, scale, limit)
    landmarks = points[np.linspace(0, len(points) - 1, _LANDMARKS).astype(int)].astype(np.float16).astype(np.float32)
    basis = np.hstack([gaussian(points, landmarks), points]).astype(np.float64)
    letter = np.concatenate([np.zeros(count), np.ones(letters)])
    balance = np.where(letter > 0, count / max(letters, 1), 1.0)
    solved = [
        _solve(basis[:count][~impolite], wanted[~impolite], weights[~impolite], ridge),
        _solve(basis[:count][impolite], wanted[impolite], weights[impolite], ridge),
        _solve(basis, letter - 0.5, balance, ridge),
    ]
    both = np.column_stack(solved)
    return KernelMachine(
        centre=centre,
        scale=scale,
        support=landmarks,
        dual=both[:_LANDMARKS].astype(np.float32),
        slope=both[_LANDMARKS:].astype(np.float32),
        bias=np.array([0.0, 0.0, 0.5], np.float32),
        limit=limit,
    )


def _solve(basis: Doubles, wanted: Doubles, weights: Doubles, ridge: float) -> Doubles:
    weighed = basis * weights[:, None]
    solved: Doubles = np.asarray(
        np.linalg.solve(weighed.T @ basis + ridge * np.eye(basis.shape[1]), weighed.T @ wanted), np.float64
    )
    return solved


def _calibrated(model: ToneModel, posts: Sequence[Post], dense: Floats, keep: NDArray[np.bool_]) -> ToneModel:
    """Map raw anger to the labels' own scale with one rising line for all sets."""
    from dataclasses import replace

    from mailbot.triage.model_tone import tones

    kept = _those(posts, keep)[::3]
    raw = tones(model, grams([lowered(post.text) for post in kept], BITS), dense[keep][::3])[:, 0]
    start, end = isotonic(raw.astype(np.float64), np.array([post.label for post in kept]))
    return replace(model, anger_from=start, anger_to=end)
