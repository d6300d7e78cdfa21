"""Training the student on labelled mails, in torch (extra `train`): an hour and a half of one core.

One thread and a fixed seed: the same mails, pieces and torch give the same weights on the same machine.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from mailbot.adapters.embedding import embedded
from mailbot.adapters.encoder_file import Encoder, shipped_encoder
from mailbot.adapters.heat_corpus import LabelledMail
from mailbot.adapters.heat_training import targets, weighed
from mailbot.adapters.student import (
    held_out_opinions,
    kept_opinions,
    learnt_before,
    pieces_of,
    said_before,
    save_student,
    text_marks,
)
from mailbot.adapters.student_loss import BANDS, loss_of
from mailbot.adapters.student_net import HEADS, Net, answers_taken_up, padded, taken_up, thin, written_down
from mailbot.errors import ConfigurationError
from mailbot.triage.model import CATEGORIES, FLAGS, KINDS, OUTPUTS
from mailbot.triage.model_student import MOST
from mailbot.triage.pieces import UNKNOWN, Pieces, piece_ids


@dataclass(frozen=True, kw_only=True, slots=True)
class StudentRecipe:
    """The settings of a training run; part of the model card."""

    layers: int = 3
    wide: int = 768  # units kept of the feed-forward part's 1,536
    decay: float = 0.8  # each layer learns so many times as fast as the one above it
    warm: int = 1  # rounds by labels alone, the first of `pace` planned, before the answers are fitted anew
    pace: int = 5
    rounds: int = 3  # afterwards
    again: int = 2  # and once more, slower
    further: int = 3  # rounds of a student that has learnt before, on mails that are new to it too
    further_rate: float = 2e-4  # of the last layer, in these
    familiar: int = 3  # rounds in which such a student meets each mail once that it learnt from before
    settled: int = 2  # its lowest layers, which learn no more: two fifths of the time
    unlearnt: int = 5  # one text in so many is never learnt from; 0: each is, see `learn`
    teaching: float = 1.5  # weight of the encoder's embedding beside the labels
    batch: int = 24
    drop: float = 0.1  # of each layer's addition
    forget: float = 0.08  # share of pieces that are made unknown
    seed: int = 1


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Lesson:
    """What is learnt from."""

    texts: list[str]
    wanted: Any  # shape (texts, outputs)
    weights: Any
    taught: Any  # the encoder's embeddings, standardised, shape (texts, width)
    familiar: frozenset[int] = frozenset()  # rows that the student learnt from before


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """One stretch of learning."""

    rounds: int
    planned: int  # rounds after which the pace would reach its end
    rate: float  # of the last layer
    answer_rate: float
    teaching: float
    seed: int
    rise: float = 0.06  # share of the plan in which the pace rises
    settled: int = 0  # lowest layers that do not learn


#: A fifth of all texts shows how good a student is, unless it learnt from them at last.
FIFTH = 5


def held_out(text: str, every: int = FIFTH) -> bool:
    """Tell whether a text is one of those that are set aside, one in `every` by their sums."""
    digest = hashlib.md5(text.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    return every > 0 and int(digest, 16) % every == 0


def learn(
    mails: Sequence[LabelledMail],
    vocabulary: Sequence[str],
    out: Path,
    recipe: StudentRecipe = StudentRecipe(),
    told: Callable[[str], None] = print,
    embeddings: Path | None = None,
    start: Path | None = None,
    new_to: Path | None = None,
) -> None:
    """Train a student on four fifths of the mails and write it down; `vocabulary` are the pieces it knows.

    `embeddings` is a file that keeps the encoder's embeddings of the mails between runs. `start` is a student that learns
    `recipe.further` rounds more, from labels alone and mostly from mails that are new to it, instead of one that begins
    with the encoder's weights. With `new_to`, an earlier student, new are the mails that this one did not learn from.
    Where it learns from texts that had been set aside (`recipe.unlearnt` 10 or 0), its file keeps what it said of them
    before, for whoever weighs its word.
    """
    torch.set_num_threads(1)
    torch.manual_seed(recipe.seed)
    encoder = shipped_encoder()
    places = {piece: number for number, piece in enumerate(encoder.pieces)}
    kept = np.array([places[piece] for piece in vocabulary])
    pieces = pieces_of(vocabulary, encoder.scores[kept])
    every = recipe.unlearnt
    known = new_to or start
    lesson = _lesson(mails, encoder.width, every, known) if start else _taught_lesson(mails, encoder.width, embeddings)
    said = _said(lesson, start) if start else {}
    net = Net(encoder, kept, layers=recipe.layers, most=MOST, outputs=len(OUTPUTS) + BANDS, drop=recipe.drop)
    told_of = partial(_taught, net, lesson, pieces, recipe, told)
    courses = _further(net, lesson, pieces, recipe, start) if start else _afresh(net, lesson, pieces, recipe, told_of)
    for course in courses:
        torch.manual_seed(course.seed)
        told_of(course)
    _write(net, encoder, vocabulary, kept, lesson, recipe, out, said)


def _afresh(
    net: Net, lesson: Lesson, pieces: Pieces, recipe: StudentRecipe, told_of: Callable[[Course], None]
) -> tuple[Course, ...]:
    """Thin the encoder's layers, warm them up, fit the answers; return what is still to be learnt."""
    sample = [piece_ids(pieces, text, MOST) for text in lesson.texts[::16]]
    thin(net, [sample[start : start + 16] for start in range(0, len(sample), 16)], recipe.wide)
    warm, *rest = _courses(recipe)
    told_of(warm)
    fit_answers(net, lesson, pieces)
    return tuple(rest)


