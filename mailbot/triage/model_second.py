"""The second look: what the student's opinion of a doubtful text changes in the first answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SecondLook:
    """How far the student is trusted beside the first answer."""

    trust: Floats  # 0..1 for each output, shape (outputs,)


def blended(look: SecondLook, raw: Floats, opinion: Floats) -> Floats:
    """Return raw outputs moved towards the student's, both of shape (texts, outputs)."""
    moved: Floats = (raw + look.trust * (opinion - raw)).astype(np.float32)
    return moved
