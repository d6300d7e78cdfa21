"""What the benchmarks found, kept as JSON and made into the tables and plots of docs/performance.md.

Each benchmark calls `record`; `python -m tests.benchmarks.results` writes the page's measured part from what was recorded.
"""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mailbot import __version__

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "tests" / "output" / "benchmarks"
PAGE = ROOT / "docs" / "performance.md"
PLOTS = ROOT / "docs" / "images"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

#: Topics in the order in which the page tells them, with their headings.
TOPICS: Mapping[str, str] = {
    "intake": "Intake beside other help desks, same mailbox, same disk",
    "delivery": "From delivery to draft",
    "heat": "Triage beside tools off the shelf",
    "language": "Telling languages apart",
    "lint": "Lint and draft",
    "claims": "Claims a second",
    "console": "The inbox as the archive grows",
    "pages": "The inbox page of 100,000 cases over HTTP",
    "steps": "What a case asks of the store",
    "growth": "Work as the archive grows",
    "memory": "Memory of one process as the archive grows",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One line of a table."""

    what: str
    value: float
    unit: str
    ratio: float | None = None  # to the line that the topic compares with; larger is better for us
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """How a cost grows: one line of a plot."""

    name: str
    xs: Sequence[float]
    ys: Sequence[float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plot:
    """The axes of a topic's plot."""

    across: str
    up: str
    logarithmic: bool = True


def machine() -> str:
    """Return what was measured on, in one line."""
    return (
        f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, load average before {os.getloadavg()[0]:.1f}"
    )


def record(
    topic: str, figures: Sequence[Figure], curves: Sequence[Curve] = (), plot: Plot | None = None, part: str = ""
) -> None:
    """Print a topic's figures and keep them; `part` tells apart runs of one topic, such as two engines."""
    assert topic in TOPICS, f"unknown topic {topic}"
    for figure in figures:
        ratio = f"  x{figure.ratio:.2g}" if figure.ratio is not None else ""
        print(f"  {figure.what:<48}{figure.value:>12,.2f} {figure.unit}{ratio}  {figure.note}")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    name = f"{topic}-{part}" if part else topic
    kept = {
        "at": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": machine(),
        "version": __version__,
        "figures": [asdict(figure) for figure in figures],
        "curves": [asdict(curve) for curve in curves],
        "plot": asdict(plot) if plot else None,
    }
    (OUTPUT / f"{name}.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")


def recorded(topic: str) -> list[dict[str, Any]]:
    """Return what was kept of a topic, its parts in alphabetical order."""
    paths = [path for path in sorted(OUTPUT.glob(f"{topic}*.json")) if re.fullmatch(rf"{topic}(-.+)?", path.stem)]
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def section(topic: str, parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of one topic: a table, where and when, and the plot."""
    yield f"## {TOPICS[topic]}"
    yield ""
    yield "| what | measured | ratio | |"
    yield "|---|---|---|---|"
    for part in parts:
        for figure in part["figures"]:
            ratio = "" if figure["ratio"] is None else f"× {figure['ratio']:.2g}"
            yield f"| {figure['what']} | {figure['value']:,.2f} {figure['unit']} | {ratio} | {figure['note']} |"
    yield ""
    yield f"Measured {parts[-1]['at']}: {parts[-1]['machine']}."
    if any(part["curves"] for part in parts):
        yield ""
        yield f"![{TOPICS[topic]}](images/bench-{topic}.svg)"
    yield ""


def draw(topic: str, parts: Sequence[Mapping[str, Any]]) -> None:
    """Write the plot of a topic as SVG, the same bytes for the same figures."""
    import matplotlib as mpl  # an extra: only who measures needs it

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "mailbot"
    from matplotlib import pyplot

    axes_of = next(part["plot"] for part in parts if part["plot"])
    figure, axes = pyplot.subplots(figsize=(7.2, 3.6))
    for part in parts:
        for curve in part["curves"]:
            axes.plot(curve["xs"], curve["ys"], marker="o", label=curve["name"])
    axes.set_xlabel(axes_of["across"])
    axes.set_ylabel(axes_of["up"])
    if axes_of["logarithmic"]:
        axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(PLOTS / f"bench-{topic}.svg", metadata={"Date": None})
    pyplot.close(figure)


def write_page() -> None:
    """Put the recorded figures between the two marks of the page; topics without figures keep what stands there."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    old, _, after = rest.partition(END)
    standing = dict(_sections(old))
    for topic in TOPICS:
        parts = recorded(topic)
        if not parts:
            continue
        standing[TOPICS[topic]] = "\n".join(section(topic, parts)).rstrip() + "\n"
        if any(part["curves"] for part in parts):
            draw(topic, parts)
    body = "\n".join(standing[heading] for heading in TOPICS.values() if heading in standing)
    PAGE.write_text(f"{before}{BEGIN}\n\n{body}\n{END}{after}", encoding="utf-8")


def _sections(text: str) -> Iterator[tuple[str, str]]:
    for piece in re.split(r"(?m)^(?=## )", text):
        if piece.startswith("## "):
            yield piece.splitlines()[0][3:], piece.rstrip() + "\n"


if __name__ == "__main__":
    write_page()