def _further(net: Net, lesson: Lesson, pieces: Pieces, recipe: StudentRecipe, start: Path) -> tuple[Course, ...]:
    """Take up a student's weights and answers; return what is still to be learnt."""
    with np.load(start, allow_pickle=False) as arrays:
        taken_up(net, arrays)
        fit_answers(net, lesson, pieces)
        answers_taken_up(net, arrays)
    rounds = recipe.further
    one = Course(
        rounds=rounds,
        planned=rounds,
        rate=recipe.further_rate,
        answer_rate=2e-4,
        teaching=0.0,
        seed=recipe.seed + 3,
        settled=recipe.settled,
    )
    return (one,)


def _courses(recipe: StudentRecipe) -> tuple[Course, Course, Course]:
    seed, teaching = recipe.seed, recipe.teaching
    return (
        Course(
            rounds=recipe.warm, planned=recipe.pace, rise=0.08, rate=2.5e-4, answer_rate=1e-3, teaching=0.0, seed=seed
        ),
        Course(
            rounds=recipe.rounds, planned=recipe.rounds, rate=2.5e-4, answer_rate=1e-4, teaching=teaching, seed=seed + 1
        ),
        Course(
            rounds=recipe.again, planned=recipe.again, rate=1.5e-4, answer_rate=2e-4, teaching=teaching, seed=seed + 2
        ),
    )


def _taught(
    net: Net, lesson: Lesson, pieces: Pieces, recipe: StudentRecipe, told: Callable[[str], None], course: Course
) -> None:
    for number, loss in enumerate(_rounds(net, lesson, pieces, recipe, course), 1):
        told(f"round {number} of {course.rounds}: loss {loss:.3f}")


def _taught_lesson(mails: Sequence[LabelledMail], width: int, kept: Path | None) -> Lesson:
    lesson = _lesson(mails, width, FIFTH)
    taught = embedded(lesson.texts, kept)
    if taught is None:
        raise ConfigurationError("The teacher is not installed.", hint="pip install mailbot[train]")
    return replace(lesson, taught=torch.tensor((taught - taught.mean(0)) / taught.std(0)))


def _lesson(mails: Sequence[LabelledMail], width: int, every: int, before: Path | None = None) -> Lesson:
    """Return what may be learnt from mails, without the teacher's word; `before` is a student that learnt before."""
    texts = weighed(mails)
    rows = [row for row, mail in enumerate(mails) if mail.weight < 1.0 or not held_out(texts[row], every)]
    chosen, kept = [mails[row] for row in rows], [texts[row] for row in rows]
    return Lesson(
        texts=kept,
        wanted=torch.tensor(targets(chosen).astype(np.float32)),
        weights=torch.tensor(np.array([mail.weight for mail in chosen], np.float32)),
        taught=torch.zeros(len(rows), width),
        familiar=frozenset(np.flatnonzero(learnt_before(kept, before)).tolist()) if before else frozenset(),
    )


