"""`mailbot heat`: train, evaluate and calibrate the heat model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.table import Table

from mailbot.adapters.heat_calibration import better_threshold
from mailbot.adapters.heat_corpus import LabelledMail, read_mails
from mailbot.adapters.heat_model import WEIGHTS, load_heat_model, save_heat_model
from mailbot.adapters.heat_report import (
    BANDS,
    Verdict,
    by_language,
    confusion,
    confusion_svg,
    figures,
    reliability_svg,
    worst,
)
from mailbot.adapters.heat_training import Fitted, fit, weighed
from mailbot.adapters.student import WEIGHTS as STUDENT
from mailbot.adapters.student import held_out_opinions, vocabulary_of
from mailbot.bootstrap.judge import load_judge
from mailbot.cli.heat_disputes import disputes
from mailbot.cli.heat_replay import replay
from mailbot.cli.output import screen, write_json
from mailbot.config import load_policy
from mailbot.errors import UsageError
from mailbot.model.heat import Band, Kind
from mailbot.triage.model import CATEGORIES, HeatModel, ModelReading, read_raw

#: Mails that the student has not learnt from, below which its opinion cannot be weighed.
LEAST_HEARD = 100

app = typer.Typer(no_args_is_help=True, help="Train, evaluate and calibrate the heat model.")
app.command()(disputes)
app.command()(replay)

Data = Annotated[list[Path], typer.Argument(help="Labelled mails: JSON Lines files or folders of them.")]
Student = Annotated[Path | None, typer.Option(help="Student that is asked about doubtful mails; the shipped one.")]
Base = Annotated[Path | None, typer.Option(help="Model whose word vectors and tone are kept; the shipped one.")]


@app.command()
def train(
    data: Data,
    out: Annotated[Path, typer.Option(help="Where the weights go.")],
    base: Base = None,
    version: Annotated[str, typer.Option(help="Name written into the weights.")] = "",
    student: Student = None,
) -> None:
    """Fit the weights to labelled mails. The same mails and base give the same file, byte for byte."""
    mails = _mails(data)
    kept = _base(base)
    fitted = fit(mails, kept, version=version or kept.version, opinions=_opinions(mails, student))
    save_heat_model(fitted.model, out)
    screen.print(f"{len(mails)} mails -> {out} ({out.stat().st_size / 1e6:.1f} MB). Each mail left out in turn:")
    _print_table(_left_out(mails, fitted))


@app.command()
def student(
    data: Data,
    out: Annotated[Path, typer.Option(help="Where the student goes.")],
    base: Annotated[Path | None, typer.Option(help="Student whose pieces are kept; the shipped one.")] = None,
    embeddings: Annotated[Path | None, typer.Option(help="File that keeps the teacher's embeddings.")] = None,
    start: Annotated[
        Path | None, typer.Option(help="Student that learns three rounds more, instead of a new one.")
    ] = None,
    new_to: Annotated[
        Path | None, typer.Option(help="With --start: an earlier student, to which mails must be new to count as new.")
    ] = None,
    unlearnt: Annotated[
        int, typer.Option(help="With --start: one mail in so many is never learnt from; 0 for none.", min=0)
    ] = 5,
) -> None:
    """Teach the student anew, or further; five minutes to an hour and a half of one core, needs the extra `train`.

    Then run `mailbot heat train`.
    """
    from mailbot.adapters.student_training import StudentRecipe, learn

    recipe = StudentRecipe(unlearnt=unlearnt)
    vocabulary = vocabulary_of(start or base or resources.files("mailbot.weights") / STUDENT)
    told = partial(screen.print, markup=False)
    learn(_mails(data), vocabulary, out, recipe, told=told, embeddings=embeddings, start=start, new_to=new_to)
    screen.print(f"{out} ({out.stat().st_size / 1e6:.1f} MB). Now run `mailbot heat train --student {out}`.")


@app.command()
def tone(
    posts: Annotated[list[Path], typer.Argument(help="Labelled posts: JSON Lines of text, label, source, lang.")],
    letters: Annotated[Path, typer.Option(help="Labelled mails: what a letter looks like.")],
    out: Annotated[Path, typer.Option(help="Where the weights go: a base for `train`.")],
    base: Base = None,
) -> None:
    """Fit the tone of posts (anger, impoliteness) anew; needs the extra `train`."""
    from mailbot.adapters.heat_posts import fit_tone, read_posts

    kept = _base(base)
    examples = [(mail.text, mail.language) for mail in _mails([letters])]
    save_heat_model(replace(kept, tone=fit_tone(read_posts(posts), examples, kept.cues, kept.vectors)), out)
    screen.print(f"The tone of {len(posts)} sets -> {out}. Now run `mailbot heat train` on top of it.")


@app.command()
def distil(
    texts: Annotated[list[Path], typer.Argument(help="Text files, one text a line.")],
    out: Annotated[Path, typer.Option(help="Where the weights go: a base for `tone`.")],
    base: Base = None,
) -> None:
    """Fit the word vectors anew to the sentence embeddings of the teacher; an hour and more, needs the extra `train`."""
    from mailbot.adapters.heat_distil import distil as distilled

    kept = _base(base)
    lines = [line for path in texts for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    save_heat_model(replace(kept, vectors=distilled(list(kept.vectors.rows), lines)), out)
    screen.print(f"{len(kept.vectors.rows)} words, {len(lines)} texts -> {out}.")


@app.command(name="eval")
def evaluate(
    data: Data,
    left_out: Annotated[bool, typer.Option("--left-out", help="Train on DATA, judge each mail left out.")] = False,
    plots: Annotated[Path | None, typer.Option(help="Folder for reliability.svg and confusion.svg.")] = None,
    errors: Annotated[int, typer.Option(help="How many of the worst errors to print.")] = 10,
    format: Annotated[str, typer.Option(help="table or jsonl.")] = "table",
    student: Student = None,
) -> None:
    """Judge labelled mails: figures by language, confusion, the worst errors to read.

    Without --left-out the whole of triage judges, rules and model together; use mails that it was not trained on.
    """
    mails = _mails(data)
    if left_out:
        verdicts = _left_out(mails, fit(mails, _base(None), opinions=_opinions(mails, student)))
    else:
        verdicts = _judged(mails)
    if plots:
        plots.mkdir(parents=True, exist_ok=True)
        (plots / "reliability.svg").write_text(reliability_svg(verdicts), encoding="utf-8")
        (plots / "confusion.svg").write_text(confusion_svg(verdicts), encoding="utf-8")
    if format == "jsonl":
        for group in by_language(verdicts):
            write_json(asdict(group))
        return
    _print_table(verdicts)
    _print_errors(worst(verdicts, errors))


@app.command()
def calibrate(
    corrections: Annotated[list[Path], typer.Argument(help="Mails whose band your agents corrected or confirmed.")],
    policy: Annotated[Path | None, typer.Option(help="A policy file laid over the built-in one.")] = None,
) -> None:
    """Propose this site's threshold between letter and call, and show beforehand what it would change."""
    used = load_policy(policy)
    verdicts = [one for one in _judged(_mails(corrections), policy) if one.kind is Kind.COMPLAINT]
    if not verdicts:
        raise UsageError("No correction is about a complaint.", hint="Give mails with their right band.")
    heat = np.array([one.heat for one in verdicts])
    high = np.array([one.mail.band is Band.HIGH for one in verdicts])
    proposed = better_threshold(heat, high, used.heat.high)
    screen.print(
        f"From {len(verdicts)} complaints: [heat] high = {proposed:.2f} (now {used.heat.high:.2f}).", markup=False
    )
    for one in verdicts:
        if (one.heat >= proposed) != (one.heat >= used.heat.high):
            turn = "letter -> call" if one.heat >= proposed else "call -> letter"
            right = "right" if (one.mail.band is Band.HIGH) == (one.heat >= proposed) else "WRONG"
            screen.print(f"  {turn} ({right}) {one.heat:.2f}  {_short(one.mail.text)}", markup=False)
    screen.print("Nothing was changed. Put the value into your policy file to use it.")
    screen.print(f"What it would have made of your archive: mailbot heat replay --high {proposed:.2f}", markup=False)


