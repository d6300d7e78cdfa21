"""The second look: what a sentence embedding of a doubtful text corrects in the first answer.

A kernel machine over the embedding and the first machine's own features, fitted to what the first machine got wrong on
mails that it had not seen. The embedding costs a fifth of a second, so it is asked for doubtful texts only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.triage.model_kernel import KernelMachine, gaussian, standardise, standardised

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SecondLook:
    """Weights of the correction; its labelled texts are those of the first machine, in the same order."""

    centre: Floats  # subtracted from an embedding, shape (dimensions,)
    scale: Floats  # multiplied afterwards
    limit: float  # largest size of a standardised number
    support: Floats  # standardised embeddings of the labelled texts, shape (labelled, dimensions)
    dual: Floats  # shape (labelled, outputs)
    slope: Floats  # the straight-line part, shape (dimensions, outputs)


def standard_embedding(look: SecondLook, embedding: Floats) -> Floats:
    """Return embeddings as they are compared, shape (texts, dimensions)."""
    return standardise(embedding, look.centre, look.scale, np.full(1, look.limit, np.float32))


def corrections(look: SecondLook, first: KernelMachine, found: Floats, embedding: Floats) -> Floats:
    """Return what is added to the raw outputs of texts, shape (texts, outputs).

    `found` are the features of the first machine, `embedding` the sentence embeddings, one row a text each.
    """
    point = standard_embedding(look, embedding)
    alike = gaussian(standardised(first, found), first.support) * gaussian(point, look.support)
    added: Floats = (alike @ look.dual + point @ look.slope).astype(np.float32)
    return added