def fit_answers(net: Net, lesson: Lesson, pieces: Pieces) -> None:
    """Standardise what is read off texts and fit the answers to it by ridge regression on every third text."""
    rows = list(range(0, len(lesson.texts), 3))
    found = _read(net, [piece_ids(pieces, lesson.texts[row], MOST) for row in rows])
    spread = found.std(0)
    net.middle.copy_(torch.tensor(found.mean(0)))
    net.gain.copy_(torch.tensor((1 / (spread + 0.1 * np.median(spread))).astype(np.float32)))
    points = ((found - found.mean(0)) * net.gain.numpy()).astype(np.float64)
    wanted = _logits(lesson, rows)
    bias, weights = wanted.mean(0), lesson.weights.numpy()[rows]
    kernel = points @ points.T / points.shape[1] + np.diag(0.3 / weights)
    slope = torch.tensor((points.T @ np.linalg.solve(kernel, wanted - bias) / points.shape[1]).T.astype(np.float32))
    shift = torch.tensor(bias.astype(np.float32))
    count = len(OUTPUTS) + BANDS
    net.answer.weight.data, net.answer.bias.data = slope[:count].clone(), shift[:count].clone()
    net.teacher.weight.data, net.teacher.bias.data = slope[count:].clone(), shift[count:].clone()


