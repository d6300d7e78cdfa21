"""Figures of the heat model: a table by language, confusion, reliability, the worst errors, as text and SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mailbot.adapters.heat_corpus import LabelledMail
from mailbot.model.heat import Band, Category, Flag, Kind

BANDS = (Band.NONE, Band.LOW, Band.HIGH)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What was said of one labelled mail."""

    mail: LabelledMail
    heat: float
    band: Band
    kind: Kind
    category: Category
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """How good the verdicts on a group of mails are; shares from 0 to 1."""

    name: str
    count: int
    band: float  # right band
    calm_called: float  # mails of band none that became a call
    hot_missed: float  # mails of band high that did not
    kind: float
    category: float  # among complaints
    correlation: float  # Pearson, heat
    error: float  # mean absolute, heat


def figures(verdicts: Sequence[Verdict], name: str = "all") -> Figures:
    """Count. Shares of an empty group are 0."""
    heat = np.array([[one.heat, one.mail.heat] for one in verdicts], np.float64).reshape(-1, 2)
    varied = len(heat) > 1 and min(heat[:, 0].std(), heat[:, 1].std()) > 1e-9
    return Figures(
        name=name,
        count=len(verdicts),
        band=_share(one.band is one.mail.band for one in verdicts),
        calm_called=_share(one.band is Band.HIGH for one in verdicts if one.mail.band is Band.NONE),
        hot_missed=_share(one.band is not Band.HIGH for one in verdicts if one.mail.band is Band.HIGH),
        kind=_share(one.kind is one.mail.kind for one in verdicts),
        category=_share(one.category is one.mail.category for one in verdicts if one.mail.kind is Kind.COMPLAINT),
        correlation=float(np.asarray(np.corrcoef(heat.T))[0, 1]) if varied else 0.0,
        error=float(np.abs(heat[:, 0] - heat[:, 1]).mean()) if len(heat) else 0.0,
    )


def _share(found: Iterable[bool]) -> float:
    hits = list(found)
    return sum(hits) / len(hits) if hits else 0.0


def by_language(verdicts: Sequence[Verdict]) -> list[Figures]:
    """Return figures for each language and for all."""
    languages = sorted({one.mail.language for one in verdicts})
    parts = [figures([one for one in verdicts if one.mail.language == language], language) for language in languages]
    return [*parts, figures(verdicts)]


def confusion(verdicts: Sequence[Verdict]) -> NDArray[np.int64]:
    """Return counts, shape (3, 3): rows are the labels none, low, high, columns the verdicts."""
    counts = np.zeros((3, 3), np.int64)
    for one in verdicts:
        counts[BANDS.index(one.mail.band), BANDS.index(one.band)] += 1
    return counts


def worst(verdicts: Sequence[Verdict], count: int) -> list[Verdict]:
    """Return the verdicts furthest from their labels, wrong bands first."""
    return sorted(verdicts, key=lambda one: (one.band is one.mail.band, -abs(one.heat - one.mail.heat)))[:count]


def reliability(verdicts: Sequence[Verdict], bins: int = 10) -> list[tuple[float, float, int]]:
    """Return (mean heat said, mean heat labelled, mails) for each tenth of the scale that has mails."""
    found = []
    for low in np.arange(bins) / bins:
        inside = [one for one in verdicts if low <= min(one.heat, 0.9999) < low + 1 / bins]
        if inside:
            said = float(np.mean([one.heat for one in inside]))
            found.append((said, float(np.mean([one.mail.heat for one in inside])), len(inside)))
    return found


def reliability_svg(verdicts: Sequence[Verdict]) -> str:
    """Draw the reliability curve: what was said against what was labelled; the dots grow with the mails."""
    points = reliability(verdicts)
    line = " ".join(f"{40 + 320 * said:.1f},{360 - 320 * labelled:.1f}" for said, labelled, _ in points)
    dots = "".join(
        f'<circle cx="{40 + 320 * said:.1f}" cy="{360 - 320 * labelled:.1f}" r="{2 + count**0.5 / 3:.1f}">'
        f"<title>{count} mails: said {said:.2f}, labelled {labelled:.2f}</title></circle>"
        for said, labelled, count in points
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" font-family="sans-serif" font-size="12">'
        "<title>Reliability of heat</title>"
        '<path d="M40 40V360H360" fill="none" stroke="#555"/><path d="M40 360L360 40" stroke="#bbb" stroke-dasharray="4"/>'
        f'<polyline points="{line}" fill="none" stroke="#b3261e" stroke-width="2"/><g fill="#b3261e">{dots}</g>'
        '<text x="200" y="390" text-anchor="middle">heat said</text>'
        '<text x="14" y="200" text-anchor="middle" transform="rotate(-90 14 200)">heat labelled</text></svg>\n'
    )


def confusion_svg(verdicts: Sequence[Verdict]) -> str:
    """Draw the confusion of bands: rows are labels, columns verdicts, darker is more of the row."""
    counts = confusion(verdicts)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    cells = "".join(
        f'<rect x="{90 + 90 * column}" y="{50 + 70 * row}" width="88" height="68" fill="#b3261e" '
        f'fill-opacity="{0.05 + 0.9 * shares[row, column]:.2f}"/>'
        f'<text x="{134 + 90 * column}" y="{88 + 70 * row}" text-anchor="middle">{counts[row, column]}</text>'
        for row in range(3)
        for column in range(3)
    )
    heads = "".join(
        f'<text x="{134 + 90 * place}" y="40" text-anchor="middle">{band}</text>'
        f'<text x="80" y="{88 + 70 * place}" text-anchor="end">{band}</text>'
        for place, band in enumerate(BANDS)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 380 280" role="img" font-family="sans-serif" font-size="13">'
        f"<title>Bands: labels in rows, verdicts in columns</title>{heads}{cells}</svg>\n"
    )