def _mails(paths: Sequence[Path]) -> list[LabelledMail]:
    mails = read_mails(paths)
    if not mails:
        raise UsageError("There are no labelled mails there.", hint="Give JSON Lines files or folders that hold some.")
    return mails


def _base(path: Path | None) -> HeatModel:
    return load_heat_model(path or resources.files("mailbot.weights") / WEIGHTS)


def _opinions(mails: Sequence[LabelledMail], path: Path | None) -> NDArray[np.float32] | None:
    """Return the student's opinions of the mails that it did not learn from; None when it learnt from all but a few."""
    found = held_out_opinions(weighed(mails), path or resources.files("mailbot.weights") / STUDENT)
    return found if np.isfinite(found[:, 0]).sum() >= LEAST_HEARD else None


def _judged(mails: Sequence[LabelledMail], policy: Path | None = None) -> list[Verdict]:
    judge = load_judge(load_policy(policy))
    readings = judge.read_many([mail.text for mail in mails], [mail.language for mail in mails])
    return [
        Verdict(
            mail=mail,
            heat=one.heat.value,
            band=one.heat.band,
            kind=one.kind,
            category=one.category,
            flags=one.flags,
        )
        for mail, one in zip(mails, readings, strict=True)
    ]


def _left_out(mails: Sequence[LabelledMail], fitted: Fitted) -> list[Verdict]:
    """Return verdicts of the model alone on mails it was not fitted to; retold mails are not counted.

    Where the student was heard, only mails that it did not learn from count.
    """
    doubtful = load_policy(None).heat.doubtful
    verdicts = []
    twice = fitted.left_out_twice
    for row, mail in enumerate(mails):
        if mail.weight < 1.0 or (twice is not None and not np.isfinite(twice[row, 0])):
            continue
        reading = read_raw(fitted.model, fitted.left_out[row].astype(np.float32))
        if twice is not None and reading.confidence < doubtful:
            reading = read_raw(fitted.model, twice[row].astype(np.float32), twice=True)
        verdicts.append(_verdict(mail, reading))
    return verdicts


