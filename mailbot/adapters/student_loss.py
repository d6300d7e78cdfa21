"""What a student's answers miss, in torch (extra `train`)."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

from mailbot.triage.model import CATEGORIES, KINDS, OUTPUTS

#: Bands answered beside `OUTPUTS` while learning: none, low, high.
BANDS = 3


def loss_of(raw: Any, wanted: Any, weights: Any) -> Any:
    """Return what the answers miss: each output by its own measure, labels a little softened."""
    kinds, categories = len(KINDS), len(CATEGORIES)
    first, last = 2 + kinds, 2 + kinds + categories
    end = len(OUTPUTS)
    one = functional.binary_cross_entropy_with_logits
    calm = torch.where(wanted[:, 2] < 0.5, 1.0, 0.0)
    bands = torch.stack([calm, (1 - calm) * (1 - wanted[:, 1]), (1 - calm) * wanted[:, 1]], 1)
    loss = 1.0 * one(raw[:, 0], wanted[:, 0], reduction="none")
    loss = loss + 1.0 * one(raw[:, 1], wanted[:, 1] * 0.94 + 0.03, reduction="none")
    loss = loss + 0.7 * _apart(raw[:, 2:first], _soft(wanted[:, 2:first]))
    loss = loss + 0.4 * _apart(raw[:, first:last], _soft(wanted[:, first:last]))
    loss = loss + 1.5 * one(raw[:, last:end], wanted[:, last:], reduction="none").mean(1) * 4
    loss = loss + 1.0 * _apart(raw[:, end : end + BANDS], _soft(bands))
    return (loss * weights).sum() / weights.sum()


def _apart(raw: Any, wanted: Any) -> Any:
    return -(wanted * functional.log_softmax(raw, 1)).sum(1)


def _soft(wanted: Any) -> Any:
    return wanted * 0.95 + 0.05 / wanted.shape[1]
