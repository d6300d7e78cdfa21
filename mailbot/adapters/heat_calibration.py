"""Calibration: raw answers of the heat model become points and probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mailbot.adapters.heat_corpus import LabelledMail
from mailbot.model.heat import Band, Kind
from mailbot.triage.model import CATEGORIES, KINDS, Calibration, hotness

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

#: Heat from which a case must become a call.
HIGH = 0.7
#: Levels whose share of mails told apart rightly lies this near to the best count as good as it: the lowest is taken, for a
#: hot mail missed costs more than a call too many.
AS_GOOD = 0.006


def calibrate(mails: Sequence[LabelledMail], raw: Doubles) -> Calibration:
    """Fit the calibration to left-out answers: isotonic for heat and high, an exponent for the shares.

    Heat is that of a complaint: whether a mail is one is told by its kind.
    """
    mails, raw = _own(mails, raw)
    complaints = np.array([mail.kind is Kind.COMPLAINT for mail in mails])
    heat = np.array([mail.heat for mail in mails])
    high = np.array([mail.band is Band.HIGH for mail in mails], float)
    sums = hotness(raw.astype(np.float32)).astype(np.float64)
    heat_from, heat_to = isotonic(sums[complaints], heat[complaints])
    hands = np.array([mail.hand for mail in mails])[complaints]
    heat_to = crossing(heat_from, heat_to, sums[complaints], high[complaints] > 0, hands)
    high_from, high_to = isotonic(raw[complaints, 1], high[complaints])
    kinds = np.array([KINDS.index(mail.kind) for mail in mails])
    categories = np.array([CATEGORIES.index(mail.category) for mail in mails])
    start = 2 + len(KINDS)
    return Calibration(
        heat_from=heat_from,
        heat_to=heat_to,
        high_from=high_from,
        high_to=high_to,
        sharpness={
            "kind": _sharpness(raw[:, 2:start], kinds),
            "category": _sharpness(raw[:, start : start + len(CATEGORIES)], categories),
        },
    )


def crossing(
    heat_from: Floats, heat_to: Floats, sums: Doubles, high: NDArray[np.bool_], hands: NDArray[np.str_]
) -> Floats:
    """Stretch the scale so that heat is `HIGH` just where calls and letters are best told apart.

    Averages shrink towards the middle: left as they are, too few mails would reach the threshold. Each hand that
    labelled weighs the same: some hands call sooner than others. One that wrote no call, or nothing else, tells nothing of
    the line between.
    """
    found = np.interp(sums, heat_from, heat_to)
    levels = np.arange(0.3, 0.86, 0.01)
    groups = [group for hand in sorted(set(hands.tolist())) if 0 < high[group := hands == hand].mean() < 1]
    if not groups:
        return heat_to
    right = np.array([np.mean([((found >= level) == high)[group].mean() for group in groups]) for level in levels])
    best = np.float64(levels[right >= right.max() - AS_GOOD].min())
    above = HIGH + (heat_to - best) * (1 - HIGH) / (1 - best)
    return np.where(heat_to < best, heat_to * HIGH / best, above).astype(np.float32)


def _own(mails: Sequence[LabelledMail], raw: Doubles) -> tuple[Sequence[LabelledMail], Doubles]:
    """Leave out mails of small weight: what is said in seven languages is known from the other six."""
    keep = np.array([mail.weight >= 1.0 for mail in mails])
    return [mail for mail, kept in zip(mails, keep, strict=True) if kept], raw[keep]


def isotonic(found: Doubles, wanted: Doubles, knots: int = 25) -> tuple[Floats, Floats]:
    """Return a rising, piecewise straight line through pooled averages (pool adjacent violators)."""
    order = np.argsort(found, kind="stable")
    groups = np.array_split(order, min(knots, len(order)))
    blocks = [[found[group].mean(), wanted[group].mean(), float(len(group))] for group in groups]
    merged: list[list[float]] = []
    for block in blocks:
        merged.append(block)
        while len(merged) > 1 and merged[-2][1] >= merged[-1][1]:
            right, left = merged.pop(), merged.pop()
            weight = left[2] + right[2]
            merged.append([(left[k] * left[2] + right[k] * right[2]) / weight for k in (0, 1)] + [weight])
    line = np.array(merged, np.float64)
    return line[:, 0].astype(np.float32), line[:, 1].astype(np.float32)


def _sharpness(raw: Doubles, truth: NDArray[np.int64]) -> float:
    """Return the exponent under which the truth is likeliest."""
    clipped = np.log(np.clip(raw, 0.004, 1.0))
    best = (np.inf, 1.0)
    for exponent in np.arange(0.5, 4.01, 0.1):
        scores = clipped * exponent
        loss = np.log(np.exp(scores).sum(1)) - scores[np.arange(len(truth)), truth]
        best = min(best, (float(loss.mean()), float(exponent)))
    return best[1]


def better_threshold(heat: Doubles, high: NDArray[np.bool_], now: float, *, trust: float = 20.0) -> float:
    """Return the heat from which a site's own complaints are best called, drawn towards the threshold in use.

    `heat` and `high` (must it be a call?) are one value a complaint; `trust` is how many corrections weigh as much as the
    threshold in use. Of equally good thresholds the nearest to `now` counts.
    """
    levels = np.arange(0.4, 0.951, 0.01)
    wrong = np.array([((heat >= level) != high).sum() for level in levels])
    best = min(zip(wrong, np.abs(levels - now), levels, strict=True))[2]
    share = len(heat) / (len(heat) + trust)
    return round(float(now + share * (best - now)), 2)
