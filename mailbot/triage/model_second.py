"""The second look: what the student's opinion of a text changes in the first answer, and how sure both are of danger."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.model.heat import Flag

Floats = NDArray[np.float32]

#: Flags of which both looks together give a probability of their own: nobody in danger may be missed.
DANGERS = (Flag.VIOLENCE_THREAT, Flag.SELF_HARM)

#: Shares of the student nearer to 0 or 1 than this say no more.
_EDGE = 0.003


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SecondLook:
    """How far the student is trusted beside the first answer."""

    trust: Floats  # 0..1 for each output, shape (outputs,)
    danger: Floats  # a row a flag of DANGERS: points for the first share, for the student's log odds, and the ground


def blended(look: SecondLook, raw: Floats, opinion: Floats) -> Floats:
    """Return raw outputs moved towards the student's, both of shape (texts, outputs)."""
    moved: Floats = (raw + look.trust * (opinion - raw)).astype(np.float32)
    return moved


def danger_features(raw: Floats, opinion: Floats) -> Floats:
    """Return what a danger is judged by, shape (…, 3), from shares of its flag of shape (…): first, student's, ground."""
    clipped = np.clip(opinion, _EDGE, 1 - _EDGE)
    parts = np.broadcast_arrays(raw, np.log(clipped / (1 - clipped)), np.float32(1))
    return np.stack(parts, axis=-1).astype(np.float32)


def dangers(look: SecondLook, raw: Floats, opinion: Floats) -> Floats:
    """Return a probability a flag of DANGERS, shape (…, 2), from both looks' shares of these flags, shape (…, 2)."""
    odds = (danger_features(raw, opinion) * look.danger).sum(-1)
    found: Floats = (1 / (1 + np.exp(-odds))).astype(np.float32)
    return found