def _read(net: Net, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
    net.eval()
    order = sorted(range(len(rows)), key=lambda row: len(rows[row]))
    found = np.zeros((len(rows), net.gain.shape[0]), np.float32)
    with torch.no_grad():
        for start in range(0, len(order), 32):
            some = order[start : start + 32]
            found[some] = net(*padded([rows[row] for row in some])).numpy()
    return found


def _logits(lesson: Lesson, rows: Sequence[int]) -> NDArray[np.float64]:
    """Return what the raw answers should be, roughly: sure, but not too sure; then the bands and the embeddings."""
    wanted = lesson.wanted.numpy()[rows]
    single, last = 2, 2 + len(KINDS) + len(CATEGORIES)
    calm = (wanted[:, 2] < 0.5) * 1.0
    bands = np.stack([calm, (1 - calm) * (1 - wanted[:, 1]), (1 - calm) * wanted[:, 1]], 1)
    parts = ((wanted[:, :single] - 0.5) * 5, wanted[:, single:last] * 4, wanted[:, last:] * 5 - 3.5, bands * 4)
    return np.hstack([*parts, lesson.taught.numpy()[rows]]).astype(np.float64)


def _rounds(net: Net, lesson: Lesson, pieces: Pieces, recipe: StudentRecipe, course: Course) -> Iterator[float]:
    """Learn; yield the mean loss of each round."""
    rnd = Random(course.seed)  # noqa: S311 - a shuffle that must repeat
    for name, part in net.named_parameters():
        part.requires_grad_(not _settled(name, course))
    learning = [(name, part) for name, part in net.named_parameters() if part.requires_grad]
    groups = [_group(name, part, recipe, course) for name, part in learning]
    steps = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    done, total = 0, 0
    for number in range(course.rounds):
        net.train()
        order = _met(lesson, recipe, number)
        rnd.shuffle(order)
        rows = {row: _worn(lesson.texts[row], pieces, rnd, recipe) for row in order}
        batches = _batches(order, rows, recipe.batch, rnd)
        total = total or len(batches) * course.planned
        losses = 0.0
        for batch in batches:
            pace = min(1, (done + 1) / (course.rise * total)) * max(0.02, 1 - done / total)
            done += 1
            losses += _step(net, steps, pace, lesson, batch, [rows[row] for row in batch], course.teaching)
        yield losses / len(batches)


def _said(lesson: Lesson, start: Path) -> dict[int, NDArray[np.float32]]:
    """Return what a student said, or once said, of texts set aside that it is about to learn from, by `text_marks`."""
    texts = [text for row, text in enumerate(lesson.texts) if row not in lesson.familiar and held_out(text)]
    now = zip(text_marks(texts).tolist(), held_out_opinions(texts, start), strict=True)
    return said_before(start) | dict(now)


def _met(lesson: Lesson, recipe: StudentRecipe, number: int) -> list[int]:
    """Return the texts of a round: all that are new, and of the familiar ones a share that turns from round to round."""
    turn = number % recipe.familiar
    return [row for row in range(len(lesson.texts)) if row not in lesson.familiar or row % recipe.familiar == turn]


def _settled(name: str, course: Course) -> bool:
    if name.startswith("layers."):
        return int(name.split(".")[1]) < course.settled
    return course.settled > 0 and name.startswith(("places", "begun"))


def _group(name: str, part: Any, recipe: StudentRecipe, course: Course) -> dict[str, Any]:
    if name.startswith("gaze"):
        rate = 1e-3
    elif name.startswith(("answer", "teacher")):
        rate = course.answer_rate
    else:
        below = recipe.layers - 1 - int(name.split(".")[1]) if name.startswith("layers.") else recipe.layers
        rate = course.rate * recipe.decay**below
    return {"params": [part], "lr": rate, "base": rate, "weight_decay": 0.01 if part.ndim > 1 else 0}


def _batches(order: Sequence[int], rows: dict[int, list[int]], size: int, rnd: Random) -> list[list[int]]:
    """Return texts of like length together, in random order."""
    batches = []
    for start in range(0, len(order), size * 16):
        near = sorted(order[start : start + size * 16], key=lambda row: len(rows[row]))
        batches += [near[first : first + size] for first in range(0, len(near), size)]
    rnd.shuffle(batches)
    return batches


def _step(
    net: Net, steps: Any, pace: float, lesson: Lesson, batch: list[int], rows: Sequence[Sequence[int]], teaching: float
) -> float:
    for group in steps.param_groups:
        group["lr"] = group["base"] * pace
    raw, guess = net.answers(net(*padded(rows)))
    loss = loss_of(raw, lesson.wanted[batch], lesson.weights[batch])
    whole = loss + teaching * ((guess - lesson.taught[batch]) ** 2).mean() if teaching else loss
    steps.zero_grad()
    whole.backward()
    nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    steps.step()
    return float(loss.detach())


def _worn(text: str, pieces: Pieces, rnd: Random, recipe: StudentRecipe) -> list[int]:
    """Return a text's pieces as a hasty writer might leave them: without capitals or accents, all capitals, words missing."""
    chance = rnd.random()
    if chance < 0.08:
        text = text.lower()
    elif chance < 0.14:
        text = text if any("\u3000" <= char <= "\u9fff" for char in text) else _bare(text)
    elif chance < 0.16:
        text = text.upper()
    begin, *middle, end = piece_ids(pieces, text, MOST)
    return [begin, *(UNKNOWN if rnd.random() < recipe.forget else piece for piece in middle), end]


def _bare(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def _write(
    net: Net,
    encoder: Encoder,
    vocabulary: Sequence[str],
    kept: NDArray[np.int64],
    lesson: Lesson,
    recipe: StudentRecipe,
    out: Path,
    said: Mapping[int, NDArray[np.float32]],
) -> None:
    halves, scale = encoder.blocks("emb.word", encoder.width, kept)
    arrays = {
        "pieces": np.frombuffer("\n".join(vocabulary).encode(), np.uint8),
        "scores": encoder.scores[kept].astype(np.float32),
        "halves": np.ascontiguousarray(halves),
        "half_scale": scale,
        "learnt": text_marks(lesson.texts),
        **written_down(net, len(OUTPUTS)),
        **(kept_opinions(said) if said else {}),
    }
    header = {
        "outputs": list(OUTPUTS),
        "layers": recipe.layers,
        "heads": HEADS,
        "shares": [1, 1, len(KINDS), len(CATEGORIES), *(1 for _ in FLAGS)],
        "recipe": asdict(recipe),
    }
    save_student(arrays, header, out)


__all__ = ["StudentRecipe", "held_out", "learn"]
