"""A kernel machine: answers of labelled texts, weighed by how alike they are to the text at hand."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: Texts compared at once; bounds the memory of a batch.
_CHUNK = 256


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class KernelMachine:
    """Kernel ridge regression with many outputs, fitted elsewhere.

    The kernel is a Gaussian plus a little of the plain product: near what is known it remembers, far away (a mail
    with more abuse in it than any labelled one) it goes on in a straight line instead of shrugging.
    """

    centre: Floats  # subtracted from the features, shape (features,)
    scale: Floats  # multiplied afterwards; holds both the standardisation and the kernel's widths
    support: Floats  # standardised features of the labelled texts, shape (labelled, features)
    dual: Floats  # shape (labelled, outputs)
    slope: Floats  # the product part, shape (features, outputs)
    bias: Floats  # shape (outputs,)
    limit: Floats  # largest size of a standardised feature, shape (features,)
    #: The support a feature a row, and below it less its squared lengths: in this order a product is twice as fast.
    against: Floats = field(init=False, repr=False)  # shape (features + 1, labelled)

    def __post_init__(self) -> None:
        against = _against(self.support)
        object.__setattr__(self, "against", against)
        object.__setattr__(self, "support", against[:-1].T)  # the same numbers, held once


def standardised(machine: KernelMachine, found: Floats) -> Floats:
    """Return features as the kernel compares them."""
    return standardise(found, machine.centre, machine.scale, machine.limit)


def standardise(found: Floats, centre: Floats, scale: Floats, limit: Floats) -> Floats:
    """Return (found - centre) * scale, cut off at plus and minus the limit."""
    cut: Floats = np.clip((found - centre) * scale, -limit, limit).astype(np.float32)
    return cut


def squared_lengths(rows: Floats) -> Floats:
    """Return the squared length of each row."""
    lengths: Floats = (rows * rows).sum(1)
    return lengths


def gaussian(left: Floats, right: Floats) -> Floats:
    """Return exp(-|a-b|^2) for all pairs of rows."""
    return _alike(left, _against(right))


def _against(rows: Floats) -> Floats:
    """Return rows as columns, each with less its squared length below; in C's order, which stacking would not give."""
    found = np.empty((rows.shape[1] + 1, len(rows)), np.float32)
    found[:-1] = rows.T
    found[-1] = -squared_lengths(rows)
    return found


def _alike(points: Floats, against: Floats) -> Floats:
    """Return exp(2ab - bb - aa), which is exp(-|a-b|^2); `against` holds b and, below it, -bb."""
    alike: Floats = np.hstack([np.float32(2) * points, np.ones((len(points), 1), np.float32)]) @ against
    alike -= squared_lengths(points)[:, None]
    np.minimum(alike, np.float32(0), out=alike)
    return np.exp(alike, out=alike)


def answers(machine: KernelMachine, found: Floats) -> Floats:
    """Return the raw outputs of texts, shape (texts, outputs)."""
    parts = [_answers(machine, found[start : start + _CHUNK]) for start in range(0, len(found), _CHUNK)]
    return np.concatenate(parts).astype(np.float32)


def _answers(machine: KernelMachine, found: Floats) -> Floats:
    point = standardised(machine, found)
    alike = _alike(point, machine.against)
    return (alike @ machine.dual + point @ machine.slope + machine.bias).astype(np.float32)
