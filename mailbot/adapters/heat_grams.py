"""Fitting the n-gram part of the heat model: the kernel of labelled mails, and the table that their answers fold into."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.triage.features_ngrams import Grams
from mailbot.triage.model_grams import GramTable

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Steps on either side of 0 in which the table keeps an output: half as many as a byte holds pack an eighth smaller, and
#: move an answer by a hundredth of what answers differ.
STEPS = 63


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Bags:
    """The n-grams of labelled mails that are common enough to count, one mail after the other."""

    buckets: Integers
    counts: Integers  # n-grams a mail
    values: Floats  # weight of each n-gram over the length of its mail
    squares: NDArray[np.int8]  # squared weight of every bucket, shape (2**bits,)


def gram_bags(batch: Grams, least: int) -> Bags:
    """Weigh n-grams by how few mails hold them; those of fewer than `least` mails weigh nothing.

    Squared weights are whole numbers, as the table keeps them.
    """
    mails = len(batch.counts)
    holding = np.bincount(batch.buckets, minlength=1 << batch.bits)
    squares = np.rint(np.log((mails + 1) / (holding + 1)) ** 2).clip(0, 127).astype(np.int8)
    squares[holding < least] = 0
    owners = np.repeat(np.arange(mails), batch.counts)
    kept = squares[batch.buckets] > 0
    buckets, owners = batch.buckets[kept], owners[kept]
    weights = squares[buckets].astype(np.float64)
    lengths = np.sqrt(np.maximum(np.bincount(owners, weights=weights, minlength=mails), 1.0))
    return Bags(
        buckets=buckets,
        counts=np.bincount(owners, minlength=mails).astype(np.int64),
        values=(np.sqrt(weights) / lengths[owners]).astype(np.float32),
        squares=squares,
    )


def gram_kernel(bags: Bags) -> Floats:
    """Return the product of all pairs of mails, shape (mails, mails)."""
    mails = len(bags.counts)
    ends = np.cumsum(bags.counts)
    starts = ends - bags.counts
    product = np.zeros((mails, mails), np.float32)
    spread = np.zeros(len(bags.squares), np.float32)
    for mail in np.flatnonzero(bags.counts):
        own, end = slice(starts[mail], ends[mail]), ends[mail]
        spread[bags.buckets[own]] = bags.values[own]
        before = np.flatnonzero(bags.counts[: mail + 1])
        product[mail, before] = np.add.reduceat(spread[bags.buckets[:end]] * bags.values[:end], starts[before])
        product[before, mail] = product[mail, before]
        spread[bags.buckets[own]] = 0.0
    return product


def folded_table(bags: Bags, dual: Doubles) -> GramTable:
    """Return one row of outputs an n-gram: its weight times the summed answers of the mails that hold it."""
    owners = np.repeat(np.arange(len(bags.counts)), bags.counts)
    root = np.sqrt(bags.squares.astype(np.float64))
    columns = [
        root * np.bincount(bags.buckets, weights=bags.values * answers[owners], minlength=len(root))
        for answers in dual.T
    ]
    outputs = np.column_stack(columns)
    scale = np.quantile(np.abs(outputs[bags.squares > 0]), 0.9995, axis=0) / STEPS + 1e-12
    table = np.rint(outputs / scale).clip(-STEPS, STEPS).astype(np.int8)
    return GramTable(table=np.column_stack([table, bags.squares]), scale=scale.astype(np.float32))
