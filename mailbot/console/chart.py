"""Charts as inline SVG: bars that are read in a glance, with the numbers beside them for those who cannot see them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from mailbot.model.view import Count


def bars(counts: Sequence[Count], label: Callable[[str], str], *, title: str, width: int = 460) -> Markup:
    """Return horizontal bars, the hot part in front; the title says what they show to those who cannot see them."""
    most = max((count.value for count in counts), default=0) or 1
    rows = [_bar(count, label(count.label), index, most, width) for index, count in enumerate(counts)]
    return _svg(width, 26 * len(counts) + 4, rows, title)


def columns(counts: Sequence[Count], *, title: str, width: int = 1220, height: int = 150) -> Markup:
    """Return vertical bars over days, the hot part below."""
    most = max((count.value for count in counts), default=0) or 1
    step = width / max(1, len(counts))
    rows = []
    for index, count in enumerate(counts):
        for kind, value in (("all", count.value), ("hot", count.part)):
            tall = round((height - 22) * value / most, 1)
            rows.append(
                Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"><title>{}: {} ({})</title></rect>').format(
                    kind, round(index * step + 1, 1), round(height - 18 - tall, 1), round(max(1.0, step - 2), 1), tall,
                    count.label, count.value, count.part,
                )
            )  # fmt: skip
        if index % max(1, len(counts) // 6) == 0 and (len(counts) < 2 or index * step < width - 40):
            rows.append(
                Markup('<text x="{}" y="{}">{}</text>').format(round(index * step, 1), height - 4, count.label[5:])
            )
    return _svg(width, height, rows, title)


def _bar(count: Count, label: str, index: int, most: int, width: int) -> Markup:
    top, room = 26 * index + 2, width - 190
    wide, hot = round(room * count.value / most, 1), round(room * count.part / most, 1)
    return Markup(
        '<text x="0" y="{y}">{label}</text><rect class="all" x="130" y="{top}" width="{wide}" height="20" rx="3"/>'
        '<rect class="hot" x="130" y="{top}" width="{hot}" height="20" rx="3"/><text x="{after}" y="{y}">{value}</text>'
    ).format(y=top + 15, label=label, top=top, wide=wide, hot=hot, after=round(136 + wide, 1), value=count.value)


def _svg(width: int, height: int, pieces: Sequence[Markup], title: str) -> Markup:
    return Markup('<svg class="chart" viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}">{}</svg>').format(
        width, height, width, title, Markup("").join(pieces)
    )