def _verdict(mail: LabelledMail, reading: ModelReading) -> Verdict:
    band = Band.NONE
    if reading.kind is Kind.COMPLAINT:
        band = Band.HIGH if reading.heat >= 0.7 else Band.LOW
    category = max(CATEGORIES, key=lambda one: reading.categories[one])
    return Verdict(mail=mail, heat=reading.heat, band=band, kind=reading.kind, category=category)


def _print_table(verdicts: Sequence[Verdict]) -> None:
    names = ("", "mails", "band", "calm called", "hot missed", "kind", "category", "heat r", "heat error")
    table = Table(*names, box=None, header_style="bold")
    for group in by_language(verdicts):
        shares = (group.band, group.calm_called, group.hot_missed, group.kind, group.category)
        table.add_row(
            group.name, str(group.count), *(f"{share:.3f}" for share in (*shares, group.correlation, group.error))
        )
    screen.print(table)
    counts = confusion(verdicts)
    matrix = Table("label / verdict", *BANDS, box=None, header_style="bold")
    for band, row in zip(BANDS, counts, strict=True):
        matrix.add_row(band, *map(str, row))
    screen.print(matrix)


def _print_errors(verdicts: Sequence[Verdict]) -> None:
    for one in verdicts:
        said = f"{one.kind} {one.band} {one.heat:.2f}"
        label = f"{one.mail.kind} {one.mail.band} {one.mail.heat:.2f}"
        screen.print(f"[{one.mail.language}] said {said}, labelled {label}: {_short(one.mail.text)}", markup=False)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 160 else line[:159] + "…"


__all__ = ["app", "figures"]
